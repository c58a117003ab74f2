"""Bad input gets a message that names file, line and cure, or a dead letter; the run goes on where it can."""

import errno
import os
import subprocess
import sys

import pytest

from pipeline.local import UserError, opened_round, read_feeds
from pipeline.options import RunConfig
from pipeline.rounds import run_round
from pipeline.sample.server import serve_documents
from pipeline.sample.site import Document
from transforms.edges.clock import SystemClock
from transforms.edges.sink import ParquetWriter
from transforms.fetch_pages import FetcherSource

ROOT = __file__.rsplit("/tests/", 1)[0]
HOST = "odd.example"
HEADER = "feed_id,publisher,country,language,url,plain_http"
RSS = '<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>{}</channel></rss>'
BOMB = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><rss version="2.0"><channel><title>&b;</title></channel></rss>'


def rss(*links):
    return RSS.format("".join(f"<item><guid>{link}</guid><link>http://{HOST}{link}</link><title>{link}</title></item>" for link in links)).encode()


def served_round(out, documents, monkeypatch=None):
    documents = {(HOST, path): document for path, document in documents.items()} | {(HOST, "/robots.txt"): Document(200, "text/plain", b"")}
    names = [path for _, path in documents if path.endswith(".xml")]
    lines = [f"feed-{number},P,GBR,en,http://{HOST}{name},yes" for number, name in enumerate(names)]
    feeds = read_feeds("\n".join([HEADER, *lines]), "odd.csv")
    with serve_documents(documents) as server:
        source = FetcherSource.loopback(server.hosts, server.address[1])
        return run_round(RunConfig(None, out, max_age_days=0, quiet=True), feeds, source, SystemClock())


def test_hostile_feeds_and_pages_become_dead_letters_and_the_good_story_is_written(tmp_path, ask):
    out = tmp_path / "out"
    page = "<html><head><title>Good</title></head><body><article><h1>Good</h1>" + "<p>Norway and Peru met in Oslo and agreed to train together.</p>" * 9 + "</article></body></html>"
    documents = {
        "/good.xml": Document(200, "application/rss+xml", rss("/good", "/huge", "/gone")),
        "/bomb.xml": Document(200, "application/rss+xml", BOMB.encode()),
        "/path.xml": Document(200, "application/rss+xml", b"/etc/passwd"),
        "/html.xml": Document(200, "text/html", b"<html><body>Sign in</body></html>"),
        "/good": Document(200, "text/html", page.encode()),
        "/huge": Document(200, "text/html", b"<p>x</p>" * 6_500_000),
        "/gone": Document(410, "text/html", b"gone"),
    }
    run = served_round(out, documents).run
    assert (run.feeds, run.listed, run.stories, run.dead_letters, run.feed_failures) == (4, 3, 1, 1, 3)
    assert [(item.reason, item.count) for item in run.rejected] == [("gone", 1)]
    letters = dict(ask(out, "SELECT url, reason FROM dead_letters"))
    assert letters == {
        f"http://{HOST}/huge": "too_big",
        f"http://{HOST}/bomb.xml": "hostile",
        f"http://{HOST}/path.xml": "not_a_feed",
        f"http://{HOST}/html.xml": "html_page",
    }


def test_a_bad_feed_list_names_file_line_field_and_cure(tmp_path):
    feeds = tmp_path / "mine.csv"
    feeds.write_text(f"{HEADER}\nA B,P,GBR,en,https://a.example/rss,no\nok-en,P,GBR,klingon,https://b.example/rss,no\n")
    done = subprocess.run([sys.executable, "-m", "pipeline", "run", "--feeds", str(feeds), "--out", str(tmp_path / "out")], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert f"{feeds}:2: feed_id:" in done.stderr
    assert f"{feeds}:3: language: 'klingon'" in done.stderr


def test_an_output_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="cannot make the folder"), opened_round(RunConfig(None, tmp_path / "file" / "out", quiet=True)) as one_round:
        one_round()


def test_a_full_disk_is_said_and_publishes_nothing(tmp_path, monkeypatch, ask):
    def full(self, row):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    out = tmp_path / "out"
    monkeypatch.setattr(ParquetWriter, "write", full)
    with pytest.raises((UserError, RuntimeError), match="No space left"), opened_round(RunConfig(None, out, max_age_days=0, ignore_due=True, quiet=True)) as one_round:
        one_round()
    assert not (out / "stories").exists()


def test_a_row_that_breaks_the_schema_is_a_dead_letter(tmp_path, monkeypatch, ask):
    from transforms import write_rows

    real = write_rows.problems
    monkeypatch.setattr(write_rows, "problems", lambda table, row: ["headline is int, not string"] if row["language"] == "mk" else real(table, row))
    out = tmp_path / "out"
    with opened_round(RunConfig(None, out, max_age_days=0, ignore_due=True, quiet=True)) as one_round:
        run = one_round().run
    assert (run.stories, run.dead_letters) == (46, 3)
    assert ask(out, "SELECT DISTINCT detail FROM dead_letters WHERE reason = 'schema'") == [("the row breaks the schema of stories: headline is int, not string",)]
