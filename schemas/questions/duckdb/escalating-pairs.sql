WITH counted AS (
  SELECT
    pair,
    SUM(CASE WHEN day < $day_from THEN verbal_conflict + material_conflict ELSE 0 END) AS conflict_before,
    SUM(CASE WHEN day >= $day_from THEN verbal_conflict + material_conflict ELSE 0 END) AS conflict_now,
    SUM(
      CASE
        WHEN day < $day_from
        THEN verbal_conflict + material_conflict + verbal_cooperation + material_cooperation
        ELSE 0
      END
    ) AS acts_before,
    SUM(
      CASE
        WHEN day >= $day_from
        THEN verbal_conflict + material_conflict + verbal_cooperation + material_cooperation
        ELSE 0
      END
    ) AS acts_now
  FROM dyad_daily
  WHERE
    day BETWEEN CAST($day_from - INTERVAL (DATE_DIFF('DAY', $day_from, $day_to) + 1) DAY AS DATE) AND $day_to
  GROUP BY
    pair
)
SELECT
  pair,
  CAST(conflict_before AS BIGINT) AS conflict_before,
  CAST(conflict_now AS BIGINT) AS conflict_now,
  ROUND(conflict_before / NULLIF(acts_before, 0), 3) AS share_before,
  ROUND(conflict_now / NULLIF(acts_now, 0), 3) AS share_now
FROM counted
WHERE
  conflict_now > conflict_before
ORDER BY
  conflict_now - conflict_before DESC,
  pair NULLS FIRST
