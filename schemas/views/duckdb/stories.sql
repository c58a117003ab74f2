-- The latest revision of every story.
WITH latest AS (
  SELECT * FROM stories_v1
  QUALIFY ROW_NUMBER() OVER (PARTITION BY story_id ORDER BY revision DESC, processed DESC) = 1
),
grouped AS (
  SELECT story_id, wire_story_id, kind AS lineage_kind, twin_group, copies, origins, earliest FROM lineage_v1
  QUALIFY ROW_NUMBER() OVER (PARTITION BY story_id ORDER BY assigned DESC) = 1
)
SELECT latest.*, COALESCE(grouped.wire_story_id, latest.story_id) AS wire_story_id, grouped.lineage_kind, origin.twin_group,
  origin.copies, origin.origins, origin.earliest AS first_reported
FROM latest LEFT JOIN grouped ON latest.story_id = grouped.story_id
LEFT JOIN grouped AS origin ON grouped.wire_story_id = origin.story_id
