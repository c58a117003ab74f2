-- question: Who reports on each pair: its own media, or those of third states?
-- column pair: The pair.
-- column stories: Stories whose main content is a security matter between the two.
-- column own: Of them, stories of publishers in one of the two states.
-- column third: Stories of publishers elsewhere, or of unknown country.
-- column languages: Languages they were in, each once.
SELECT dyad.pair, COUNT(DISTINCT stories.story_id) AS stories,
  COUNT(DISTINCT CASE WHEN stories.publisher_country IN (SUBSTR(dyad.pair, 1, 3), SUBSTR(dyad.pair, 5, 3)) THEN stories.story_id END) AS own,
  COUNT(DISTINCT CASE
    WHEN stories.publisher_country IN (SUBSTR(dyad.pair, 1, 3), SUBSTR(dyad.pair, 5, 3)) THEN NULL ELSE stories.story_id
  END) AS third,
  STRING_AGG(DISTINCT stories.language, ' ' ORDER BY stories.language) AS languages
FROM stories, UNNEST(stories.dyads) AS dyad
WHERE stories.day BETWEEN @day_from AND @day_to AND stories.bilateral_security AND dyad.principal
GROUP BY dyad.pair
ORDER BY stories DESC, dyad.pair
