-- question: Which officials were quoted or cited, and how often?
-- parameter pair STRING default "": A pair such as IDN-RUS; empty for all.
-- column person: The person's key in the register, else the name as written.
-- column country: The state served.
-- column rank: A rank that the stories give the person.
-- column stories: Stories that quote or cite the person.
-- column languages: Languages they were in.
-- column last_day: Day of the last of them.
SELECT COALESCE(official.person_id, official.name) AS person, official.country, MAX(official.rank) AS rank,
  COUNT(DISTINCT stories.story_id) AS stories, COUNT(DISTINCT stories.language) AS languages, MAX(stories.day) AS last_day
FROM stories, UNNEST(stories.officials) AS official
WHERE stories.day BETWEEN @day_from AND @day_to AND official.speaker AND stories.bilateral_security
  AND (@pair = '' OR EXISTS (SELECT 1 FROM UNNEST(stories.dyads) AS dyad WHERE dyad.pair = @pair))
GROUP BY person, official.country
ORDER BY stories DESC, person, official.country
