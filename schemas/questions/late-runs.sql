-- question: Which runs were late behind their sources, or lost feeds?
-- column run_id: The run.
-- column started: When it started, UTC.
-- column minutes: How long it took.
-- column lag_hours: Hours between the newest publication known and its end; NULL where no feed gives dates.
-- column feeds: Feeds polled.
-- column feed_failures: Feeds that could not be read.
-- column listed: Entries listed.
-- column dead_letters: Dead letters.
SELECT run_id, started, ROUND(TIMESTAMP_DIFF(finished, started, SECOND) / 60, 1) AS minutes, ROUND(lag_s / 3600, 1) AS lag_hours, feeds,
  feed_failures, listed, dead_letters
FROM runs
WHERE day BETWEEN @day_from AND @day_to AND (lag_s > 3 * 3600 OR feed_failures > 0 OR dead_letters > 0)
ORDER BY started, run_id
