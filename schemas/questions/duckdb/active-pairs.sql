SELECT
  pair,
  COUNT(*) AS days,
  CAST(SUM(bilateral_stories) AS BIGINT) AS stories,
  CAST(SUM(verbal_cooperation + material_cooperation) AS BIGINT) AS cooperation,
  CAST(SUM(verbal_conflict + material_conflict) AS BIGINT) AS conflict
FROM dyad_daily
WHERE
  day BETWEEN $day_from AND $day_to AND bilateral_stories > 0
GROUP BY
  pair
ORDER BY
  stories DESC,
  pair NULLS FIRST
