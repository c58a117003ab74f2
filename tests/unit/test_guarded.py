"""A function under guard: what it does to its process it does not do to ours."""

import os
import signal
import time

import pytest

from transforms.edges import guarded
from transforms.edges.guarded import Guarded, QuarantineError
from transforms.edges.page_worker import extract_guarded


def act(what):
    if what == "segfault":
        os.kill(os.getpid(), signal.SIGSEGV)
    if what == "exit":
        os._exit(3)
    if what == "spin":
        while True:
            pass
    if what == "sleep":
        time.sleep(60)
    if what == "hog":
        return len(bytearray(4 << 30))
    return os.getpid()


@pytest.fixture
def guard():
    made = Guarded(act, cpu_s=1, wall_s=30, memory_bytes=1 << 30)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("what", "reason", "words"),
    [
        ("segfault", "killed", "signal 11"),
        ("exit", "killed", "exit code 3"),
        ("spin", "cpu_budget", "more than 1 seconds of CPU"),
        ("hog", "memory", "more than 1024 MiB"),
    ],
)
def test_an_input_that_breaks_a_limit_is_named_and_the_next_is_read(guard, what, reason, words):
    with pytest.raises(QuarantineError, match=words) as caught:
        guard.call(what)
    assert caught.value.reason == reason
    assert guard.call("fine") != os.getpid()


def test_one_that_only_waits_is_given_up(guard):
    guard.call("fine")
    guard._wall_s = 0.2
    with pytest.raises(QuarantineError, match=r"more than 0\.2 seconds"):
        guard.call("sleep")


def test_the_process_is_kept_for_many_calls_and_then_renewed(guard, monkeypatch):
    monkeypatch.setattr(guarded, "MAX_PER_PROCESS", 3)
    assert len({guard.call("fine") for _ in range(6)}) == 2


def test_the_budget_is_one_of_each_call_not_of_all(guard):
    first = guard.call("fine")
    for _ in range(3):
        began = time.process_time()
        guard.call("fine")
        assert time.process_time() - began < 1
    assert guard.call("fine") == first


def test_a_page_read_under_guard_is_the_page_read_here():
    from transforms.logic.extraction import extract

    page = b"<html><head><title>Norway and Peru agree</title></head><body><article>" + b"<p>Norway and Peru met in Oslo on Monday.</p>" * 9 + b"</article></body></html>"
    assert extract_guarded(page, url="https://wire.example/1") == extract(page, url="https://wire.example/1")
