SELECT
  dyad.pair,
  COUNT(DISTINCT stories.story_id) AS stories,
  COUNT(
    DISTINCT CASE
      WHEN stories.publisher_country IN (SUBSTRING(dyad.pair, 1, 3), SUBSTRING(dyad.pair, 5, 3))
      THEN stories.story_id
    END
  ) AS own,
  COUNT(
    DISTINCT CASE
      WHEN stories.publisher_country IN (SUBSTRING(dyad.pair, 1, 3), SUBSTRING(dyad.pair, 5, 3))
      THEN NULL
      ELSE stories.story_id
    END
  ) AS third,
  LISTAGG(DISTINCT stories.language, ' '
  ORDER BY
    stories.language NULLS FIRST) AS languages
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
