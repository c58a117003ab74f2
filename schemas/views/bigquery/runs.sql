-- One run: what it did and with what.
SELECT * FROM runs_v1
