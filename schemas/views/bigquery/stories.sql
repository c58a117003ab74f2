-- The latest revision of every story, with the wire story it is a copy of.
WITH latest AS (
  SELECT story_id, day, revision, processed
  FROM stories_v1
  WHERE day >= DATE '0001-01-01'
  QUALIFY ROW_NUMBER() OVER (PARTITION BY story_id ORDER BY revision DESC, processed DESC) = 1
),
grouped AS (
  SELECT story_id, wire_story_id, kind AS lineage_kind, twin_group, copies, origins, earliest
  FROM lineage_v1
  QUALIFY ROW_NUMBER() OVER (PARTITION BY story_id ORDER BY assigned DESC) = 1
)
SELECT each_story.*, COALESCE(grouped.wire_story_id, each_story.story_id) AS wire_story_id, grouped.lineage_kind,
  origin.twin_group, origin.copies, origin.origins, origin.earliest AS first_reported
FROM stories_v1 AS each_story
JOIN latest
  ON each_story.story_id = latest.story_id AND each_story.day = latest.day
  AND each_story.revision = latest.revision AND each_story.processed = latest.processed
LEFT JOIN grouped ON each_story.story_id = grouped.story_id
LEFT JOIN grouped AS origin ON grouped.wire_story_id = origin.story_id
WHERE each_story.day >= DATE '0001-01-01'
QUALIFY ROW_NUMBER() OVER (
  PARTITION BY each_story.day, each_story.bilateral_security, each_story.language, each_story.publisher, each_story.row_key
  ORDER BY each_story.processed
) = 1
