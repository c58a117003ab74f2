SELECT
  dyad.pair,
  COUNT(DISTINCT stories.story_id) AS stories,
  COUNT(DISTINCT stories.wire_story_id) AS wire_stories,
  MIN(stories.day) AS first_day,
  MAX(stories.day) AS last_day,
  MIN(CAST(stories.day AS TEXT) || ' ' || stories.headline) AS headline
FROM (
  SELECT
    *,
    UNNEST(stories.dyads) AS dyad
  FROM stories
  WHERE
    stories.day BETWEEN $day_from AND $day_to AND stories.bilateral_security
) AS stories
WHERE
  dyad.principal
  AND EXISTS(
    SELECT
      1
    FROM UNNEST(stories.topics) AS _t0(topic)
    WHERE
      topic.code = $topic
  )
  AND EXISTS(
    SELECT
      1
    FROM UNNEST(stories.events) AS _t1(event)
    WHERE
      event."primary" AND event.plover = 'AGREE' AND event.status = 'happened'
  )
GROUP BY
  dyad.pair
ORDER BY
  stories DESC,
  dyad.pair NULLS FIRST
