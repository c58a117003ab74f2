WITH meetings AS (
  SELECT
    stories.story_id,
    stories.day,
    dyad.pair,
    event.status,
    event.date AS event_date
  FROM (
    SELECT
      *
    FROM stories
    WHERE
      stories.day BETWEEN $day_from AND $day_to
  ) AS stories
  CROSS JOIN UNNEST(stories.dyads) AS _t0(dyad)
  CROSS JOIN UNNEST(stories.events) AS _t1(event)
  WHERE
    dyad.principal
    AND event."primary"
    AND event.plover IN ('CONSULT', 'COOPERATE', 'AGREE')
), plans AS (
  SELECT
    pair,
    event_date,
    MIN(day) AS announced,
    COUNT(DISTINCT story_id) AS stories
  FROM meetings
  WHERE
    status IN ('planned', 'proposed')
    AND (
      event_date IS NULL OR event_date <= $day_to
    )
  GROUP BY
    pair,
    event_date
), held AS (
  SELECT
    pair,
    COALESCE(event_date, day) AS held_on,
    day
  FROM meetings
  WHERE
    status IN ('happened', 'ongoing')
), dropped AS (
  SELECT DISTINCT
    pair
  FROM meetings
  WHERE
    status IN ('postponed', 'cancelled')
), met AS (
  SELECT DISTINCT
    plans.pair,
    plans.announced,
    COALESCE(plans.event_date, CAST('0001-01-01' AS DATE)) AS planned_for
  FROM plans
  JOIN held
    ON plans.pair = held.pair
  WHERE
    (
      plans.event_date IS NULL AND held.day > plans.announced
    )
    OR held.held_on BETWEEN CAST(plans.event_date - INTERVAL '3' DAY AS DATE) AND CAST(plans.event_date + INTERVAL '3' DAY AS DATE)
)
SELECT
  plans.pair,
  plans.event_date AS planned_for,
  plans.announced,
  plans.stories,
  NOT dropped.pair IS NULL AS postponed_or_cancelled
FROM plans
LEFT JOIN met
  ON plans.pair = met.pair
  AND plans.announced = met.announced
  AND COALESCE(plans.event_date, CAST('0001-01-01' AS DATE)) = met.planned_for
LEFT JOIN dropped
  ON plans.pair = dropped.pair
WHERE
  met.pair IS NULL
ORDER BY
  plans.announced NULLS FIRST,
  plans.pair NULLS FIRST,
  planned_for NULLS FIRST
