-- question: What failed, where and why?
-- column stage: Stage that failed.
-- column reason: Short code.
-- column letters: Dead letters.
-- column feeds: Feeds they come from.
-- column most_attempts: Most attempts at one of them.
-- column last_failed: When the last failed, UTC.
-- column detail: What one of them says: where it failed, and the cure.
SELECT stage, reason, COUNT(*) AS letters, COUNT(DISTINCT feed_id) AS feeds, MAX(attempts) AS most_attempts, MAX(failed) AS last_failed,
  MIN(detail) AS detail
FROM dead_letters
WHERE day BETWEEN @day_from AND @day_to
GROUP BY stage, reason
ORDER BY letters DESC, stage, reason
