SELECT
  CAST(DATE_TRUNC('WEEK', stories.day) AS DATE) AS week,
  topic.code,
  COUNT(DISTINCT stories.story_id) AS stories,
  COUNT(
    DISTINCT (
      SELECT
        MIN(dyad.pair)
      FROM UNNEST(stories.dyads) AS _t0(dyad)
      WHERE
        dyad.principal
    )
  ) AS pairs
FROM (
  SELECT
    *,
    UNNEST(stories.topics) AS topic
  FROM stories
  WHERE
    stories.day BETWEEN $day_from AND $day_to AND stories.bilateral_security
) AS stories
GROUP BY
  week,
  topic.code
ORDER BY
  week NULLS FIRST,
  stories DESC,
  topic.code NULLS FIRST
