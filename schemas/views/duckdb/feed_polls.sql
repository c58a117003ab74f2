-- One poll of one feed: what was sent, what came, why the next one is when.
SELECT
  *
FROM feed_polls_v1
