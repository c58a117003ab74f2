"""One whole round through the graph over feeds and pages that go wrong, judged by its rows and by the server's access log."""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import apache_beam as beam
import duckdb
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.runners.portability.fn_api_runner.fn_runner import FnApiRunner

from pipeline.local import read_feeds
from pipeline.options import RunConfig
from pipeline.rounds import run_round
from schemas.elements import FeedEntry, FreshEntry
from tests.faults.bed import Bed, answer, bed, page, redirect, slow, status
from transforms.edges.clock import SystemClock
from transforms.edges.fetch_records import FetchConfig, FetchResult, Request
from transforms.fetch_pages import FetcherSource, FetchPages

scenario = pytest.mark.scenario
NOW = dt.datetime.now(dt.UTC)
BODY = "<p>The defence ministers of Norway and Peru met in Oslo and agreed to train together in the mountains.</p>" * 8
XML, HTML = [("Content-Type", "application/xml")], [("Content-Type", "text/html")]
TITLES = {
    "cp1254 said to be utf-8": ("Türkiye güvenliği görüştü: ŞİĞıç", "cp1254", "utf-8", "text/xml; charset=utf-8"),
    "utf-8 said to be 1254": ("Ürdün ile İsviçre", "utf-8", "windows-1254", "text/xml; charset=windows-1254"),
    "utf-16 without mark": ("Министр прибыл в Анкару", "utf-16-le", "utf-16", "text/html"),
    "gb18030": ("国防部长访问安卡拉 镕", "gb18030", "gb2312", "text/plain"),
}


def item(path: str, title: str = "Talks", *, guid: str = "", when: dt.datetime = NOW, link: str = "", extra: str = "") -> str:
    link = link or f"http://news.test{path}"
    dated = f"<pubDate>{format_datetime(when)}</pubDate>"
    return f"<item><title>{title}</title><link>{link}</link><guid>{guid or path}</guid>{dated}{extra}</item>"


def rss(*items: str, head: str = "", declared: str = "utf-8") -> str:
    return f"<?xml version='1.0' encoding='{declared}'?><rss version='2.0'><channel><title>Wire</title>{head}{''.join(items)}</channel></rss>"


def article(title: str) -> bytes:
    return f"<!DOCTYPE html><html><head><title>{title}</title></head><body><article><h1>{title}</h1>{BODY}</article></body></html>".encode()


FEEDS: dict[str, bytes] = {
    "gone-wrong": rss(
        item("/good"), item("/lost"), item("/consent"), item("/to-front"), item("/pdf"), item("/private/x"),
        item("/old", when=NOW - dt.timedelta(days=60)), item("/future", when=NOW + dt.timedelta(hours=9)),
        item("/g", link="https://news.google.com/rss/articles/CBMi?oc=5"), item("/bad", link="http://[::1"), item("/amp-page/amp"),
        item("/title", title="&lt;b&gt;AT&amp;amp;T&lt;/b&gt; R&amp;amp;D &#x9b;31m"), "<item><title>Bare</title></item>",
        item("/slow-404"), head="<atom:link xmlns:atom='http://www.w3.org/2005/Atom' rel='hub' href='https://hub.test/'/>",
    ).encode(),
    "copies": rss(item("/c1", link="https://www.news.test/good?utm_source=rss#top"), item("/c2", link="http://news.test/good?at_medium=RSS")).encode(),
    "flood": rss(*(item(f"/flood/{n}", when=NOW - dt.timedelta(days=40, minutes=n)) for n in range(2_100))).encode(),
    "laughs": b"<!DOCTYPE r [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>]><rss version='2.0'><channel><title>&b;</title></channel></rss>",
    "file": b"<!DOCTYPE r [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><rss version='2.0'><channel><title>&a;</title></channel></rss>",
    "attributes": b"<rss version='2.0'><channel " + b" ".join(b"a%d='1'" % n for n in range(100_000)) + b"><title>t</title></channel></rss>",
    "path": b"/etc/passwd",
    "pdf": b"%PDF-1.7",
    "page": b"<!DOCTYPE html><link rel=alternate type=application/rss+xml href=/rss.xml><p>News",
    "wall": b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><body><p>Cookies</p></body></html>",
    "none": rss().encode(),
    "json": b'{"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": [{"id": "1", "url": "http://news.test/json", "title": "Json"}]}',
    "sitemap": b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>http://news.test/mapped</loc></url></urlset>",
    "index": b"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><sitemap><loc>http://news.test/child.xml</loc></sitemap></sitemapindex>",
}  # fmt: skip
OUTCOMES = {
    "gone-wrong": "ok", "copies": "ok", "flood": "stale", "laughs": "hostile", "file": "hostile", "attributes": "hostile", "path": "not_a_feed",
    "pdf": "not_a_feed", "page": "html_page", "wall": "html_page", "none": "empty", "json": "ok", "sitemap": "ok", "index": "ok",
    "limited": "rate_limited", "limited-too": "host_waiting", "forbidden": "robots_disallowed",
}  # fmt: skip


def script(server: Bed) -> list[str]:
    """Play everything, and return the lines of the feed list."""
    server.play("/robots.txt", page(b"User-agent: *\nDisallow: /private\n"))
    for name, body in FEEDS.items():
        server.play(f"/{name}.xml", answer(200, [*XML, ("ETag", f'"{name}"')], body))
    for number, (title, codec, declared, label) in enumerate(TITLES.values()):
        body = rss(item(f"/title-{number}", title), declared=declared).encode(codec)
        server.play(f"/letters-{number}.xml", answer(200, [("Content-Type", label)], body))
        server.play(f"/title-{number}", answer(200, HTML, article(title)))
    server.play("/child.xml", answer(200, XML, FEEDS["sitemap"].replace(b"/mapped", b"/child-story")))
    for path in ("/good", "/future", "/title", "/json", "/mapped", "/child-story", "/amp-page/amp"):
        server.play(path, slow(answer(200, HTML, article(f"Talks {path}")), 0.01))
    server.play("/consent", redirect("http://consent.test/wall"))
    server.play("/to-front", redirect("/"))
    server.play("/", answer(200, HTML, article("Front page")))
    server.play("/wall", answer(200, HTML, article("We value your privacy")))
    server.play("/pdf", answer(200, HTML, b"%PDF-1.7"))
    server.play("/slow-404", status(404), answer(200, HTML, article("Late")))
    server.play("limited.test/f.xml", status(429, Retry_After="3600"))
    names = [*FEEDS, *(f"letters-{number}" for number in range(len(TITLES)))]
    lines = [f"{name},P-{name},GBR,en,http://news.test/{name}.xml,yes" for name in names]
    lines += [f"{name},P,GBR,en,http://limited.test/{path},yes" for name, path in (("limited", "f.xml"), ("limited-too", "g.xml"))]
    return [*lines, "forbidden,P,GBR,en,http://news.test/private/f.xml,yes"]


class Round:
    """A finished round: its log and its tables."""

    def __init__(self, folder: Path) -> None:
        with bed() as server:
            lines = script(server)
            feeds = read_feeds("\n".join(["feed_id,publisher,country,language,url,plain_http", *lines]), "feeds.csv")
            hosts = frozenset({"news.test", "www.news.test", "consent.test", "limited.test"})
            config = FetchConfig("dyadwire/0 (+me@a.test)", deadline_s=5.0).for_loopback()
            source = FetcherSource(replace(config, host_delay_s=0.0), hosts, server.port)
            self.run = run_round(RunConfig(None, folder / "out", quiet=True, log_json=True), feeds, source, SystemClock()).run
        self.log = server.log
        self.most_at_once = server.most_at_once
        self.folder = folder / "out"

    def rows(self, columns: str, table: str) -> list[tuple[Any, ...]]:
        return duckdb.execute(f"SELECT {columns} FROM read_parquet('{self.folder}/{table}/*/*.parquet')").fetchall()


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Round]:
    yield Round(tmp_path_factory.mktemp("graph"))


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=scenario(number))
        for name, number in {
            "gone-wrong": "50", "copies": "51", "flood": "55", "laughs": "45", "file": "45", "attributes": "46", "path": "47", "pdf": "43", "page": "43",
            "wall": "43", "none": "26", "json": "43", "sitemap": "43", "index": "43", "limited": "24", "limited-too": "24", "forbidden": "40",
        }.items()
    ],
)  # fmt: skip
def test_each_feed_ends_as_its_row_says(played: Round, name: str) -> None:
    assert dict(played.rows("feed_id, outcome", "feed_polls"))[name] == OUTCOMES[name]


@scenario("50")
@scenario("57")
def test_every_entry_has_one_fate_and_the_counts_add_up(played: Round) -> None:
    run = played.run
    assert run.listed == 14 + 2 + 2_000 + 3 + len(TITLES)
    assert run.listed == run.stories + run.revisions + run.seen + sum(item.count for item in run.rejected) + run.dead_letters
    rejected = {item.reason: item.count for item in run.rejected}
    expected = {"too_old": 2_001, "no_link": 2, "consent_wall": 1, "soft_404": 1, "not_html_pdf": 1, "robots_disallowed": 1, "unresolved": 1}
    assert (rejected, run.dead_letters) == (expected, 2)


@scenario("39")
@scenario("51")
def test_no_article_is_asked_for_twice(played: Round) -> None:
    times = Counter((one.host, one.path) for one in played.log if not one.path.endswith((".xml", ".txt")))
    assert set(times.values()) == {1}
    assert ("news.test", "/good") in times or ("www.news.test", "/good") in times
    assert not [path for _, path in times if path.startswith(("/flood", "/private", "/old"))]


@scenario("37")
def test_every_request_of_a_round_says_who_asks_and_carries_no_cookie(played: Round) -> None:
    assert {one.headers["user-agent"] for one in played.log} == {"dyadwire/0 (+me@a.test)"}
    assert {name for one in played.log for name in one.headers} <= {"host", "user-agent", "accept", "accept-encoding", "connection"}


@scenario("38")
def test_no_host_has_two_requests_at_once(played: Round) -> None:
    assert set(played.most_at_once.values()) == {1}


@scenario("41")
@scenario("42")
@pytest.mark.parametrize("name", TITLES)
def test_titles_come_through_every_alphabet(played: Round, name: str) -> None:
    assert TITLES[name][0] in {headline for (headline,) in played.rows("headline", "stories")}


@scenario("12")
@scenario("51")
@scenario("58")
@scenario("61")
def test_flags_titles_and_hubs_stand_in_the_rows(played: Round) -> None:
    stories = {url.rpartition("test")[2]: (headline, flags) for url, headline, flags in played.rows("url, headline, flags", "stories")}
    assert "future_date" in stories["/future"][1]
    assert "amp" in stories["/amp-page/amp"][1]
    assert stories["/title"][0].isprintable()
    assert dict(played.rows("feed_id, hub", "feed_polls"))["gone-wrong"] == "https://hub.test/"
    assert "http://news.test/rss.xml" in dict(played.rows("feed_id, problems[1]", "feed_polls"))["page"]


@scenario("20")
@scenario("59")
def test_no_wall_becomes_a_story(played: Round) -> None:
    headlines = {headline for (headline,) in played.rows("headline", "stories")}
    assert not headlines & {"We value your privacy", "Front page"}


@scenario("23")
def test_a_fresh_404_is_a_dead_letter_that_is_tried_again_later(played: Round) -> None:
    letters = dict(played.rows("url, reason", "dead_letters"))
    assert letters["http://news.test/slow-404"] == "not_found"
    assert letters["http://news.test/lost"] == "not_found"


@scenario("55")
def test_the_entries_of_a_host_are_fetched_oldest_first(server: Bed) -> None:
    paths = [f"/{number}" for number in range(12)]
    entries = []
    for number, path in enumerate(paths):
        server.play(path, page())
        listed = NOW - dt.timedelta(hours=(7 * number) % 12)
        entries.append(FreshEntry(FeedEntry("f", "P", path, path, server.url(path), path, "t", listed=listed, flags=("plain_http",))))
    fetch(server, entries)
    assert [one.path for one in server.asked()] == [fresh.entry.id for fresh in sorted(entries, key=lambda fresh: fresh.entry.listed or NOW)]


@scenario("38")
def test_the_budget_of_a_host_holds_across_workers(server: Bed) -> None:
    hosts = [f"w{number}.test" for number in range(5)]
    entries = []
    for number in range(40):
        path = f"/{number}"
        server.play(path, slow(page(), 0.02))
        url = f"http://{hosts[number % 5]}:{server.port}{path}"
        entries.append(FreshEntry(FeedEntry("f", "P", path, path, url, path, "t", flags=("plain_http",))))
    fetch(server, entries, workers=4, hosts=frozenset(hosts))
    assert len(server.asked()) == 40
    assert {server.most_at_once[host] for host in hosts} == {1}


@dataclass(frozen=True, slots=True)
class Signed:
    """Fetches with the number of its process in its name, so that the access log tells who asked."""

    source: FetcherSource

    def fetch(self, requests: Iterable[Request]) -> Iterator[FetchResult]:
        config = replace(self.source.config, user_agent=f"dyadwire/0 (+me@a.test) {os.getpid()}")
        return replace(self.source, config=config).fetch(requests)


@scenario("38")
def test_the_budget_of_a_host_holds_across_processes(server: Bed) -> None:
    hosts = [f"w{number}.test" for number in range(6)]
    server.play("/f", slow(page(), 0.05))
    entries = []
    for number in range(24):
        server.play(f"/{number}", slow(page(), 0.05))
        url = f"http://{hosts[number % 6]}:{server.port}/{number}"
        entries.append(FreshEntry(FeedEntry("f", "P", str(number), str(number), url, url, "t", flags=("plain_http",))))
    fetch(server, entries, workers=2, hosts=frozenset(hosts), mode="multi_processing", delay_s=0.1)
    asked_by = {host: {one.headers["user-agent"] for one in server.asked(host=host)} for host in hosts}
    assert len(server.asked()) == 24
    assert len(set().union(*asked_by.values())) == 2, "two processes share the work"
    assert {len(workers) for workers in asked_by.values()} == {1}, "and no host has two of them"
    assert {server.most_at_once[host] for host in hosts} == {1}
    for host in hosts:
        assert all(later.at - earlier.ended[0] >= 0.09 for earlier, later in pairwise(server.asked(host=host)))


def fetch(
    server: Bed,
    entries: list[FreshEntry],
    workers: int = 1,
    hosts: frozenset[str] = frozenset(),
    mode: str = "multi_threading",
    delay_s: float = 0.0,
) -> None:
    config = replace(FetchConfig("dyadwire/0 (+me@a.test)", use_robots=False).for_loopback("127.0.0.1"), host_delay_s=delay_s)
    source = FetcherSource(config, hosts, server.port)
    options = PipelineOptions(["--direct_num_workers", str(workers), "--direct_running_mode", mode])
    try:
        with beam.Pipeline(runner=FnApiRunner(), options=options) as pipeline:
            asks: Any = Signed(source) if mode == "multi_processing" else source
            pipeline | beam.Create(entries) | FetchPages(asks, SystemClock(), shards=workers)
    finally:
        source.close()
