-- question: How far has each agreement come, from proposed to signed and on?
-- column pair: The pair that the story's main act binds.
-- column type: Kind of instrument.
-- column proposed: Day of the first story at this stage; NULL for none. The same for the stages that follow.
-- column negotiated: See proposed.
-- column agreed: See proposed.
-- column signed: See proposed.
-- column ratified: See proposed.
-- column in_force: See proposed.
-- column ended: Day of the first story that says suspended or terminated.
-- column stories: Stories that name an instrument of the kind.
SELECT dyad.pair, stories.instrument.type AS type,
  MIN(CASE WHEN stories.instrument.stage = 'proposed' THEN stories.day END) AS proposed,
  MIN(CASE WHEN stories.instrument.stage = 'negotiated' THEN stories.day END) AS negotiated,
  MIN(CASE WHEN stories.instrument.stage = 'agreed' THEN stories.day END) AS agreed,
  MIN(CASE WHEN stories.instrument.stage = 'signed' THEN stories.day END) AS signed,
  MIN(CASE WHEN stories.instrument.stage = 'ratified' THEN stories.day END) AS ratified,
  MIN(CASE WHEN stories.instrument.stage = 'in_force' THEN stories.day END) AS in_force,
  MIN(CASE WHEN stories.instrument.stage IN ('suspended', 'terminated') THEN stories.day END) AS ended,
  COUNT(DISTINCT stories.story_id) AS stories
FROM stories, UNNEST(stories.dyads) AS dyad
WHERE stories.day BETWEEN @day_from AND @day_to AND dyad.principal AND stories.instrument.type IS NOT NULL
GROUP BY dyad.pair, type
ORDER BY dyad.pair, type
