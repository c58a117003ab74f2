"""The budget of a host: scenarios 24, 37 and 38."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable
from itertools import pairwise

import pytest

from tests.faults.bed import Bed, page, redirect, slow, status
from transforms.edges.clock import FakeClock
from transforms.edges.fetch_records import FetchConfig
from transforms.edges.http import Fetcher, Request
from transforms.edges.resolver import FixedResolver
from transforms.edges.rounds import fetch_many

scenario = pytest.mark.scenario
NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
HOSTS = FixedResolver({f"h{number}.test": [["127.0.0.1"]] for number in range(16)})


def gaps(server: Bed, host: str) -> list[float]:
    asked = [one for one in server.log if one.host == host]
    return [later.at - earlier.ended[0] for earlier, later in pairwise(asked)]


@scenario("38")
def test_40_feeds_of_one_host_are_asked_one_by_one_with_the_delay(server: Bed, config: FetchConfig, fetcher_of: Callable[..., Fetcher]) -> None:
    fetcher = fetcher_of(config, host_delay_s=0.02)
    for number in range(40):
        server.play(f"/{number}", slow(page(), 0.005))
    results = list(fetch_many(fetcher, [Request(server.url(f"/{number}"), kind="feed", key=str(number)) for number in range(40)], 16))
    assert sorted(int(result.request.key) for result in results) == list(range(40))
    assert {result.outcome for result in results} == {"ok"}
    assert server.most_at_once == {"127.0.0.1": 1}
    assert min(gaps(server, "127.0.0.1")) >= 0.018


@scenario("38")
def test_the_budget_holds_between_threads_that_know_nothing_of_each_other(
    server: Bed, config: FetchConfig, fetcher_of: Callable[..., Fetcher]
) -> None:
    fetcher = fetcher_of(config, host_delay_s=0.02)
    server.play("/f", slow(page(), 0.01))
    threads = [threading.Thread(target=fetcher.fetch, args=(Request(server.url("/f")),)) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(server.asked()), server.most_at_once["127.0.0.1"]) == (12, 1)
    assert min(gaps(server, "127.0.0.1")) >= 0.018


@scenario("38")
def test_hosts_do_not_wait_for_each_other(server: Bed, config: FetchConfig, fetcher_of: Callable[..., Fetcher]) -> None:
    fetcher = fetcher_of(config, resolver=HOSTS)
    server.play("/f", slow(page(), 0.05))
    began = time.monotonic()
    results = list(fetch_many(fetcher, [Request(server.url("/f", f"h{number % 16}.test")) for number in range(64)], 16))
    wall_s = time.monotonic() - began
    assert {result.outcome for result in results} == {"ok"}
    assert set(server.most_at_once.values()) == {1}
    assert wall_s < 4 * 0.05 * 4  # the ideal is four rounds of 50 ms; one after another would take 3.2 s


@scenario("38")
def test_a_crawl_delay_holds_for_every_request_to_its_host(server: Bed, config: FetchConfig, fetcher_of: Callable[..., Fetcher]) -> None:
    clock = FakeClock(NOW)
    fetcher = fetcher_of(config, clock=clock, use_robots=True, host_delay_s=1.0, max_wait_s=600.0)
    server.play("/robots.txt", page(b"User-agent: *\nCrawl-delay: 30\n"))
    server.play("/f", page())
    results = list(fetch_many(fetcher, [Request(server.url("/f")) for _ in range(5)]))
    assert [result.outcome for result in results] == ["ok"] * 5
    assert clock.monotonic() >= 4 * 30 + 1
    assert results[0].crawl_delay_s == 30.0


@scenario("38")
def test_what_would_wait_too_long_is_deferred_and_not_sent(server: Bed, config: FetchConfig, fetcher_of: Callable[..., Fetcher]) -> None:
    clock = FakeClock(NOW)
    fetcher = fetcher_of(config, clock=clock, host_delay_s=10.0, max_wait_s=35.0)
    server.play("/f", page())
    outcomes = [result.outcome for result in fetch_many(fetcher, [Request(server.url("/f")) for _ in range(10)])]
    assert outcomes == ["ok"] * 4 + ["deferred"] * 6
    assert len(server.asked()) == 4


@scenario("24")
def test_429_in_a_round_ends_the_round_of_its_host_only(server: Bed, config: FetchConfig, fetcher_of: Callable[..., Fetcher]) -> None:
    fetcher = fetcher_of(config, resolver=HOSTS)
    server.play("h1.test/f", status(429, Retry_After="120"))
    server.play("/f", page())
    results = list(fetch_many(fetcher, [Request(server.url("/f", f"h{number % 2}.test")) for number in range(20)], 4))
    by_host = {host: sorted(result.outcome for result in results if host in result.request.url) for host in ("h0", "h1")}
    assert by_host == {"h0": ["ok"] * 10, "h1": ["host_waiting"] * 9 + ["rate_limited"]}
    assert len(server.asked(host="h1.test")) == 1


@scenario("24")
def test_a_pause_lives_on_in_the_next_run(server: Bed, config: FetchConfig, fetcher_of: Callable[..., Fetcher]) -> None:
    fetcher = fetcher_of(config, clock=FakeClock(NOW))
    fetcher.fetch(Request(server.play("/f", status(429, Retry_After="7200")), kind="feed"))
    kept = fetcher.hosts.export()
    later = FakeClock(NOW + dt.timedelta(hours=1))
    again = fetcher_of(config, clock=later)
    again.hosts.restore(kept)
    assert again.fetch(Request(server.url("/f"))).outcome == "host_waiting"
    later.advance(3601)
    assert again.fetch(Request(server.url("/f"))).outcome == "rate_limited"
    assert len(server.asked()) == 2


@scenario("31")
def test_a_dead_host_is_left_alone_after_three_failures(config: FetchConfig, fetcher_of: Callable[..., Fetcher]) -> None:
    clock = FakeClock(NOW)
    resolver = FixedResolver({})
    fetcher = fetcher_of(config, clock=clock, resolver=resolver)
    outcomes = [fetcher.fetch(Request(f"https://gone.test/{number}")).outcome for number in range(5)]
    assert outcomes == ["dns_error"] * 3 + ["host_dead"] * 2
    assert len(resolver.asked) == 3
    clock.advance(601)
    assert fetcher.fetch(Request("https://gone.test/")).outcome == "dns_error"


@scenario("38")
def test_a_redirect_to_another_host_waits_for_that_hosts_turn(server: Bed, config: FetchConfig, fetcher_of: Callable[..., Fetcher]) -> None:
    fetcher = fetcher_of(config, resolver=HOSTS, host_delay_s=0.05)
    server.play("/go", redirect(server.url("/f", "h9.test")))
    server.play("/f", slow(page(), 0.02))
    results = list(fetch_many(fetcher, [Request(server.url("/go", f"h{number}.test")) for number in range(8)], 8))
    assert {result.outcome for result in results} == {"ok"}
    assert server.most_at_once["h9.test"] == 1
    assert min(gaps(server, "h9.test")) >= 0.045


@scenario("33")
def test_results_come_one_by_one_and_nothing_runs_ahead_of_the_reader(server: Bed, config: FetchConfig, fetcher_of: Callable[..., Fetcher]) -> None:
    fetcher = fetcher_of(config, resolver=HOSTS)
    server.play("/f", page())
    results = fetch_many(fetcher, (Request(server.url("/f", f"h{number % 16}.test")) for number in range(200)), 4)
    for _ in range(10):
        next(results)
    time.sleep(0.1)
    assert len(server.asked()) <= 14
    assert sum(1 for _ in results) == 190
