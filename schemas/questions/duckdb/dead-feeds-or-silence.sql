WITH earlier AS (
  SELECT
    stories.story_id,
    stories.day,
    stories.feed_id,
    dyad.pair
  FROM (
    SELECT
      *,
      UNNEST(stories.dyads) AS dyad
    FROM stories
    WHERE
      stories.day BETWEEN CAST($day_from - INTERVAL (DATE_DIFF('DAY', $day_from, $day_to) + 1) DAY AS DATE) AND $day_to
  ) AS stories
  WHERE
    dyad.principal
), pairs AS (
  SELECT
    pair,
    COUNT(DISTINCT story_id) AS stories_before,
    MAX(day) AS last_day
  FROM earlier
  GROUP BY
    pair
  HAVING
    MAX(day) < $day_from
), answering AS (
  SELECT DISTINCT
    feed_id
  FROM coverage_hourly
  WHERE
    day BETWEEN $day_from AND $day_to AND changed + unchanged > 0
), carriers AS (
  SELECT DISTINCT
    earlier.pair,
    earlier.feed_id,
    NOT answering.feed_id IS NULL AS answers
  FROM earlier
  JOIN pairs
    ON earlier.pair = pairs.pair
  LEFT JOIN answering
    ON earlier.feed_id = answering.feed_id
), counted AS (
  SELECT
    pair,
    COUNT(*) AS feeds_before,
    COUNT(*) FILTER(WHERE
      answers) AS feeds_answering
  FROM carriers
  GROUP BY
    pair
)
SELECT
  pairs.pair,
  pairs.stories_before,
  pairs.last_day,
  counted.feeds_before,
  counted.feeds_answering,
  CASE
    WHEN counted.feeds_answering = 0
    THEN 'feeds_dead'
    WHEN counted.feeds_answering < counted.feeds_before
    THEN 'feeds_partly_dead'
    ELSE 'silence'
  END AS verdict
FROM pairs
JOIN counted
  ON pairs.pair = counted.pair
ORDER BY
  pairs.stories_before DESC,
  pairs.pair NULLS FIRST
