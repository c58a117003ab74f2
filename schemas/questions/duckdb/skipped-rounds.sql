WITH editions AS (
  SELECT
    stories.forum.series_id AS series_id,
    stories.forum.edition AS edition,
    MIN(stories.day) AS day
  FROM stories
  WHERE
    stories.day BETWEEN $day_from AND $day_to AND NOT stories.forum.edition IS NULL
  GROUP BY
    series_id,
    edition
), steps AS (
  SELECT
    series_id,
    edition,
    day,
    LEAD(edition) OVER (PARTITION BY series_id ORDER BY edition NULLS FIRST) AS next_edition,
    LEAD(day) OVER (PARTITION BY series_id ORDER BY edition NULLS FIRST) AS next_day
  FROM editions
), reaches AS (
  SELECT
    series_id,
    MAX(edition) AS edition,
    MAX(day) AS day,
    MAX(edition) - MIN(edition) AS intervals,
    DATE_DIFF('DAY', MIN(day), MAX(day)) AS days
  FROM editions
  GROUP BY
    series_id
), rhythms AS (
  SELECT
    series_id,
    edition,
    day,
    CASE
      WHEN 1 IS NULL OR (
        days // intervals
      ) IS NULL
      THEN NULL
      ELSE GREATEST(1, days // intervals)
    END AS every_days
  FROM reaches
  WHERE
    intervals > 0
)
SELECT
  series_id,
  'skipped' AS finding,
  edition AS edition_before,
  day AS day_before,
  next_edition AS edition_after,
  next_day AS day_after,
  next_edition - edition - 1 AS missing,
  CAST(NULL AS DATE) AS due
FROM steps
WHERE
  next_edition > edition + 1
UNION ALL
SELECT
  series_id,
  'overdue' AS finding,
  edition AS edition_before,
  day AS day_before,
  CAST(NULL AS BIGINT) AS edition_after,
  CAST(NULL AS DATE) AS day_after,
  DATE_DIFF('DAY', day, $day_to) // every_days AS missing,
  CAST(day + INTERVAL (every_days) DAY AS DATE) AS due
FROM rhythms
WHERE
  2 * DATE_DIFF('DAY', day, $day_to) > 3 * every_days
ORDER BY
  series_id NULLS FIRST,
  finding DESC,
  edition_before NULLS FIRST
