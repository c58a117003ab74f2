"""The SQL of a commit: every table by one MERGE on its key, in one transaction that a lost lease makes empty. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.bigquery.target import Target
from schemas.tables import ALL_TABLES, LEDGER_TABLES, Table

COMMITS, LEASE, LINEAGE, SEEN = (LEDGER_TABLES[name].address for name in ("ledger_commits", "ledger_lease", "ledger_lineage", "ledger_seen"))
# Rows that one run writes and no later one changes: they may be appended. Lineage and ledger are always merged.
APPENDED = frozenset({"stories", "feed_polls", "dead_letters", "runs"})
_STAGING = "staging_"
_RUN_WORDS = 3  # What stands before the table's name: staging, the run's time and its tail.


@dataclass(frozen=True, slots=True)
class Part:
    """What one run staged for one table.

    Args:
        table: Name of the table, without version.
        days: Partitions that are touched; empty where the table has none.
        columns: Columns that the staging table has; others keep their default.
        append: Add the rows without looking at what is there.
    """

    table: str
    days: tuple[dt.date, ...]
    columns: tuple[str, ...]
    append: bool = False


def literal(text: str) -> str:
    r"""Return a string as SQL takes it.

    >>> literal("it's")
    "'it\\'s'"
    """
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def staging_name(run_id: str, table: str = "") -> str:
    """Return the id of a run's staging table, or what all of its staging tables begin with.

    >>> staging_name("20260301T120000Z-0a1b2c", "stories")
    'staging_20260301T120000Z_0a1b2c_stories'
    """
    return f"{_STAGING}{run_id.replace('-', '_')}_{table}"


def run_of_staging(name: str) -> str:
    """Return the run whose staging table has an id; empty where it is no staging table.

    >>> run_of_staging("staging_20260301T120000Z_0a1b2c_ledger_seen"), run_of_staging("stories_v1")
    ('20260301T120000Z-0a1b2c', '')
    """
    words = name.split("_")
    return f"{words[1]}-{words[2]}" if name.startswith(_STAGING) and len(words) > _RUN_WORDS else ""


def held(target: Target, holder: str) -> str:
    """Return the condition that a lease is still held by those who hold it."""
    return f"EXISTS (SELECT 1 FROM {target.table(LEASE)} WHERE name = 'run' AND holder = {literal(holder)})"


def _dates(days: Iterable[dt.date]) -> str:
    return ", ".join(f"DATE '{day:%Y-%m-%d}'" for day in sorted(days))


def _newer(table: Table) -> str:
    # The ledger's rows are ordered by the lease, not by any clock: the run that commits now is the latest.
    return f"S.{table.newest} > T.{table.newest}" if table.newest else "S.run_id <> T.run_id"


def _newest_staged(target: Target, run_id: str, part: Part, condition: str) -> str:
    table = ALL_TABLES[part.table]
    names = ", ".join(f"`{name}`" for name in part.columns)
    return (
        f"SELECT {names} FROM {target.table(staging_name(run_id, part.table))} WHERE {condition}\n"
        f"  QUALIFY ROW_NUMBER() OVER (PARTITION BY `{table.key}` ORDER BY {table.newest or 'run_id'} DESC) = 1"
    )


def append_sql(target: Target, run_id: str, part: Part, condition: str) -> str:
    """Return the INSERT of one table.

    Guarantees: of several rows with one key in the batch the newest counts; a run that is done adds nothing, so that a second time
    changes nothing. Reads what was staged and nothing of the table itself.

    Args:
        target: The dataset.
        run_id: The run whose staging table is added.
        part: What was staged.
        condition: Rows are taken only where it holds.
    """
    names = ", ".join(f"`{name}`" for name in part.columns)
    waiting = f"EXISTS (SELECT 1 FROM {target.table(COMMITS)} WHERE run_id = {literal(run_id)} AND state = 'prepared')"
    staged = _newest_staged(target, run_id, part, f"{condition} AND {waiting}")
    return f"INSERT INTO {target.table(ALL_TABLES[part.table].address)} ({names})\n{staged}"


def merge_sql(target: Target, run_id: str, part: Part, condition: str) -> str:
    """Return the MERGE of one table.

    Guarantees: of several rows with one key the newest counts, whether they come in one batch or in two runs; a row that is not
    newer is not touched, so that a second time changes nothing; only the partitions of ``part.days`` are read and written.

    Args:
        target: The dataset.
        run_id: The run whose staging table is merged.
        part: What was staged.
        condition: Rows are taken only where it holds.
    """
    table = ALL_TABLES[part.table]
    where = f"T.{table.key} = S.{table.key}" + (f" AND T.{table.partition} IN ({_dates(part.days)})" if table.partition else "")
    names = ", ".join(f"`{name}`" for name in part.columns)
    values = ", ".join(f"S.`{name}`" for name in part.columns)
    changes = ", ".join(f"`{name}` = S.`{name}`" for name in part.columns if name != table.key)
    return (
        f"MERGE INTO {target.table(table.address)} AS T\n"
        f"USING ({_newest_staged(target, run_id, part, condition)}) AS S\n"
        f"ON {where}\n"
        f"WHEN MATCHED AND {_newer(table)} THEN UPDATE SET {changes}\n"
        f"WHEN NOT MATCHED THEN INSERT ({names}) VALUES ({values})"
    )


def prepare_sql(target: Target, run_id: str, tables: str, forget: str, holder: str) -> str:
    """Return the statement that journals a run: from here on it will be completed, by itself or by the next one."""
    before = f"TIMESTAMP {literal(forget)}" if forget else "CAST(NULL AS TIMESTAMP)"
    commits = target.table(COMMITS)
    return (
        f"INSERT INTO {commits} (run_id, state, tables, forget_lineage_before, prepared)\n"
        f"SELECT {literal(run_id)}, 'prepared', {literal(tables)}, {before}, CURRENT_TIMESTAMP() FROM (SELECT 1 AS one)\n"
        f"WHERE {held(target, holder)} AND NOT EXISTS (SELECT 1 FROM {commits} WHERE run_id = {literal(run_id)})"
    )


def commit_sql(target: Target, run_id: str, parts: Sequence[Part], forget: str, holder: str) -> str:
    """Return the script that brings a journalled run into every table; a second time it does nothing.

    The first statement writes to the lease, so that a run which takes the lease meanwhile and this one cannot both commit.
    """
    condition = held(target, holder)
    run = literal(run_id)
    statements = [
        "BEGIN TRANSACTION",
        f"UPDATE {target.table(LEASE)} SET version = version + 1 WHERE name = 'run' AND holder = {literal(holder)}",
        *((append_sql if part.append else merge_sql)(target, run_id, part, condition) for part in parts),
    ]
    if forget:
        before = f"TIMESTAMP {literal(forget)}"
        statements.append(f"DELETE FROM {target.table(LINEAGE)} WHERE earliest < {before} AND {condition}")
        statements.append(f"UPDATE {target.table(SEEN)} SET gist = '' WHERE gist <> '' AND last_seen < {before} AND {condition}")
    done = f"UPDATE {target.table(COMMITS)} SET state = 'done', committed = CURRENT_TIMESTAMP()"
    statements += [f"{done} WHERE run_id = {run} AND state = 'prepared' AND {condition}", "COMMIT TRANSACTION"]
    return ";\n".join(statements) + ";"


def waiting_sql(target: Target) -> str:
    """Return the query of the runs that are journalled and not completed, oldest first."""
    return f"SELECT run_id, tables, forget_lineage_before FROM {target.table(COMMITS)} WHERE state = 'prepared' ORDER BY prepared"


def days_sql(target: Target, run_id: str, tables: Sequence[str]) -> str:
    """Return the query of the partitions that staged rows touch: their own days, and the days where their keys stand already.

    A story's day may change when it is read anew, and its row must be found where it was.
    """
    parts = []
    for table in (ALL_TABLES[name] for name in tables):
        staged = target.table(staging_name(run_id, table.name))
        parts.append(f"SELECT {literal(table.name)} AS name, `{table.partition}` AS day FROM {staged} GROUP BY 1, 2")
        if table.name == "stories":
            known = f"FROM {target.table(table.address)} AS T JOIN {staged} AS S ON T.{table.key} = S.{table.key}"
            parts.append(f"SELECT 'stories' AS name, T.day AS day {known} WHERE T.day >= DATE '0001-01-01' GROUP BY 1, 2")
    return "\nUNION DISTINCT\n".join(parts)


def parts_of(journal: Mapping[str, Sequence[str] | None], columns: Mapping[str, Sequence[str]]) -> list[Part]:
    """Return the parts of a run, in the order of the tables.

    Args:
        journal: Touched partitions of each table as ISO dates; None where its rows are appended.
        columns: Columns of each staging table, by table.

    >>> [(part.days, part.append) for part in parts_of({"runs": None, "ledger_hosts": []}, {"runs": ["run_id"], "ledger_hosts": ["host"]})]
    [((), True), ((), False)]
    """
    made = []
    for table in ALL_TABLES.values():
        if table.name in columns:
            days = journal[table.name]
            staged = tuple(column.name for column in table.columns if column.name in columns[table.name])
            made.append(Part(table.name, tuple(map(dt.date.fromisoformat, days or ())), staged, days is None))
    return made
