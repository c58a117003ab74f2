-- question: Which pairs agreed on a topic?
-- note: Counts stories whose main act binds the pair and is an agreement that happened.
-- parameter topic STRING default CT: One of the 23 topic codes of the codebook.
-- column pair: The two states.
-- column stories: Stories that report it.
-- column wire_stories: Wire stories behind them: copies count once.
-- column first_day: Day of the first of them.
-- column last_day: Day of the last of them.
-- column headline: Headline of one of the first.
SELECT dyad.pair, COUNT(DISTINCT stories.story_id) AS stories, COUNT(DISTINCT stories.wire_story_id) AS wire_stories,
  MIN(stories.day) AS first_day, MAX(stories.day) AS last_day,
  MIN(CONCAT(CAST(stories.day AS STRING), ' ', stories.headline)) AS headline
FROM stories, UNNEST(stories.dyads) AS dyad
WHERE stories.day BETWEEN @day_from AND @day_to AND stories.bilateral_security AND dyad.principal
  AND EXISTS (SELECT 1 FROM UNNEST(stories.topics) AS topic WHERE topic.code = @topic)
  AND EXISTS (SELECT 1 FROM UNNEST(stories.events) AS event WHERE event.`primary` AND event.plover = 'AGREE' AND event.status = 'happened')
GROUP BY dyad.pair
ORDER BY stories DESC, dyad.pair
