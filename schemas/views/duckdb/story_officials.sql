-- One row for each of a story's officials.
SELECT
  stories.row_key,
  stories.story_id,
  stories.day,
  stories.published,
  stories.first_seen,
  stories.language,
  stories.publisher,
  stories.headline,
  stories.url,
  stories.wire_story_id,
  stories.bilateral_security,
  item."name" AS "name",
  item."post_text" AS "post_text",
  item."post" AS "post",
  item."rank" AS "rank",
  item."country" AS "country",
  item."person_id" AS "person_id",
  item."post_basis" AS "post_basis",
  item."speaker" AS "speaker",
  item."evidence" AS "evidence"
FROM (
  SELECT
    *,
    UNNEST(stories.officials) AS item
  FROM stories AS stories
) AS stories
