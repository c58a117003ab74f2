-- question: Which planned meetings were never reported as held?
-- note: A plan is met by a meeting of the same pair that happened within three days of its date, or on any later day where the plan has no date.
-- column pair: The pair that was to meet.
-- column planned_for: Day planned; NULL where the text has none.
-- column announced: Day of the first story that plans it.
-- column stories: Stories that plan it.
-- column postponed_or_cancelled: True where a story says that a meeting of the pair was postponed or cancelled.
WITH meetings AS (
  SELECT stories.story_id, stories.day, dyad.pair, event.status, event.date AS event_date
  FROM stories, UNNEST(stories.dyads) AS dyad, UNNEST(stories.events) AS event
  WHERE stories.day BETWEEN @day_from AND @day_to AND dyad.principal AND event.`primary` AND event.plover IN ('CONSULT', 'COOPERATE', 'AGREE')
),
plans AS (
  SELECT pair, event_date, MIN(day) AS announced, COUNT(DISTINCT story_id) AS stories
  FROM meetings
  WHERE status IN ('planned', 'proposed') AND (event_date IS NULL OR event_date <= @day_to)
  GROUP BY pair, event_date
),
held AS (
  SELECT pair, COALESCE(event_date, day) AS held_on, day
  FROM meetings
  WHERE status IN ('happened', 'ongoing')
),
dropped AS (SELECT DISTINCT pair FROM meetings WHERE status IN ('postponed', 'cancelled')),
met AS (
  SELECT DISTINCT plans.pair, plans.announced, COALESCE(plans.event_date, DATE '0001-01-01') AS planned_for
  FROM plans JOIN held ON plans.pair = held.pair
  WHERE (plans.event_date IS NULL AND held.day > plans.announced)
    OR held.held_on BETWEEN DATE_SUB(plans.event_date, INTERVAL 3 DAY) AND DATE_ADD(plans.event_date, INTERVAL 3 DAY)
)
SELECT plans.pair, plans.event_date AS planned_for, plans.announced, plans.stories, dropped.pair IS NOT NULL AS postponed_or_cancelled
FROM plans
LEFT JOIN met
  ON plans.pair = met.pair AND plans.announced = met.announced AND COALESCE(plans.event_date, DATE '0001-01-01') = met.planned_for
LEFT JOIN dropped ON plans.pair = dropped.pair
WHERE met.pair IS NULL
ORDER BY plans.announced, plans.pair, planned_for
