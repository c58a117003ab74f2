"""What is known of hosts on its way to workers and back."""

import datetime as dt
import pickle
from dataclasses import dataclass

import pytest

from pipeline import handed_on
from pipeline.handed_on import HandedOn
from transforms.edges.fetch_records import FetchResult, Request
from transforms.edges.receipts import LineReceipts

NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
PROCESS = {}


@dataclass(frozen=True)
class Clock:
    hour: dt.datetime = NOON

    def now(self):
        return self.hour


@dataclass(frozen=True)
class Source:
    """A fetcher whose hosts ask for a pause; what it knows is its process's, as a real one's is."""

    pause: str = "2026-03-01T13:00:00+00:00"

    def fetch(self, requests):
        for request in requests:
            PROCESS[f"pause:{request.url}"] = self.pause
            yield FetchResult(request, "ok")

    def remember(self, hosts):
        PROCESS.setdefault("told", []).append(dict(hosts))
        PROCESS.update(hosts)

    def learned(self):
        return {name: state for name, state in PROCESS.items() if name != "told"}

    def close(self):
        PROCESS.clear()


@pytest.fixture
def another_process(monkeypatch):
    def start():
        PROCESS.clear()
        monkeypatch.setattr(handed_on, "_TOLD", set())

    start()
    yield start
    PROCESS.clear()


def handed(folder, source=None, hour=NOON):
    return HandedOn(source or Source(), LineReceipts(folder), (("pause:old.example", "until noon"),), Clock(hour))


def asked(fetches, *hosts):
    return [result.outcome for result in pickle.loads(pickle.dumps(fetches)).fetch([Request(host) for host in hosts])]


def test_a_worker_is_told_once_what_is_known_and_hands_back_what_is_new(tmp_path, another_process):
    fetches = handed(tmp_path)
    assert asked(fetches, "a.example") == ["ok"]
    assert asked(fetches, "b.example") == ["ok"]
    assert PROCESS["told"] == [{"pause:old.example": "until noon"}]
    another_process()
    assert fetches.learned() == {"pause:a.example": Source.pause, "pause:b.example": Source.pause}


def test_of_two_workers_the_one_that_learned_later_counts(tmp_path, another_process):
    later = handed(tmp_path, Source("2026-03-01T15:00:00+00:00"), NOON + dt.timedelta(minutes=1))
    asked(later, "a.example")
    another_process()
    asked(handed(tmp_path), "a.example")
    another_process()
    assert handed(tmp_path).learned() == {"pause:a.example": "2026-03-01T15:00:00+00:00"}


def test_what_was_known_before_is_not_handed_back(tmp_path, another_process):
    assert asked(handed(tmp_path)) == []
    assert list(LineReceipts(tmp_path).read("hosts")) == []
