-- question: What do some report as happened that others deny or only allege?
-- column pair: The pair that the main act binds.
-- column plover: The act.
-- column happened: Stories that report it as happened.
-- column denied: Stories that deny it.
-- column alleged: Stories that allege it.
-- column publishers: Publishers of all of them.
SELECT dyad.pair, event.plover, COUNT(DISTINCT CASE WHEN event.status = 'happened' THEN stories.story_id END) AS happened,
  COUNT(DISTINCT CASE WHEN event.status = 'denied' THEN stories.story_id END) AS denied,
  COUNT(DISTINCT CASE WHEN event.status = 'alleged' THEN stories.story_id END) AS alleged,
  COUNT(DISTINCT stories.publisher) AS publishers
FROM stories, UNNEST(stories.dyads) AS dyad, UNNEST(stories.events) AS event
WHERE stories.day BETWEEN @day_from AND @day_to AND dyad.principal AND event.`primary`
GROUP BY dyad.pair, event.plover
HAVING COUNT(DISTINCT CASE WHEN event.status = 'happened' THEN stories.story_id END) > 0
  AND COUNT(DISTINCT CASE WHEN event.status IN ('denied', 'alleged') THEN stories.story_id END) > 0
ORDER BY dyad.pair, event.plover
