SELECT
  dyad.pair,
  COUNT(DISTINCT stories.story_id) AS stories,
  COUNT(DISTINCT stories.publisher) AS publishers,
  COUNT(DISTINCT stories.wire_story_id) AS wire_stories,
  COUNT(DISTINCT COALESCE(stories.twin_group, stories.wire_story_id)) AS origins,
  ROUND(
    COUNT(DISTINCT stories.story_id) / COUNT(DISTINCT COALESCE(stories.twin_group, stories.wire_story_id)),
    2
  ) AS stories_per_origin
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
GROUP BY
  dyad.pair
ORDER BY
  stories DESC,
  dyad.pair NULLS FIRST
