"""An archive run again gives the same rows, opens no connection, and says what it cannot give."""

import gzip
import shutil
import socket
import subprocess
import sys

import pytest

from pipeline.replay import OutputUsedError, replay, replay_fields, replay_line
from pipeline.sample.server import serve_documents
from pipeline.sample.site import Document
from transforms.edges.warc_reader import ArchiveError, ArchiveIndex, warc_files

SAME = "SELECT * EXCLUDE (processed, run_id) FROM stories_v1 ORDER BY row_key"
LINEAGE = "SELECT story_id, wire_story_id, kind, similarity FROM lineage ORDER BY 1, assigned"
FATES = "SELECT stories, revisions, seen, rejected, dead_letters, listed FROM runs ORDER BY started"


@pytest.fixture(scope="module")
def archived(tmp_path_factory):
    from tests.e2e.conftest import sample_round

    out = tmp_path_factory.mktemp("archived") / "out"
    sample_round(out)
    sample_round(out, edition=2)
    return out


@pytest.fixture
def offline(monkeypatch):
    """Let no socket connect, not even to this machine."""

    def refuse(self, address):
        raise AssertionError(f"a replay reached for {address}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def test_a_replay_gives_the_same_rows_revisions_and_counts_without_a_connection(archived, tmp_path, ask, offline):
    out = tmp_path / "again"
    replays = list(replay([archived], out))
    assert ask(out, SAME) == ask(archived, SAME)
    assert ask(out, LINEAGE) == ask(archived, LINEAGE)
    assert ask(out, FATES) == ask(archived, FATES)
    assert ask(out, "SELECT max(revision), count(*) FROM stories_v1") == [(2, 49)]
    assert ask(out, "SELECT url, reason, attempts FROM dead_letters") == ask(archived, "SELECT url, reason, attempts FROM dead_letters")
    assert [replay_fields(one)["not_archived"] for one in replays] == [0, 0]
    assert "stories 48 -> 48, revisions 0 -> 0, rejected 1 -> 1, dead letters 1 -> 1" in replay_line(replays[0])


def test_every_archived_page_has_a_fate_and_its_row_names_its_record(archived, ask):
    index = ArchiveIndex(warc_files([archived]))
    assert [sum(run.fates.values()) for run in index.runs.values()] in ([50, 1], [1, 50])
    records = {captured.answer for run in index.runs.values() for captured in run.pages.values()}
    named = {record for (record,) in ask(archived, "SELECT archive_record FROM stories_v1")}
    assert len(named) == 49
    assert named <= records


def test_the_later_run_alone_gives_its_revision_with_the_number_it_had(archived, tmp_path, ask):
    first = min(ArchiveIndex(warc_files([archived])).runs)
    later = [path for path in warc_files([archived]) if first not in path.name]
    (one,) = replay(later, tmp_path / "again")
    assert ask(tmp_path / "again", SAME.replace("ORDER", "WHERE revision = 2 ORDER")) == ask(archived, SAME.replace("ORDER", "WHERE revision = 2 ORDER"))
    assert (one.result.run.stories, one.result.run.revisions, one.result.run.dead_letters) == (0, 1, 0)
    assert one.missing > 0
    assert f"{one.missing} entries without archived page" in replay_line(one)


def test_a_feed_whose_rights_are_a_hash_is_left_out_and_named(tmp_path, ask):
    from pipeline.local import read_feeds
    from pipeline.options import RunConfig
    from pipeline.rounds import run_round
    from transforms.edges.clock import SystemClock
    from transforms.fetch_pages import FetcherSource

    item = "<item><guid>1</guid><link>http://odd.example/1</link><title>Norway and Peru agree</title></item>"
    rss = f'<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>{item}</channel></rss>'
    page = "<html><head><title>x</title><meta name=tdm-reservation content=1></head><body><article><h1>Norway and Peru agree</h1>" + "<p>Norway and Peru met in Oslo on a defence pact.</p>" * 9 + "</article></body></html>"
    documents = {
        ("odd.example", "/rss.xml"): Document(200, "application/rss+xml", rss.encode()),
        ("odd.example", "/1"): Document(200, "text/html", page.encode()),
        ("odd.example", "/robots.txt"): Document(200, "text/plain", b"User-agent: *\nContent-Signal: ai-train=no\nDisallow: /private\n"),
    }
    feeds = read_feeds("feed_id,publisher,country,language,url,plain_http,rights\nodd,P,GBR,en,http://odd.example/rss.xml,yes,hash\n", "odd.csv")
    out = tmp_path / "out"
    with serve_documents(documents) as server:
        run_round(RunConfig(None, out, max_age_days=0, quiet=True), feeds, FetcherSource.loopback(server.hosts, server.address[1]), SystemClock())
    assert ask(out, "SELECT count(*), count(archive_record), count(body) FROM stories") == [(1, 0, 0)]
    assert ask(out, "SELECT robots, opt_out FROM stories") == [("allowed:rules", ["content-signal:ai-train=no", "tdm-reservation:1"])]
    for path in out.rglob("*.parquet"):
        assert b"met in Oslo" not in path.read_bytes()
    for path in warc_files([out]):
        assert b"Oslo" not in gzip.decompress(path.read_bytes())
    (one,) = replay([out], tmp_path / "again")
    assert (one.withheld, one.result.run.listed) == (("odd",), 0)


def test_the_sitemaps_of_an_index_are_archived_and_read_again(tmp_path, ask):
    from pipeline.local import read_feeds
    from pipeline.options import RunConfig
    from pipeline.rounds import run_round
    from transforms.edges.clock import SystemClock
    from transforms.fetch_pages import FetcherSource

    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    index = f"<sitemapindex {space}><sitemap><loc>http://odd.example/a.xml</loc></sitemap><sitemap><loc>http://odd.example/b.xml</loc></sitemap></sitemapindex>"
    news = "<news:news><news:title>Norway and Peru agree</news:title><news:publication_date>2026-03-01T10:00:00Z</news:publication_date></news:news>"
    page = "<html><head><title>x</title></head><body><article><h1>Norway and Peru agree {0}</h1><p>{0} ships of Norway met those of Peru in Oslo.</p></article></body></html>"
    documents = {("odd.example", "/index.xml"): Document(200, "application/xml", index.encode()), ("odd.example", "/robots.txt"): Document(200, "text/plain", b"")}
    for name in ("a", "b"):
        urls = f"<urlset {space}><url><loc>http://odd.example/story/{name}1</loc>{news}</url></urlset>"
        documents["odd.example", f"/{name}.xml"] = Document(200, "application/xml", urls.encode())
        documents["odd.example", f"/story/{name}1"] = Document(200, "text/html", page.format(name).encode())
    feeds = read_feeds("feed_id,publisher,country,language,url,plain_http,kind\nodd,P,GBR,en,http://odd.example/index.xml,yes,sitemap_index\n", "odd.csv")
    out = tmp_path / "out"
    with serve_documents(documents) as server:
        run = run_round(RunConfig(None, out, max_age_days=0, quiet=True), feeds, FetcherSource.loopback(server.hosts, server.address[1]), SystemClock()).run
    assert run.listed == 2
    (one,) = replay([out], tmp_path / "again")
    assert (one.result.run.listed, one.missing, one.result.run.feed_failures) == (2, 0, 0)
    assert ask(tmp_path / "again", SAME) == ask(out, SAME)


def test_an_archive_that_is_damaged_missing_or_foreign_is_named_with_the_cure(archived, tmp_path):
    whole = warc_files([archived])[0]
    cut = tmp_path / "cut.warc.gz"
    content = whole.read_bytes()
    last = content.rfind(b"\x1f\x8b\x08")  # where the last record begins
    # In its head, in its body and in its checksum.
    for end in (last + 5, last + 40, (last + len(content)) // 2, len(content) - 50, len(content) - 9, len(content) - 1):
        cut.write_bytes(content[:end])
        with pytest.raises(ArchiveError, match=r"cut\.warc\.gz: not a whole WARC file"):
            ArchiveIndex([cut])
    foreign = tmp_path / "foreign.warc"
    foreign.write_bytes(b"WARC/1.1\r\nWARC-Type: warcinfo\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Date: 2026-01-01T00:00:00Z\r\nContent-Length: 0\r\n\r\n\r\n\r\n")
    with pytest.raises(ArchiveError, match="says nothing of a run"):
        ArchiveIndex([foreign])
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(ArchiveError, match="holds no WARC file"):
        warc_files([empty])
    with pytest.raises(ArchiveError, match="no such file"):
        warc_files([tmp_path / "none"])


def test_a_replay_into_a_folder_that_holds_something_is_refused(archived):
    with pytest.raises(OutputUsedError, match="name a new folder"):
        list(replay([archived], archived))


def test_the_command_replays_and_fails_with_a_message(archived, tmp_path):
    command = [sys.executable, "-m", "pipeline", "replay"]
    again = subprocess.run([*command, str(archived), "--out", str(tmp_path / "again"), "--json"], capture_output=True, text=True, check=True)
    assert again.stdout.count('"replay_of"') == 2
    shutil.rmtree(tmp_path / "again")
    bad = subprocess.run([*command, str(tmp_path), "--out", str(tmp_path / "again")], capture_output=True, text=True, check=False)
    assert (bad.returncode, "holds no WARC file" in bad.stderr) == (1, True)
