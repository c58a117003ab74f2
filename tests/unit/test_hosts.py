"""The budget of a host on a fake clock."""

from __future__ import annotations

import datetime as dt

import pytest

from transforms.edges.clock import FakeClock
from transforms.edges.fetch_records import FetchConfig, FetchResult, Request
from transforms.edges.hosts import HostBook

NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOW)


@pytest.fixture
def book(clock: FakeClock) -> HostBook:
    return HostBook(FetchConfig("x", host_delay_s=2.0), clock)


def result(outcome: str = "ok", status: int | None = 200, retry_after_s: int | None = None, attempts: int = 1) -> FetchResult:
    return FetchResult(Request("https://a.example/"), outcome, status, retry_after_s=retry_after_s, attempts=attempts)


def test_one_request_at_a_time_and_a_pause_after_it(book: HostBook, clock: FakeClock) -> None:
    assert book.try_start("a") == 0
    assert book.try_start("a") > 0
    assert book.try_start("b") == 0
    book.finish("a", result())
    assert book.try_start("a") == 2.0
    clock.advance(2)
    assert book.try_start("a") == 0


@pytest.mark.parametrize(("crawl_delay_s", "pause_s"), [(None, 2.0), (0.5, 2.0), (30.0, 30.0)])
def test_the_longer_of_both_delays_holds(book: HostBook, crawl_delay_s: float | None, pause_s: float) -> None:
    book.try_start("a")
    book.finish("a", None, crawl_delay_s)
    assert book.try_start("a") == pause_s


def test_what_was_never_sent_costs_no_pause(book: HostBook) -> None:
    book.try_start("a")
    book.finish("a", result("robots_disallowed", None, attempts=0))
    assert book.try_start("a") == 0


@pytest.mark.parametrize(
    ("status", "retry_after_s", "pause_s"),
    [(429, 120, 120), (429, None, 900), (429, 10**8, 86_400), (503, 60, 60), (503, None, 0), (429, 0, 0), (200, 60, 0)],
)
def test_a_host_that_asks_for_a_pause_gets_it(book: HostBook, clock: FakeClock, status: int, retry_after_s: int | None, pause_s: int) -> None:
    book.try_start("a")
    book.finish("a", result("x", status, retry_after_s))
    assert book.refusal("a") == (("host_waiting", float(pause_s)) if pause_s else None)
    clock.advance(pause_s)
    assert book.refusal("a") is None


def test_three_dead_lines_in_a_row_are_enough_and_one_answer_resets_them(book: HostBook, clock: FakeClock) -> None:
    for outcome in ("timeout", "dns_error", "ok", "connect_error", "timeout"):
        book.finish("a", result(outcome, None))
        assert book.refusal("a") is None
    book.finish("a", result("timeout", None))
    assert book.refusal("a") == ("host_dead", 600.0)
    clock.advance(600)
    assert book.refusal("a") is None


def test_pauses_carry_over_by_the_wall_clock(book: HostBook) -> None:
    book.finish("a", result("x", 429, 7200))
    later = HostBook(FetchConfig("x"), FakeClock(NOW + dt.timedelta(hours=1)))
    later.restore(book.export())
    assert later.refusal("a") == ("host_waiting", 3600.0)
    assert book.export() == {"a": "2026-03-01T14:00:00+00:00"}
