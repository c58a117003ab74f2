SELECT
  dyad.pair,
  stories.instrument.type AS type,
  MIN(CASE WHEN stories.instrument.stage = 'proposed' THEN stories.day END) AS proposed,
  MIN(CASE WHEN stories.instrument.stage = 'negotiated' THEN stories.day END) AS negotiated,
  MIN(CASE WHEN stories.instrument.stage = 'agreed' THEN stories.day END) AS agreed,
  MIN(CASE WHEN stories.instrument.stage = 'signed' THEN stories.day END) AS signed,
  MIN(CASE WHEN stories.instrument.stage = 'ratified' THEN stories.day END) AS ratified,
  MIN(CASE WHEN stories.instrument.stage = 'in_force' THEN stories.day END) AS in_force,
  MIN(
    CASE
      WHEN stories.instrument.stage IN ('suspended', 'terminated')
      THEN stories.day
    END
  ) AS ended,
  COUNT(DISTINCT stories.story_id) AS stories
FROM (
  SELECT
    *,
    UNNEST(stories.dyads) AS dyad
  FROM stories
  WHERE
    stories.day BETWEEN $day_from AND $day_to
) AS stories
WHERE
  dyad.principal AND NOT stories.instrument.type IS NULL
GROUP BY
  dyad.pair,
  type
ORDER BY
  dyad.pair NULLS FIRST,
  type NULLS FIRST
