SELECT
  event.venue_country,
  event.venue_city,
  dyad.pair,
  COUNT(DISTINCT stories.story_id) AS stories,
  MAX(stories.day) AS last_day
FROM (
  SELECT
    *
  FROM stories
  WHERE
    stories.day BETWEEN $day_from AND $day_to
) AS stories
CROSS JOIN UNNEST(stories.dyads) AS _t0(dyad)
CROSS JOIN UNNEST(stories.events) AS _t1(event)
WHERE
  dyad.principal
  AND event."primary"
  AND NOT event.venue_country IS NULL
  AND event.venue_country <> SUBSTRING(dyad.pair, 1, 3)
  AND event.venue_country <> SUBSTRING(dyad.pair, 5, 3)
GROUP BY
  event.venue_country,
  event.venue_city,
  dyad.pair
ORDER BY
  stories DESC,
  event.venue_country NULLS FIRST,
  dyad.pair NULLS FIRST,
  event.venue_city NULLS FIRST
