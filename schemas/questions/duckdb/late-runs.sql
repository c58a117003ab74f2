SELECT
  run_id,
  started,
  ROUND(DATE_DIFF('SECOND', started, finished) / 60, 1) AS minutes,
  ROUND(lag_s / 3600, 1) AS lag_hours,
  feeds,
  feed_failures,
  listed,
  dead_letters
FROM runs
WHERE
  day BETWEEN $day_from AND $day_to
  AND (
    lag_s > 3 * 3600 OR feed_failures > 0 OR dead_letters > 0
  )
ORDER BY
  started NULLS FIRST,
  run_id NULLS FIRST
