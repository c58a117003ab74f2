"""A runner that does bundles again, as Dataflow does when a worker dies: what the first try wrote does not count."""

from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from pipeline import rounds
from pipeline.local import opened_round
from pipeline.options import RunConfig
from pipeline.staging import opened_folder

WRITTEN = {"dead_letters", "stories", "feed_polls", "outcomes", "states", "lineage", "manifest", "hosts"}


@dataclass(frozen=True)
class Dying:
    """A sink or receipts whose first writer of each kind dies as soon as its file is there."""

    base: Any
    marks: Path

    def open(self, kind):
        return DyingWriter(self.base.open(kind), self.marks / kind)

    def __getattr__(self, name):
        return getattr(object.__getattribute__(self, "base"), name)


class DyingWriter:
    def __init__(self, writer, mark):
        self._writer, self._mark = writer, mark

    def write(self, value):
        self._writer.write(value)

    def close(self):
        names = self._writer.close()
        if self._mark.name != "runs" and not self._mark.exists():
            self._mark.touch()
            raise OSError("the worker died")
        return names


class Output:
    def __init__(self, base, marks):
        self._base, self._marks = base, marks
        self.ledger, self.recovered, self.publish = base.ledger, base.recovered, base.publish

    def stage(self, run_id):
        staged = self._base.stage(run_id)
        return replace(staged, sink=Dying(staged.sink, self._marks), receipts=Dying(staged.receipts, self._marks))


@pytest.fixture
def dying(tmp_path, monkeypatch):
    """One round in which the first bundle of every writer is done again."""
    marks = tmp_path / "marks"
    marks.mkdir()

    @contextmanager
    def opened(config, _clock):
        with opened_folder(config.out) as output:
            yield Output(output, marks)

    monkeypatch.setattr(rounds, "opened_output", opened)
    # Beam's runner that tries a bundle again, four times at most.
    config = RunConfig(None, tmp_path / "out", runner="BundleBasedDirectRunner", max_age_days=0, host_delay_s=0, ignore_due=True, quiet=True)
    with opened_round(config) as one_round:
        result = one_round()
    return config.out, result.run, {path.name for path in marks.iterdir()}


def test_accounts_and_rows_are_those_of_the_bundles_that_came_through(dying, first_run, ask):
    out, run, died = dying
    assert died == WRITTEN
    expected_out, expected = first_run
    assert run.accounts == expected.run.accounts
    for table in ("stories_v1", "feed_polls_v1", "lineage_v1", "dead_letters_v1"):
        count = f"SELECT count(*) FROM {table}"
        assert ask(out, count) == ask(expected_out, count)
