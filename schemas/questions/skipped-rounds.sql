-- question: Which recurring forums skipped a round, or are late with the next one?
-- note: A round is skipped where two editions were reported in the span and the numbers between them were not. The next one is overdue where one and a half of the forum's usual interval has passed since the last; a forum of which one edition alone is known has no interval and is not judged.
-- column series_id: The forum: pair and type.
-- column finding: skipped or overdue.
-- column edition_before: Last edition reported before the gap.
-- column day_before: Day of its first report.
-- column edition_after: First edition reported behind the gap; NULL where none was.
-- column day_after: Day of its first report.
-- column missing: Editions that no story reports: those between the two, or those that were due by the end of the span.
-- column due: Day on which the next edition was due by the usual interval; NULL for a skipped one.
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
),
reaches AS (
  SELECT series_id, MAX(edition) AS edition, MAX(day) AS day, MAX(edition) - MIN(edition) AS intervals, DATE_DIFF(MAX(day), MIN(day), DAY) AS days
  FROM editions
  GROUP BY series_id
),
rhythms AS (SELECT series_id, edition, day, GREATEST(1, DIV(days, intervals)) AS every_days FROM reaches WHERE intervals > 0)
SELECT series_id, 'skipped' AS finding, edition AS edition_before, day AS day_before, next_edition AS edition_after, next_day AS day_after,
  next_edition - edition - 1 AS missing, CAST(NULL AS DATE) AS due
FROM steps
WHERE next_edition > edition + 1
UNION ALL
SELECT series_id, 'overdue' AS finding, edition AS edition_before, day AS day_before, CAST(NULL AS INT64) AS edition_after,
  CAST(NULL AS DATE) AS day_after, DIV(DATE_DIFF(@day_to, day, DAY), every_days) AS missing,
  DATE_ADD(day, INTERVAL every_days DAY) AS due
FROM rhythms
WHERE 2 * DATE_DIFF(@day_to, day, DAY) > 3 * every_days
ORDER BY series_id, finding DESC, edition_before
