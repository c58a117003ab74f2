-- Every revision with what changed in it.
SELECT story_id, revision, processed, headline, LAG(headline) OVER w AS headline_before,
  body_chars - LAG(body_chars) OVER w AS body_chars_changed, bilateral_security
FROM stories_v1
WINDOW w AS (PARTITION BY story_id ORDER BY revision)
