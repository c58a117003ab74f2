-- question: Which pairs met on the ground of a third state, and where?
-- column venue_country: The state that hosted.
-- column venue_city: City; NULL where no story names it.
-- column pair: The pair that the story's main act binds.
-- column stories: Stories.
-- column last_day: Day of the last of them.
SELECT event.venue_country, event.venue_city, dyad.pair, COUNT(DISTINCT stories.story_id) AS stories, MAX(stories.day) AS last_day
FROM stories, UNNEST(stories.dyads) AS dyad, UNNEST(stories.events) AS event
WHERE stories.day BETWEEN @day_from AND @day_to AND dyad.principal AND event.`primary` AND event.venue_country IS NOT NULL
  AND event.venue_country <> SUBSTR(dyad.pair, 1, 3) AND event.venue_country <> SUBSTR(dyad.pair, 5, 3)
GROUP BY event.venue_country, event.venue_city, dyad.pair
ORDER BY stories DESC, event.venue_country, dyad.pair, event.venue_city
