-- Which wire story a story belongs to. The row of an origin is written anew whenever its group or its twins change.
SELECT
  *
FROM lineage_v1
