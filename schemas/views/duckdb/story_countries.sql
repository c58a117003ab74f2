-- One row for each of a story's countries.
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
  item."iso3" AS "iso3",
  item."role" AS "role",
  item."salience" AS "salience",
  item."mentions" AS "mentions",
  item."title_mentions" AS "title_mentions"
FROM (
  SELECT
    *,
    UNNEST(stories.countries) AS item
  FROM stories AS stories
) AS stories
