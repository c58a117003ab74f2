"""The line that a run leaves for the person on call."""

import datetime as dt
import json

import pytest

from pipeline.runlog import failure_text, lag_seconds, newest_known, run_line, severity
from schemas.rows import ReasonCount, RunRow
from schemas.tables import TABLES
from transforms.logic.feeds.state import FeedState, state_to_json

START = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
END = START + dt.timedelta(seconds=90)
COUNTS = {"feeds": 3, "listed": 10, "stories": 4, "revisions": 1, "seen": 3, "dead_letters": 0, "feed_failures": 0, "bilateral": 2}


def row(**changes):
    values = {
        "run_id": "r1", "day": START.date(), "started": START, "finished": END, "runner": "in-process", **COUNTS, "rejected": (ReasonCount("no_link", 2),),
        "accounts": (), "counters": (ReasonCount("PollFeeds/ok", 2), ReasonCount("PollFeeds/stale", 1)), "code_version": "0", "codebook_version": "1",
        "lexicon_version": "l1:0", "options": "{}", "newest": START, "lag_s": 90.0,
    }
    return RunRow(**{**values, **changes})


def test_the_line_is_one_json_object_with_what_an_alert_needs():
    line = run_line(row(), ("r0",))
    told = json.loads(line)
    assert "\n" not in line
    assert {name: told[name] for name in COUNTS} == COUNTS
    assert (told["severity"], told["event"], told["run_id"]) == ("INFO", "run", "r1")
    assert (told["duration_s"], told["lag_s"], told["newest"]) == (90.0, 90.0, "2026-03-01T12:00:00+00:00")
    assert (told["stale_feeds"], told["rejected"], told["recovered"]) == (1, {"no_link": 2}, ["r0"])
    assert told["counters"] == {"PollFeeds/ok": 2, "PollFeeds/stale": 1}
    assert dt.datetime.fromisoformat(told["time"]) == END


@pytest.mark.parametrize(
    ("changes", "expected"),
    [({}, "INFO"), ({"dead_letters": 1}, "WARNING"), ({"feed_failures": 1}, "WARNING"), ({"feed_failures": 3}, "ERROR"), ({"feeds": 0}, "INFO")],
)
def test_a_run_is_as_loud_as_what_failed_in_it(changes, expected):
    assert severity(row(**changes)) == expected


def test_the_newest_publication_of_all_feeds_counts_and_feeds_without_dates_do_not():
    older, newer = START - dt.timedelta(hours=2), START - dt.timedelta(hours=1)
    states = ["", state_to_json(FeedState()), state_to_json(FeedState(newest=newer)), state_to_json(FeedState(newest=older))]
    assert newest_known(states) == newer


def test_a_publication_in_the_future_is_no_negative_lag():
    assert lag_seconds(END, START) == 0.0
    assert lag_seconds(None, START) is None


def test_lag_stands_in_the_table_too():
    assert {"newest", "lag_s"} <= {column.name for column in TABLES["runs"].columns}


def test_a_run_that_could_not_be_made_is_told_as_text_or_as_an_error():
    told = json.loads(failure_text(OSError("disk full"), as_json=True))
    assert (told["severity"], told["event"], told["error"], told["message"]) == ("ERROR", "run_failed", "OSError", "disk full")
    assert failure_text(OSError("disk full"), as_json=False) == "disk full"
