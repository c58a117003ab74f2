"""robots.txt as hosts really serve it: scenario 40."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from tests.faults.bed import Bed, Play, answer, drip, hang, page, raw, redirect, reset, status
from transforms.edges.clock import FakeClock
from transforms.edges.fetch_records import FetchConfig
from transforms.edges.http import Fetcher, FetchResult, Request

scenario = pytest.mark.scenario
NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
BAN = b"User-agent: *\nDisallow: /private\nAllow: /private/open\nDisallow: /*.pdf$\n"


@pytest.fixture
def ask(server: Bed, config: FetchConfig, fetcher_of: Callable[..., Fetcher]) -> Callable[..., FetchResult]:
    clock = FakeClock(NOW)
    made = fetcher_of(config, use_robots=True, clock=clock)

    def one(path: str, *robots: Play, **request: object) -> FetchResult:
        if robots:
            server.play("/robots.txt", *robots)
        server.play(path, page())
        return made.fetch(Request(server.url(path), **request))  # type: ignore[arg-type]

    one.fetcher, one.clock = made, clock  # type: ignore[attr-defined]
    return one


@scenario("40")
@pytest.mark.parametrize(
    ("path", "outcome"),
    [("/news", "ok"), ("/private/x", "robots_disallowed"), ("/private/open/x", "ok"), ("/a.pdf", "robots_disallowed"), ("/a.pdf?x", "ok")],
)
def test_rules_are_kept_and_what_they_forbid_is_never_asked(server: Bed, ask: Callable[..., FetchResult], path: str, outcome: str) -> None:
    result = ask(path, page(BAN))
    assert (result.outcome, len(server.asked(path))) == (outcome, 1 if outcome == "ok" else 0)
    assert result.robots.startswith("allowed" if outcome == "ok" else "disallowed:Disallow: /")


@scenario("40")
def test_our_own_group_beats_the_star_and_case_does_not_matter(ask: Callable[..., FetchResult]) -> None:
    body = b"User-agent: *\nDisallow: /\n\nUser-Agent: DyadWire\nDisallow: /closed\nCrawl-delay: 2\n"
    assert ask("/open", page(body)).crawl_delay_s == 2.0
    assert ask("/closed").outcome == "robots_disallowed"


@scenario("40")
@pytest.mark.parametrize(
    ("play", "outcome"),
    [
        (status(404), "ok"),
        (status(410), "ok"),
        (status(401), "ok"),
        (status(403), "ok"),
        (status(400), "ok"),
        (status(429), "host_waiting"),
        (status(500), "robots_unavailable"),
        (status(503), "robots_unavailable"),
        (status(520), "robots_unavailable"),
        (hang(), "robots_unavailable"),
        (drip(b"HTTP/1.1 200 OK\r\n\r\n"), "robots_unavailable"),
        (reset(), "robots_unavailable"),
        (raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nUser", then_close=True), "robots_unavailable"),
        (raw(b"garbage\r\n\r\n", then_close=True), "robots_unavailable"),
        (answer(200, [], b""), "ok"),
        (page(b"<!DOCTYPE html><html><body>User-agent: *\nDisallow: /</body></html>"), "ok"),
        (answer(200, [("Content-Type", "text/plain")], b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /\r\n"), "robots_disallowed"),
        (redirect("/robots.txt"), "ok"),
    ],
    ids=["404", "410", "401", "403", "400", "429", "500", "503", "520", "hang", "drip", "reset", "short", "garbage", "empty", "html", "bom", "loop"],
)
def test_the_status_of_robots_txt_decides(server: Bed, ask: Callable[..., FetchResult], play: Play, outcome: str) -> None:
    assert ask("/news", play).outcome == outcome
    assert len(server.asked("/news")) == (1 if outcome == "ok" else 0)


@scenario("40")
def test_401_and_403_are_a_ban_where_the_policy_says_so(server: Bed, config: FetchConfig, fetcher_of: Callable[..., Fetcher]) -> None:
    fetcher = fetcher_of(config, use_robots=True, robots_forbidden_allows=False)
    server.play("/robots.txt", status(403))
    assert fetcher.fetch(Request(server.url("/a"))).outcome == "robots_disallowed"


@scenario("40")
@pytest.mark.parametrize(("hops", "outcome"), [(5, "robots_disallowed"), (6, "ok")])
def test_five_redirects_are_followed_and_the_sixth_means_no_rules(
    server: Bed, ask: Callable[..., FetchResult], hops: int, outcome: str
) -> None:
    for number in range(1, hops):
        server.play(f"/r{number}", redirect(f"/r{number + 1}"))
    server.play(f"/r{hops}", page(BAN))
    assert ask("/private/x", redirect("/r1")).outcome == outcome


@scenario("40")
def test_a_file_of_1_4_mb_is_read_to_its_end(ask: Callable[..., FetchResult]) -> None:
    filler = b"".join(b"Disallow: /filler/%07d\n" % number for number in range(56_000))
    assert len(filler) > 1_350_000
    assert ask("/private/x", page(b"User-agent: *\n" + filler + b"Disallow: /private\n")).outcome == "robots_disallowed"
    assert ask("/news").outcome == "ok"


@scenario("40")
def test_a_file_beyond_every_cap_is_read_as_far_as_the_cap(ask: Callable[..., FetchResult]) -> None:
    assert ask("/private/x", page(BAN + b"#" * 2_500_000)).outcome == "robots_disallowed"


@scenario("40")
def test_it_is_kept_for_a_day_and_not_longer(server: Bed, ask: Callable[..., FetchResult]) -> None:
    clock: FakeClock = ask.clock  # type: ignore[attr-defined]
    ask("/a", page(b"User-agent: *\nDisallow: /b"), page(b""))
    clock.advance(23 * 3600)
    assert ask("/b").outcome == "robots_disallowed"
    assert len(server.asked("/robots.txt")) == 1
    clock.advance(2 * 3600)
    assert ask("/b").outcome == "ok"
    assert len(server.asked("/robots.txt")) == 2


@scenario("40")
def test_an_unavailable_one_is_asked_again_after_an_hour(server: Bed, ask: Callable[..., FetchResult]) -> None:
    clock: FakeClock = ask.clock  # type: ignore[attr-defined]
    assert ask("/a", status(500), status(404)).outcome == "robots_unavailable"
    clock.advance(600)
    assert ask("/a").outcome == "robots_unavailable"
    assert len(server.asked("/robots.txt")) == 1
    clock.advance(3600)
    assert ask("/a").outcome == "ok"


@scenario("40")
def test_what_is_known_lives_on_in_the_next_run(
    server: Bed, config: FetchConfig, fetcher_of: Callable[..., Fetcher], ask: Callable[..., FetchResult]
) -> None:
    ask("/a", page(BAN))
    fetcher: Fetcher = ask.fetcher  # type: ignore[attr-defined]
    again = fetcher_of(config, use_robots=True, clock=FakeClock(NOW + dt.timedelta(hours=2)))
    again.robots.restore(fetcher.robots.export())
    assert again.fetch(Request(server.url("/private/x"))).outcome == "robots_disallowed"
    assert len(server.asked("/robots.txt")) == 1


@scenario("40")
def test_a_redirect_into_a_forbidden_path_is_not_followed(server: Bed, ask: Callable[..., FetchResult]) -> None:
    server.play("/robots.txt", page(BAN))
    server.play("/go", redirect("/private/x"))
    fetcher: Fetcher = ask.fetcher  # type: ignore[attr-defined]
    assert fetcher.fetch(Request(server.url("/go"))).outcome == "robots_disallowed"
    assert server.asked("/private/x") == []


@scenario("40")
def test_reservations_are_carried_to_the_result(ask: Callable[..., FetchResult]) -> None:
    body = b"User-agent: *\nContent-Signal: search=yes, ai-train=no\nAllow: /\n\nLicense: https://a.test/rsl.xml\n"
    assert ask("/a", page(body)).opt_out == ("content-signal:ai-train=no", "rsl:https://a.test/rsl.xml")
