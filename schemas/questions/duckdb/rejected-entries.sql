WITH listed AS (
  SELECT
    feed_id,
    SUM(listed) AS listed
  FROM coverage_hourly
  WHERE
    day BETWEEN $day_from AND $day_to
  GROUP BY
    feed_id
), reasons AS (
  SELECT
    coverage_hourly.feed_id,
    each_reason.reason,
    SUM(each_reason.count) AS entries
  FROM (
    SELECT
      *,
      UNNEST(coverage_hourly.rejected_reasons) AS each_reason
    FROM coverage_hourly
    WHERE
      coverage_hourly.day BETWEEN $day_from AND $day_to
  ) AS coverage_hourly
  GROUP BY
    coverage_hourly.feed_id,
    each_reason.reason
)
SELECT
  reasons.feed_id,
  reasons.reason,
  CAST(reasons.entries AS BIGINT) AS entries,
  ROUND(reasons.entries / listed.listed, 3) AS share
FROM reasons
JOIN listed
  ON reasons.feed_id = listed.feed_id
ORDER BY
  entries DESC,
  reasons.feed_id NULLS FIRST,
  reasons.reason NULLS FIRST
