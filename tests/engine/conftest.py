"""What engine tests share: an emulator, a dataset of its own for each test, and clients for it."""

import itertools
import os
from importlib.util import find_spec

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


def do_without(reason):
    """Skip for want of something; fail where CI promised it."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def binary():
    if not em.BINARY.is_file():
        do_without(f"no BigQuery emulator at {em.BINARY}; build it with `make emulator-build`")
    return em.BINARY


@pytest.fixture(scope="session")
def storage_server():
    """What makes a Cloud Storage emulator."""
    missing = [name for name in ("gcp_storage_emulator", "google.cloud.storage") if find_spec(name) is None]
    if missing:
        do_without(f"{' and '.join(missing)} not installed; `pip install -e '.[dev]'` brings what a bucket takes")
    from gcp_storage_emulator.server import create_server

    return create_server


@pytest.fixture(scope="session")
def emulator(binary):
    running = em.Emulator().start()
    yield running
    running.kill()


@pytest.fixture
def bigquery_env(monkeypatch):
    """Point every client of this process at an emulator, with more patience than a busy machine takes for one statement."""

    def use(running):
        monkeypatch.setenv(tg.EMULATOR, running.address)
        monkeypatch.setenv(tg.PATIENCE, "60")

    return use


@pytest.fixture
def target(emulator, bigquery_env):
    # Each test has a fresh one, in half a second: the emulator reads every table it holds again when one is dropped.
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
