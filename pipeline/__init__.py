"""What runs: the command line, the graph, the ledger and the SQL desk."""
