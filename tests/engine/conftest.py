"""What engine tests share: an emulator, a dataset of its own for each test, and clients for it."""

import itertools
import os
import shutil
from contextlib import contextmanager
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


NEWS = tg.Target(em.PROJECT, "news")


@contextmanager
def emulated(database=None, **environment):
    """Start an emulator over a file, for a block."""
    running = em.Emulator(database)
    try:
        yield running.start(**environment)
    finally:
        running.kill()


@pytest.fixture(scope="session")
def made(binary, tmp_path_factory):
    """The file of an emulator that holds every table and view, made once."""
    path = tmp_path_factory.mktemp("made") / "emulator.db"
    with pytest.MonkeyPatch.context() as patch, emulated(path) as running:
        patch.setenv(tg.EMULATOR, running.address)
        with tg.connect(NEWS) as client:
            applied(client, NEWS)
    return path


@pytest.fixture(scope="session")
def fresh(made, tmp_path_factory):
    """Give an emulator for a block, with every table in the dataset ``news`` and nothing in them; and the file it keeps them in."""

    @contextmanager
    def start(**environment):
        path = tmp_path_factory.mktemp("emulator") / made.name
        shutil.copy(made, path)
        with emulated(path, **environment) as running:
            yield running
        path.unlink()

    return start


@pytest.fixture
def bigquery_env(monkeypatch):
    """Point every client of this process at an emulator, with more patience than a busy machine takes for one statement."""

    def use(running):
        monkeypatch.setenv(tg.EMULATOR, running.address)
        monkeypatch.setenv(tg.PATIENCE, "60")

    return use


@pytest.fixture
def emulator(fresh, bigquery_env):
    with fresh() as running:
        bigquery_env(running)
        yield running


@pytest.fixture
def client(emulator):
    with tg.connect(NEWS) as opened:
        yield opened


@pytest.fixture
def dataset(emulator):
    """A dataset with every table and view."""
    return NEWS


@pytest.fixture
def target(emulator):
    """A dataset that is not there yet, beside one that is."""
    return tg.Target(em.PROJECT, f"empty_{next(_NUMBERS)}")


def applied(client, target):
    wanted = resources(target)
    steps = plan(wanted, read_live(client, target, wanted))
    apply(client, target, steps)
    return steps


def round_into(to, out, edition=1, **changes):
    """One round over the sample wire, into a dataset or, where none is named, a folder."""
    settings = {"max_age_days": 0, "host_delay_s": 0, "ignore_due": True, "quiet": True, "log_json": True} | changes
    with opened_round(RunConfig(None, out, to=to, **settings), edition) as one_round:
        return one_round()

