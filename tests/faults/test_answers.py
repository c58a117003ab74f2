"""What is sent and how statuses are taken: scenarios 1 to 3, 9, 23 to 26 and 37."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from email.utils import format_datetime

import pytest

from tests.faults.bed import Asked, Bed, answer, page, reset, status
from transforms.edges.clock import FakeClock
from transforms.edges.fetch_records import ERROR_BYTES, FetchConfig
from transforms.edges.http import Fetcher, Request

scenario = pytest.mark.scenario
NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
FEED = b"<rss version='2.0'><channel><title>x</title></channel></rss>"


@scenario("1")
@scenario("2")
@pytest.mark.parametrize("etag", ['"abc"', 'W/"x"', "abc", '"a b,c"', '""', '"é"', "'single'", '"' + "x" * 900 + '"'])
def test_an_etag_goes_back_byte_for_byte(server: Bed, fetcher: Fetcher, etag: str) -> None:
    url = server.play("/f", answer(200, [("ETag", etag)], FEED), answer(304, [("ETag", etag)]))
    first = fetcher.fetch(Request(url, kind="feed"))
    second = fetcher.fetch(Request(url, etag=first.etag, kind="feed"))
    assert (first.etag, second.outcome, second.content) == (etag, "not_modified", b"")
    assert server.asked()[1].headers["if-none-match"] == etag
    assert "if-modified-since" not in server.asked()[1].headers
    assert dict(second.sent)["If-None-Match"] == etag


@scenario("1")
def test_polls_that_bring_nothing_share_one_connection(server: Bed, fetcher: Fetcher) -> None:
    url = server.play("/f", status(304))
    assert [fetcher.fetch(Request(url, etag='"a"', kind="feed")).outcome for _ in range(5)] == ["not_modified"] * 5
    assert server.connections == 1


@scenario("32")
def test_a_304_with_a_body_is_not_taken_for_the_next_answer(server: Bed, fetcher: Fetcher) -> None:
    url = server.play("/f", answer(304, [("Content-Length", "40")], b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"), page())
    assert fetcher.fetch(Request(url, etag='"a"')).outcome == "not_modified"
    assert fetcher.fetch(Request(url)).content == b"<html><p>News</p>"


@scenario("3")
@pytest.mark.parametrize("value", ["Sun, 01 Mar 2026 10:00:00 GMT", "2026-10-08 10:10", "yesterday", "Sunday, 01-Mar-26 10:00:00 GMT"])
def test_a_last_modified_goes_back_verbatim(server: Bed, fetcher: Fetcher, value: str) -> None:
    url = server.play("/f", answer(200, [("Last-Modified", value)], FEED), status(304))
    first = fetcher.fetch(Request(url, kind="feed"))
    assert fetcher.fetch(Request(url, last_modified=first.last_modified, kind="feed")).outcome == "not_modified"
    assert server.asked()[1].headers["if-modified-since"] == value
    assert "if-none-match" not in server.asked()[1].headers


@scenario("2")
def test_a_validator_with_a_line_break_is_not_sent(server: Bed, fetcher: Fetcher) -> None:
    fetcher.fetch(Request(server.play("/f", page()), etag='"a"\r\nCookie: x', last_modified="a\nb"))
    assert not server.asked()[0].headers.keys() & {"cookie", "if-none-match", "if-modified-since"}


@scenario("1")
def test_a_304_that_nobody_asked_for_is_no_answer(server: Bed, fetcher: Fetcher) -> None:
    assert fetcher.fetch(Request(server.play("/f", status(304)))).outcome == "bad_response"


@scenario("9")
def test_no_store_and_expires_0_set_no_floor_and_keep_the_etag(server: Bed, fetcher: Fetcher) -> None:
    headers = [("Cache-Control", "no-store, max-age=9"), ("Expires", "0"), ("ETag", '"e"')]
    result = fetcher.fetch(Request(server.play("/f", answer(200, headers, FEED))))
    assert (result.outcome, result.max_age_s, result.expires, result.etag) == ("ok", None, None, '"e"')


@scenario("8")
def test_max_age_expires_and_date_are_read(server: Bed, fetcher: Fetcher) -> None:
    headers = [("Cache-Control", "public, max-age=1800"), ("Expires", "Sun, 01 Mar 2026 13:00:00 GMT"), ("Date", "Sun, 01 Mar 2026 13:00:00 GMT")]
    result = fetcher.fetch(Request(server.play("/f", answer(200, headers, FEED))))
    hour = dt.datetime(2026, 3, 1, 13, tzinfo=dt.UTC)
    assert (result.max_age_s, result.expires, result.date) == (1800, hour, hour)


@scenario("23")
@pytest.mark.parametrize(
    ("code", "outcome"), [(410, "gone"), (404, "not_found"), (401, "client_error"), (403, "client_error"), (451, "client_error")]
)
def test_a_refusal_is_asked_once(server: Bed, fetcher: Fetcher, code: int, outcome: str) -> None:
    result = fetcher.fetch(Request(server.play("/f", status(code))))
    assert (result.outcome, result.status, len(server.asked())) == (outcome, code, 1)


@scenario("24")
@pytest.mark.parametrize(
    ("value", "seconds", "pause_s"),
    [
        ("120", 120, 120),
        (format_datetime(NOW + dt.timedelta(minutes=5), usegmt=True), 300, 300),
        ("garbage", None, 900),
        ("99999999", 99_999_999, 86_400),
        ("-5", None, 900),
        ("0", 0, 0),
    ],
)
def test_429_stops_every_address_of_its_host(
    server: Bed, config: FetchConfig, fetcher_of: Callable[..., Fetcher], value: str, seconds: int | None, pause_s: int
) -> None:
    clock = FakeClock(NOW)
    fetcher = fetcher_of(config, clock=clock)
    server.play("/other", page())
    result = fetcher.fetch(Request(server.play("/f", status(429, Retry_After=value)), kind="feed"))
    assert (result.outcome, result.retry_after_s) == ("rate_limited", seconds)
    if pause_s:
        refused = fetcher.fetch(Request(server.url("/other")))
        assert (refused.outcome, refused.attempts, len(server.asked())) == ("host_waiting", 0, 1)
        clock.advance(pause_s - 1)
        assert fetcher.fetch(Request(server.url("/other"))).outcome == "host_waiting"
        clock.advance(2)
    assert fetcher.fetch(Request(server.url("/other"))).outcome == "ok"
    assert fetcher.fetch(Request(server.url("/other", "a.test"))).outcome == "ok"


@scenario("25")
def test_503_with_retry_after_stops_its_host_and_is_not_retried(server: Bed, config: FetchConfig, fetcher_of: Callable[..., Fetcher]) -> None:
    fetcher = fetcher_of(config, clock=FakeClock(NOW))
    result = fetcher.fetch(Request(server.play("/f", status(503, Retry_After="60"))))
    assert (result.outcome, result.retry_after_s, len(server.asked())) == ("server_error", 60, 1)
    assert fetcher.fetch(Request(server.url("/g"))).outcome == "host_waiting"


@scenario("25")
@pytest.mark.parametrize("code", [500, 502, 503, 520, 522, 530])
@pytest.mark.parametrize(("kind", "most"), [("page", 2), ("feed", 1)])
def test_an_ill_server_is_asked_once_more_for_a_page_and_never_for_a_feed(
    server: Bed, config: FetchConfig, fetcher_of: Callable[..., Fetcher], code: int, kind: str, most: int
) -> None:
    clock = FakeClock(NOW)
    result = fetcher_of(config, clock=clock).fetch(Request(server.play("/f", status(code), status(code), status(code), page()), kind=kind))
    assert (result.outcome, result.status, len(server.asked()), result.attempts) == ("server_error", code, most, most)
    assert all(1.0 <= pause <= 3.0 for pause in clock.slept)


@scenario("25")
def test_a_page_that_fails_once_is_there_the_second_time(server: Bed, config: FetchConfig, fetcher_of: Callable[..., Fetcher]) -> None:
    result = fetcher_of(config, clock=FakeClock(NOW)).fetch(Request(server.play("/f", status(500), page())))
    assert (result.outcome, result.attempts) == ("ok", 2)


@scenario("26")
@pytest.mark.parametrize("body", [b"", b"\r\n  \n"])
def test_an_empty_body_is_no_success_and_leaves_no_validator(server: Bed, fetcher: Fetcher, body: bytes) -> None:
    result = fetcher.fetch(Request(server.play("/f", answer(200, [("ETag", '"e"'), ("Last-Modified", "x")], body))))
    assert (result.outcome, result.etag, result.last_modified) == ("empty", "", "")


@scenario("37")
def test_every_request_names_who_asks_and_carries_nothing_else(
    server: Bed, config: FetchConfig, fetcher_of: Callable[..., Fetcher], monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    netrc = os.path.join(str(tmp_path), "netrc")  # noqa: PTH118
    with open(netrc, "w") as file:  # noqa: PTH123
        file.write("machine 127.0.0.1 login me password secret")
    monkeypatch.setenv("NETRC", netrc)
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    fetcher = fetcher_of(config, use_robots=True)
    server.play("/f", answer(200, [("Set-Cookie", "id=1")], FEED))
    for kind in ("feed", "page"):
        fetcher.fetch(Request(server.url("/f?a=1&b=2"), kind=kind))
        fetcher.fetch(Request(server.url("/f"), kind=kind))
    assert len(server.log) == 5
    for one in server.log:
        assert one.headers["user-agent"] == "dyadwire/0.1.0 (+https://dyadwire.example/bot)"
        assert one.names == ("Host", "User-Agent", "Accept", "Accept-Encoding")


@scenario("37")
def test_a_host_that_refuses_our_name_is_not_lied_to(server: Bed, fetcher: Fetcher) -> None:
    def choosy(sock: object, asked: Asked) -> None:
        (page() if "Mozilla" in asked.headers["user-agent"] else status(403))(sock, asked)  # type: ignore[arg-type]

    result = fetcher.fetch(Request(server.play("/f", choosy)))
    assert (result.outcome, result.status, len(server.asked())) == ("client_error", 403, 1)


@scenario("37")
def test_a_host_that_cuts_our_name_off_is_asked_once_more_at_most(server: Bed, config: FetchConfig, fetcher_of: Callable[..., Fetcher]) -> None:
    result = fetcher_of(config, clock=FakeClock(NOW)).fetch(Request(server.play("/f", reset())))
    assert (result.outcome, len(server.asked())) == ("reset", 2)


@pytest.mark.parametrize(("code", "outcome"), [(404, "not_found"), (410, "gone"), (403, "client_error"), (500, "server_error"), (429, "rate_limited")])
@pytest.mark.parametrize("kind", ["feed", "page"])
def test_an_errors_page_is_given_beside_its_outcome(server: Bed, fetcher: Fetcher, code: int, outcome: str, kind: str) -> None:
    taken_down = b"<html><p>Taken down.</p>"
    result = fetcher.fetch(Request(server.play("/f", answer(code, [("ETag", '"e"')], taken_down)), kind=kind))
    assert (result.outcome, result.status, result.content, result.partial) == (outcome, code, b"", taken_down)


def test_an_errors_page_is_read_up_to_its_cap(server: Bed, fetcher: Fetcher) -> None:
    result = fetcher.fetch(Request(server.play("/f", answer(404, [], b"x" * (3 * ERROR_BYTES)))))
    assert (result.outcome, len(result.partial)) == ("not_found", ERROR_BYTES)


def test_an_errors_page_that_is_damaged_or_breaks_off_changes_no_outcome(server: Bed, fetcher: Fetcher) -> None:
    damaged = fetcher.fetch(Request(server.play("/a", answer(404, [("Content-Encoding", "gzip")], b"\x1f\x8bnothing"))))
    broken = fetcher.fetch(Request(server.play("/b", answer(410, [("Content-Length", "4000")], b"<p>Gone"))))
    assert (damaged.outcome, broken.outcome) == ("not_found", "gone")
