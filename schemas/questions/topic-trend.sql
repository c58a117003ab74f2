-- question: How much was reported on each topic, week by week?
-- column week: Monday of the week.
-- column code: Topic of the codebook.
-- column stories: Stories whose main content is a security matter between two states.
-- column pairs: Pairs that their main acts bind.
SELECT DATE_TRUNC(stories.day, WEEK(MONDAY)) AS week, topic.code, COUNT(DISTINCT stories.story_id) AS stories,
  COUNT(DISTINCT (SELECT MIN(dyad.pair) FROM UNNEST(stories.dyads) AS dyad WHERE dyad.principal)) AS pairs
FROM stories, UNNEST(stories.topics) AS topic
WHERE stories.day BETWEEN @day_from AND @day_to AND stories.bilateral_security
GROUP BY week, topic.code
ORDER BY week, stories DESC, topic.code
