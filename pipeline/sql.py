"""The SQL desk: DuckDB over the output folder, views ready, times in UTC."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from schemas.arrow import arrow_schema
from schemas.tables import TABLES, Table
from schemas.views import duckdb_text, views


class NoOutputError(ValueError):
    """The folder holds no output; the message says how to make some."""


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _create_table(connection: duckdb.DuckDBPyConnection, out: Path, table: Table) -> None:
    files = sorted(str(path) for path in (out / table.name).glob("day=*/*.parquet"))
    connection.register("empty", arrow_schema(table.name).empty_table())
    if files:
        listed = ", ".join(_quoted(path) for path in files)
        # The day is read from the folder's name too, so that a question about some days opens the files of those days alone.
        source = f"read_parquet([{listed}], union_by_name=true, hive_partitioning=true, hive_types={{day: DATE}})"
        # Files of an earlier version lack the columns that came later: they are NULL, and the views find them.
        there = {name for name, *_ in connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()}
        columns = connection.execute("DESCRIBE empty").fetchall()
        later = [f', CAST(NULL AS {kind}) AS "{name}"' for name, kind, *_ in columns if name not in there]
        connection.execute(f"CREATE VIEW {table.address} AS SELECT *{''.join(later)} FROM {source}")
    else:
        connection.execute(f"CREATE TABLE {table.address} AS SELECT * FROM empty")
    connection.unregister("empty")


def connect(out: Path) -> duckdb.DuckDBPyConnection:
    """Open a database in memory with every table and view of an output folder.

    Args:
        out: Folder that ``dyadwire run`` wrote.

    Returns:
        A connection whose session time zone is UTC.

    Raises:
        NoOutputError: The folder is missing or holds no table.
    """
    if not any((out / table.name).is_dir() for table in TABLES.values()):
        raise NoOutputError(f"{out} holds no tables; run `dyadwire run --out {out}` first, or name another folder with --out")
    connection = duckdb.connect()
    connection.execute("SET TimeZone='UTC'")
    for table in TABLES.values():
        _create_table(connection, out, table)
    for view in views().values():
        connection.execute(f"CREATE VIEW {view.name} AS {duckdb_text(view.name)}")
        connection.execute(f"COMMENT ON VIEW {view.name} IS {_quoted(view.comment)}")
        for column, text in view.columns.items():
            connection.execute(f'COMMENT ON COLUMN {view.name}."{column}" IS {_quoted(text)}')
    return connection


def _cell(value: Any, width: int) -> str:
    if isinstance(value, list):
        value = ", ".join(str(item) for item in value)
    text = "" if value is None else str(value).replace("\n", " ")
    # A title may carry terminal escapes: a control character is never printed as it is.
    text = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
    return text if len(text) <= width else text[: width - 1] + "…"


def table_text(names: Sequence[str], rows: Sequence[Sequence[Any]], width: int = 48) -> str:
    """Lay rows out as a plain table.

    >>> print(table_text(["pair", "n"], [["IDN-RUS", 2]]))
    pair     n
    -------  -
    IDN-RUS  2
    """
    cells = [[_cell(value, width) for value in row] for row in rows]
    widths = [max([len(name), *(len(row[index]) for row in cells)]) for index, name in enumerate(names)]
    lines = [list(names), ["-" * size for size in widths], *cells]
    return "\n".join("  ".join(value.ljust(size) for value, size in zip(line, widths, strict=True)).rstrip() for line in lines)


def query(out: Path, sql: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Run one statement over an output folder.

    Returns:
        Column names and all rows.

    Raises:
        NoOutputError: The folder holds no output.
        duckdb.Error: The statement is wrong; DuckDB's message points at the place.
    """
    with connect(out) as connection:
        result = connection.execute(sql)
        names = [column[0] for column in result.description or []]
        return names, result.fetchall()


def print_query(out: Path, sql: str) -> None:
    """Run one statement and print its rows."""
    names, rows = query(out, sql)
    sys.stdout.write(table_text(names, rows) + f"\n({len(rows)} row{'' if len(rows) == 1 else 's'})\n")
