SELECT
  publisher,
  COUNT(*) AS origins,
  COUNT(*) FILTER(WHERE
    stories > 1) AS copied,
  CAST(SUM(stories - 1) AS BIGINT) AS copies,
  MAX(languages) AS languages,
  ROUND(MAX(DATE_DIFF('SECOND', first_reported, last_reported)) / 3600, 1) AS widest_hours
FROM wire_lineage
WHERE
  day BETWEEN $day_from AND $day_to AND bilateral_security
GROUP BY
  publisher
ORDER BY
  origins DESC,
  publisher NULLS FIRST
