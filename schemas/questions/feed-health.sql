-- question: Which feeds are alive, silent, stale, blocked or failing?
-- column feed_id: The feed.
-- column hours: Hours in which it was asked.
-- column alive: Of them, hours in which stories came.
-- column silent: Hours in which it answered and had none.
-- column stale: Hours in which its newest entry was old.
-- column blocked: Hours in which a rule or the host forbade to ask.
-- column failing: Hours in which it gave no answer.
-- column extracted: Stories and revisions.
-- column last_extracted: Last hour in which stories came, UTC; NULL for never.
SELECT feed_id, COUNTIF(state <> 'not_polled') AS hours, COUNTIF(state = 'alive') AS alive, COUNTIF(state = 'silent') AS silent,
  COUNTIF(state = 'stale') AS stale, COUNTIF(state = 'blocked') AS blocked, COUNTIF(state = 'failing') AS failing,
  CAST(SUM(extracted) AS INT64) AS extracted, MAX(CASE WHEN extracted > 0 THEN hour END) AS last_extracted
FROM coverage_hourly
WHERE day BETWEEN @day_from AND @day_to
GROUP BY feed_id
ORDER BY alive, feed_id
