-- One row for each wire story: where it began, and how far its copies went.
WITH copies AS (
  SELECT wire_story_id, COUNT(*) AS stories, COUNT(DISTINCT publisher) AS publishers, COUNT(DISTINCT language) AS languages,
    COUNTIF(lineage_kind = 'exact') AS exact_copies, COUNTIF(lineage_kind = 'near') AS near_copies,
    COUNTIF(lineage_kind = 'republication') AS republications,
    MIN(COALESCE(published, first_seen)) AS first_reported, MAX(COALESCE(published, first_seen)) AS last_reported
  FROM stories
  GROUP BY wire_story_id
)
SELECT origin.wire_story_id, origin.day, origin.twin_group, origin.publisher, origin.origin_agency, origin.language, origin.headline,
  origin.url, origin.bilateral_security, origin.origins AS independent_origins, copies.stories, copies.publishers, copies.languages, copies.exact_copies,
  copies.near_copies, copies.republications, copies.first_reported, copies.last_reported
FROM stories AS origin JOIN copies ON origin.wire_story_id = copies.wire_story_id
WHERE origin.story_id = origin.wire_story_id
