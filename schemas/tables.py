"""Every table: its rows, key, partition and clustering."""

from __future__ import annotations

import dataclasses
import datetime as dt
import types
import typing
from dataclasses import dataclass
from functools import cache

from schemas import ledger_rows, rows


@dataclass(frozen=True, slots=True)
class Column:
    """A column resolved from a dataclass field.

    Args:
        kind: string, integer, float, boolean, timestamp, date or record.
        mode: required, nullable or repeated.
    """

    name: str
    kind: str
    mode: str
    description: str
    fields: tuple[Column, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table with what BigQuery and the local writer must know of it.

    Args:
        partition: The day it is partitioned by; empty for a table that is not.
        require_partition_filter: Queries must say which days: a whole scan is dear.
        newest: Column that tells which of two rows of one key counts; empty where the run alone does.
    """

    name: str
    version: int
    row: type
    key: str
    clustering: tuple[str, ...]
    partition: str = "day"
    require_partition_filter: bool = False
    newest: str = ""

    @property
    def address(self) -> str:
        """The name with its version.

        >>> TABLES["stories"].address
        'stories_v1'
        """
        return f"{self.name}_v{self.version}"

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns in order."""
        return columns_of(self.row)


_KINDS = {str: "string", int: "integer", float: "float", bool: "boolean", dt.datetime: "timestamp", dt.date: "date"}


def _resolve(name: str, hint: object, description: str) -> Column:
    mode = "required"
    if isinstance(hint, types.UnionType):
        (hint,) = (arg for arg in typing.get_args(hint) if arg is not type(None))
        mode = "nullable"
    if typing.get_origin(hint) is tuple:
        hint, mode = typing.get_args(hint)[0], "repeated"
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return Column(name, "record", mode, description, columns_of(hint))
    if not isinstance(hint, type) or hint not in _KINDS:
        raise TypeError(f"column {name!r} has the type {hint!r}; use str, int, float, bool, datetime, date, a row dataclass or a tuple of one")
    return Column(name, _KINDS[hint], mode, description)


@cache
def columns_of(row: type) -> tuple[Column, ...]:
    """Resolve the columns of a row dataclass.

    Raises:
        TypeError: A field has a type that no table can hold; the message names it.

    >>> columns_of(rows.ReasonCount)[1].kind
    'integer'
    """
    hints = typing.get_type_hints(row)
    return tuple(_resolve(f.name, hints[f.name], f.metadata["description"]) for f in dataclasses.fields(row))


TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "stories", 1, rows.StoryRow, "row_key", ("bilateral_security", "language", "publisher"), newest="processed", require_partition_filter=True
        ),
        Table("dead_letters", 1, rows.DeadLetterRow, "letter_id", ("stage", "reason"), newest="failed"),
        Table("feed_polls", 1, rows.FeedPollRow, "poll_id", ("feed_id", "outcome"), newest="polled"),
        Table("runs", 1, rows.RunRow, "run_id", (), newest="finished"),
        Table("lineage", 1, rows.LineageRow, "row_key", ("wire_story_id",), newest="assigned"),
    )
}

# Beside the tables of rows where the ledger lives in BigQuery; a local run keeps it in SQLite.
LEDGER_TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table("ledger_feeds", 1, ledger_rows.LedgerFeedRow, "feed_id", (), partition=""),
        Table("ledger_seen", 1, ledger_rows.LedgerSeenRow, "key", ("key",), partition=""),
        Table("ledger_lineage", 1, ledger_rows.LedgerLineageRow, "story_id", ("story_id",), partition=""),
        Table("ledger_hosts", 1, ledger_rows.LedgerHostRow, "host", (), partition=""),
        Table("ledger_commits", 1, ledger_rows.LedgerCommitRow, "run_id", (), partition=""),
        Table("ledger_lease", 1, ledger_rows.LedgerLeaseRow, "name", (), partition=""),
    )
}
ALL_TABLES: dict[str, Table] = TABLES | LEDGER_TABLES
