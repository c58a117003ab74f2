import argparse
import gzip
import io
import json
import os
import signal
from pathlib import Path

import pytest

from pipeline import extracting
from pipeline.commands import extract as command
from pipeline.extracting import BadListError, Wanted, clock_fields, extract_all, from_files, from_jsonl
from transforms.edges.page_worker import guarded
from transforms.logic.extraction.clocks import parse_iso

PAGES = Path(__file__).parent / "data" / "pages"


def lines_of(wanted, **options):
    out, progress = io.StringIO(), io.StringIO()
    failed = extract_all(wanted, out, progress, **options)
    return failed, [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_page_is_one_line_with_every_field():
    failed, [line] = lines_of([Wanted("x", PAGES / "aa-2026.html", "https://www.aa.com.tr/en/africa/example/2000002")])
    assert failed == 0
    assert set(line) >= {
        "id", "file", "status", "title", "body", "standfirst", "authors", "published", "modified", "language", "dateline", "credit", "method",
        "profile", "flags",
    }  # fmt: skip
    assert (line["status"], line["profile"], line["published"]["value"]) == ("ok", "aa-2026", "2026-04-14T21:40:00+03:00")


def test_gzip_is_unpacked_whatever_the_name(tmp_path):
    packed = tmp_path / "page.html"
    packed.write_bytes(gzip.compress((PAGES / "wordpress-hr.html").read_bytes()))
    _, [line] = lines_of(from_files([packed]))
    assert line["title"] == "Hrvatska i Mađarska potpisale protokol o granici"


def test_a_bad_file_is_a_line_that_names_file_and_cure(tmp_path):
    broken = tmp_path / "broken.html.gz"
    broken.write_bytes(gzip.compress(b"<p>" + b"text " * 500)[:-20])
    failed, lines = lines_of(from_files([broken, tmp_path / "missing.html", PAGES / "paywall.html"]))
    assert failed == 2
    assert [line["status"] for line in lines] == ["error", "error", "paywall"]
    assert all(str(line["file"]) in line["error"] and "check" in line["error"] for line in lines[:2])


def test_lines_keep_the_order_of_the_list_in_parallel():
    wanted = [Wanted(str(number), PAGES / name) for number, name in enumerate(["soft-404.html", "paywall.html", "short-sq.html"] * 4)]
    _, lines = lines_of(wanted, workers=2)
    assert [line["id"] for line in lines] == [page.id for page in wanted]


def test_a_list_names_pages_beside_it(tmp_path):
    (tmp_path / "page.html").write_bytes(b"<p>x")
    listed = tmp_path / "pages.jsonl"
    listed.write_text('{"id": 7, "path": "page.html", "fetched": "2026-01-01"}\n\n', "utf-8")
    assert from_jsonl(str(listed)) == [Wanted(7, tmp_path / "page.html", "", "2026-01-01")]


def test_a_bad_line_of_a_list_is_named(tmp_path):
    listed = tmp_path / "pages.jsonl"
    listed.write_text('{"id": 1, "path": "a"}\n{"id": 2}\n', "utf-8")
    with pytest.raises(BadListError, match="line 2"):
        from_jsonl(str(listed))


@pytest.mark.parametrize(
    ("field", "value"), [("fetched", "yesterday"), ("fetched", 20260301), ("fetched", "2026-13-01"), ("url", 7), ("url", ["https://news.example"])]
)
def test_a_wrong_field_of_a_line_is_an_error_that_names_line_field_and_cure(tmp_path, field, value):
    listed = tmp_path / "pages.jsonl"
    row = {"id": 7, "path": str(PAGES / "wordpress-hr.html")}
    listed.write_text("\n".join(json.dumps(one) for one in (row, row | {field: value})), "utf-8")
    failed, [good, bad] = lines_of(from_jsonl(str(listed)), workers=1)
    assert (failed, good["status"], bad["status"], bad["id"]) == (1, "ok", "error", 7)
    assert all(word in bad["error"] for word in ("line 2", field, repr(value), "write", "leave the field out"))


def test_what_a_list_says_of_the_fetch_is_the_latest_day_believed(tmp_path):
    listed = tmp_path / "pages.jsonl"
    row = {"path": str(PAGES / "aa-2026.html"), "url": "https://www.aa.com.tr/en/africa/example/2000002"}
    rows = [row | {"fetched": "2026-04-15T00:00:00+03:00"}, row | {"fetched": "Wed, 15 Apr 2026 00:00:00 GMT"}, row | {"fetched": "2026-03-07"}]
    listed.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    _, lines = lines_of(from_jsonl(str(listed)), workers=1)
    assert [(line["published"] or {}).get("value") for line in lines] == ["2026-04-14T21:40:00+03:00", "2026-04-14T21:40:00+03:00", None]


def test_bytes_that_are_no_text_are_no_page(tmp_path):
    noise = tmp_path / "noise.html"
    noise.write_bytes(b"<a>" + bytes((number * 89 + number // 7) % 256 for number in range(5000)))
    _, [line] = lines_of(from_files([noise]))
    assert line["status"] == "not_html"


def test_a_time_without_zone_is_written_without_one():
    assert clock_fields(parse_iso("2026-03-01 09:30", "meta"))["value"] == "2026-03-01T09:30:00"


def test_a_day_is_written_as_a_day():
    assert clock_fields(parse_iso("2026-03-01", "meta"))["value"] == "2026-03-01"


def test_no_pages_is_wrong_use(capsys):
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    assert command.run(parser.parse_args([])) == 2
    assert "no pages named" in capsys.readouterr().err


def test_a_page_that_uses_up_its_time_is_quarantined_by_name(tmp_path):
    slow = tmp_path / "slow.html"
    failed, lines = lines_of(from_files([slow, PAGES / "paywall.html"]), workers=1, worker=lambda: guarded(misbehave, cpu_s=1))
    assert (failed, [line["status"] for line in lines]) == (1, ["quarantined", "paywall"])
    assert lines[0]["reason"] == "cpu_budget"
    assert str(slow) in lines[0]["error"]


@pytest.mark.parametrize("copies", [1, 2])
def test_a_page_that_kills_its_process_is_named_and_the_others_are_read(tmp_path, copies):
    pages = [PAGES / "short-sq.html", tmp_path / "killer.html", PAGES / "paywall.html"] * copies
    failed, lines = lines_of(from_files(pages), workers=2, worker=lambda: guarded(misbehave))
    assert failed == copies
    assert [line["status"] for line in lines] == ["suspect", "quarantined", "paywall"] * copies
    assert {(line["reason"], "signal 11" in line["error"]) for line in lines if "error" in line} == {("killed", True)}


def misbehave(wanted):
    """Read a page, but do what its name says."""
    while wanted.path.name == "slow.html":
        pass
    if wanted.path.name == "killer.html":
        os.kill(os.getpid(), signal.SIGSEGV)
    return extracting.extract_one(wanted)
