"""`dyadwire run --log-json`: one line on stderr that says what the table says."""

import json
import subprocess
import sys

import pytest

FIELDS = "run_id, listed, stories, dead_letters, feed_failures, lag_s, started, finished, counters"


@pytest.fixture(scope="module")
def logged(tmp_path_factory):
    out = tmp_path_factory.mktemp("log") / "out"
    command = [sys.executable, "-m", "pipeline", "run", "--out", str(out), "--log-json", "--quiet"]
    return out, subprocess.run(command, capture_output=True, text=True, check=False)


def test_stderr_is_one_json_line_and_it_agrees_with_the_table(logged, ask):
    out, done = logged
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    told = json.loads(line)
    ((run_id, listed, stories, dead, failures, lag_s, started, finished, counters),) = ask(out, f"SELECT {FIELDS} FROM runs")
    assert (told["run_id"], told["listed"], told["stories"]) == (run_id, listed, stories)
    assert (told["dead_letters"], told["feed_failures"], told["lag_s"]) == (dead, failures, lag_s)
    assert told["duration_s"] == (finished - started).total_seconds()
    assert told["counters"] == {item["reason"]: item["count"] for item in counters}
    assert told["severity"] == "WARNING"
    assert lag_s > 0


def test_a_run_that_cannot_start_says_so_in_one_json_line(tmp_path):
    feeds = tmp_path / "feeds.csv"
    feeds.write_text("nonsense\n")
    command = [sys.executable, "-m", "pipeline", "run", "--out", str(tmp_path / "out"), "--feeds", str(feeds), "--log-json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    (line,) = done.stderr.splitlines()
    assert done.returncode == 1
    assert json.loads(line)["event"] == "run_failed"
