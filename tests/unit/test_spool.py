"""Rows on their way: whole files of lines, each read back as it was written."""

import datetime as dt
import json

import pytest

from pipeline.bigquery.spool import Spool, line_of


def test_a_file_appears_when_it_is_closed(tmp_path):
    spool = Spool(str(tmp_path / "rows"))
    writer = spool.open("runs")
    writer.write({"run_id": "a"})
    assert spool.files("runs") == []
    writer.close()
    assert list(spool.read("runs")) == [{"run_id": "a"}]


def test_a_writer_that_took_nothing_leaves_nothing(tmp_path):
    spool = Spool(str(tmp_path / "rows"))
    spool.open("runs").close()
    assert spool.files() == []


def test_a_name_that_begins_as_another_is_not_taken_for_it(tmp_path):
    spool = Spool(str(tmp_path / "rows"))
    for name in ("lineage", "ledger_lineage", "ledger_lease"):
        writer = spool.open(name)
        writer.write({"table": name})
        writer.close()
    assert [line["table"] for line in spool.read("lineage")] == ["lineage"]
    assert len(spool.files()) == 3


@pytest.mark.parametrize("text", ["line\nbreak", "nul \0", "\u2028", "تلاوت", "unpaired \ud800"])
def test_a_line_is_one_line_of_utf_8(text):
    line = line_of({"body": text})
    assert line.count(b"\n") == 1
    assert json.loads(line)["body"] == text.encode("utf-8", "replace").decode()


def test_times_keep_their_zone_and_microseconds():
    time = dt.datetime(2026, 3, 1, 12, 0, 0, 1, tzinfo=dt.UTC)
    assert json.loads(line_of({"time": time}))["time"] == "2026-03-01T12:00:00.000001+00:00"


def test_a_float_that_is_no_number_is_refused():
    with pytest.raises(ValueError, match="JSON"):
        line_of({"score": float("nan")})


def test_files_that_no_bundle_stands_by_are_deleted(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    spool = Spool("./out//rows")
    named = []
    for run_id in ("first try", "second try"):
        writer = spool.open("runs")
        writer.write({"run_id": run_id})
        named = writer.close()
    spool.keep(named)
    assert list(spool.read("runs")) == [{"run_id": "second try"}]
    spool.keep(())
    assert spool.files() == []
