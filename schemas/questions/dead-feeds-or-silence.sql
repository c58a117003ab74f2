-- question: Which pairs fell silent, and which only seem so because their feeds are dead?
-- note: Looks at pairs with news in the span before, as long as the span itself, and none in it.
-- column pair: The pair.
-- column stories_before: Stories in the span before.
-- column last_day: Day of the last of them.
-- column feeds_before: Feeds that carried them.
-- column feeds_answering: Those of them that answered with something current in the span.
-- column verdict: silence, feeds_dead, or feeds_partly_dead.
WITH earlier AS (
  SELECT stories.story_id, stories.day, stories.feed_id, dyad.pair
  FROM stories, UNNEST(stories.dyads) AS dyad
  WHERE stories.day BETWEEN DATE_SUB(@day_from, INTERVAL DATE_DIFF(@day_to, @day_from, DAY) + 1 DAY) AND @day_to AND dyad.principal
),
pairs AS (
  SELECT pair, COUNT(DISTINCT story_id) AS stories_before, MAX(day) AS last_day
  FROM earlier
  GROUP BY pair
  HAVING MAX(day) < @day_from
),
answering AS (
  SELECT DISTINCT feed_id
  FROM coverage_hourly
  WHERE day BETWEEN @day_from AND @day_to AND changed + unchanged > 0
),
carriers AS (
  SELECT DISTINCT earlier.pair, earlier.feed_id, answering.feed_id IS NOT NULL AS answers
  FROM earlier JOIN pairs ON earlier.pair = pairs.pair LEFT JOIN answering ON earlier.feed_id = answering.feed_id
),
counted AS (
  SELECT pair, COUNT(*) AS feeds_before, COUNTIF(answers) AS feeds_answering
  FROM carriers
  GROUP BY pair
)
SELECT pairs.pair, pairs.stories_before, pairs.last_day, counted.feeds_before, counted.feeds_answering,
  CASE
    WHEN counted.feeds_answering = 0 THEN 'feeds_dead'
    WHEN counted.feeds_answering < counted.feeds_before THEN 'feeds_partly_dead'
    ELSE 'silence'
  END AS verdict
FROM pairs JOIN counted ON pairs.pair = counted.pair
ORDER BY pairs.stories_before DESC, pairs.pair
