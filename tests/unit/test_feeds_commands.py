"""The feeds commands: what they print and how they end."""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import json
from pathlib import Path

import duckdb
import pytest

from pipeline.commands import feeds_check, feeds_parse, feeds_status
from schemas.elements import FeedSource
from transforms.edges.feed_worker import InProcessParser
from transforms.edges.fetch_records import FetchResult, Request

NOW = dt.datetime(2026, 10, 8, 12, tzinfo=dt.UTC)
ITEM = "<item><guid>7</guid><link>https://a.example/7</link><title>{}</title><pubDate>{}</pubDate></item>"
FEED = f"<rss version='2.0'><channel><title>Wire</title>{ITEM.format('Ministers of defence met in the capital to talk about borders', 'Thu, 08 Oct 2026 10:00:00 GMT')}</channel></rss>"
SOURCE = FeedSource("wire-en", "https://a.example/rss", "Wire", "TUR", "en")


def parse(*words: str) -> int:
    parser = argparse.ArgumentParser()
    feeds_parse.add_arguments(parser)
    return feeds_parse.run(parser.parse_args(words))


def check(*words: str) -> int:
    parser = argparse.ArgumentParser()
    feeds_check.add_arguments(parser)
    return feeds_check.run(parser.parse_args(words))


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    path = tmp_path / "feed.xml"
    path.write_text(FEED, "utf-8")
    return path


def test_parse_prints_one_json_line_a_file(feed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    packed = feed.with_suffix(".xml.gz")
    packed.write_bytes(gzip.compress(FEED.encode()))
    assert parse("--json", str(feed), str(packed)) == 0
    plain, unpacked = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (plain["status"], plain["kind"], plain["entries"]) == ("ok", "rss", unpacked["entries"])
    entry = plain["entries"][0]
    assert (entry["id"], entry["link"], entry["published"]) == ("7", "https://a.example/7", "2026-10-08T10:00:00+00:00")


def test_parse_lets_no_control_character_reach_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(FEED.replace("Ministers", "&#x9b;31m\x1b[2JMinisters\u202e"), "utf-8")
    assert parse(str(path)) == 0
    assert all(char.isprintable() or char == "\n" for char in capsys.readouterr().out)


def test_parse_names_a_missing_file_and_reads_the_others(feed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert parse("nowhere.xml", str(feed)) == 1
    printed = capsys.readouterr()
    assert printed.err.startswith("nowhere.xml: No such file")
    assert "ok, rss" in printed.out


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (FEED.encode(), "ok", 0),
        (gzip.compress(FEED.encode()) + b"rubbish", "ok", 0),
        (b"\x1f\x8bbroken", "unreadable", 1),
        (gzip.compress(FEED.encode())[:-20], "unreadable", 1),
        (b"", "empty", 3),
        (b"<rss version='2.0'><channel/></rss>", "empty", 3),
        (b"<html/>", "html_page", 4),
        (b"%PDF-1.7", "not_a_feed", 4),
        (b'{"version": "1"}', "not_a_feed", 4),
        (b'<!DOCTYPE r [<!ENTITY a "a">]><rss/>', "hostile", 5),
        (gzip.compress(bytes(20_000_000)), "hostile", 5),
        (b" <rss>" * 2_000_000, "too_big", 5),
    ],
)
def test_parse_ends_with_the_code_of_what_was_found(body: bytes, status: str, code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "feed.xml"
    path.write_bytes(body)
    assert parse("--json", str(path)) == code
    assert json.loads(capsys.readouterr().out)["status"] == status


def test_parse_shows_the_feeds_that_a_page_names(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    links = "<LINK REL='alternate' TYPE='application/rss+xml' HREF='/rss?a=1&amp;b=2'><link rel=alternate hreflang=tr href=/tr>"
    links += '<link href="https://b.example/atom" type="application/atom+xml; charset=utf-8" rel="home alternate">'
    path = tmp_path / "page.html"
    path.write_text(f"<!DOCTYPE html><html><head>{links}</head><body>News", "utf-8")
    assert parse("--json", "--url", "https://a.example/en/", str(path)) == 4
    assert json.loads(capsys.readouterr().out)["feeds"] == ["https://a.example/rss?a=1&b=2", "https://b.example/atom"]


def test_check_says_every_bad_line_and_ends_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "feeds.csv"
    path.write_text("feed_id,publisher,country,language,url\nwire-en,Wire,TR,en,https://a.example/rss\n", "utf-8")
    assert check("--offline", str(path)) == 1
    assert "feeds.csv:2: country: 'TR' is no ISO 3166-1 alpha-3 code" in capsys.readouterr().out


def test_check_asks_nobody_without_a_contact(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "feeds.csv"
    path.write_text("feed_id,publisher,country,language,url\nwire-en,Wire,TUR,en,https://a.example/rss\n", "utf-8")
    assert check(str(path)) == 2
    assert "--contact" in capsys.readouterr().err


def test_check_names_a_missing_or_foreign_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "feeds.csv"
    assert check("--offline", str(path)) == 1
    path.write_bytes("Hürriyet".encode("cp1254"))
    assert check("--offline", str(path)) == 1
    assert "not UTF-8 at byte 1" in capsys.readouterr().err


def answered(body: str, **about: object) -> FetchResult:
    request = Request(SOURCE.url, kind="feed", key=SOURCE.feed_id)
    return FetchResult(**{"request": request, "outcome": "ok", "status": 200, "final_url": SOURCE.url, "content": body.encode(), "fetched": NOW, **about})  # type: ignore[arg-type]


def test_a_feed_in_order_is_shown_without_doubts() -> None:
    found = feeds_check.check(SOURCE, answered(FEED), InProcessParser())
    assert (found.bad, found.kind, found.found, found.newest, found.problems) == (False, "rss", "en", "2026-10-08 10:00", ())


def test_a_feed_in_another_language_or_stale_or_moved_is_said() -> None:
    old = FEED.replace("08 Oct 2026", "08 Jan 2026").replace("Ministers of defence met in the capital to talk about borders", "Министры обороны встретились в столице и обсудили границы")
    found = feeds_check.check(SOURCE, answered(old, permanent_redirect="https://new.example/rss"), InProcessParser())
    assert found.problems == (
        "moved for good: change the url to https://new.example/rss",
        "headlines are in ru; the list says en",
        "the newest entry is 273 days old",
    )


@pytest.mark.parametrize(("outcome", "body"), [("not_found", ""), ("ok", "<html/>"), ("ok", "<rss version='2.0'><channel/></rss>")])
def test_a_feed_of_no_use_is_bad(outcome: str, body: str) -> None:
    assert feeds_check.check(SOURCE, answered(body, outcome=outcome, status=404 if outcome == "not_found" else 200), InProcessParser()).bad


POLLS = """
COPY (SELECT * FROM (VALUES
  ('well-en', 'ok', TIMESTAMPTZ '2026-10-08 10:00Z', TIMESTAMPTZ '2026-10-08 11:00Z', 0, []::VARCHAR[], 30, 4),
  ('lost-en', 'ok', TIMESTAMPTZ '2026-10-01 10:00Z', TIMESTAMPTZ '2026-10-01 11:00Z', 0, []::VARCHAR[], 30, 30),
  ('lost-en', 'not_found', TIMESTAMPTZ '2026-10-08 10:00Z', TIMESTAMPTZ '2026-10-08 16:00Z', 1, ['stale'], 0, 0),
  ('lost-en', 'not_due', TIMESTAMPTZ '2026-10-08 12:00Z', TIMESTAMPTZ '2026-10-08 16:00Z', 0, []::VARCHAR[], 0, 0)
) AS polls(feed_id, outcome, polled, next_due, failures, alarms, listed, "new")) TO '{}' (FORMAT parquet)
"""


def test_status_shows_feeds_that_fail_first_and_ends_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "feed_polls" / "day=2026-10-08"
    folder.mkdir(parents=True)
    duckdb.execute(POLLS.format(folder / "polls.parquet"))
    assert feeds_status.run(argparse.Namespace(out=tmp_path, bad=False)) == 1
    lines = [line.split() for line in capsys.readouterr().out.splitlines()[2:4]]
    assert lines == [
        ["lost-en", "not_found", "2026-10-08", "10:00", "2026-10-08", "16:00", "1", "stale", "0", "0", "0", "2"],
        ["well-en", "ok", "2026-10-08", "10:00", "2026-10-08", "11:00", "0", "30", "4", "4", "1"],
    ]


def test_status_names_a_folder_without_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert feeds_status.run(argparse.Namespace(out=tmp_path, bad=False)) == 1
    assert "holds no tables" in capsys.readouterr().err
