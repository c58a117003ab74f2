"""Rounds over the sample wire into BigQuery: the same rows as local rounds, once."""

import json

import pytest

from pipeline import cli
from pipeline.bigquery import target as tg
from pipeline.sql import connect
from tests.engine.conftest import NEWS, round_into
from tests.engine.rows import rows_of

STORIES = "row_key, day, headline, body_sha256, bilateral_security, score, language, published"
POLLS = "feed_id, outcome, listed"
DEAD = "url, stage, reason"
LINEAGE = "story_id, kind"
QUESTIONS = (("stories", STORIES), ("feed_polls", POLLS), ("dead_letters", DEAD), ("lineage", LINEAGE))


def as_text(rows):
    """Both engines' rows in one shape: each has a time zone of its own making."""
    return sorted(tuple(map(str, row)) for row in rows)


@pytest.fixture(scope="module")
def wires(fresh, tmp_path_factory):
    """A dataset and a folder after the same rounds: the wire, the corrected wire (appended), and one from another machine with nothing due."""
    folder = tmp_path_factory.mktemp("rounds")
    target = NEWS
    with pytest.MonkeyPatch.context() as patch, fresh() as running:
        patch.setenv(tg.EMULATOR, running.address)
        with tg.connect(target) as client:
            results = [round_into(str(target), folder / "cloud", edition, write=write) for edition, write in ((1, "merge"), (2, "append"))]
            results.append(round_into(str(target), folder / "elsewhere", 1, ignore_due=False))
            for edition in (1, 2):
                round_into("", folder / "local", edition)
            yield client, target, folder, results


def test_two_rounds_give_the_rows_that_local_rounds_give(wires):
    client, target, folder, (first, second, _) = wires
    assert (first.run.stories, second.run.stories) == (48, 0)
    assert second.run.revisions > 0
    with connect(folder / "local") as local:
        for table, columns in QUESTIONS:
            expected = local.execute(f"SELECT {columns} FROM {table}_v1").fetchall()
            assert as_text(rows_of(client, target, table, columns)) == as_text(expected)


def test_a_round_from_another_machine_with_nothing_due_writes_its_manifest_and_nothing_else(wires):
    client, target, _, results = wires
    written = {table: {row[0] for row in rows_of(client, target, table, "run_id")} for table in ("runs", "feed_polls", "lineage", "ledger_seen", "ledger_hosts")}
    empty = results[2].run.run_id
    assert results[2].run.feeds == 0
    assert [table for table, runs in written.items() if empty in runs] == ["runs"]
    assert len(written["runs"]) == 3


def test_nothing_is_left_behind(wires):
    client, target, folder, _ = wires
    assert [table.table_id for table in client.list_tables(target.dataset) if table.table_id.startswith("staging")] == []
    assert [path.name for path in (folder / "cloud" / ".cloud" / str(target)).iterdir()] == ["ledger.sqlite"]


def test_the_views_read_what_was_written(wires):
    client, target, *_ = wires
    (row,) = client.query_and_wait(f"SELECT COUNT(*) AS n, MAX(revision) AS latest FROM {target.table('stories')}")
    assert (row["n"], row["latest"]) == (48, 2)


def test_the_command_prints_counts_and_the_line_of_a_run(wires, tmp_path, capsys):
    _, target, *_ = wires
    assert cli.main(["run", "--to", str(target), "--out", str(tmp_path / "out"), "--log-json", "--sample-edition", "2"]) == 0
    said = capsys.readouterr()
    line = json.loads(said.err.strip().splitlines()[-1])
    assert (line["event"], line["stories"], line["feeds"] > 0) == ("run", 0, True)
    assert "stories      0" in said.out
    assert f"`{target}.stories`" in said.out
