"""What can go wrong between a run and its tables: afterwards nothing is lost, nothing is there twice, and the message tells what to do."""

import datetime as dt

import pytest
from google.cloud import bigquery

from pipeline import cli
from pipeline.bigquery import target as tg
from pipeline.bigquery.output import opened_dataset
from pipeline.bigquery.target import CloudError
from pipeline.options import RunConfig
from tests.engine.conftest import applied
from tests.engine.proxy import COMMIT, LOAD, Fault, Proxy
from tests.engine.rows import learnt, publish, rows_of, story
from transforms.edges.clock import SystemClock

A, B, C = (f"20260301T120000Z-00000{letter}" for letter in "abc")


class WrongClock(SystemClock):
    def now(self):
        return super().now() + dt.timedelta(hours=2)


@pytest.fixture
def proxy(emulator, monkeypatch, dataset):
    opened = Proxy(emulator.address)
    monkeypatch.setenv(tg.EMULATOR, opened.address)
    yield opened
    opened.close()


@pytest.fixture
def opened(dataset, tmp_path):
    """Open the dataset as a run does."""
    return lambda clock=None, write="merge": opened_dataset(RunConfig(None, tmp_path / "out", to=str(dataset), write=write), clock or SystemClock())


def keys(client, target):
    return [key for (key,) in rows_of(client, target, "stories", "row_key")]


def three():
    return [story(number) for number in range(3)]


THREE = ["s1:0:1", "s1:1:1", "s1:2:1"]


def assert_whole(client, target, output, run_id):
    """The run's rows and everything it learnt are there once."""
    assert keys(client, target) == THREE
    assert [key for (key,) in rows_of(client, target, "ledger_seen", "key")] == [f"a.example/{n}" for n in range(3)]
    assert output.ledger.has_run(run_id)
    assert set(output.ledger.seen.open().lookup(["a.example/1"])) == {"a.example/1"}
    assert [table.table_id for table in client.list_tables(target.dataset) if table.table_id.startswith("staging")] == []


def test_duplicate_rows_inside_one_batch_become_the_newest_one(dataset, client, opened):
    later = story(0, headline="the later one", processed=story(0)["processed"] + dt.timedelta(seconds=1))
    with opened() as output:
        publish(output, A, [story(0), later, story(0), story(1), story(1)], learnt(A, 0, 1))
    assert rows_of(client, dataset, "stories", "row_key, headline") == [("s1:0:1", "the later one"), ("s1:1:1", "headline 1, revision 1")]


def test_a_row_whose_day_changed_stands_once_and_an_older_one_changes_nothing(dataset, client, opened):
    hour = dt.timedelta(hours=1)
    with opened() as output:
        publish(output, A, [story(0)])
        publish(output, B, [story(0, day=dt.date(2026, 2, 1), headline="moved", processed=story(0)["processed"] + hour)])
        publish(output, C, [story(0, headline="late and old", processed=story(0)["processed"] - hour)])
    assert rows_of(client, dataset, "stories", "row_key, day, headline") == [("s1:0:1", dt.date(2026, 2, 1), "moved")]


def test_a_row_of_12_mb_is_loaded_whole(dataset, client, opened):
    with opened() as output:
        publish(output, A, [story(0, body="wire " * 2_400_000)])
    (row,) = client.query_and_wait(f"SELECT LENGTH(body) AS n FROM {dataset.table('stories_v1')} WHERE day = '2026-03-01'")
    assert row["n"] == 12_000_000


PASSING = [(LOAD, 429, "rateLimitExceeded"), (COMMIT, 503, "backendError"), ("'prepared'", 500, "internalError")]


@pytest.mark.parametrize(("where", "status", "reason"), PASSING)
def test_a_failure_that_passes_is_waited_out(dataset, client, opened, proxy, where, status, reason):
    with opened() as output:
        proxy.faults.append(Fault(where, "answer", 2, status, reason))
        publish(output, A, three())
        assert_whole(client, dataset, output, A)
    assert proxy.faults[0].hits == 2


@pytest.mark.parametrize("where", [LOAD, COMMIT])
@pytest.mark.parametrize("act", ["cut", "deaf"])
def test_a_line_cut_before_or_after_the_work_is_done_changes_nothing(dataset, client, opened, proxy, where, act):
    with opened() as output:
        proxy.faults.append(Fault(where, act))
        publish(output, A, three())
        assert_whole(client, dataset, output, A)
    assert proxy.faults[0].hits == 1


@pytest.mark.parametrize("act", ["cut", "deaf"])
def test_rows_that_are_appended_and_sent_again_stand_once_in_tables_views_and_answers(dataset, client, opened, proxy, act):
    with opened(write="append") as output:
        proxy.faults.append(Fault(COMMIT, act))
        publish(output, A, [*three(), story(2)], learnt(A, 0, 1, 2))
        assert_whole(client, dataset, output, A)
        publish(output, A, three())
    assert proxy.faults[0].hits == 1
    assert keys(client, dataset) == THREE
    (row,) = client.query_and_wait(f"SELECT COUNT(*) AS n FROM {dataset.table('stories')}")
    assert row["n"] == 3


def test_a_run_that_appends_and_dies_is_completed_by_one_that_merges(dataset, client, opened, proxy):
    proxy.faults.append(Fault(COMMIT, "answer", 99, 403, "quotaExceeded", QUOTA))
    with pytest.raises(CloudError), opened(write="append") as output:
        publish(output, A, three())
    proxy.faults.clear()
    with opened() as output:
        assert output.recovered == (A,)
        assert_whole(client, dataset, output, A)


DENIED = "Access Denied: Table test-project:news.stories_v1: Permission bigquery.tables.updateData denied on table test-project:news.stories_v1"
QUOTA = "Quota exceeded: Your project exceeded quota for imports per project"
REFUSALS = [
    (LOAD, 403, "accessDenied", DENIED, ["bigquery.tables.updateData", "roles/bigquery.dataEditor"]),
    (COMMIT, 403, "accessDenied", DENIED, ["bigquery.tables.updateData", "roles/bigquery.dataEditor"]),
    (LOAD, 403, "quotaExceeded", QUOTA, ["a quota of project test-project is used up", "run again later"]),
    (COMMIT, 400, "invalid", "Provided Schema does not match", ["BigQuery refuses the request", "dyadwire tables diff"]),
]


@pytest.mark.parametrize(("where", "status", "reason", "message", "told"), REFUSALS)
def test_a_refusal_is_told_with_its_cure_and_the_next_run_has_everything(dataset, client, opened, proxy, where, status, reason, message, told):
    proxy.faults.append(Fault(where, "answer", 99, status, reason, message))
    with pytest.raises(CloudError) as raised, opened() as output:
        publish(output, A, three())
    assert all(words in str(raised.value) for words in [message, *told])
    assert keys(client, dataset) == []
    proxy.faults.clear()
    with opened() as output:
        assert output.recovered == (A,)
        if where == LOAD:
            assert keys(client, dataset) == []
            publish(output, A, three())
        assert_whole(client, dataset, output, A)


def test_a_load_that_fails_at_its_last_row_leaves_no_row_and_the_next_run_has_everything(dataset, client, opened, tmp_path):
    with pytest.raises(CloudError, match=r"No such field: mine.*dyadwire tables diff"), opened() as output:
        publish(output, A, [*three(), story(3) | {"mine": 1}])
    assert keys(client, dataset) == []
    with opened() as output:
        assert output.recovered == (A,)
        assert [path.name for path in tmp_path.rglob("*.jsonl")] == []
        publish(output, A, three())
        assert_whole(client, dataset, output, A)


def test_a_column_dropped_while_a_run_works_is_told_and_the_run_is_completed_when_it_is_back(dataset, client, opened, proxy):
    live = client.get_table(f"{dataset}.stories_v1")
    with pytest.raises(CloudError, match=r"(?s)headline.*dyadwire tables diff"), opened() as output:
        client.delete_table(live)
        client.create_table(bigquery.Table(live.reference, [column for column in live.schema if column.name != "headline"]))
        publish(output, A, three())
    with pytest.raises(CloudError, match="headline"), opened():
        pass
    client.delete_table(live)
    applied(client, dataset)
    with opened() as output:
        assert output.recovered == (A,)
        assert_whole(client, dataset, output, A)


def test_a_column_that_is_the_datasets_own_keeps_its_values(dataset, client, opened):
    live = client.get_table(f"{dataset}.stories_v1")
    live.schema = [*live.schema, bigquery.SchemaField("mine", "STRING")]
    client.update_table(live, ["schema"])
    with opened() as output:
        publish(output, A, three())
    client.query_and_wait(f"UPDATE {dataset.table('stories_v1')} SET mine = 'note' WHERE row_key = 's1:0:1' AND day = '2026-03-01'")
    newer = story(0, headline="newer", processed=story(0)["processed"] + dt.timedelta(hours=1))
    with opened() as output:
        publish(output, B, [newer])
    assert rows_of(client, dataset, "stories", "headline, mine")[-1] == ("newer", "note")


def test_a_wrong_project_is_named_and_nothing_is_fetched(dataset, tmp_path, capsys):
    assert cli.main(["run", "--to", "no-such-project.news", "--out", str(tmp_path / "out")]) == 1
    assert "project no-such-project is not there or not yours" in capsys.readouterr().err


def test_a_clock_that_is_wrong_is_refused_with_its_cure(opened):
    with pytest.raises(CloudError, match="clock is 120 minutes ahead of BigQuery's: set it"), opened(WrongClock()):
        pass


def test_revisions_are_in_order_although_the_second_machine_runs_late(dataset, client, opened):
    early = story(0)["processed"] - dt.timedelta(minutes=9)
    with opened() as output:
        publish(output, B, [story(0)])
        publish(output, A, [story(0, 2, processed=early)], learnt(A, 0))
    (row,) = client.query_and_wait(f"SELECT revision FROM {dataset.table('stories')} WHERE story_id = 's1:0'")
    assert row["revision"] == 2
    assert rows_of(client, dataset, "ledger_feeds", "feed_id, run_id") == [("feed", A)]
