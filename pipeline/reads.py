"""What a statement reads: tables, columns and days, as DuckDB's planner sees it over empty tables of the same schema.

BigQuery bills the columns that are read in the partitions that are read; so both count here. A record is counted whole,
BigQuery counts the fields of it that are used: what is told is the most it can be.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from schemas.arrow import arrow_schema
from schemas.tables import TABLES
from schemas.views import duckdb_text, views

_FIRST = re.compile(r"\bday\s*(?:>=|=|>)\s*'(\d{4}-\d\d-\d\d)'")
_LAST = re.compile(r"\bday\s*(?:<=|=|<)\s*'(\d{4}-\d\d-\d\d)'")


@dataclass(frozen=True, slots=True)
class Read:
    """One scan of one table.

    Args:
        table: Its address, such as stories_v1.
        columns: Columns read.
        first: First day read, the earliest there is where nothing narrows it.
        last: Last day read.
    """

    table: str
    columns: frozenset[str]
    first: dt.date = dt.date.min
    last: dt.date = dt.date.max


def _empty_database() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    # Or the planner would see that the tables are empty and read nothing.
    connection.execute("SET disabled_optimizers='statistics_propagation'")
    for table in TABLES.values():
        connection.register("empty", arrow_schema(table.name).empty_table())
        connection.execute(f"CREATE TABLE {table.address} AS SELECT * FROM empty")
        connection.unregister("empty")
    for view in views().values():
        connection.execute(f"CREATE VIEW {view.name} AS {duckdb_text(view.name)}")
    return connection


def _nodes(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield node["extra_info"]
    for child in node.get("children", ()):
        yield from _nodes(child)


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def _read(scan: Mapping[str, Any]) -> Read:
    filters = " ".join(_listed(scan.get("Filters", "")))
    first = max((dt.date.fromisoformat(day) for day in _FIRST.findall(filters)), default=dt.date.min)
    last = min((dt.date.fromisoformat(day) for day in _LAST.findall(filters)), default=dt.date.max)
    filtered = {name for name in re.findall(r"\w+", filters) if name in _columns(scan)}
    # A field of a record is told as record.field; the record is counted.
    projected = {name.partition(".")[0] for name in _listed(scan.get("Projections", "")) if name}
    return Read(_address(scan), frozenset(projected | filtered), first, last)


def _address(scan: Mapping[str, Any]) -> str:
    return str(scan["Table"]).rpartition(".")[2]


def _columns(scan: Mapping[str, Any]) -> set[str]:
    (table,) = (table for table in TABLES.values() if table.address == _address(scan))
    return {column.name for column in table.columns}


def reads_of(statement: str, values: Mapping[str, Any] | None = None) -> list[Read]:
    """Return every scan of a statement, in the order of the plan.

    Args:
        statement: In DuckDB's dialect, over our tables and views.
        values: Its named parameters.

    Raises:
        duckdb.Error: The statement is wrong.

    >>> reads_of("SELECT run_id FROM runs WHERE day = DATE '2026-03-01'")[0].last
    datetime.date(2026, 3, 1)
    """
    with _empty_database() as connection:
        rows = connection.execute(f"EXPLAIN (FORMAT json) {statement}", dict(values or {})).fetchall()
        plans = [json.loads(row[1]) for row in rows]
    return [_read(scan) for plan in plans for root in plan for scan in _nodes(root) if "Table" in scan]
