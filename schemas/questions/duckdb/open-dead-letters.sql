SELECT
  stage,
  reason,
  COUNT(*) AS letters,
  COUNT(DISTINCT feed_id) AS feeds,
  MAX(attempts) AS most_attempts,
  MAX(failed) AS last_failed,
  MIN(detail) AS detail
FROM dead_letters
WHERE
  day BETWEEN $day_from AND $day_to
GROUP BY
  stage,
  reason
ORDER BY
  letters DESC,
  stage NULLS FIRST,
  reason NULLS FIRST
