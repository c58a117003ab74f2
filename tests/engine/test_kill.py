"""kill -9, of the emulator or of the run, in the middle of a load and of a MERGE: run again, and the tables are as if nothing had been."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from pipeline.bigquery import target as tg
from pipeline.bigquery.lease import LeaseHeldError
from pipeline.bigquery.output import opened_dataset
from pipeline.bigquery.target import CloudError
from pipeline.options import RunConfig
from tests.engine.proxy import COMMIT, LOAD, Fault, Proxy
from tests.engine.rows import publish
from tests.engine.test_faults import A, assert_whole, three
from transforms.edges.clock import SystemClock

ROOT = Path(__file__).parents[2]
# A dead run's lease is waited for in every test; nobody else wants it while the run lives.
LEASE_S = 3.0


def opened_when_free(target, out):
    """Open a dataset as the next run does that a schedule starts: again and again while a dead run's lease lasts."""
    deadline = time.monotonic() + 60
    while True:
        context = opened_dataset(RunConfig(None, out, to=str(target), lease_s=LEASE_S), SystemClock())
        try:
            return context, context.__enter__()
        except LeaseHeldError as error:
            assert "its lease runs out at" in str(error)
            assert time.monotonic() < deadline
            time.sleep(1)


@pytest.fixture
def proxied(emulator):
    """An emulator with a proxy before it."""
    proxy = Proxy(emulator.address)
    yield emulator, proxy
    proxy.close()


@pytest.mark.parametrize("late_s", [None, 0.15])
@pytest.mark.parametrize("where", [LOAD, COMMIT])
def test_an_emulator_killed_at_a_load_or_a_merge(proxied, dataset, monkeypatch, tmp_path, where, late_s):
    (running, proxy), target = proxied, dataset

    def kill():
        if late_s is None:
            running.kill()
        else:
            threading.Timer(late_s, running.kill).start()

    proxy.faults.append(Fault(where, "done", call=kill))
    monkeypatch.setenv(tg.EMULATOR, proxy.address)
    monkeypatch.setenv(tg.PATIENCE, "5")
    config = RunConfig(None, tmp_path / "out", to=str(target), lease_s=LEASE_S)
    with pytest.raises(CloudError, match="BigQuery does not answer.*run again"), opened_dataset(config, SystemClock()) as output:
        publish(output, A, three())
        time.sleep(1)
        with tg.connect(target) as client:
            client.query("SELECT 1", retry=None, job_retry=None)
    assert proxy.faults[0].hits == 1
    running.kill()
    running.start()
    monkeypatch.setenv(tg.PATIENCE, "60")
    context, output = opened_when_free(target, tmp_path / "out")
    with tg.connect(target) as client:
        if not output.ledger.has_run(A):
            publish(output, A, three())
        assert_whole(client, target, output, A)
    context.__exit__(None, None, None)


def writer(target, out, run_id, **options):
    words = [sys.executable, "-m", "tests.engine.writer", str(target), str(out), run_id, "3", str(LEASE_S)]
    return subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, **options)


@pytest.mark.parametrize("where", [LOAD, "'prepared'", COMMIT])
@pytest.mark.parametrize("act", ["cut", "done"])
def test_a_run_killed_before_a_step_or_while_it_is_done(proxied, dataset, client, monkeypatch, tmp_path, where, act):
    _, proxy = proxied
    monkeypatch.setenv(tg.EMULATOR, proxy.address)
    process = writer(dataset, tmp_path / "out", A)

    def kill():
        process.kill()
        process.wait()

    assert process.stdout.readline() == "held\n"
    proxy.faults.append(Fault(where, act, call=kill))
    process.stdin.write("\n")
    process.stdin.flush()
    process.wait(timeout=120)
    assert proxy.faults[0].hits == 1
    process.communicate()
    context, output = opened_when_free(dataset, tmp_path / "out")
    if not output.ledger.has_run(A):
        publish(output, A, three())
    assert_whole(client, dataset, output, A)
    context.__exit__(None, None, None)
