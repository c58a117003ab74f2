"""Any bytes at all as an answer, a feed or a page: no exception, no hang, no partial success. Seeded; more with `make fuzz`."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable

import pytest

from tests.faults.bed import Bed, raw
from tests.faults.conftest import NOTES
from transforms.edges.fetch_records import FetchConfig, FetchResult
from transforms.edges.http import Fetcher, Request
from transforms.logic.extraction import ExtractionError, extract
from transforms.logic.feeds import parse_feed
from transforms.logic.pages import classify_page, page_flags

SEED = int(os.environ.get("DYADWIRE_FUZZ_SEED", "20260302"))
SECONDS = float(os.environ.get("DYADWIRE_FUZZ_S", "12")) / 3
PIECES = [
    b"HTTP/1.1 200 OK\r\n", b"HTTP/1.0 301 Moved\r\n", b"HTTP/1.1 304 Not Modified\r\n", b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/9 999\r\n",
    b"HTTP/1.1 429 Slow\r\n", b"Location: /x\r\n", b"Location: http://[::1\r\n", b"Location: //0x7f.1/\r\n", b"Location: \xff\xfe\r\n",
    b"Content-Length: 5\r\n", b"Content-Length: -1\r\n", b"Content-Length: 99999999999999999999\r\n", b"Transfer-Encoding: chunked\r\n",
    b"Content-Encoding: gzip\r\n", b"Content-Encoding: br, zstd\r\n", b"Content-Encoding: zstd\r\n", b"Content-Type: text/html\r\n",
    b"Retry-After: 1e9\r\n", b"Retry-After: Wed, 99 Foo\r\n", b'Cache-Control: max-age="\r\n', b"Set-Cookie: a=b\r\n", b'ETag: "\r\n',
    b"Connection: close\r\n", b"Connection: keep-alive\r\n", b" folded\r\n", b": no name\r\n", b"No-Colon\r\n", b"\r\n", b"\n", b"\r", b"\0",
    b"5\r\nhello\r\n", b"0\r\n\r\n", b"-5\r\n", b"ffffffffffffffff\r\n", b"\x1f\x8b\x08\x00", b"\x28\xb5\x2f\xfd", b"<html>", b"x" * 3_000,
]  # fmt: skip
OUTCOMES = frozenset(
    "ok empty not_modified not_found gone client_error server_error rate_limited bad_url unsupported_scheme blocked_address timeout reset truncated "
    "bad_response bad_encoding too_big bomb bad_redirect redirect_loop too_many_redirects host_waiting host_dead connect_error".split()
)


def made(chance: random.Random) -> bytes:
    data = b"".join(chance.choice(PIECES) for _ in range(chance.randrange(1, 12)))
    if chance.random() < 0.7:
        data = b"HTTP/1.1 200 OK\r\n" + data
    if chance.random() < 0.3:
        place = chance.randrange(len(data))
        data = data[:place] + chance.randbytes(chance.randrange(1, 9)) + data[place + chance.randrange(3) :]
    return data


@pytest.mark.scenario("32")
def test_any_bytes_are_a_named_outcome(server: Bed, config: FetchConfig, fetcher_of: Callable[..., Fetcher]) -> None:
    chance = random.Random(SEED)
    fetcher = fetcher_of(config, rate_limited_s=0.0, max_retry_after_s=0.0, dead_after=10**9, deadline_s=0.4, read_s=0.4)
    end, played = time.monotonic() + SECONDS, 0
    while time.monotonic() < end:
        data = made(chance)
        url = server.play("/f", raw(data, then_close=chance.random() < 0.9))
        kind = chance.choice(("feed", "page"))
        began = time.monotonic()
        result = fetcher.fetch(Request(url, kind="feed" if data.count(b"HTTP") > 3 else kind, etag='"e"'))
        assert result.outcome in OUTCOMES, (data, result)
        assert time.monotonic() - began < 8, data
        assert bool(result.content) == (result.outcome == "ok"), data
        played += 1
    NOTES.append(f"{played} answers from seed {SEED} in {SECONDS:.0f} s")
    assert played > 3


WHEN = "<pubDate>Mon, 02 Mar 2026 10:00:00 GMT</pubDate>"
FEED_PARTS = [
    "<?xml version='1.0' encoding='utf-8'?>", "<?xml version='1.1'?>", "<!DOCTYPE rss [", "]>", "<!ENTITY a 'b'>", "&a;", "&amp;", "&#xD800;", "&#0;", "&",
    "<rss version='2.0'>", "<rss version='0.91'>", "</rss>", "<channel>", "</channel>", "<item>", "</item>", "<item/>", "<title>", "</title>", "<link>",
    "</link>", "<guid>", "</guid>", "https://a.example/1", "//b.example", "file:///etc/passwd", WHEN, "<pubDate>Mon, 99 Foo</pubDate>", "<ttl>1e9</ttl>",
    "<feed xmlns='http://www.w3.org/2005/Atom'>", "<entry>", "</entry>", "</feed>", "<link rel='hub' href='", "'/>", "<rdf:RDF>", "<urlset>", "<url>",
    "<loc>", "</loc>", "</url>", "<sitemapindex>", "<sitemap>", "<![CDATA[", "]]>", "<!--", "-->", "<skipHours><hour>", "</hour></skipHours>",
    "<content type='xhtml'>", "<media:thumbnail url='x'/>", "<x:y z=", '"', "'", ">", "<", "\0", "\ud83d", "\u202e", "Türkiye", "国防", "{", '"items": [', "]}",
    '{"version": "https://jsonfeed.org/version/1.1", "items": [', '{"id": 1, "url": []}', "<html>", "<title type='html'>", "xml:base='javascript:1'",
    "<enclosure url=''/>", "<image>https://a.example/i.jpg</image>", "<dc:date>2026-13-45</dc:date>", "<updated>0001-01-01T00:00:00Z</updated>", " " * 999,
]  # fmt: skip
PAGE_PARTS = [
    "<!DOCTYPE html>", "<html>", "<html lang='tr' amp>", "<head>", "<meta charset='windows-1254'>", "<meta http-equiv='refresh' content='0;url=",
    "<meta property='article:published_time' content='", "<link rel='canonical' href='", "<title>", "</title>", "<body>", "<article>", "</article>", "<h1>",
    "</h1>", "<p>", "</p>", "<div>", "</div>", "<div class='", "'>", "<script type='application/ld+json'>", "</script>", '{"@type": "NewsArticle", ', "}",
    '"articleBody": "', '"datePublished": "2026-99-99"', "ANKARA (AA) - ", "The ministers met in the capital. " * 9, "<table><tr><td>", "<br>", "<iframe src=",
    "<!--", "-->", "<![CDATA[", "&nbsp;", "&#xD800;", "\0", "\ud83d", "\u202e", "<time datetime='", "2026-03-02T10:00:00+03:00", "<noscript>", "<style>", "<b><i>",
]  # fmt: skip


def document(chance: random.Random, parts: list[str]) -> bytes:
    text = "".join(chance.choice(parts) * chance.choice((1, 1, 1, 2, 40)) for _ in range(chance.randrange(1, 60)))
    data = text.encode(chance.choice(("utf-8", "utf-8", "cp1254", "utf-16", "utf-16-le", "gb18030")), "replace")
    for _ in range(chance.choice((0, 0, 1, 4)) if data else 0):
        place = chance.randrange(len(data) or 1)
        data = data[:place] + chance.randbytes(chance.randrange(3)) + data[place + chance.randrange(4) :]
    return data


@pytest.mark.scenario("43")
@pytest.mark.scenario("46")
def test_any_document_is_a_named_status_within_a_second_of_cpu() -> None:
    chance = random.Random(SEED)
    end, played = time.monotonic() + SECONDS, 0
    while time.monotonic() < end:
        data = document(chance, FEED_PARTS)
        began = time.process_time()
        found = parse_feed(data, url="https://a.example/f", publisher="A", content_type=chance.choice(("", "text/xml; charset=iso-8859-9")))
        assert time.process_time() - began < 1, data
        assert found.status in {"ok", "empty", "not_a_feed", "html_page", "hostile"}, data
        assert (found.status == "ok") == bool(found.entries or found.children), data
        assert all(entry.entry_key and entry.title.isprintable() and "<script" not in entry.title for entry in found.entries), data
        assert all(not entry.url or entry.url.startswith(("http://", "https://")) for entry in found.entries), data
        played += 1
    NOTES.append(f"{played} feed documents from seed {SEED} in {SECONDS:.0f} s")
    assert played > 3


@pytest.mark.scenario("59")
def test_any_page_is_a_named_status_within_seconds_of_cpu() -> None:
    chance = random.Random(SEED)
    end, played = time.monotonic() + SECONDS, 0
    while time.monotonic() < end:
        data = document(chance, PAGE_PARTS)
        result = FetchResult(Request("https://a.example/1"), "ok", 200, "https://a.example/1", content=data)
        began = time.process_time()
        assert classify_page(result), data
        page_flags(result)
        try:
            assert extract(data, url="https://a.example/1").status, data
        except ExtractionError:
            pass
        assert time.process_time() - began < 5, data
        played += 1
    NOTES.append(f"{played} pages from seed {SEED} in {SECONDS:.0f} s")
    assert played > 3
