-- question: Which stories were changed after they were first published, and how?
-- column story_id: The story.
-- column revisions: Revisions beyond the first in the span.
-- column headlines_changed: Those that changed the headline.
-- column body_chars_changed: Characters the body grew by in all, negative where it shrank.
-- column last_processed: When the last revision was read, UTC.
-- column headline: Headline of the last revision.
SELECT story_id, COUNT(*) AS revisions, COUNTIF(headline <> headline_before) AS headlines_changed,
  CAST(SUM(body_chars_changed) AS INT64) AS body_chars_changed, MAX(processed) AS last_processed,
  MAX(CASE WHEN revision = newest THEN headline END) AS headline
FROM (
  SELECT story_id, revision, day, processed, headline, headline_before, body_chars_changed,
    MAX(revision) OVER (PARTITION BY story_id) AS newest
  FROM story_revisions
)
WHERE revision > 1 AND day BETWEEN @day_from AND @day_to
GROUP BY story_id
ORDER BY revisions DESC, story_id
