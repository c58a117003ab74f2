"""BigQuery as a place for rows and ledger: tables, loads, merges and the lease of a run."""
