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
)
SELECT
  series_id,
  edition AS edition_before,
  day AS day_before,
  next_edition AS edition_after,
  next_day AS day_after,
  next_edition - edition - 1 AS skipped
FROM steps
WHERE
  next_edition > edition + 1
ORDER BY
  series_id NULLS FIRST,
  edition NULLS FIRST
