-- question: How many independent origins does the news on each pair have?
-- note: Copies of one wire story have one origin, and so have the language editions of one agency story.
-- column pair: The pair that the main act binds.
-- column stories: Stories.
-- column publishers: Publishers that carried them.
-- column wire_stories: Wire stories behind them.
-- column origins: Independent origins.
-- column stories_per_origin: Stories for each origin: how much is repetition.
SELECT dyad.pair, COUNT(DISTINCT stories.story_id) AS stories, COUNT(DISTINCT stories.publisher) AS publishers,
  COUNT(DISTINCT stories.wire_story_id) AS wire_stories,
  COUNT(DISTINCT COALESCE(stories.twin_group, stories.wire_story_id)) AS origins,
  ROUND(COUNT(DISTINCT stories.story_id) / COUNT(DISTINCT COALESCE(stories.twin_group, stories.wire_story_id)), 2) AS stories_per_origin
FROM stories, UNNEST(stories.dyads) AS dyad
WHERE stories.day BETWEEN @day_from AND @day_to AND stories.bilateral_security AND dyad.principal
GROUP BY dyad.pair
ORDER BY stories DESC, dyad.pair
