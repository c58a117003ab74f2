"""The statements of a commit, as text: bounded to partitions, fenced, and naming every column."""

import datetime as dt
from dataclasses import replace

import pytest

from pipeline.bigquery.plan import name_of
from pipeline.bigquery.checks import blockers
from pipeline.bigquery.resources import table_resource
from pipeline.bigquery.sql import APPENDED, Part, commit_sql, days_sql, held, merge_sql, parts_of
from pipeline.bigquery.target import Target
from schemas.tables import ALL_TABLES, LEDGER_TABLES, TABLES

TARGET = Target("wires", "news")
RUN = "20260301T120000Z-0a1b2c"


def part(table, *days):
    return Part(table, days, tuple(column.name for column in ALL_TABLES[table].columns))


def test_a_merge_names_the_touched_days_and_no_others():
    text = merge_sql(TARGET, RUN, part("stories", dt.date(2026, 3, 2), dt.date(2026, 3, 1)), "TRUE")
    assert "ON T.row_key = S.row_key AND T.day IN (DATE '2026-03-01', DATE '2026-03-02')" in text


def test_a_merge_takes_the_newest_row_of_a_key_and_leaves_what_is_not_newer():
    text = merge_sql(TARGET, RUN, part("stories", dt.date(2026, 3, 1)), "TRUE")
    assert "QUALIFY ROW_NUMBER() OVER (PARTITION BY `row_key` ORDER BY processed DESC) = 1" in text
    assert "WHEN MATCHED AND S.processed > T.processed THEN UPDATE" in text


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_table_of_rows_says_which_of_two_rows_is_newer(name):
    assert TABLES[name].newest in {column.name for column in TABLES[name].columns}


@pytest.mark.parametrize("name", sorted(LEDGER_TABLES.keys() - {"ledger_commits", "ledger_lease"}))
def test_a_row_of_the_ledger_is_ordered_by_no_clock(name):
    assert "WHEN MATCHED AND S.run_id <> T.run_id" in merge_sql(TARGET, RUN, part(name), "TRUE")


def test_every_statement_of_a_commit_is_fenced_by_the_lease():
    parts = [part(name, dt.date(2026, 3, 1)) for name in ALL_TABLES if name not in {"ledger_commits", "ledger_lease"}]
    statements = commit_sql(TARGET, RUN, parts, "2026-02-01T00:00:00+00:00", "me").split(";\n")
    assert (statements[0], statements[-1]) == ("BEGIN TRANSACTION", "COMMIT TRANSACTION;")
    assert "SET version = version + 1 WHERE name = 'run' AND holder = 'me'" in statements[1]
    assert all(held(TARGET, "me") in statement for statement in statements[2:-1])


def test_rows_that_are_appended_are_fenced_too_and_read_nothing_of_their_table():
    parts = [replace(part(name), append=True) for name in sorted(APPENDED)]
    statements = commit_sql(TARGET, RUN, parts, "", "me").split(";\n")[2:-2]
    assert len(statements) == len(APPENDED)
    for name, statement in zip(sorted(APPENDED), statements, strict=True):
        table = TARGET.table(ALL_TABLES[name].address)
        assert statement.startswith(f"INSERT INTO {table} (")
        assert statement.count(table) == 1
        assert held(TARGET, "me") in statement
        assert f"run_id = '{RUN}' AND state = 'prepared'" in statement


def test_what_a_later_run_changes_is_never_appended():
    assert APPENDED <= set(TABLES)
    assert "lineage" not in APPENDED


def test_quotes_cannot_leave_their_string():
    assert "holder = 'a\\'; DROP'" in held(TARGET, "a'; DROP")


def test_the_days_of_stories_include_those_where_their_keys_stand_already():
    text = days_sql(TARGET, RUN, ["stories", "runs"])
    assert text.count("UNION DISTINCT") == 2
    assert "T.row_key = S.row_key WHERE T.day >= DATE '0001-01-01'" in text


def test_a_column_that_a_staging_table_lacks_keeps_its_default():
    (found,) = parts_of({"runs": ["2026-03-01"]}, {"runs": ["finished", "run_id", "of another version"]})
    assert found.columns == ("run_id", "finished")


def changed(table, change):
    live = table_resource(TARGET, TABLES[table])
    change(live["schema"]["fields"])
    return blockers([table_resource(TARGET, TABLES[table])], {name_of(live): live})


def test_a_column_of_the_dataset_alone_blocks_only_where_rows_must_fill_it():
    def mine(mode):
        return {"name": "mine", "type": "STRING", "mode": mode, "description": ""}

    assert changed("runs", lambda fields: fields.append(mine("NULLABLE"))) == []
    assert [step.column for step in changed("runs", lambda fields: fields.append(mine("REQUIRED")))] == ["mine"]


def test_a_column_that_the_dataset_lacks_or_has_otherwise_blocks():
    assert [(step.action, step.column) for step in changed("runs", lambda fields: fields.pop())] == [("add", "lag_s")]
    assert [step.column for step in changed("runs", lambda fields: fields[0].update(type="INTEGER"))] == ["run_id"]
