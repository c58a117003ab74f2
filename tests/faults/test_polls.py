"""Whole polls in the bed, fetch and parse and schedule together: scenarios 1 to 15, 24, 38 and 40."""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Callable
from dataclasses import replace
from email.utils import format_datetime
from pathlib import Path

import pytest

from pipeline.cli import main
from schemas.elements import FeedSource
from schemas.encode import to_plain
from schemas.rows import FeedPollRow
from tests.faults.bed import Asked, Bed, Play, answer, page, raw, redirect, status
from tests.faults.conftest import NOTES
from transforms.edges.clock import FakeClock
from transforms.edges.feed_worker import InProcessParser
from transforms.edges.fetch_records import FetchConfig
from transforms.edges.http import Fetcher
from transforms.edges.rounds import fetch_many
from transforms.edges.sink import ParquetSink
from transforms.logic.feeds.state import FeedState, is_due, of_address, state_from_json
from transforms.logic.politeness import PollRecord, score
from transforms.edges.polls import FeedJob, Poll, poll_of, request_of

scenario = pytest.mark.scenario
NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)  # a Monday
HOUR = 3_600.0


def rss(*numbers: int, extra: str = "", when: dt.datetime = NOW) -> bytes:
    date = format_datetime(when)
    items = "".join(
        f"<item><title>Story {one}</title><link>https://a.test/{one}</link><guid>{one}</guid><pubDate>{date}</pubDate></item>" for one in numbers
    )
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>x</title>{extra}{items}</channel></rss>".encode()


def feed(body: bytes, *headers: tuple[str, str]) -> Play:
    return answer(200, [("Content-Type", "application/rss+xml"), *headers], body)


class Reader:
    """Polls one feed after the other as a run does, and remembers what the ledger would."""

    def __init__(self, server: Bed, fetcher: Fetcher, clock: FakeClock) -> None:
        self.server, self.fetcher, self.clock = server, fetcher, clock
        self.states: dict[str, str] = {}
        self.records: list[PollRecord] = []
        self.rows: list[FeedPollRow] = []

    def state(self, path: str) -> FeedState:
        return of_address(state_from_json(self.states.get(path, "")), self.server.url(path, "a.test"))

    def poll(self, *paths: str) -> list[Poll]:
        now = self.clock.now()
        jobs = {}
        for path in paths:
            source = FeedSource(path, self.server.url(path, "a.test"), "A", "TUR", "en", plain_http=True)
            job = FeedJob(source, self.states.get(path, ""), "run")
            if is_due(self.state(path), now):
                jobs[path] = (job, self.state(path))
        requests = [request_of(job, state, now) for job, state in jobs.values()]
        polls = []
        for result in fetch_many(self.fetcher, requests):
            poll = poll_of(*jobs[result.request.key], result, InProcessParser(), 0.0, lambda more: fetch_many(self.fetcher, more))
            self.states[result.request.key] = poll.receipt.state
            polls.append(poll)
            for row in (poll.row, *poll.sitemaps):
                self.records.append(self.record(row))
                self.rows.append(replace(row, poll_id=f"{len(self.rows)}"))
        return polls

    @staticmethod
    def record(row: FeedPollRow) -> PollRecord:
        sent = {"sent_etag": row.sent_etag or "", "sent_last_modified": row.sent_last_modified or "", "etag": row.etag or ""}
        return PollRecord(
            row.feed_id, row.url, row.host, row.polled, row.outcome, row.status, last_modified=row.last_modified or "", **sent,
            retry_after_s=row.retry_after_s, max_age_s=row.max_age_s, due=row.due, next_due=row.next_due, user_agent=row.user_agent, bytes=row.bytes,
            sitemap_of=row.sitemap_of or "",
        )  # fmt: skip

    def one(self, path: str = "/f") -> Poll:
        return self.poll(path)[0]

    def next(self, path: str = "/f") -> Poll:
        """Wait until the feed is due, then poll it."""
        due = self.state(path).next_due
        assert due is not None
        self.clock.advance(max(0.0, (due - self.clock.now()).total_seconds()))
        return self.one(path)

    def wait_s(self, path: str = "/f") -> float:
        due = self.state(path).next_due
        assert due is not None
        return (due - self.clock.now()).total_seconds()


@pytest.fixture
def reader(server: Bed, config: FetchConfig, fetcher_of: Callable[..., Fetcher]) -> Reader:
    clock = FakeClock(NOW)
    return Reader(server, fetcher_of(config, clock=clock, max_wait_s=4_000.0), clock)


@scenario("1")
@scenario("2")
@scenario("3")
@pytest.mark.parametrize(
    ("name", "value", "sent"),
    [("ETag", '"a"', "if-none-match"), ("ETag", 'W/"x"', "if-none-match"), ("ETag", "abc", "if-none-match"),
     ("Last-Modified", "2026-10-08 10:10", "if-modified-since")],
)  # fmt: skip
def test_the_second_poll_is_conditional_and_lists_nothing(server: Bed, reader: Reader, name: str, value: str, sent: str) -> None:
    server.play("/f", feed(rss(1, 2), (name, value)), status(304))
    assert len(reader.one().entries) == 2
    second = reader.next()
    assert (second.row.outcome, second.entries, second.row.conditional) == ("not_modified", (), True)
    assert server.asked()[1].headers[sent] == value
    assert reader.wait_s() > 0
    assert [one.path for one in server.asked()] == ["/f", "/f"]


@scenario("5")
def test_a_lying_validator_is_caught_by_the_daily_poll(server: Bed, reader: Reader) -> None:
    edition = {"body": rss(1)}

    def liar(sock: object, asked: Asked) -> None:
        play = status(304) if "if-none-match" in asked.headers else feed(edition["body"], ("ETag", '"same"'))
        play(sock, asked)  # type: ignore[arg-type]

    server.play("/f", liar)
    reader.one()
    edition["body"] = rss(1, 2)
    polls = [reader.next() for _ in range(40)]
    caught = [poll for poll in polls if "lying_validator" in poll.row.alarms]
    assert len(caught) == 1
    assert (caught[0].row.polled - NOW).total_seconds() < 31 * HOUR
    assert {entry.id for entry in caught[0].entries} == {"1", "2"}
    assert reader.state("/f").liar


@scenario("6")
def test_an_etag_that_flips_over_the_same_body_brings_no_new_rows(server: Bed, reader: Reader) -> None:
    server.play("/f", *(feed(rss(1, 2), ("ETag", f'"{number}"')) for number in range(5)))
    assert len(reader.one().entries) == 2
    later = [reader.next() for _ in range(3)]
    assert [(poll.row.outcome, poll.entries) for poll in later] == [("unchanged", ())] * 3
    assert [one.headers.get("if-none-match") for one in server.asked()] == [None, '"0"', '"1"', '"2"']


@scenario("8")
@pytest.mark.parametrize(("max_age", "least", "most"), [(1800, 1800, 7 * 3600), (14_400, 14_400, 18_000), (31_536_000, 21_600, 7 * 86_400)])
def test_max_age_is_a_floor_and_kills_no_feed(server: Bed, reader: Reader, max_age: int, least: float, most: float) -> None:
    server.play("/f", feed(rss(1), ("Cache-Control", f"max-age={max_age}")))
    reader.one()
    assert least <= reader.wait_s() <= most
    reader.clock.advance(min(least, reader.wait_s()) - 1)
    assert reader.poll("/f") == []
    assert len(server.asked()) == 1


@scenario("9")
def test_expires_0_and_no_store_are_still_conditional_and_not_hurried(server: Bed, reader: Reader) -> None:
    server.play("/f", feed(rss(1), ("Expires", "0"), ("Cache-Control", "no-store"), ("ETag", '"e"')), status(304))
    reader.one()
    assert reader.wait_s() >= 900
    reader.next()
    assert server.asked()[1].headers["if-none-match"] == '"e"'


@scenario("10")
@pytest.mark.parametrize(
    "extra",
    ["<ttl>60</ttl>", "<ttl>-5</ttl>", "<ttl>0</ttl>", "<ttl>abc</ttl>", "<ttl>99999999999</ttl>"]
    + [
        f"<sy:updatePeriod xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'>hourly</sy:updatePeriod>"
        f"<sy:updateFrequency xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'>{frequency}</sy:updateFrequency>"
        for frequency in ("4", "0.1", "0", "-1", "abc", "1e99")
    ],
)  # fmt: skip
def test_no_ttl_makes_polls_too_many_or_too_few(server: Bed, reader: Reader, extra: str) -> None:
    server.play("/f", feed(rss(1, extra=extra)))
    reader.one()
    assert 900 <= reader.wait_s() <= 7 * 86_400


@scenario("11")
def test_hours_and_days_that_a_feed_skips_are_left_alone(server: Bed, reader: Reader) -> None:
    hours = "".join(f"<hour>{hour}</hour>" for hour in range(12, 24))
    server.play("/f", feed(rss(1, extra=f"<skipHours>{hours}</skipHours><skipDays><day>Tuesday</day></skipDays>")))
    reader.one()
    due = reader.state("/f").next_due
    assert due is not None
    assert (due.hour < 12, due.isoweekday()) == (True, 3)
    reader.clock.advance(6 * HOUR)
    assert reader.poll("/f") == []


@scenario("12")
def test_a_story_of_the_future_is_kept_and_flagged(server: Bed, reader: Reader) -> None:
    server.play("/f", feed(rss(1, when=NOW + dt.timedelta(hours=3)), ("Date", format_datetime(NOW + dt.timedelta(hours=1), usegmt=True))))
    (entry,) = reader.one().entries
    assert "future_date" in entry.flags


@scenario("13")
def test_a_window_that_was_replaced_wholly_is_an_alarm_and_shortens_the_interval(server: Bed, reader: Reader) -> None:
    server.play("/f", feed(rss(*range(30))), feed(rss(*range(30, 60))), feed(rss(*range(50, 80))))
    reader.one()
    before = reader.state("/f").interval_s
    assert "window_overrun" in reader.next().row.alarms
    assert reader.state("/f").interval_s <= before
    assert "window_overrun" not in reader.next().row.alarms


@scenario("14")
def test_an_old_feed_that_still_answers_is_stale(server: Bed, reader: Reader) -> None:
    server.play("/f", feed(rss(1, when=NOW - dt.timedelta(days=120))))
    poll = reader.one()
    assert (poll.row.outcome, "stale" in poll.row.alarms) == ("stale", True)


@scenario("15")
def test_a_permanent_address_is_adopted_after_polls_that_agree(server: Bed, reader: Reader) -> None:
    server.play("/f", redirect("/new", 301))
    server.play("/new", *(feed(rss(number)) for number in range(9)))
    target = server.url("/new", "a.test")
    reader.one()
    assert reader.state("/f").url == ""
    polls = [reader.next() for _ in range(3)]
    assert reader.state("/f").url == target
    assert any("moved" in poll.row.alarms for poll in polls)
    before = len(server.asked("/f"))
    reader.next()
    assert len(server.asked("/f")) == before


@scenario("15")
def test_a_temporary_address_is_never_adopted(server: Bed, reader: Reader) -> None:
    server.play("/f", redirect("/new", 302))
    server.play("/new", *(feed(rss(number)) for number in range(9)))
    reader.one()
    for _ in range(6):
        reader.next()
    assert (reader.state("/f").url, len(server.asked("/f"))) == ("", 7)


@scenario("23")
def test_410_twice_ends_a_feed(server: Bed, reader: Reader) -> None:
    server.play("/f", feed(rss(1)), status(410))
    reader.one()
    reader.next()
    reader.next()
    assert reader.state("/f").ended
    reader.clock.advance(400 * 86_400)
    assert reader.poll("/f") == []
    assert len(server.asked()) == 3


@scenario("23")
def test_404_is_soft_and_the_feed_comes_back(server: Bed, reader: Reader) -> None:
    server.play("/f", feed(rss(1)), status(404), status(404), feed(rss(2)))
    outcomes = [reader.one().row.outcome, *(reader.next().row.outcome for _ in range(3))]
    assert outcomes == ["ok", "not_found", "not_found", "ok"]


@scenario("24")
def test_a_429_of_one_feed_holds_all_feeds_of_its_host(server: Bed, reader: Reader) -> None:
    server.play("/f", status(429, Retry_After="7200"))
    server.play("/g", feed(rss(1)))
    assert {poll.row.outcome for poll in reader.poll("/f")} == {"rate_limited"}
    assert {poll.row.outcome for poll in reader.poll("/g")} == {"host_waiting"}
    assert (len(server.asked()), reader.wait_s() >= 7_200) == (1, True)
    assert reader.state("/f").etag == ""


@scenario("26")
@pytest.mark.parametrize("body", [b"", rss()])
def test_a_feed_without_entries_is_no_news_and_keeps_no_validator(server: Bed, reader: Reader, body: bytes) -> None:
    server.play("/f", feed(body, ("ETag", '"e"')))
    assert reader.one().row.outcome == "empty"
    reader.next()
    assert "if-none-match" not in server.asked()[1].headers


@scenario("43")
@scenario("46")
@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (b"<!DOCTYPE html><html><p>consent</p></html>", "html_page"),
        (b"<rss version='2.0'><channel><item>" + b"<category>c</category>" * 100_000 + b"</item></channel></rss>", "hostile"),
        (rss(), "empty"),
    ],
    ids=["consent", "100,000-categories", "no-items"],
)
def test_a_document_that_stays_bad_stays_a_failure(server: Bed, reader: Reader, body: bytes, outcome: str) -> None:
    server.play("/f", feed(rss(1)), feed(body, ("ETag", '"bad"')))
    reader.one()
    polls = [reader.next() for _ in range(3)]
    assert [poll.row.outcome for poll in polls] == [outcome] * 3
    assert reader.state("/f").etag == ""
    assert [poll.row.failures for poll in polls] == ([0, 0, 0] if outcome == "empty" else [1, 2, 3])


@scenario("12")
def test_a_server_whose_clock_is_ahead_is_an_alarm(server: Bed, reader: Reader) -> None:
    server.play("/f", feed(rss(1), ("Date", format_datetime(NOW + dt.timedelta(hours=1), usegmt=True))))
    assert "clock_skew" in reader.one().row.alarms


@scenario("10")
@scenario("11")
def test_a_304_does_not_forget_what_the_document_asked_for(server: Bed, reader: Reader) -> None:
    server.play("/f", feed(rss(1, extra="<ttl>480</ttl>"), ("ETag", '"a"')), status(304))
    reader.one()
    assert reader.next().row.next_due_basis == "ttl"
    assert reader.wait_s() == 8 * HOUR


@scenario("15")
def test_an_adopted_address_that_dies_gives_way_to_the_old_one(server: Bed, reader: Reader) -> None:
    server.play("/f", *[redirect("/new", 301)] * 3, feed(rss(99)))
    server.play("/new", *(feed(rss(number)) for number in range(3)), status(404))
    reader.one()
    polls = [reader.next() for _ in range(5)]
    assert [poll.row.outcome for poll in polls] == ["ok", "ok", "not_found", "not_found", "ok"]
    assert "moved_back" in polls[3].row.alarms


@scenario("17")
@pytest.mark.parametrize("play", [feed(b"<html>sign in</html>"), feed(rss(1)), status(403), status(500), redirect("/g?sessionid=SECRET")])
def test_a_token_in_the_address_is_sent_and_never_written_down(server: Bed, reader: Reader, play: Play) -> None:
    path = "/f?cat=1&access_token=SECRET"
    server.play(path, play)
    poll = reader.one(path)
    assert server.asked()[0].path == path
    written = [repr(replace(poll.row, poll_id="", feed_id="")), poll.receipt.state]  # the name of the feed is its path here
    if poll.failure:
        written += [poll.failure.url, poll.failure.detail, json.loads(poll.failure.payload)["url"]]
    assert "SECRET" not in "".join(written)


@scenario("38")
def test_40_feeds_of_a_host_are_polled_one_by_one(server: Bed, config: FetchConfig, fetcher_of: Callable[..., Fetcher]) -> None:
    clock = FakeClock(NOW)
    reader = Reader(server, fetcher_of(config, clock=clock, host_delay_s=10.0, max_wait_s=4_000.0), clock)
    paths = [f"/{number}" for number in range(40)]
    for path in paths:
        server.play(path, feed(rss(1)))
    assert {poll.row.outcome for poll in reader.poll(*paths)} == {"ok"}
    assert server.most_at_once == {"a.test": 1}
    assert clock.monotonic() >= 39 * 10


@scenario("40")
def test_a_feed_that_robots_txt_forbids_is_not_asked(server: Bed, config: FetchConfig, fetcher_of: Callable[..., Fetcher]) -> None:
    clock = FakeClock(NOW)
    reader = Reader(server, fetcher_of(config, clock=clock, use_robots=True), clock)
    server.play("/robots.txt", page(b"User-agent: *\nDisallow: /f"))
    assert reader.one().row.outcome == "robots_disallowed"
    assert (server.asked(), reader.wait_s() >= 86_400) == ([], True)


@scenario("41")
@scenario("43")
@pytest.mark.parametrize(
    ("body", "outcome"),
    [(b"<!DOCTYPE html><html><p>consent</p></html>", "html_page"), (b"/etc/passwd", "not_a_feed"), (b"%PDF-1.4", "not_a_feed"), (rss(1), "ok")],
)
def test_what_is_no_feed_lists_nothing(server: Bed, reader: Reader, body: bytes, outcome: str) -> None:
    server.play("/f", feed(body))
    poll = reader.one()
    assert (poll.row.outcome, len(poll.entries)) == (outcome, int(outcome == "ok"))


@scenario("1")
def test_a_simulated_week_of_real_polls_scores_100(
    server: Bed, reader: Reader, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Five feeds with their own ways, one an index of sitemaps, polled on every quarter of an hour that they are due, judged from the rows and by the command."""
    began = reader.clock.monotonic()

    def living(validator: str, days_off: tuple[int, ...] = ()) -> Play:
        def play(sock: object, asked: Asked) -> None:
            passed_s = reader.clock.monotonic() - began
            if int(passed_s // 86_400) in days_off:
                status(429, Retry_After="10800")(sock, asked)  # type: ignore[arg-type]
                return
            edition = int(passed_s // (30 * HOUR))
            etag = f'W/"{edition}"'
            if validator and asked.headers.get("if-none-match") == etag:
                status(304)(sock, asked)  # type: ignore[arg-type]
                return
            headers = [("ETag", etag)] if validator else []
            body = rss(*range(edition, edition + 20), when=reader.clock.now() - dt.timedelta(hours=1))
            feed(body, *headers, ("Cache-Control", "max-age=600"))(sock, asked)  # type: ignore[arg-type]

        return play

    server.play("/etag", living("etag"))
    server.play("/none", living(""))
    server.play("/limited", living("etag", (3,)))
    server.play("/gone", feed(rss(1)), status(410))
    listed = feed(index(server, ("/map", ""), ("/map-gone", ""), ("/map-slow", "")), ("ETag", '"i"'))
    server.play("/index", lambda sock, asked: (status(304) if "if-none-match" in asked.headers else listed)(sock, asked))
    server.play("/map", living("etag"))
    server.play("/map-gone", status(410))
    server.play("/map-slow", feed(sitemap(7), ("Cache-Control", "max-age=20000")))
    while reader.clock.monotonic() - began < 7 * 86_400:
        reader.poll("/etag", "/none", "/limited", "/gone", "/index")
        reader.clock.advance(900)
    report = score(reader.records)
    assert [one for one in report.criteria if one.broken] == []
    assert report.score == 100
    assert report.not_modified > 10
    asked = {path: len(server.asked(path)) for path in ("/index", "/map", "/map-gone", "/map-slow")}
    assert asked["/map-gone"] == 1
    assert 15 < asked["/map-slow"] < asked["/map"] <= asked["/index"]
    sink = ParquetSink(tmp_path, "week").open("feed_polls")
    for row in reader.rows:
        sink.write(to_plain(row))
    sink.close()
    assert main(["politeness", "--out", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "score 100 of 100" in said
    NOTES.append("dyadwire politeness on a simulated week: " + said.splitlines()[0])


def index(server: Bed, *children: tuple[str, str], host: str = "a.test") -> bytes:
    items = "".join(f"<sitemap><loc>{server.url(path, host)}</loc>{f'<lastmod>{when}</lastmod>' if when else ''}</sitemap>" for path, when in children)
    return f"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{items}</sitemapindex>".encode()


def sitemap(*numbers: int) -> bytes:
    items = "".join(
        f"<url><loc>https://a.test/{one}</loc><news:news><news:publication_date>2026-03-02T10:00:00Z</news:publication_date>"
        f"<news:title>Story {one}</news:title></news:news></url>"
        for one in numbers
    )
    spaces = "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'"
    return f"<urlset {spaces}>{items}</urlset>".encode()


@scenario("43")
def test_the_sitemaps_of_an_index_are_read_with_it_and_again_only_when_they_changed(server: Bed, reader: Reader) -> None:
    first, second = (("/old.xml", "2026-01-01"), ("/news.xml", "2026-03-02")), (("/old.xml", "2026-01-01"), ("/news.xml", "2026-03-03"))
    server.play("/f", feed(index(server, *first), ("ETag", '"1"')), status(304), feed(index(server, *second), ("ETag", '"2"')))
    server.play("/news.xml", feed(sitemap(1, 2), ("ETag", '"n"')), feed(sitemap(2, 3)))
    server.play("/old.xml", feed(sitemap(7)))
    polls = [reader.one(), reader.next(), reader.next()]
    assert [sorted(entry.title for entry in poll.entries) for poll in polls] == [["Story 1", "Story 2", "Story 7"], [], ["Story 2", "Story 3"]]
    assert [(poll.row.outcome, poll.row.listed, poll.row.new) for poll in polls] == [("ok", 3, 3), ("not_modified", 0, 0), ("ok", 2, 1)]
    assert [one.path for one in server.asked()] == ["/f", "/news.xml", "/old.xml", "/f", "/f", "/news.xml"]
    assert server.asked("/news.xml")[1].headers["if-none-match"] == '"n"'
    assert not polls[2].row.alarms
    rows = [(row.url.rpartition("/")[2], row.outcome, row.conditional, row.listed, row.new) for poll in polls for row in poll.sitemaps]
    assert rows == [("news.xml", "ok", False, 2, 2), ("old.xml", "ok", False, 1, 1), ("news.xml", "ok", True, 2, 1)]
    assert {row.sitemap_of for row in reader.rows} == {None, server.url("/f", "a.test")}
    assert len({row.poll_id for poll in polls[:1] for row in (poll.row, *poll.sitemaps)}) == 3


@scenario("43")
def test_sitemaps_without_a_time_of_change_are_asked_with_their_validators_even_after_a_304(server: Bed, reader: Reader) -> None:
    server.play("/f", feed(index(server, ("/news.xml", "")), ("ETag", '"1"')), status(304))
    server.play("/news.xml", feed(sitemap(1), ("ETag", '"n"')), feed(sitemap(1, 2), ("ETag", '"m"')), status(304))
    polls = [reader.one(), reader.next(), reader.next()]
    assert [(poll.row.outcome, poll.row.listed) for poll in polls] == [("ok", 1), ("ok", 2), ("not_modified", 0)]
    assert [one.headers.get("if-none-match") for one in server.asked("/news.xml")] == [None, '"n"', '"m"']
    assert [one.headers.get("if-none-match") for one in server.asked("/f")] == [None, '"1"', '"1"']


@scenario("43")
def test_an_index_names_only_sitemaps_of_its_own_host_and_some_may_fail(server: Bed, reader: Reader) -> None:
    listed = index(server, ("/a.xml", ""), ("/b.xml", ""), ("/c.xml", ""))
    foreign = index(server, ("/x.xml", ""), host="b.test")
    server.play("/f", feed(listed))
    server.play("/g", feed(foreign))
    server.play("/a.xml", status(404))
    server.play("/b.xml", feed(sitemap(1)))
    server.play("/c.xml", feed(index(server, ("/f", ""))))
    poll, other = reader.one("/f"), reader.one("/g")
    assert (poll.row.outcome, poll.row.listed, poll.row.problems) == ("ok", 1, ("sitemap /a.xml: not_found",))
    assert (other.row.outcome, other.row.listed, [one.host for one in server.asked("/x.xml")]) == ("empty", 0, [])


@scenario("43")
def test_an_index_of_many_sitemaps_is_read_at_its_new_end(server: Bed, reader: Reader) -> None:
    names = [(f"/{year}-{month:02}.xml", f"{year}-{month:02}-28") for year in range(2000, 2027) for month in range(1, 13)]
    server.play("/f", feed(index(server, *names)))
    for path, _ in names:
        server.play(path, feed(sitemap(int(path[1:5] + path[6:8]))))
    assert (reader.one().row.listed, len(server.asked())) == (20, 21)
    assert server.asked("/2026-12.xml")


@scenario("31")
@pytest.mark.parametrize("end", [-100, -60, -30])
def test_a_feed_that_breaks_off_lists_its_whole_entries_and_is_asked_for_all_of_it_again(server: Bed, reader: Reader, end: int) -> None:
    """Without a length nobody notices that the line was cut: half an address would be asked for, and a 304 would hide the rest."""
    server.play("/f", raw(b'HTTP/1.1 200 OK\r\nETag: "half"\r\n\r\n' + rss(1, 2, 3)[:end], then_close=True), feed(rss(1, 2, 3), ("ETag", '"whole"')))
    first, second = reader.one(), reader.next()
    assert {entry.id for entry in first.entries} == {"1", "2"}
    assert (first.row.outcome, "breaks off" in first.row.problems[0]) == ("ok", True)
    assert "if-none-match" not in server.asked()[1].headers
    assert {entry.id for entry in second.entries} == {"1", "2", "3"}


@scenario("43")
def test_a_complaint_of_a_script_before_the_document_hides_no_entry(server: Bed, reader: Reader) -> None:
    server.play("/f", feed(b"<br />\n<b>Warning</b>: include() in <b>/x.php</b> on line <b>3</b><br />\n" + rss(1, 2)))
    assert (reader.one().row.outcome, reader.rows[0].listed) == ("ok", 2)


@scenario("43")
@scenario("55")
def test_a_sitemap_of_as_many_addresses_as_are_allowed_is_read(server: Bed, reader: Reader) -> None:
    urls = "".join(f"<url><loc>https://a.test/{n}</loc><lastmod>20{n % 100:02}-01-01</lastmod></url>" for n in range(50_000))
    server.play("/f", feed(f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{urls}</urlset>".encode()))
    poll = reader.one()
    assert (poll.row.outcome, len(poll.entries)) == ("ok", 2_000)
    assert min(entry.modified.value for entry in poll.entries if entry.modified).year >= 2095


@scenario("45")
@pytest.mark.parametrize("root", ["rss", "urlset"])
def test_an_entity_behind_an_instruction_is_found(server: Bed, reader: Reader, root: str) -> None:
    hidden = f"<?x <a ?><!DOCTYPE r [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><{root}><channel><item><title>&a;</title></item></channel></{root}>"
    server.play("/f", feed(hidden.encode()))
    assert reader.one().row.outcome == "hostile"


@scenario("46")
def test_a_document_of_brackets_alone_costs_nothing(server: Bed, reader: Reader) -> None:
    server.play("/f", feed(b"<rss><channel>" + b"<" * 3_000_000))
    began = time.process_time()
    assert reader.one().row.outcome == "hostile"
    assert time.process_time() - began < 2


@scenario("50")
def test_json_of_odd_types_is_kept_with_gaps(server: Bed, reader: Reader) -> None:
    items = '{"id": NaN, "title": {"a": 1}, "url": ["x"]}, {"id": "\\ud800", "title": "a\\udfff", "url": "https://a.test/1"}, 3, null'
    server.play("/f", feed(f'{{"version": "https://jsonfeed.org/version/1", "language": {{"a": 1}}, "items": [{items}]}}'.encode()))
    gap, odd = reader.one().entries
    assert (gap.id, gap.title, gap.url, gap.flags[:3]) == ("", "", "", ("no_id", "no_link", "no_title"))
    assert (odd.id, odd.title, odd.language) == ("\ufffd", "a\ufffd", "en")


@scenario("10")
@pytest.mark.parametrize("ttl", ["\u00b2", "\u0666\u0660", "\u2167"])
def test_a_ttl_in_other_digits_hurts_nobody(server: Bed, reader: Reader, ttl: str) -> None:
    server.play("/f", feed(rss(1, extra=f"<ttl>{ttl}</ttl>")))
    assert reader.one().row.outcome == "ok"


@scenario("61")
@pytest.mark.parametrize(
    ("hub", "recorded"),
    [("https://u:p@hub.test/?token=SECRET", "https://hub.test/?token=..."), ("javascript:x", None), ("file:///etc/passwd", None)],
)
def test_a_hub_is_recorded_without_secrets_or_not_at_all(server: Bed, reader: Reader, hub: str, recorded: str | None) -> None:
    server.play("/f", feed(rss(1, extra=f"<atom:link xmlns:atom='http://www.w3.org/2005/Atom' rel='hub' href='{hub}'/>")))
    assert reader.one().row.hub == recorded
