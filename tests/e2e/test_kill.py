"""A run killed at any moment and run again ends with the same rows as an undisturbed one."""

import os
import signal
import subprocess
import sys
import time

import pytest

ROOT = __file__.rsplit("/tests/", 1)[0]
COMMAND = [sys.executable, "-m", "pipeline", "run", "--quiet", "--out"]


def keys(ask, out):
    return sorted(ask(out, "SELECT row_key, headline, body_sha256, bilateral_security FROM stories_v1"))


@pytest.mark.parametrize("share", [0.35, 0.6, 0.8, 0.95])
def test_kill_9_loses_nothing_and_doubles_nothing(first_run, tmp_path, ask, share):
    undisturbed, _ = first_run
    out = tmp_path / "out"
    began = time.monotonic()
    subprocess.run([*COMMAND, str(tmp_path / "timed")], cwd=ROOT, check=True, capture_output=True)
    whole_s = time.monotonic() - began
    process = subprocess.Popen([*COMMAND, str(out)], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        process.wait(timeout=share * whole_s)
    except subprocess.TimeoutExpired:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    subprocess.run([*COMMAND, str(out)], cwd=ROOT, check=True, capture_output=True)
    assert keys(ask, out) == keys(ask, undisturbed)
    assert list((out / ".staging").glob("*")) == []
    assert not [path for path in out.rglob("*.parquet") if path.name.startswith(".")]


def test_sigterm_ends_watch_after_the_tick_with_exit_code_0(tmp_path, ask):
    out = tmp_path / "out"
    command = [sys.executable, "-m", "pipeline", "watch", "--every", "1s", "--out", str(out)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline().startswith("run ")
    process.send_signal(signal.SIGTERM)
    rest, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    runs = 1 + rest.count("feeds polled")
    assert ask(out, "SELECT count(*), max(stories) FROM runs") == [(runs, 48)]
