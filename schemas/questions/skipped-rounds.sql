-- question: Which recurring forums skipped a round?
-- note: A round is skipped where two editions were reported in the span and the numbers between them were not.
-- column series_id: The forum: pair and type.
-- column edition_before: Last edition reported before the gap.
-- column day_before: Day of its first report.
-- column edition_after: First edition reported behind the gap.
-- column day_after: Day of its first report.
-- column skipped: Editions between them that no story reports.
WITH editions AS (
  SELECT stories.forum.series_id AS series_id, stories.forum.edition AS edition, MIN(stories.day) AS day
  FROM stories
  WHERE stories.day BETWEEN @day_from AND @day_to AND stories.forum.edition IS NOT NULL
  GROUP BY series_id, edition
),
steps AS (
  SELECT series_id, edition, day,
    LEAD(edition) OVER (PARTITION BY series_id ORDER BY edition) AS next_edition,
    LEAD(day) OVER (PARTITION BY series_id ORDER BY edition) AS next_day
  FROM editions
)
SELECT series_id, edition AS edition_before, day AS day_before, next_edition AS edition_after, next_day AS day_after,
  next_edition - edition - 1 AS skipped
FROM steps
WHERE next_edition > edition + 1
ORDER BY series_id, edition
