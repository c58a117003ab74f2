"""The BigQuery emulator of the tests, where it is built."""

import os
from pathlib import Path

from deploy.emulators import bigquery

BINARY = Path(os.environ.get("BIGQUERY_EMULATOR") or Path(__file__).parents[2] / ".cache" / "bin" / "bigquery-emulator")
PROJECT = "test-project"
free_port = bigquery.free_port


class Emulator(bigquery.Emulator):
    """One emulator on a free port; what it holds survives a kill when it has a file."""

    def __init__(self, database=None):
        super().__init__(BINARY, PROJECT, database=database)
