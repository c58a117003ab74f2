-- One row for each of a story's dyads.
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
  item."pair" AS "pair",
  item."principal" AS "principal",
  item."source" AS "source",
  item."target" AS "target",
  item."reciprocal" AS "reciprocal",
  item."score" AS "score",
  item."evidence" AS "evidence"
FROM (
  SELECT
    *,
    UNNEST(stories.dyads) AS item
  FROM stories AS stories
) AS stories
