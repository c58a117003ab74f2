-- question: Which pairs appear that were not seen in the ninety days before?
-- column pair: The pair.
-- column first_day: Day of its first story in the span.
-- column stories: Stories in the span.
-- column publishers: Publishers that carried them.
SELECT story_dyads.pair, MIN(story_dyads.day) AS first_day, COUNT(DISTINCT story_dyads.story_id) AS stories,
  COUNT(DISTINCT story_dyads.publisher) AS publishers
FROM story_dyads
WHERE story_dyads.day BETWEEN DATE_SUB(@day_from, INTERVAL 90 DAY) AND @day_to AND story_dyads.principal AND story_dyads.bilateral_security
GROUP BY story_dyads.pair
HAVING MIN(story_dyads.day) >= @day_from
ORDER BY first_day, story_dyads.pair
