-- question: Which pairs dealt with each other most on security?
-- column pair: The pair.
-- column days: Days with a story.
-- column stories: Stories whose main content is a security matter between the two, each day's counted on its own.
-- column cooperation: Of all stories whose main act binds the two, those of cooperation, in words or deeds.
-- column conflict: The same for conflict.
SELECT pair, COUNT(*) AS days, CAST(SUM(bilateral_stories) AS INT64) AS stories,
  CAST(SUM(verbal_cooperation + material_cooperation) AS INT64) AS cooperation,
  CAST(SUM(verbal_conflict + material_conflict) AS INT64) AS conflict
FROM dyad_daily
WHERE day BETWEEN @day_from AND @day_to AND bilateral_stories > 0
GROUP BY pair
ORDER BY stories DESC, pair
