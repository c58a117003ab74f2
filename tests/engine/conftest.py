"""What engine tests share: an emulator, a dataset of its own for each test, and clients for it."""

import itertools
import os

import pytest

from pipeline.bigquery import target as tg
from pipeline.bigquery.migrate import apply, read_live
from pipeline.bigquery.plan import plan
from pipeline.bigquery.resources import resources
from pipeline.local import opened_round
from pipeline.options import RunConfig
from tests.engine import emulator as em

_NUMBERS = itertools.count(1)


def pytest_collection_modifyitems(items):
    for item in items:
        if "/tests/engine/" in str(item.path):
            item.add_marker(pytest.mark.engine)


@pytest.fixture(scope="session")
def binary():
    """The emulator's binary; skip where it is not built, fail where CI promised it."""
    if not em.BINARY.is_file():
        reason = f"no BigQuery emulator at {em.BINARY}; build it with `make emulators`"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return em.BINARY


@pytest.fixture(scope="session")
def emulator(binary):
    running = em.Emulator().start()
    yield running
    running.kill()


@pytest.fixture
def bigquery_env(monkeypatch):
    """Point every client of this process at an emulator, with little patience."""

    def use(running):
        monkeypatch.setenv(tg.EMULATOR, running.address)
        monkeypatch.setenv(tg.PATIENCE, "5")

    return use


@pytest.fixture
def target(emulator, bigquery_env):
    # The emulator's SQL engine never gives memory back and ends at 2 GB, some dozens of scripts on: each test has a fresh one.
    emulator.kill()
    emulator.start()
    bigquery_env(emulator)
    return tg.Target(em.PROJECT, f"news_{next(_NUMBERS)}")


@pytest.fixture
def client(target):
    with tg.connect(target) as opened:
        yield opened


def round_into(to, out, edition=1, **changes):
    """One round over the sample wire, into a dataset or, where none is named, a folder."""
    settings = {"max_age_days": 0, "host_delay_s": 0, "ignore_due": True, "quiet": True, "log_json": True} | changes
    with opened_round(RunConfig(None, out, to=to, **settings), edition) as one_round:
        return one_round()


def applied(client, target):
    wanted = resources(target)
    steps = plan(wanted, read_live(client, target, wanted))
    apply(client, target, steps)
    return steps


@pytest.fixture
def dataset(client, target):
    """A dataset with every table and view."""
    applied(client, target)
    return target
