"""Statements and loads that may be repeated: each is tried until it is done or patience ends."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from typing import IO

from apache_beam.io.filesystem import CompressionTypes
from apache_beam.io.filesystems import FileSystems
from google.api_core import exceptions, retry
from google.cloud import bigquery

from pipeline.bigquery.resources import APP_LABEL
from pipeline.bigquery.spool import is_remote
from pipeline.bigquery.target import patience_s

# What BigQuery says where two statements changed one table at once: the one that was refused has done nothing.
_COLLISIONS = ("concurrent update", "could not serialize", "database is locked")


def is_passing(error: Exception) -> bool:
    """Tell whether an error may be gone when the same is tried again.

    >>> is_passing(exceptions.ServiceUnavailable("busy")), is_passing(exceptions.Forbidden("no"))
    (True, False)
    >>> is_passing(exceptions.BadRequest("Transaction is aborted due to concurrent update against table t"))
    True
    """
    said = str(error).lower()
    if isinstance(error, exceptions.GoogleAPICallError) and any(words in said for words in _COLLISIONS):
        return True
    return bool(bigquery.DEFAULT_RETRY._predicate(error))  # noqa: SLF001 - the client's own list; there is no public name


def patient() -> retry.Retry:
    """Return what repeats a call while its errors pass, for as long as patience lasts."""
    return retry.Retry(predicate=is_passing, initial=0.5, maximum=20.0, timeout=patience_s())


def run_sql(client: bigquery.Client, sql: str) -> bigquery.table.RowIterator:
    """Run a statement or a script that may be run twice, and return its rows.

    Raises:
        google.api_core.exceptions.GoogleAPIError: BigQuery refuses, or patience ended.
    """

    def once() -> bigquery.table.RowIterator:
        config = bigquery.QueryJobConfig(labels=APP_LABEL, use_legacy_sql=False)
        return client.query(sql, job_config=config, retry=patient(), job_retry=None).result(retry=patient(), job_retry=None)

    return patient()(once)()


def load_lines(client: bigquery.Client, table: str, schema: Sequence[bigquery.SchemaField], files: Sequence[str]) -> None:
    """Load files of JSON lines into a table, in place of what it holds: all of them or none.

    Args:
        client: Of the table's project.
        table: Address of a table that is there.
        schema: Its columns.
        files: All on this machine, or all on Cloud Storage; at least one.

    Raises:
        google.api_core.exceptions.GoogleAPIError: BigQuery refuses a row or the load, or patience ended.
    """
    config = bigquery.LoadJobConfig(
        schema=list(schema),
        source_format=bigquery.SourceFormat.NEWLINE_DELIMITED_JSON,
        write_disposition=bigquery.WriteDisposition.WRITE_TRUNCATE,
        create_disposition=bigquery.CreateDisposition.CREATE_NEVER,
        labels=APP_LABEL,
    )

    def from_uris() -> None:
        client.load_table_from_uri(list(files), table, job_config=config, retry=patient()).result(retry=patient())

    def from_file(joined: IO[bytes]) -> None:
        client.load_table_from_file(joined, table, rewind=True, num_retries=0, job_config=config).result(retry=patient())

    if is_remote(files[0]):
        patient()(from_uris)()
        return
    with tempfile.TemporaryFile() as joined:
        for path in files:
            with FileSystems.open(path, compression_type=CompressionTypes.UNCOMPRESSED) as part:
                shutil.copyfileobj(part, joined)
        patient()(from_file)(joined)
