"""One protocol, two ledgers: SQLite beside an output folder, and BigQuery. And one writer at a time."""

import datetime as dt
from contextlib import contextmanager

import pytest

from pipeline.bigquery.jobs import run_sql
from pipeline.bigquery.lease import Lease, LeaseHeldError, LeaseLostError, leased
from pipeline.bigquery.output import opened_dataset
from pipeline.ledger import Ledger
from pipeline.options import RunConfig
from tests.engine.rows import NOON, learnt, publish, rows_of, story
from tests.engine.test_kill import writer
from transforms.edges.clock import SystemClock

A, B, C = (f"20260301T120000Z-00000{letter}" for letter in "abc")
DUE = {"fate": "dead", "attempts": 1, "retry_due": NOON.isoformat(), "retry": '{"url": "https://a.example/1"}'}


@pytest.fixture(params=["sqlite", "bigquery"])
def opened(request, tmp_path):
    """Open the same ledger anew, each time as another run does; the folder may be another machine's."""
    if request.param == "bigquery":
        target = request.getfixturevalue("dataset")

    @contextmanager
    def ledger(folder="here"):
        if request.param == "sqlite":
            kept = Ledger(tmp_path / "ledger.sqlite")
            yield kept
            kept.close()
            return
        with opened_dataset(RunConfig(None, tmp_path / folder, to=str(target)), SystemClock()) as output:
            yield output.ledger

    return ledger


def state(ledger):
    reader = ledger.seen.open()
    found = reader.lookup([f"a.example/{number}" for number in range(9)])
    reader.close()
    return ledger.feed_states(), ledger.host_states(), sorted(found), sorted(ledger.lineage.members())


def test_the_next_run_knows_what_runs_before_it_applied(opened):
    with opened() as ledger:
        assert state(ledger) == ({}, {}, [], [])
        ledger.apply(learnt(A, 0, 1))
        first = state(ledger)
        assert first == ({"feed": f'{{"run": "{A}"}}'}, {"pause:a.example": A}, ["a.example/0", "a.example/1"], ['{"story": 0}', '{"story": 1}'])
        ledger.apply(learnt(B, 1, 2))
    for folder in ("here", "there"):
        with opened(folder) as ledger:
            assert (ledger.has_run(A), ledger.has_run(B), ledger.has_run(C)) == (True, True, False)
            assert state(ledger)[0] == {"feed": f'{{"run": "{B}"}}'}
            assert state(ledger)[2] == ["a.example/0", "a.example/1", "a.example/2"]


def test_the_same_changes_a_second_time_do_nothing(opened):
    with opened() as ledger:
        ledger.apply(learnt(A, 0))
        before = state(ledger)
        ledger.apply(learnt(A, 5))
        assert state(ledger) == before


def test_lineage_behind_the_horizon_is_forgotten_everywhere(opened):
    later = (NOON + dt.timedelta(days=1)).isoformat()
    with opened() as ledger:
        ledger.apply(learnt(A, 0))
    with opened("there") as ledger:
        ledger.apply(learnt(B, forget_lineage_before=later))
        assert ledger.lineage.members() == []
    for folder in ("here", "elsewhere"):
        with opened(folder) as ledger:
            assert ledger.lineage.members() == []


def test_the_gist_of_a_revision_is_forgotten_behind_the_horizon_and_the_entry_stays(opened, request):
    changes = learnt(A, 0, 1)
    old, new = ({**entry, "gist": f'{{"n": {n}}}'} for n, entry in enumerate(changes.seen))
    later = (NOON + dt.timedelta(days=1)).isoformat()
    with opened() as ledger:
        ledger.apply(type(changes)(A, changes.committed, seen=(old, {**new, "last_seen": (NOON + dt.timedelta(days=2)).isoformat()})))
    with opened("there") as ledger:
        ledger.apply(learnt(B, forget_lineage_before=later))
    for folder in ("here", "there", "elsewhere"):
        with opened(folder) as ledger:
            found = ledger.seen.open().lookup(["a.example/0", "a.example/1"])
            assert {key: entry.gist for key, entry in found.items()} == {"a.example/0": "", "a.example/1": '{"n": 1}'}
    if request.node.callspec.params["opened"] == "bigquery":
        client, dataset = request.getfixturevalue("client"), request.getfixturevalue("dataset")
        assert rows_of(client, dataset, "ledger_seen", "key, gist") == [("a.example/0", ""), ("a.example/1", '{"n": 1}')]


def test_a_failed_entry_is_given_again_when_it_is_due(opened):
    changes = learnt(A, 1)
    dead = changes.seen[0] | DUE
    with opened() as ledger:
        ledger.apply(type(changes)(A, changes.committed, seen=(dead,)))
    with opened("there") as ledger:
        assert ledger.retries(NOON - dt.timedelta(seconds=1)) == []
        assert ledger.retries(NOON) == [DUE["retry"]]
        assert ledger.seen.open().lookup(["a.example/1"])["a.example/1"].retry_due == NOON


def test_of_two_runs_at_once_one_writes_and_the_other_is_told_who_does(dataset, client, tmp_path):
    processes = [writer(dataset, tmp_path / name, run) for name, run in (("one", A), ("two", B))]
    told = sorted(process.stdout.readline() for process in processes)
    assert told[1] == "held\n"
    assert told[0].startswith("LeaseHeldError: another run (")
    for process in processes:
        process.communicate("\n", timeout=300)
    assert sorted(process.returncode for process in processes) == [0, 1]
    assert rows_of(client, dataset, "ledger_commits", "state") == [("done",)]
    assert len(rows_of(client, dataset, "stories", "row_key")) == 3


def test_a_run_that_lost_its_lease_writes_nothing_and_is_told_so(dataset, client, tmp_path):
    def config(name):
        return RunConfig(None, tmp_path / name, to=str(dataset))

    with pytest.raises(LeaseLostError, match="run again"), opened_dataset(config("slow"), SystemClock()) as slow:
        past = "UPDATE {} SET expires = TIMESTAMP '2026-01-01 00:00:00+00' WHERE TRUE"
        run_sql(client, past.format(dataset.table("ledger_lease_v1")))
        with opened_dataset(config("fast"), SystemClock()) as fast:
            publish(fast, B, [story(0, run_id=B)])
            publish(slow, A, [story(0, run_id=A), story(1, run_id=A)])
    assert rows_of(client, dataset, "stories", "row_key, run_id") == [("s1:0:1", B)]
    assert rows_of(client, dataset, "ledger_commits", "run_id, state") == [(B, "done")]


def test_a_lease_is_free_again_when_it_is_given_back_and_when_it_ran_out(dataset, client):
    with leased(client, dataset, 60) as lease:
        assert lease.is_held()
        with pytest.raises(LeaseHeldError):
            Lease(client, dataset, "another/1/x", 60).take()
    Lease(client, dataset, "another/1/x", 60).take()
    with pytest.raises(LeaseHeldError):
        Lease(client, dataset, "third/1/x", 60).take()
    run_sql(client, f"UPDATE {dataset.table('ledger_lease_v1')} SET expires = TIMESTAMP '2026-01-01 00:00:00+00' WHERE TRUE")
    Lease(client, dataset, "third/1/x", 60).take()
    assert len(rows_of(client, dataset, "ledger_lease", "name")) == 1
