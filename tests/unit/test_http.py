"""Records and headers of a fetch, without a network."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.edges.clock import FakeClock
from transforms.edges.fetch_records import FetchConfig, FetchResult, Request, Walk, host_of, user_agent, wants_retry
from transforms.edges.heads import request_headers
from transforms.edges.http import Fetcher
from transforms.edges.resolver import FixedResolver
from transforms.logic.http_headers import (
    cache_directives,
    charset,
    is_sendable,
    media_type,
    outcome_of,
    parse_http_date,
    parse_max_age,
    parse_retry_after,
)

NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("99999999", 99_999_999),
        ("Sun, 01 Mar 2026 12:05:00 GMT", 300),
        ("Sunday, 01-Mar-26 12:05:00 GMT", 300),
        ("Sun Mar  1 12:05:00 2026", 300),
        ("Sun, 01 Mar 2026 11:00:00 GMT", 0),
        ("-5", None),
        ("1.5", None),
        ("garbage", None),
        ("", None),
        ("9" * 40, None),
        ("Sun, 99 Mar 2026 12:05:00 GMT", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str, seconds: int | None) -> None:
    assert parse_retry_after(value, NOW) == seconds


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("max-age=1800", 1800),
        ("public, MAX-AGE=60", 60),
        ('max-age="60"', 60),
        ("max-age=0", 0),
        ("s-maxage=5", None),
        ("no-cache, max-age=60", None),
        ("no-store", None),
        ("max-age=abc", None),
        ("max-age", None),
        ("", None),
    ],
)
def test_max_age_is_read_unless_it_is_forbidden(value: str, seconds: int | None) -> None:
    assert parse_max_age(value) == seconds


@given(st.text(max_size=60))
def test_no_header_breaks_its_reader(value: str) -> None:
    parse_retry_after(value, NOW)
    parse_max_age(value)
    parse_http_date(value)
    cache_directives(value)
    assert media_type(value) == media_type(value).lower()
    charset(value)


@pytest.mark.parametrize("value", ["", "a\r\nb", "a\nb", "a\0b", "\x7f", "☃"])
def test_what_cannot_be_a_header_is_not_sent(value: str) -> None:
    assert not is_sendable(value)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(200, "ok"), (203, "ok"), (206, "bad_response"), (300, "bad_redirect"), (304, "bad_response"), (404, "not_found"), (410, "gone"),
     (418, "client_error"), (429, "rate_limited"), (500, "server_error"), (599, "server_error"), (600, "bad_response"), (103, "bad_response")],
)  # fmt: skip
def test_each_status_has_its_outcome(status: int, outcome: str) -> None:
    assert outcome_of(status, conditional=False) == outcome


def test_a_304_answers_a_condition() -> None:
    assert outcome_of(304, conditional=True) == "not_modified"


@pytest.mark.parametrize(
    ("outcome", "kind", "retry"),
    [("connect_error", "feed", True), ("connect_error", "page", True), ("server_error", "page", True), ("server_error", "feed", False),
     ("reset", "page", True), ("timeout", "page", False), ("not_found", "page", False), ("tls_expired", "page", False), ("bomb", "page", False)],
)  # fmt: skip
def test_only_what_may_be_asked_again_is(outcome: str, kind: str, *, retry: bool) -> None:
    request = Request("https://a.example/", kind=kind)
    assert wants_retry(Walk(request, request.url), FetchResult(request, outcome)) is retry
    assert not wants_retry(Walk(request, request.url, attempt=2), FetchResult(request, outcome))
    assert not wants_retry(Walk(request, request.url), FetchResult(request, outcome, retry_after_s=5))


@given(st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), min_size=1))
def test_every_sendable_validator_goes_out_as_it_came(etag: str) -> None:
    headers = request_headers(Request("https://a.example/", etag=etag, last_modified=etag), "x", "a.example")
    assert (headers["If-None-Match"], headers["If-Modified-Since"]) == (etag, etag)


def test_the_contact_stands_in_the_user_agent_and_cannot_break_it() -> None:
    assert user_agent("1", "me@a.example\r\nX: y(") == "dyadwire/1 (+me@a.exampleX: y)"
    assert user_agent("1", "") == "dyadwire/1"


def test_a_result_and_a_configuration_are_frozen() -> None:
    with pytest.raises(AttributeError):
        FetchResult(Request("x"), "ok").outcome = "x"  # type: ignore[misc]
    with pytest.raises(AttributeError):
        FetchConfig("x").deadline_s = 1  # type: ignore[misc]


@pytest.mark.parametrize(
    ("url", "host"),
    [("https://A.example:8443/x", "a.example"), ("ftp://a.example", ""), ("https://[2606:4700::1]/", "2606:4700::1")],
)
def test_the_key_of_a_budget_is_the_host(url: str, host: str) -> None:
    assert host_of(Walk(Request(url), url)) == host


NOWHERE = Fetcher(FetchConfig("x", use_robots=False, plain_http="allow"), resolver=FixedResolver({}), clock=FakeClock(NOW))


@settings(deadline=None)
@given(st.text(max_size=60))
def test_no_address_makes_a_fetch_raise(text: str) -> None:
    for url in (text, f"https://{text}"):
        assert NOWHERE.fetch(Request(url)).outcome in ("bad_url", "unsupported_scheme", "blocked_address", "dns_error", "host_dead")
