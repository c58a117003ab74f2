SELECT
  story_id,
  COUNT(*) AS revisions,
  COUNT(*) FILTER(WHERE
    headline <> headline_before) AS headlines_changed,
  CAST(SUM(body_chars_changed) AS BIGINT) AS body_chars_changed,
  MAX(processed) AS last_processed,
  MAX(CASE WHEN revision = newest THEN headline END) AS headline
FROM (
  SELECT
    story_id,
    revision,
    day,
    processed,
    headline,
    headline_before,
    body_chars_changed,
    MAX(revision) OVER (PARTITION BY story_id) AS newest
  FROM story_revisions
)
WHERE
  revision > 1 AND day BETWEEN $day_from AND $day_to
GROUP BY
  story_id
ORDER BY
  revisions DESC,
  story_id NULLS FIRST
