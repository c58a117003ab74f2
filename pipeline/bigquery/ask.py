"""Saved questions over a dataset of BigQuery."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from google.cloud import bigquery

from pipeline.ask import Span
from pipeline.bigquery.target import Target
from pipeline.estimate import size_text
from pipeline.reads import Read, reads_of
from schemas.questions import Question, duckdb_text


def _config(target: Target, question: Question, values: dict[str, str], span: Span, **options: Any) -> bigquery.QueryJobConfig:
    taken = [bigquery.ScalarQueryParameter("day_from", "DATE", span.first), bigquery.ScalarQueryParameter("day_to", "DATE", span.last)]
    taken += [bigquery.ScalarQueryParameter(name, "STRING", value) for name, value in values.items()]
    named = [parameter for parameter in taken if f"@{parameter.name}" in question.sql]
    labels = {"app": "dyadwire", "question": question.name}
    return bigquery.QueryJobConfig(default_dataset=str(target), query_parameters=named, labels=labels, **options)


def _own_estimate(client: bigquery.Client, target: Target, reads: Sequence[Read]) -> int:
    total = 0
    for read in reads:
        sizes = " + ".join(f"BYTE_LENGTH(TO_JSON_STRING(`{column}`))" for column in sorted(read.columns)) or "0"
        days = f"day BETWEEN DATE '{read.first.isoformat()}' AND DATE '{read.last.isoformat()}'"
        rows: Any = client.query_and_wait(f"SELECT COALESCE(SUM({sizes}), 0) AS size FROM {target.table(read.table)} WHERE {days}")
        total += next(iter(rows)).size
    return total


def bytes_text(client: bigquery.Client, target: Target, question: Question, values: dict[str, str], span: Span) -> str:
    """Return how much a question reads, and whose count that is.

    BigQuery tells it of a dry run, which costs nothing. A server that tells nothing (an emulator) is asked for the length of
    the columns in the days that are read, as JSON: an estimate of our own.
    """
    job = client.query(question.sql, job_config=_config(target, question, values, span, dry_run=True, use_query_cache=False))
    if job.total_bytes_processed:
        return f"{size_text(job.total_bytes_processed)} at most, by BigQuery's dry run"
    taken: dict[str, Any] = {"day_from": span.first, "day_to": span.last, **values}
    statement = duckdb_text(question.name)
    reads = reads_of(statement, {name: value for name, value in taken.items() if f"${name}" in statement})
    return f"about {size_text(_own_estimate(client, target, reads))}: an estimate of ours, this server tells nothing of a dry run"


def ask_dataset(client: bigquery.Client, target: Target, question: Question, values: dict[str, str], span: Span) -> list[tuple[Any, ...]]:
    """Answer a question from a dataset.

    Args:
        client: Of the target's project.
        target: The dataset.
        question: What is asked.
        values: Of its parameters, as :func:`schemas.questions.values_of` gives them.
        span: The days.

    Returns:
        Its rows.

    Raises:
        google.api_core.exceptions.GoogleAPIError: BigQuery refused.
    """
    rows: Any = client.query_and_wait(question.sql, job_config=_config(target, question, values, span))
    return [tuple(row.values()) for row in rows]
