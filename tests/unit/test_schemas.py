"""The single source of the columns, and what is made from it."""

import datetime as dt

import pyarrow as pa
import pytest

from schemas.arrow import arrow_schema
from schemas.encode import problems, to_plain
from schemas.bigquery import bigquery_schema
from schemas.generate import generated
from schemas.rows import ReasonCount, RunRow, StoryRow
from schemas.tables import TABLES, columns_of

NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


def run_row(**changes):
    values = {
        "run_id": "r1", "day": NOW.date(), "started": NOW, "finished": NOW, "runner": "in-process", "feeds": 1, "listed": 1, "stories": 1,
        "revisions": 0, "seen": 0, "rejected": (), "dead_letters": 0, "feed_failures": 0, "bilateral": 1, "accounts": (), "counters": (),
        "code_version": "0", "codebook_version": "1", "lexicon_version": "l1:0", "options": "{}",
    }
    return RunRow(**{**values, **changes})


@pytest.mark.parametrize("path", sorted(generated()), ids=lambda path: "/".join(path.parts[-2:]))
def test_a_generated_file_is_what_the_rows_say(path):
    assert path.read_text(encoding="utf-8") == generated()[path], "run `make generate` and commit what it writes"


def test_no_file_that_is_not_generated_lies_among_the_generated_ones():
    folders = {path.parent for path in generated()}
    lying = {path for folder in folders for path in folder.iterdir() if path.is_file()}
    assert lying == set(generated())


@pytest.mark.parametrize("table", TABLES)
def test_every_column_has_a_description_in_bigquery(table):
    def walk(fields):
        for field in fields:
            yield field
            yield from walk(field.get("fields", ()))

    assert all(len(field["description"]) > 5 for field in walk(bigquery_schema(table)))


@pytest.mark.parametrize("table", TABLES)
def test_the_key_and_the_partition_are_required_columns(table):
    required = {column.name for column in TABLES[table].columns if column.mode == "required"}
    assert {TABLES[table].key, TABLES[table].partition} <= required


def test_a_plain_row_goes_through_arrow_unchanged():
    row = to_plain(run_row(rejected=(ReasonCount("no_link", 2),)))
    assert pa.Table.from_pylist([row], schema=arrow_schema("runs")).to_pylist() == [row]


def test_a_row_that_fits_has_no_problems():
    assert problems("runs", to_plain(run_row())) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"run_id": None}, "run_id is missing and required"),
        ({"stories": "1"}, "stories is str, not integer"),
        ({"stories": True}, "stories is bool, not integer"),
        ({"stories": 1 << 63}, "stories does not fit 64 bits"),
        ({"started": NOW.replace(tzinfo=None)}, "started has no time zone; make it aware UTC"),
        ({"day": NOW}, "day is a timestamp, not date"),
        ({"rejected": "no_link"}, "rejected is str, not a list"),
        ({"rejected": [{"reason": "x"}]}, "rejected[0].count is missing and required"),
        ({"options": "\ud800"}, "options holds an unpaired surrogate; replace it"),
        ({"surprise": 1}, "surprise is no column of this table"),
    ],
)
def test_a_row_that_breaks_the_schema_names_the_column_and_the_cure(changes, expected):
    assert problems("runs", {**to_plain(run_row()), **changes}) == [expected]


def test_a_column_of_an_unknown_type_is_refused_by_name():
    class Odd:
        """Not a dataclass."""

    with pytest.raises(TypeError):
        columns_of(Odd)


def test_names_follow_the_news_standards():
    names = {column.name for column in columns_of(StoryRow)}
    assert {"headline", "dateline", "located", "credit", "publisher"} <= names
