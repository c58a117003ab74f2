"""Bad pages through the whole run: each has a named outcome, the original stands in the archive, and the good story is written."""

import os
import signal

import pytest

from pipeline.local import read_feeds
from pipeline.options import RunConfig
from pipeline.rounds import run_round
from pipeline.sample.server import serve_documents
from pipeline.sample.site import Document
from transforms.edges import page_worker
from transforms.edges.clock import SystemClock
from transforms.edges.page_worker import extracted, guarded
from transforms.edges.warc_reader import ArchiveIndex, warc_files
from transforms.edges.fetch_records import Request
from transforms.fetch_pages import FetcherSource

HOST = "odd.example"
TEXT = "<p>Norway and Peru met in Oslo on Monday and agreed to train their navies together for three years, officials said.</p>"


def page(body, title="Norway and Peru agree to train together", head="", lang="en"):
    return f"<!doctype html><html lang={lang}><head><title>{title}</title>{head}</head><body><article><h1>{title}</h1>{body}</article></body></html>"


STORY = "".join(f"<p>{number} ships of Norway and Peru will train together in Oslo, officials of both navies said on Monday.</p>" for number in range(9))
SPANISH = "España y Perú acordaron en Lima una cooperación en defensa más estrecha, según señaló el ministro. "
PAGES = {
    "/good": page(STORY).encode(),
    "/undecodable": b"<html><body><article><p>" + bytes(range(128, 256)) * 40 + b"</p></article></body></html>",
    "/wrong-charset": page("".join(f"<p>{SPANISH * 2}{number}</p>" for number in range(4)), "España y Perú acuerdan cooperación", "<meta charset=utf-8>", "es").encode("cp1252"),
    "/huge": page(TEXT * 170_000).encode(),
    "/deep": (b"<html><body>" + b"<div>" * 20_000 + TEXT.encode() * 9),
    "/shell": b'<!doctype html><html><head><title>Wire</title></head><body><noscript>Please enable JavaScript to view this site.</noscript><div id="root"></div></body></html>',
    "/wall": page("<p>We and our partners use cookies. Accept all cookies to continue to the site, or manage your choices.</p>", "Before you continue").encode(),
    "/soft": page("<p>The page you are looking for does not exist.</p>", "Page not found").encode(),
    "/paywall": page(f"{TEXT}<p>Subscribe to continue reading. Already a subscriber? Log in.</p>").encode(),
    "/killer": page(STORY + "<p>KILLER</p>").encode(),
}
EXPECTED = {
    "/good": "story",
    "/undecodable": "suspect",
    "/wrong-charset": "story",
    "/huge": "too_big",
    "/deep": "too_deep",
    "/shell": "script_shell",
    "/wall": "consent_wall",
    "/soft": "soft_404",
    "/paywall": "paywall",
    "/killer": "killed",
}


def extracted_or_dead(content, **about):
    if b"KILLER" in content:
        os.kill(os.getpid(), signal.SIGSEGV)
    return extracted(content, **about)


@pytest.fixture(scope="module")
def bad(tmp_path_factory):
    out = tmp_path_factory.mktemp("bad") / "out"
    worker = guarded(extracted_or_dead)
    patch = pytest.MonkeyPatch()
    patch.setattr(page_worker, "_worker", lambda: worker)
    items = "".join(f"<item><guid>{name}</guid><link>http://{HOST}{name}</link><title>{name}</title></item>" for name in PAGES)
    documents = {(HOST, name): Document(200, "text/html", content) for name, content in PAGES.items()}
    documents[HOST, "/rss.xml"] = Document(200, "application/rss+xml", f'<rss version="2.0"><channel><title>t</title>{items}</channel></rss>'.encode())
    documents[HOST, "/robots.txt"] = Document(200, "text/plain", b"")
    feeds = read_feeds(f"feed_id,publisher,country,language,url,plain_http\nodd,P,GBR,en,http://{HOST}/rss.xml,yes\n", "odd.csv")
    try:
        with serve_documents(documents) as server:
            run = run_round(RunConfig(None, out, max_age_days=0, quiet=True), feeds, FetcherSource.loopback(server.hosts, server.address[1]), SystemClock()).run
    finally:
        patch.undo()
        worker.close()
    return out, run


def fates(ask, out, run):
    found = {url.partition(HOST)[2]: "story" if status == "ok" else status for url, status in ask(out, "SELECT url, extraction_status FROM stories")}
    found |= {url.partition(HOST)[2]: reason for url, reason in ask(out, "SELECT url, reason FROM dead_letters")}
    return found


def test_every_bad_page_has_the_outcome_with_its_name(bad, ask):
    out, run = bad
    found = fates(ask, out, run)
    rejected = {item.reason: item.count for item in run.rejected}
    named = {name: outcome for name, outcome in EXPECTED.items() if outcome in {"story", "suspect", "too_big", "killed"}}
    assert {name: outcome for name, outcome in found.items() if name in named} == named
    assert rejected == {outcome: 1 for outcome in EXPECTED.values() if outcome not in {"story", "suspect", "too_big", "killed"}}
    assert run.listed == len(PAGES) == run.stories + run.dead_letters + sum(rejected.values())


def test_a_page_that_killed_its_process_is_named_in_a_dead_letter(bad, ask):
    out, _ = bad
    ((detail, stage),) = ask(out, "SELECT detail, stage FROM dead_letters WHERE reason = 'killed'")
    assert stage == "ExtractStories"
    assert f"http://{HOST}/killer" in detail
    assert "signal 11" in detail


def test_a_wrong_charset_is_read_by_what_the_bytes_say(bad, ask):
    out, _ = bad
    ((headline, body),) = ask(out, "SELECT headline, body FROM stories WHERE url LIKE '%wrong-charset'")
    assert headline == "España y Perú acuerdan cooperación"
    assert "más estrecha, según señaló" in body


@pytest.mark.parametrize("name", [name for name in PAGES if name != "/huge"])
def test_the_original_of_each_is_in_the_archive_byte_for_byte(bad, name):
    out, _ = bad
    index = ArchiveIndex(warc_files([out]))
    ((run_id, run),) = index.runs.items()
    captured = run.pages[f"http://{HOST}{name}"]
    assert index.result(captured, Request(f"http://{HOST}{name}")).content == PAGES[name]


def test_of_a_page_that_was_too_big_the_beginning_is_in_the_archive(bad):
    from warcio.archiveiterator import ArchiveIterator

    out, _ = bad
    for path in warc_files([out]):
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream):
                if record.rec_type == "response" and (record.rec_headers.get_header("WARC-Target-URI") or "").endswith("/huge"):
                    kept = record.content_stream().read()
                    assert record.rec_headers.get_header("WARC-Truncated") == "length"
                    assert len(kept) > 1_000_000
                    assert PAGES["/huge"].startswith(kept)
                    return
    raise AssertionError("no record of the page")
