"""The raw archive: what the network gave, in records that any WARC tool reads, and nothing that must not be kept."""

import datetime as dt
import json
from dataclasses import replace

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from schemas.elements import FeedEntry, FeedSource, FreshEntry, History, Outcome
from transforms.edges.archive import FolderStore, NoArchive, RunAbout
from transforms.edges.fetch_records import ERROR_BYTES, FetchResult, Request
from transforms.edges.heads import without_secrets
from transforms.edges.warc import WarcArchive
from transforms.logic.identity import record_id

NOW = dt.datetime(2026, 3, 1, 12, 0, 1, 250_000, dt.UTC)
FEED = FeedSource("en-rss", "https://wire.example/rss", "Wire", "GBR", "en")
QUIET = replace(FEED, feed_id="quiet", rights="hash")
ENTRY = FeedEntry("en-rss", "Wire", "e1:1", "1", "https://wire.example/1", "wire.example/1", "Title", "A long summary of the text")
PAGE = FetchResult(
    Request("https://wire.example/1", key="0"),
    "ok",
    200,
    "https://wire.example/1",
    content=b"<p>Norway and Peru met.",
    fetched=NOW,
    robots="allowed:no_rules",
    sent=(("User-Agent", "dyadwire/0"),),
    status_line="HTTP/1.1 200 OK",
    received=(("Content-Type", "text/html"), ("Content-Encoding", "gzip"), ("Content-Length", "17")),
)


class CheckerOptions:
    def __init__(self, paths):
        self.inputs, self.verbose = paths, False


@pytest.fixture
def archive(tmp_path):
    about = RunAbout("r1", NOW.isoformat(), "{}", {"code": "0"}, (FEED, QUIET))
    return WarcArchive(FolderStore(tmp_path), about)


def records(folder):
    """Every record of every file: type, WARC headers, HTTP headers, payload."""
    found = []
    for path in sorted(folder.rglob("*.warc.gz")):
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream):
                found.append((record.rec_type, dict(record.rec_headers.headers), record.http_headers, record.content_stream().read()))
    return found


def written(archive, folder, *calls):
    writer = archive.open()
    for name, *arguments in calls:
        getattr(writer, name)(*arguments)
    writer.close()
    return records(folder)


def facts(found):
    return [json.loads(payload) for kind, _, _, payload in found if kind == "metadata"]


def test_a_page_is_a_response_as_received_and_a_record_of_facts(archive, tmp_path):
    info, response, told = written(archive, tmp_path, ("page", FreshEntry(ENTRY, History("s1:x", 2, "c1:x", 0, NOW)), PAGE))
    kind, head, http, payload = response
    assert (info[0], kind, payload) == ("warcinfo", "response", PAGE.content)
    assert (http.protocol, http.statusline, http.get_header("Content-Type")) == ("HTTP/1.1", "200 OK", "text/html")
    assert (http.get_header("X-Archive-Orig-Content-Encoding"), http.get_header("Content-Length")) == ("gzip", str(len(PAGE.content)))
    assert (head["WARC-Date"], head["WARC-Record-ID"]) == ("2026-03-01T12:00:01.250000Z", record_id("r1", "en-rss", "e1:1"))
    plain = json.loads(told[3])
    assert told[1]["WARC-Refers-To"] == head["WARC-Record-ID"]
    assert (plain["run_id"], plain["feed_id"], plain["entry"]["title"], plain["outcome"], plain["robots"]) == ("r1", "en-rss", "Title", "ok", "allowed:no_rules")
    assert (plain["history"]["revision"], plain["versions"], f"sha256:{plain['payload_sha256']}") == (2, {"code": "0"}, head["WARC-Payload-Digest"])


def test_the_files_pass_the_check_of_warcio_and_are_of_version_1_1(archive, tmp_path):
    odd = replace(PAGE, final_url="https://wire.example/a b/ключ?x=1&y=[2]", received=(("X-Name", "naïve"), ("X-Fold", "a b")))
    written(archive, tmp_path, ("page", FreshEntry(ENTRY), PAGE), ("page", FreshEntry(replace(ENTRY, entry_key="e1:2")), odd))
    (path,) = tmp_path.rglob("*.warc.gz")
    checker = Checker(CheckerOptions([str(path)]))
    checker.process_all()
    assert checker.exit_value == 0
    with path.open("rb") as stream:
        assert {record.rec_headers.protocol for record in ArchiveIterator(stream)} == {"WARC/1.1"}


def test_the_same_body_twice_is_kept_once(archive, tmp_path):
    again = FreshEntry(replace(ENTRY, entry_key="e1:2"))
    found = written(archive, tmp_path, ("page", FreshEntry(ENTRY), PAGE), ("page", again, replace(PAGE, final_url="https://wire.example/2")))
    (revisit,) = [(head, payload) for kind, head, _, payload in found if kind == "revisit"]
    assert revisit[0]["WARC-Refers-To"] == record_id("r1", "en-rss", "e1:1")
    assert revisit[0]["WARC-Profile"].endswith("identical-payload-digest")
    assert revisit[1] == b""


@pytest.mark.parametrize(
    ("result", "known", "profile"),
    [
        (replace(PAGE, outcome="not_modified", status=304, content=b"", status_line="HTTP/1.1 304 Not Modified"), "", "server-not-modified"),
        (PAGE, "0" * 64, ""),
    ],
)
def test_a_feed_that_has_not_changed_is_a_revisit(archive, tmp_path, result, known, profile):
    found = written(archive, tmp_path, ("feed", FEED, result, known))
    assert found[1][1].get("WARC-Profile", "").rpartition("/")[2] == profile


def test_a_feed_whose_digest_is_known_is_a_revisit(archive, tmp_path):
    import hashlib

    found = written(archive, tmp_path, ("feed", FEED, PAGE, hashlib.sha256(PAGE.content).hexdigest()))
    assert (found[1][0], found[1][3]) == ("revisit", b"")


def test_a_page_that_was_too_big_keeps_its_beginning_and_says_so(archive, tmp_path):
    found = written(archive, tmp_path, ("page", FreshEntry(ENTRY), replace(PAGE, outcome="too_big", content=b"", partial=b"<p>begin")))
    assert (found[1][1]["WARC-Truncated"], found[1][3]) == ("length", b"<p>begin")


GONE = replace(PAGE, outcome="gone", status=410, content=b"", partial=b"<p>Taken down at the request of Norway.", status_line="HTTP/1.1 410 Gone")


def test_an_errors_page_is_kept_with_its_digest(archive, tmp_path):
    found = written(archive, tmp_path, ("page", FreshEntry(ENTRY), GONE), ("feed", FEED, replace(GONE, request=PAGE.request), ""))
    answer, about = found[1], facts(found)[0]
    assert (answer[0], answer[3], "WARC-Truncated" in answer[1]) == ("response", GONE.partial, False)
    assert (about["outcome"], about["payload_bytes"], about["payload_sha256"]) == ("gone", len(GONE.partial), answer[1]["WARC-Payload-Digest"][7:])


def test_an_errors_page_beyond_the_cap_says_that_it_was_cut(archive, tmp_path):
    found = written(archive, tmp_path, ("page", FreshEntry(ENTRY), replace(GONE, partial=b"x" * ERROR_BYTES)))
    assert found[1][1]["WARC-Truncated"] == "length"


@pytest.mark.parametrize("feed_id", ["quiet", "no longer listed"])
def test_an_errors_page_of_a_feed_whose_rights_are_not_full_is_a_digest(archive, tmp_path, feed_id):
    found = written(archive, tmp_path, ("page", FreshEntry(replace(ENTRY, feed_id=feed_id)), GONE))
    assert [kind for kind, *_ in found] == ["warcinfo", "metadata"]
    assert (facts(found)[0]["withheld"], facts(found)[0]["payload_bytes"]) == ("hash", len(GONE.partial))


def test_a_fetch_without_answer_is_a_record_of_facts_alone(archive, tmp_path):
    result = FetchResult(Request("https://wire.example/1"), "timeout", fetched=NOW)
    found = written(archive, tmp_path, ("page", FreshEntry(ENTRY), result))
    assert [kind for kind, *_ in found] == ["warcinfo", "metadata"]
    assert facts(found)[0]["outcome"] == "timeout"


def test_a_fate_names_the_row_of_the_page(archive, tmp_path):
    outcome = Outcome("en-rss", "e1:1", "revision", story_id="s1:x", revision=2)
    found = written(archive, tmp_path, ("fate", outcome))
    assert (facts(found)[0]["row_key"], found[1][1]["WARC-Refers-To"]) == ("s1:x:2", record_id("r1", "en-rss", "e1:1"))


def test_the_text_of_a_feed_whose_rights_are_a_hash_is_not_kept(archive, tmp_path):
    entry = replace(ENTRY, feed_id="quiet")
    found = written(archive, tmp_path, ("page", FreshEntry(entry), PAGE), ("feed", QUIET, PAGE, ""))
    assert {kind for kind, *_ in found} == {"warcinfo", "metadata"}
    assert [one["withheld"] for one in facts(found)] == ["hash", "hash"]
    everything = b"".join(payload for *_, payload in found)
    assert b"Norway" not in everything
    assert b"long summary" not in everything


def test_no_cookie_and_no_token_is_kept():
    headers = [("Set-Cookie", "id=1"), ("X-Csrf-Token", "2"), ("WWW-Authenticate", "x"), ("X-Session-Id", "3"), ("Server", "s"), ("X-Long", "a\r\n b")]
    assert without_secrets(headers) == (("Server", "s"), ("X-Long", "a b"))


def test_a_full_file_is_closed_and_the_next_begun(archive, tmp_path):
    pages = [("page", FreshEntry(replace(ENTRY, entry_key=f"e1:{number}")), replace(PAGE, content=b"<p>%d" % number)) for number in range(6)]
    found = written(replace(archive, max_bytes=2_000), tmp_path, *pages)
    files = list(tmp_path.rglob("*.warc.gz"))
    assert len(files) > 1
    assert sum(kind == "warcinfo" for kind, *_ in found) == len(files)
    assert sum(kind == "response" for kind, *_ in found) == 6


def test_nothing_is_seen_before_the_writer_is_closed(archive, tmp_path):
    writer = archive.open()
    writer.page(FreshEntry(ENTRY), PAGE)
    assert list(tmp_path.rglob("r1-*.warc.gz")) == []
    writer.close()
    assert len(list(tmp_path.rglob("r1-*.warc.gz"))) == 1


def test_an_archive_that_is_off_writes_nothing(tmp_path):
    writer = NoArchive().open()
    writer.page(FreshEntry(ENTRY), PAGE)
    writer.close()
    assert list(tmp_path.iterdir()) == []
