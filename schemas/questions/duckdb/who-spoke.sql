SELECT
  COALESCE(official.person_id, official.name) AS person,
  official.country,
  MAX(official.rank) AS rank,
  COUNT(DISTINCT stories.story_id) AS stories,
  COUNT(DISTINCT stories.language) AS languages,
  MAX(stories.day) AS last_day
FROM (
  SELECT
    *,
    UNNEST(stories.officials) AS official
  FROM stories
  WHERE
    stories.day BETWEEN $day_from AND $day_to AND stories.bilateral_security
) AS stories
WHERE
  official.speaker
  AND (
    $pair = ''
    OR EXISTS(
      SELECT
        1
      FROM UNNEST(stories.dyads) AS _t0(dyad)
      WHERE
        dyad.pair = $pair
    )
  )
GROUP BY
  person,
  official.country
ORDER BY
  stories DESC,
  person NULLS FIRST,
  official.country NULLS FIRST
