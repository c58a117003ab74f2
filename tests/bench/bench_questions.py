"""Bytes that each saved question reads, before and after pruning: `python tests/bench/bench_questions.py`. Arithmetic, no service.

The rows are the made ones of the tests, twelve times, a week apart. A column counts as BigQuery counts it: 8 bytes a
number, time or date, 1 a boolean, 2 and its UTF-8 bytes a string, nothing a NULL; a record whole. What is read is what
DuckDB's planner reads of the same question. Clustering is counted by rows, which is the most that it can save: BigQuery
prunes blocks, and a table under some hundreds of MB is one.
"""

import dataclasses
import datetime as dt
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from pipeline.estimate import size_text
from pipeline.reads import reads_of
from pipeline.sql import connect
from schemas.questions import SPAN, duckdb_text, questions
from schemas.tables import TABLES
from tests import made_rows

COPIES = 12
FIXED = {"integer": 8, "float": 8, "timestamp": 8, "date": 8, "boolean": 1}


def size_sql(column, value, depth=0):
    """Return an expression for the bytes of a column's value."""
    if column.mode == "repeated":
        name = f"x{depth}"
        single = dataclasses.replace(column, mode="nullable")
        return f"COALESCE(list_sum(list_transform({value}, lambda {name}: {size_sql(single, name, depth + 1)})), 0)"
    if column.kind == "record":
        return "(" + " + ".join(size_sql(inner, f'{value}."{inner.name}"', depth) for inner in column.fields) + ")"
    if column.kind == "string":
        return f"COALESCE(2 + strlen({value}), 0)"
    return f"(CASE WHEN {value} IS NULL THEN 0 ELSE {FIXED[column.kind]} END)"


def wire(out):
    """Write the made month over and over: each copy some days later and with keys of its own."""
    for copy in range(COPIES):
        later = dt.timedelta(days=7 * copy)
        tables = made_rows.rows()
        for name, rows in tables.items():
            for row in rows:
                row["day"] += later
                for key in {"row_key", "story_id", "wire_story_id", TABLES[name].key} & set(row):
                    row[key] = f"{copy}-{row[key]}"
        made_rows.write(out, tables, f"copy{copy}")


def sizes(connection):
    """Return bytes by table and column, by day: all, and those of rows that bilateral_security keeps."""
    found = {}
    for table in TABLES.values():
        kept = "bilateral_security" if table.name == "stories" else "TRUE"
        each = [size_sql(column, f'"{column.name}"') for column in table.columns]
        sums = ", ".join(f"sum({size}), sum({size}) FILTER (WHERE {kept})" for size in each)
        for day, *values in connection.execute(f"SELECT day, {sums} FROM {table.address} GROUP BY day").fetchall():
            for number, column in enumerate(table.columns):
                every, part = values[2 * number : 2 * number + 2]
                found.setdefault((table.address, column.name), {})[day] = (int(every or 0), int(part or 0))
    return found


def total(found, scans, *, pruned, clustered):
    # A column of a table is billed once in a query, however often it is read: the widest span counts.
    spans = {}
    for scan in scans:
        for column in scan.columns:
            first, last = spans.get((scan.table, column), (dt.date.max, dt.date.min))
            spans[scan.table, column] = (min(first, scan.first), max(last, scan.last))
    read = 0
    for key, (first, last) in spans.items():
        days = found[key]
        narrowed = pruned and (first, last) != (dt.date.min, dt.date.max)
        read += sum(size[clustered and narrowed] for day, size in days.items() if not pruned or first <= day <= last)
    return read


def main():
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        wire(out)
        with connect(out) as connection:
            found = sizes(connection)
            newest = max(day for day in found["stories_v1", "day"])
            whole = sum(size for (table, _), days in found.items() if table == "stories_v1" for size, _ in days.values())
            print(f"stories_v1 holds {size_text(whole)} in {len(found['stories_v1', 'day'])} days with stories; a question about the last 7 days reads (estimates by arithmetic):")
            print(f"{'question':24}{'columns':>10}{'+ partitions':>14}{'+ clustering':>14}   share")
            for name, question in questions().items():
                values = {SPAN[0]: newest - dt.timedelta(days=6), SPAN[1]: newest} | {item.name: item.default for item in question.parameters}
                statement = duckdb_text(name)
                scans = reads_of(statement, {key: value for key, value in values.items() if f"${key}" in statement})
                before = total(found, scans, pruned=False, clustered=False)
                pruned = total(found, scans, pruned=True, clustered=False)
                # Clustering narrows a question that asks for bilateral stories alone.
                asks = "stories.bilateral_security" in question.sql or "story_dyads.bilateral_security" in question.sql
                clustered = total(found, scans, pruned=True, clustered=asks)
                print(f"{name:24}{size_text(before):>10}{size_text(pruned):>14}{size_text(clustered):>14}{clustered / max(before, 1):8.2f}")


if __name__ == "__main__":
    main()
