-- Every revision with what changed in it.
SELECT story_id, revision, day, processed, headline,
  LAG(headline) OVER (PARTITION BY story_id ORDER BY revision) AS headline_before,
  body_chars - LAG(body_chars) OVER (PARTITION BY story_id ORDER BY revision) AS body_chars_changed,
  bilateral_security, revision_changes.changed AS changed, revision_changes.paragraphs_added AS paragraphs_added,
  revision_changes.paragraphs_removed AS paragraphs_removed, revision_changes.numbers AS numbers_changed,
  revision_changes.tags_gained AS tags_gained, revision_changes.tags_lost AS tags_lost
FROM stories_v1
WHERE day >= DATE '0001-01-01'
