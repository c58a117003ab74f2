-- One row for each of a story's events.
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
  item."plover" AS "plover",
  item."mode" AS "mode",
  item."cameo" AS "cameo",
  item."quad_class" AS "quad_class",
  item."contexts" AS "contexts",
  item."primary" AS "primary",
  item."status" AS "status",
  item."actors" AS "actors",
  item."recipients" AS "recipients",
  item."date" AS "event_date",
  item."date_precision" AS "date_precision",
  item."date_basis" AS "date_basis",
  item."venue_city" AS "venue_city",
  item."venue_country" AS "venue_country",
  item."score" AS "score",
  item."evidence" AS "evidence"
FROM (
  SELECT
    *,
    UNNEST(stories.events) AS item
  FROM stories AS stories
) AS stories
