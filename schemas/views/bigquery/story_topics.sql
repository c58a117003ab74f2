-- One row for each of a story's topics.
SELECT stories.row_key,
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
  item.`code` AS `code`,
  item.`score` AS `score`,
  item.`evidence` AS `evidence`
FROM stories AS stories, UNNEST(stories.topics) AS item
