SELECT
  story_dyads.pair,
  MIN(story_dyads.day) AS first_day,
  COUNT(DISTINCT story_dyads.story_id) AS stories,
  COUNT(DISTINCT story_dyads.publisher) AS publishers
FROM story_dyads
WHERE
  story_dyads.day BETWEEN CAST($day_from - INTERVAL '90' DAY AS DATE) AND $day_to
  AND story_dyads.principal
  AND story_dyads.bilateral_security
GROUP BY
  story_dyads.pair
HAVING
  MIN(story_dyads.day) >= $day_from
ORDER BY
  first_day NULLS FIRST,
  story_dyads.pair NULLS FIRST
