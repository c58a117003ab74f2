-- question: Between which pairs does conflict grow?
-- note: Compares the span with the one before it, of the same length.
-- column pair: The pair.
-- column conflict_before: Stories of conflict in the span before.
-- column conflict_now: Stories of conflict in the span.
-- column share_before: Share of conflict in the stories with a main act in the span before; NULL where there was none.
-- column share_now: The same in the span.
WITH counted AS (
  SELECT pair,
    SUM(CASE WHEN day < @day_from THEN verbal_conflict + material_conflict ELSE 0 END) AS conflict_before,
    SUM(CASE WHEN day >= @day_from THEN verbal_conflict + material_conflict ELSE 0 END) AS conflict_now,
    SUM(CASE WHEN day < @day_from THEN verbal_conflict + material_conflict + verbal_cooperation + material_cooperation ELSE 0 END) AS acts_before,
    SUM(CASE WHEN day >= @day_from THEN verbal_conflict + material_conflict + verbal_cooperation + material_cooperation ELSE 0 END) AS acts_now
  FROM dyad_daily
  WHERE day BETWEEN DATE_SUB(@day_from, INTERVAL DATE_DIFF(@day_to, @day_from, DAY) + 1 DAY) AND @day_to
  GROUP BY pair
)
SELECT pair, CAST(conflict_before AS INT64) AS conflict_before, CAST(conflict_now AS INT64) AS conflict_now,
  ROUND(conflict_before / NULLIF(acts_before, 0), 3) AS share_before, ROUND(conflict_now / NULLIF(acts_now, 0), 3) AS share_now
FROM counted
WHERE conflict_now > conflict_before
ORDER BY conflict_now - conflict_before DESC, pair
