-- One row for each day and pair of states: how much was reported, by how many, and of which kind.
WITH pairs AS (
  SELECT
    stories.day,
    stories.row_key,
    dyad.pair,
    dyad.principal,
    stories.story_id,
    stories.wire_story_id,
    stories.publisher,
    stories.language,
    stories.bilateral_security AND dyad.principal AS bilateral
  FROM (
    SELECT
      *,
      UNNEST(stories.dyads) AS dyad
    FROM stories AS stories
  ) AS stories
), acts AS (
  SELECT
    stories.day,
    stories.row_key,
    MAX(event.quad_class) AS quad_class
  FROM (
    SELECT
      *,
      UNNEST(stories.events) AS event
    FROM stories AS stories
  ) AS stories
  WHERE
    event."primary"
  GROUP BY
    stories.day,
    stories.row_key
), related AS (
  SELECT
    pairs.day,
    pairs.pair,
    pairs.principal,
    pairs.story_id,
    pairs.wire_story_id,
    pairs.publisher,
    pairs.language,
    pairs.bilateral,
    acts.quad_class
  FROM pairs
  LEFT JOIN acts
    ON pairs.day = acts.day AND pairs.row_key = acts.row_key
)
SELECT
  day,
  pair,
  SUBSTRING(pair, 1, 3) AS country_a,
  SUBSTRING(pair, 5, 3) AS country_b,
  COUNT(DISTINCT story_id) AS stories,
  COUNT(DISTINCT CASE WHEN principal THEN story_id END) AS principal_stories,
  COUNT(DISTINCT CASE WHEN bilateral THEN story_id END) AS bilateral_stories,
  COUNT(DISTINCT wire_story_id) AS wire_stories,
  COUNT(DISTINCT publisher) AS publishers,
  COUNT(DISTINCT language) AS languages,
  COUNT(
    DISTINCT CASE WHEN principal AND quad_class = 'verbal_cooperation' THEN story_id END
  ) AS verbal_cooperation,
  COUNT(
    DISTINCT CASE WHEN principal AND quad_class = 'material_cooperation' THEN story_id END
  ) AS material_cooperation,
  COUNT(
    DISTINCT CASE WHEN principal AND quad_class = 'verbal_conflict' THEN story_id END
  ) AS verbal_conflict,
  COUNT(
    DISTINCT CASE WHEN principal AND quad_class = 'material_conflict' THEN story_id END
  ) AS material_conflict
FROM related
GROUP BY
  day,
  pair
