"""The single source of every column, and the codebook's data."""
