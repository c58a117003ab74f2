"""robots.txt by the RFC, and what it leaves out."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from robots.parser import RobotsParser

from transforms.edges.fetch_records import FetchResult, Request
from transforms.edges.robots import RobotsBook, file_from
from transforms.logic.robots_rules import decide, is_markup, parse_robots, product_token

AGENT = "dyadwire/0.1.0 (+https://dyadwire.example/bot)"
NOW = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


def allowed(body: str, path: str) -> bool:
    return decide(parse_robots(body.encode(), AGENT), AGENT, path).allowed


@pytest.mark.parametrize(
    ("body", "path", "fine"),
    [
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("User-agent: *\nAllow: /a\nDisallow: /a", "/a", True),
        ("User-agent: *\nDisallow: /*?print=", "/x?print=1", False),
        ("User-agent: *\nDisallow: /*.xml$", "/rss.xml", False),
        ("User-agent: *\nDisallow: /*.xml$", "/rss.xml?x", True),
        ("User-agent: dyadwire\nDisallow: /a\n\nUser-agent: *\nDisallow: /b", "/b", True),
        ("User-agent: other\nUser-agent: DYADWIRE\nDisallow: /a", "/a", False),
        ("User-agent: dyad\nDisallow: /a", "/a", True),
        ("User-agent: *\nDisallow: /haber/türk", "/haber/t%C3%BCrk", False),
        ("Disallow: /a", "/a", True),
        ("User-agent: *\r\nDisallow: /a\r\n", "/a", False),
        ("User-agent: *\rDisallow: /a\r", "/a", False),
        ("User-agent: * # all\nDisallow: /a # not this", "/a", False),
        ("user-agent:*\ndisallow:/a", "/a", False),
        ("User-agent: *\nDisallow: /", "/robots.txt", True),
        ("", "/a", True),
    ],
)
def test_rules_are_matched_as_the_rfc_says(body: str, path: str, *, fine: bool) -> None:
    assert allowed(body, path) is fine


@pytest.mark.parametrize(
    ("body", "delay"),
    [
        ("User-agent: *\nCrawl-delay: 10", 10.0),
        ("User-agent: *\nCrawl-delay: 0.5", 0.5),
        ("User-agent: *\nCrawl-delay: 1,5", 1.5),
        ("User-agent: *\nCrawl-delay: soon", None),
        ("User-agent: *\nCrawl-delay: -1", None),
        ("User-agent: *\nCrawl-delay: nan", None),
        ("User-agent: *\nCrawl-delay: inf", 86_400.0),
        ("User-agent: *\nCrawl-delay: 10\n\nUser-agent: dyadwire\nDisallow: /x", None),
        ("User-agent: *\nCrawl-delay: 10\n\nUser-agent: dyadwire\nCrawl-delay: 2", 2.0),
        ("User-agent: a\nUser-agent: *\nCrawl-delay: 7\nDisallow: /x", 7.0),
        ("User-agent: a\nCrawl-delay: 7\nUser-agent: *\nDisallow: /x", None),
    ],
)
def test_crawl_delay_is_read_from_our_group(body: str, delay: float | None) -> None:
    assert parse_robots(body.encode(), AGENT).crawl_delay == delay


def test_reservations_are_read_where_they_speak_to_us() -> None:
    body = b"User-agent: *\nContent-Signal: search=yes,ai-train=no, ai-input=no\n\nUser-agent: x\nContent-Signal: search=no\nLicense: https://a.example/l.xml"
    assert parse_robots(body, AGENT).opt_out == ("content-signal:ai-train=no,ai-input=no", "rsl:https://a.example/l.xml")


@pytest.mark.parametrize("body", [b"<!DOCTYPE html><p>x", b"  <html>", b"\xef\xbb\xbf<!doctype html>", b"<?xml version='1.0'?>", b"<HEAD>"])
def test_a_page_served_as_robots_txt_has_no_rules(body: bytes) -> None:
    assert is_markup(body)
    assert decide(parse_robots(body + b"\nUser-agent: *\nDisallow: /", AGENT), AGENT, "/a").text == "allowed:not_text"


def test_the_decision_names_its_line() -> None:
    rules = parse_robots(b"User-agent: *\nDisallow: /a\nAllow: /a/b", AGENT)
    assert [decide(rules, AGENT, path).text for path in ("/a/x", "/a/b", "/c")] == ["disallowed:Disallow: /a", "allowed:Allow: /a/b", "allowed:rules"]


def test_a_long_line_is_passed_over() -> None:
    assert allowed("User-agent: *\nDisallow: /" + "*a" * 4_000 + "\nAllow: /", "/" + "a" * 2_000)


@given(st.binary(max_size=300), st.text(max_size=30))
def test_no_bytes_break_the_reading(body: bytes, path: str) -> None:
    assert decide(parse_robots(b"User-agent: *\n" + body, AGENT), AGENT, f"/{path}").allowed in (True, False)


def test_the_product_token_is_the_name_before_the_version() -> None:
    assert product_token(AGENT) == "dyadwire"


@pytest.mark.parametrize(
    ("outcome", "status", "basis"),
    [
        ("ok", 200, "rules"), ("empty", 200, "rules"), ("not_found", 404, "client_error"), ("gone", 410, "client_error"),
        ("client_error", 403, "forbidden"), ("client_error", 400, "client_error"), ("rate_limited", 429, "unavailable"),
        ("server_error", 503, "unavailable"), ("timeout", None, "unavailable"), ("too_many_redirects", 302, "client_error"),
        ("truncated", 200, "unavailable"), ("bomb", 200, "unavailable"), ("bad_response", None, "unavailable"),
    ],
)  # fmt: skip
def test_each_outcome_of_the_file_has_its_meaning(outcome: str, status: int | None, basis: str) -> None:
    assert file_from(FetchResult(Request("https://a.example/robots.txt"), outcome, status), NOW).basis == basis


def test_a_book_forgets_after_a_day_and_carries_over() -> None:
    book = RobotsBook()
    book.learn("https://a.example", FetchResult(Request(""), "ok", 200, content=b"User-agent: *\nDisallow: /a\nCrawl-delay: 3"), NOW)
    other = RobotsBook()
    other.restore(book.export())
    assert [other.is_known("https://a.example", NOW + dt.timedelta(hours=hours)) for hours in (0, 23, 24, -1)] == [True, True, False, False]
    assert not other.decide("https://a.example", AGENT, "/a").allowed
    assert other.crawl_delay("a.example", AGENT) == 3.0
    assert not other.decide("https://unknown.example", AGENT, "/").allowed


HOSTILE = {
    "blanks": b"\n".join([b"user-agent: a" + b" " * 3_900 + b"s"] * 360),
    "stars": b"User-agent: *\n" + b"".join(b"Disallow: /*%07dq*a$\n" % number for number in range(60_000)),
    "groups": b"".join(b"User-agent: *\nDisallow: /f%d\n" % number for number in range(40_000)),
    "agents": b"".join(b"User-agent: a%s\n" % (b"b" * (number % 50)) for number in range(40_000)) + b"Disallow: /f\n",
    "deep": b"User-agent: *\n" + b"\n".join([b"Disallow: /" + b"*a" * 1_900 + b"*b"] * 300),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_file_takes_longer_than_it_takes_to_read_it(name: str) -> None:
    began = time.process_time()
    decide(parse_robots(HOSTILE[name], AGENT), AGENT, "/" + "a" * 4_000)
    assert time.process_time() - began < 3.0


LINES = st.sampled_from(
    ["User-agent: *", "User-agent: dyadwire", "User-agent: other", "Disallow: /a", "Allow: /a/b", "Disallow: /*.xml$", "Disallow:", "Allow: /",
     "Disallow /b",
     "disallow: /a*c", "Sitemap: https://a.example/s.xml", "", "# words", "nonsense", "Disallow: /", "Allow: /*b", "Disallow: /?x="]
)


@given(st.lists(LINES, max_size=12), st.sampled_from(["/a", "/a/b", "/a/bc", "/x.xml", "/x.xml?y", "/b", "/?x=1", "/", "/adc"]))
def test_groups_read_as_one_decide_as_robotspy_does_on_its_own(lines: list[str], path: str) -> None:
    # A last group without rules is dropped by robotspy; by RFC 9309 it is a group, and allows all.
    rules = [line for line in lines if line.lower().startswith(("user-agent", "allow:", "disallow:"))]
    assume(not rules or not rules[-1].startswith("User-agent"))
    body = "\n".join(lines)
    ours = decide(parse_robots(body.encode(), AGENT), AGENT, path)
    theirs = RobotsParser.from_string(body)
    assert ours.allowed == theirs.can_fetch("dyadwire", path)


def test_a_group_of_ours_without_rules_allows_all() -> None:
    body = b"User-agent: *\ndisallow: /a*c\nUser-agent: *\nUser-agent: dyadwire"
    assert decide(parse_robots(body, AGENT), AGENT, "/adc").allowed
