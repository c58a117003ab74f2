SELECT
  feed_id,
  COUNT(*) FILTER(WHERE
    state <> 'not_polled') AS hours,
  COUNT(*) FILTER(WHERE
    state = 'alive') AS alive,
  COUNT(*) FILTER(WHERE
    state = 'silent') AS silent,
  COUNT(*) FILTER(WHERE
    state = 'stale') AS stale,
  COUNT(*) FILTER(WHERE
    state = 'blocked') AS blocked,
  COUNT(*) FILTER(WHERE
    state = 'failing') AS failing,
  CAST(SUM(extracted) AS BIGINT) AS extracted,
  MAX(CASE WHEN extracted > 0 THEN hour END) AS last_extracted
FROM coverage_hourly
WHERE
  day BETWEEN $day_from AND $day_to
GROUP BY
  feed_id
ORDER BY
  alive NULLS FIRST,
  feed_id NULLS FIRST
