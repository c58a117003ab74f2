"""What a change of code or codebook does to the rows is said before anything is published."""

import datetime as dt
import json
import subprocess
import sys
from dataclasses import replace

import pytest

from pipeline.recode import compare, fields_of, text_of
from pipeline.sql import NoOutputError
from schemas.encode import to_plain
from schemas.rows import RunRow, StoryRow
from schemas.tags import DyadTag, TopicTag
from transforms.edges.sink import ParquetSink

DAY = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
ROW = StoryRow(
    "s1:1", "s1", 1, DAY.date(), "f", "Wire", None, "e1:1", None, "u", None, None, "k", "Headline", None, "Body", 4, "0", "full", "en", 1.0, None, None, None, None, None,
    None, None, bilateral_security=True, dyads=(DyadTag("BLR-POL", True),), topics=(TopicTag("DIP"),), run_id="r1", archive_record="<urn:uuid:1>",
)  # fmt: skip


def output(folder, rows, replay_of=""):
    sink = ParquetSink(folder, "r")
    for table, made in (("stories", rows), ("runs", [run(replay_of)])):
        writer = sink.open(table)
        for row in made:
            writer.write(to_plain(row))
        writer.close()
    return folder


def run(replay_of):
    return RunRow("r2", DAY.date(), DAY, DAY, "x", 1, 1, 1, 0, 0, (), 0, 0, 0, (), (), "0", "1", "l", json.dumps({"replay_of": replay_of}))


def keyed(number, **changes):
    return replace(ROW, row_key=f"s{number}:1", story_id=f"s{number}", **changes)


def test_rows_gained_lost_and_changed_are_told_by_pair_and_topic(tmp_path):
    old = output(tmp_path / "old", [ROW, keyed(2), keyed(3), keyed(5)])
    new = output(tmp_path / "new", [ROW, keyed(2, headline="Other"), keyed(4), keyed(5, topics=(TopicTag("CT"),), bilateral_security=True)])
    found = compare(old, new)
    assert (found.gained, found.lost, found.changed) == (["s4:1"], ["s3:1"], {"s2:1": ["headline"], "s5:1": ["topics"]})
    cells = {(one["pair"], one["topic"]): one for one in fields_of(found)["pairs_and_topics"]}
    assert cells["BLR-POL", "DIP"] == {"pair": "BLR-POL", "topic": "DIP", "before": 4, "after": 3, "gained": ["s4:1"], "lost": ["s3:1", "s5:1"], "changed": 1}
    assert cells["BLR-POL", "CT"]["gained"] == ["s5:1"]
    assert "rows before 4, after 4: 1 the same, 2 changed, 1 gained, 1 lost" in text_of(found)


def test_versions_run_and_time_are_no_difference(tmp_path):
    old = output(tmp_path / "old", [ROW])
    new = output(tmp_path / "new", [replace(ROW, processed=DAY, run_id="r9", code_version="2", codebook_version="3", lexicon_version="l2", extractor_version="y")])
    assert compare(old, new).is_same


def test_a_decision_that_turned_is_told(tmp_path):
    found = compare(output(tmp_path / "old", [ROW, keyed(2, bilateral_security=False)]), output(tmp_path / "new", [replace(ROW, bilateral_security=False), keyed(2)]))
    assert (found.decided, found.undecided) == (["s2:1"], ["s1:1"])


def test_rows_that_a_replay_could_not_hold_are_counted_apart(tmp_path):
    old = output(tmp_path / "old", [ROW, keyed(2, run_id="r0"), keyed(3, archive_record=None), keyed(4)])
    found = compare(old, output(tmp_path / "new", [ROW], replay_of="r1"))
    assert (found.outside, found.lost) == (2, ["s4:1"])


def test_a_folder_without_output_is_named(tmp_path):
    with pytest.raises(NoOutputError, match="holds no tables"):
        compare(tmp_path / "none", tmp_path)


@pytest.fixture(scope="module")
def archived(tmp_path_factory):
    from tests.e2e.conftest import sample_round

    out = tmp_path_factory.mktemp("recode") / "out"
    sample_round(out)
    return out


def command(*words):
    return subprocess.run([sys.executable, "-m", "pipeline", "recode-diff", *map(str, words)], capture_output=True, text=True, check=False)


def test_the_archive_run_again_with_the_same_code_differs_in_nothing(archived):
    done = command(archived, "--json")
    assert (done.returncode, json.loads(done.stdout)["before"]) == (0, 48)
    assert json.loads(done.stdout)["changed"] == {}


def test_another_lexicon_gives_exit_code_3_and_names_the_rows(archived, tmp_path, monkeypatch):
    from pipeline.replay import replay
    from transforms import tag_stories

    real = tag_stories.tag_story

    def without_topics(story):
        tagged = real(story)
        return replace(tagged, tags=replace(tagged.tags, topics=())) if story.language == "en" else tagged

    monkeypatch.setattr(tag_stories, "tag_story", without_topics)
    list(replay([archived], tmp_path / "new"))
    done = command(archived, tmp_path / "new")
    assert done.returncode == 3
    assert "topics" in done.stdout
    assert "gained, 0 lost" in done.stdout.splitlines()[0]
    found = compare(archived, tmp_path / "new")
    assert all(columns == ["topics"] for columns in found.changed.values())
    assert any(cell.lost for (_, topic), cell in found.cells.items() if topic != "-")
    assert any(cell.gained for (_, topic), cell in found.cells.items() if topic == "-")


def test_an_output_without_archive_is_an_error(tmp_path):
    output(tmp_path / "old", [ROW])
    done = command(tmp_path / "old")
    assert (done.returncode, "holds no WARC file" in done.stderr) == (1, True)
