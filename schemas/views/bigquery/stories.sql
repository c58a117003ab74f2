-- The latest revision of every story.
WITH latest AS (
  SELECT * FROM stories_v1
  QUALIFY ROW_NUMBER() OVER (PARTITION BY story_id ORDER BY revision DESC, processed DESC) = 1
),
grouped AS (
  SELECT story_id, wire_story_id, kind AS lineage_kind, twin_group FROM lineage_v1
  QUALIFY ROW_NUMBER() OVER (PARTITION BY story_id ORDER BY assigned DESC) = 1
)
SELECT latest.*, COALESCE(grouped.wire_story_id, latest.story_id) AS wire_story_id, grouped.lineage_kind, grouped.twin_group
FROM latest LEFT JOIN grouped ON latest.story_id = grouped.story_id
