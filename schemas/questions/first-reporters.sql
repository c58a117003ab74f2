-- question: Which publishers report first, and how far do their stories go?
-- column publisher: Publisher of the origins.
-- column origins: Wire stories it was first with.
-- column copied: Those of them that others carried.
-- column copies: Copies of them in all.
-- column languages: Most languages that one of them went to.
-- column widest_hours: Most hours between origin and last copy.
SELECT publisher, COUNT(*) AS origins, COUNTIF(stories > 1) AS copied, CAST(SUM(stories - 1) AS INT64) AS copies,
  MAX(languages) AS languages, ROUND(MAX(TIMESTAMP_DIFF(last_reported, first_reported, SECOND)) / 3600, 1) AS widest_hours
FROM wire_lineage
WHERE day BETWEEN @day_from AND @day_to AND bilateral_security
GROUP BY publisher
ORDER BY origins DESC, publisher
