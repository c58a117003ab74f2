-- One row for each hour and feed: what was asked, what answered, what came of it. Silence and a dead feed differ in state.
WITH polls AS (
  SELECT run_id, feed_id, publisher, polled,
    CASE
      WHEN outcome IN ('ok', 'not_modified', 'unchanged', 'empty', 'stale') AND (outcome = 'stale' OR 'stale' IN UNNEST(alarms)) THEN 'stale'
      WHEN outcome = 'ok' THEN 'changed'
      WHEN outcome IN ('not_modified', 'unchanged', 'empty') THEN 'unchanged'
      WHEN outcome IN ('robots_disallowed', 'robots_unavailable', 'rate_limited', 'blocked_address', 'plain_http_refused')
        OR status IN (401, 403, 451) THEN 'blocked'
      ELSE 'failed'
    END AS answer
  FROM feed_polls_v1
  WHERE outcome <> 'not_due' AND sitemap_of IS NULL
),
accounts AS (
  SELECT runs.run_id, runs.started, account.feed_id, account.listed, account.stories, account.revisions, account.seen,
    account.rejected, account.dead_letters
  FROM runs_v1 AS runs, UNNEST(runs.accounts) AS account
),
joined AS (
  SELECT TIMESTAMP_TRUNC(COALESCE(polls.polled, accounts.started), HOUR) AS hour, COALESCE(polls.feed_id, accounts.feed_id) AS feed_id,
    polls.publisher, polls.answer, accounts.listed, accounts.stories, accounts.revisions, accounts.seen, accounts.rejected,
    accounts.dead_letters
  FROM polls FULL JOIN accounts ON polls.run_id = accounts.run_id AND polls.feed_id = accounts.feed_id
),
reasons AS (
  SELECT joined.hour, joined.feed_id, each_reason.reason, CAST(SUM(each_reason.count) AS INT64) AS entries
  FROM joined, UNNEST(joined.rejected) AS each_reason
  GROUP BY joined.hour, joined.feed_id, each_reason.reason
),
rejections AS (
  SELECT hour, feed_id, CAST(SUM(entries) AS INT64) AS rejected, ARRAY_AGG(STRUCT(reason AS reason, entries AS count) ORDER BY reason) AS rejected_reasons
  FROM reasons
  GROUP BY hour, feed_id
),
hours AS (
  SELECT hour, feed_id, MAX(publisher) AS publisher, COUNT(answer) AS polled,
    COUNTIF(answer = 'changed') AS changed, COUNTIF(answer = 'unchanged') AS unchanged, COUNTIF(answer = 'stale') AS stale,
    COUNTIF(answer = 'blocked') AS blocked, COUNTIF(answer = 'failed') AS failed,
    CAST(COALESCE(SUM(listed), 0) AS INT64) AS listed, CAST(COALESCE(SUM(stories + revisions), 0) AS INT64) AS extracted, CAST(COALESCE(SUM(seen), 0) AS INT64) AS seen,
    CAST(COALESCE(SUM(dead_letters), 0) AS INT64) AS dead_letters
  FROM joined
  GROUP BY hour, feed_id
)
SELECT DATE(hours.hour) AS day, hours.hour, hours.feed_id, hours.publisher, hours.polled, hours.changed, hours.unchanged, hours.stale,
  hours.blocked, hours.failed, hours.listed, hours.extracted, hours.seen, COALESCE(rejections.rejected, 0) AS rejected,
  hours.dead_letters, IFNULL(rejections.rejected_reasons, []) AS rejected_reasons,
  CASE
    WHEN hours.polled = 0 THEN 'not_polled'
    WHEN hours.polled = hours.blocked + hours.failed AND hours.blocked > 0 THEN 'blocked'
    WHEN hours.polled = hours.failed THEN 'failing'
    WHEN hours.changed + hours.unchanged = 0 THEN 'stale'
    WHEN hours.extracted > 0 THEN 'alive'
    ELSE 'silent'
  END AS state
FROM hours LEFT JOIN rejections ON hours.hour = rejections.hour AND hours.feed_id = rejections.feed_id
