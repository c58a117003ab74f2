-- An entry that a named failure stopped, with the input to replay it.
SELECT
  *
FROM dead_letters_v1
