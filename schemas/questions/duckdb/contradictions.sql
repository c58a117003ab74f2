SELECT
  dyad.pair,
  event.plover,
  COUNT(DISTINCT CASE WHEN event.status = 'happened' THEN stories.story_id END) AS happened,
  COUNT(DISTINCT CASE WHEN event.status = 'denied' THEN stories.story_id END) AS denied,
  COUNT(DISTINCT CASE WHEN event.status = 'alleged' THEN stories.story_id END) AS alleged,
  COUNT(DISTINCT stories.publisher) AS publishers
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
  dyad.principal AND event."primary"
GROUP BY
  dyad.pair,
  event.plover
HAVING
  COUNT(DISTINCT CASE WHEN event.status = 'happened' THEN stories.story_id END) > 0
  AND COUNT(
    DISTINCT CASE WHEN event.status IN ('denied', 'alleged') THEN stories.story_id END
  ) > 0
ORDER BY
  dyad.pair NULLS FIRST,
  event.plover NULLS FIRST
