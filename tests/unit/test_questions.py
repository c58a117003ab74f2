"""Views and saved questions over a folder of made rows."""

import datetime as dt

import pyarrow.parquet as pq
import pytest

from pipeline import cli
from pipeline.ask import Span, ask_folder
from pipeline.reads import reads_of
from pipeline.sql import connect
from schemas.questions import QuestionError, parse_question, questions, values_of
from schemas.tables import TABLES
from schemas.views import views
from tests import made_rows
from tests.made_rows import day
from schemas.topics import topics_table

MARCH = Span(day(1), day(31))


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made")
    made_rows.write(folder, made_rows.rows())
    return folder


@pytest.fixture(scope="module")
def ask(out):
    with connect(out) as connection:
        yield lambda statement: connection.execute(statement).fetchall()


def answer(out, name, **given):
    question = questions()[name]
    return ask_folder(out, question, values_of(question, given), MARCH).rows


@pytest.mark.parametrize("name", views())
def test_every_column_of_a_view_is_described_in_its_order(ask, name):
    described = views()[name].columns
    assert [row[0] for row in ask(f"DESCRIBE {name}")] == list(described)
    assert all(len(text) > 5 for text in described.values())
    comments = dict(ask(f"SELECT column_name, comment FROM duckdb_columns() WHERE table_name = '{name}'"))
    assert comments == described


def test_every_topic_has_its_counterparts_as_rows(ask):
    found = ask("SELECT code, count(DISTINCT scheme), min(rank) FROM topic_crosswalk GROUP BY code ORDER BY code")
    assert found == [(code, 3, 1) for code in sorted(topics_table())]


def test_the_latest_revision_counts_even_where_it_moved_to_another_day(ask):
    assert ask("SELECT story_id, revision, day FROM stories WHERE story_id IN ('s8', 's9') ORDER BY 1") == [("s8", 2, day(5)), ("s9", 2, day(8))]
    assert ask(f"SELECT count(*) FROM stories WHERE day = DATE '{day(7)}' AND story_id = 's9'") == [(0,)]


def test_a_row_written_twice_stands_once(tmp_path):
    tables = made_rows.rows()
    made_rows.write(tmp_path, tables)
    made_rows.write(tmp_path, tables, "again")
    with connect(tmp_path) as connection:
        assert connection.execute("SELECT count(*), count(DISTINCT story_id) FROM stories").fetchone() == (13, 13)


def test_files_of_an_earlier_version_lack_columns_and_can_be_read(tmp_path):
    made_rows.write(tmp_path, made_rows.rows())
    for path in (tmp_path / "stories").glob("day=*/*.parquet"):
        pq.write_table(pq.read_table(path, partitioning=None).drop_columns(["forum", "score"]), path)
    with connect(tmp_path) as connection:
        assert connection.execute("SELECT DISTINCT forum, score FROM stories").fetchall() == [(None, None)]
        assert connection.execute("SELECT count(*) FROM story_dyads").fetchone() == (26,)


def test_the_latest_assignment_of_lineage_counts(ask):
    assert ask("SELECT wire_story_id, lineage_kind FROM stories WHERE story_id IN ('s9', 's10', 's1') ORDER BY story_id") == [
        ("s1", None),
        ("s9", "near"),
        ("s9", "origin"),
    ]
    assert ask("SELECT stories, publishers, near_copies FROM wire_lineage WHERE wire_story_id = 's9'") == [(2, 2, 1)]


def test_a_days_pair_counts_stories_by_kind(ask):
    assert ask(f"SELECT stories, bilateral_stories, wire_stories, publishers, material_conflict FROM dyad_daily WHERE pair = 'DZA-MLI' AND day = DATE '{day(8)}'") == [
        (2, 2, 1, 2, 2)
    ]
    assert ask(f"SELECT principal_stories, stories FROM dyad_daily WHERE pair = 'CHN-IDN' AND day = DATE '{day(9)}'") == [(0, 2)]


@pytest.mark.parametrize(
    ("feed", "state", "hours"),
    [("one", "alive", 11), ("two", "silent", 11), ("three", "stale", 11), ("dead", "failing", 11), ("walled", "blocked", 3), ("later", "not_polled", 1)],
)
def test_silence_and_a_dead_feed_differ(ask, feed, state, hours):
    assert ask(f"SELECT state, count(*) FROM coverage_hourly WHERE feed_id = '{feed}' GROUP BY ALL") == [(state, hours)]


def test_coverage_adds_up(ask):
    assert ask("SELECT count(*) FROM coverage_hourly WHERE polled <> changed + unchanged + stale + blocked + failed") == [(0,)]
    assert ask("SELECT count(*) FROM coverage_hourly WHERE listed <> extracted + seen + rejected + dead_letters") == [(0,)]
    assert ask("SELECT DISTINCT rejected, rejected_reasons FROM coverage_hourly WHERE feed_id = 'one'") == [
        (3, [{"reason": "no_link", "count": 2}, {"reason": "too_old", "count": 1}])
    ]


@pytest.mark.parametrize("name", questions())
def test_a_question_gives_the_columns_it_explains_and_finds_something(out, name):
    question = questions()[name]
    found = ask_folder(out, question, values_of(question, {}), MARCH)
    assert found.rows
    assert all(len(row) == len(found.names) for row in found.rows)


def test_the_columns_a_question_explains_are_those_it_gives(out):
    from schemas.questions import duckdb_text

    taken = {"day_from": MARCH.first, "day_to": MARCH.last, "topic": "CT", "pair": ""}
    with connect(out) as connection:
        for name, question in questions().items():
            statement = duckdb_text(name)
            result = connection.execute(statement, {key: value for key, value in taken.items() if f"${key}" in statement})
            assert [column[0] for column in result.description] == list(question.columns), name


def test_there_are_twenty_questions():
    assert len(questions()) == 20


def test_a_skipped_round_is_found(out):
    assert answer(out, "skipped-rounds")[0] == ("IDN-RUS:consultation", "skipped", 3, day(2), 5, day(9), 1, None)


def test_a_round_that_is_late_by_more_than_half_its_interval_is_overdue_and_a_little_late_is_not(out):
    # Two editions in seven days: one every three, the sixth due on the 12th, overdue from the 14th on.
    assert answer(out, "skipped-rounds")[1:] == [("IDN-RUS:consultation", "overdue", 5, day(9), None, None, 7, day(12))]
    question = questions()["skipped-rounds"]
    for last, found in ((13, []), (14, ["overdue"])):
        rows = ask_folder(out, question, values_of(question, {}), Span(day(1), day(last))).rows
        assert [row[1] for row in rows if row[1] == "overdue"] == found


def test_a_meeting_that_was_held_a_day_late_was_held_and_one_that_was_postponed_was_not(out):
    assert answer(out, "planned-never-held") == [("BGR-MKD", day(12), day(4), 1, True)]


def test_a_dead_feed_is_told_from_silence(out):
    assert [(row[0], row[-1]) for row in answer(out, "dead-feeds-or-silence")] == [("FIN-LAO", "silence"), ("PER-PRT", "feeds_dead")]


def test_twins_are_one_origin(out):
    assert answer(out, "independent-origins")[1] == ("IDN-RUS", 3, 3, 3, 2, 1.5)


def test_an_instrument_is_followed_from_stage_to_stage(out):
    ((pair, kind, proposed, negotiated, agreed, signed, *_),) = answer(out, "instrument-ledger")
    assert (pair, kind, proposed, negotiated, agreed, signed) == ("IDN-RUS", "agreement", day(2), None, None, day(9))


def test_another_topic_gives_another_answer(out):
    assert [row[:2] for row in answer(out, "pairs-agreed")] == [("IDN-RUS", 3)]
    assert [row[:2] for row in answer(out, "pairs-agreed", topic="MAR")] == [("IDN-RUS", 1)]


def test_what_is_denied_and_reported_is_a_contradiction(out):
    assert answer(out, "contradictions") == [("DZA-MLI", "ASSAULT", 1, 1, 0, 2)]


@pytest.mark.parametrize("name", sorted(set(questions()) - {"feed-health", "rejected-entries", "revised-stories"}))
def test_a_question_reads_the_wide_columns_of_its_days_alone(name):
    from schemas.questions import duckdb_text

    statement = duckdb_text(name)
    taken = {"day_from": MARCH.first, "day_to": MARCH.last, "topic": "CT", "pair": ""}
    wide = {"dyads", "topics", "events", "officials", "headline", "body", "detail", "lag_s"}
    scans = reads_of(statement, {key: value for key, value in taken.items() if f"${key}" in statement})
    assert [scan for scan in scans if scan.columns & wide and (scan.first == dt.date.min or scan.last > MARCH.last)] == []


@pytest.mark.parametrize("name", questions())
def test_what_a_question_reads_are_columns_of_tables(name):
    from schemas.questions import duckdb_text

    statement = duckdb_text(name)
    taken = {"day_from": MARCH.first, "day_to": MARCH.last, "topic": "CT", "pair": ""}
    known = {table.address: {column.name for column in table.columns} for table in TABLES.values()}
    scans = reads_of(statement, {key: value for key, value in taken.items() if f"${key}" in statement})
    assert scans
    assert all(scan.columns <= known[scan.table] for scan in scans)


def test_a_question_about_fewer_days_opens_fewer_files(ask):
    plan = ask(f"EXPLAIN SELECT pair FROM story_dyads WHERE day = DATE '{day(9)}'")[0][1]
    assert "Scanning Files: 1/" in plan.replace("\n", " ")


@pytest.mark.parametrize(
    ("words", "expected", "code"),
    [
        (["ask", "no-such"], "`dyadwire questions` lists them", 1),
        (["ask", "pairs-agreed", "--out", "nowhere"], "holds no tables", 1),
        (["ask", "pairs-agreed", "--set", "colour=red"], "it takes: topic", 1),
        (["ask", "pairs-agreed", "--day-from", "2026-03-02", "--day-to", "2026-03-01"], "give the earlier day first", 1),
        (["ask", "pairs-agreed", "--project", "wires-prod"], "--project and --dataset together", 2),
        (["questions", "no-such"], "`dyadwire questions` lists them", 1),
    ],
)
def test_a_wrong_question_is_told_with_the_cure(words, expected, code, capsys):
    assert cli.main(words) == code
    assert expected in capsys.readouterr().err


def test_the_answer_and_what_was_read_are_printed(out, capsys):
    assert cli.main(["ask", "skipped-rounds", "--out", str(out), "--day-from", "2026-03-01", "--day-to", "2026-03-31"]) == 0
    said = capsys.readouterr().out
    assert "IDN-RUS:consultation" in said
    assert "2026-03-01 to 2026-03-31; reads " in said
    assert cli.main(["ask", "skipped-rounds", "--out", str(out), "--estimate"]) == 0
    assert "IDN-RUS" not in capsys.readouterr().out
    assert cli.main(["ask", "skipped-rounds", "--out", str(out), "--csv"]) == 0
    assert capsys.readouterr().out.startswith("series_id,finding,edition_before,")


def test_a_question_is_explained(capsys):
    assert cli.main(["questions"]) == 0
    assert "skipped-rounds" in capsys.readouterr().out
    assert cli.main(["questions", "who-spoke"]) == 0
    assert "A pair such as IDN-RUS" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["SELECT 1", "-- question: What?\nSELECT 1", "-- question: What?\n-- columns n: x\nSELECT 1"])
def test_a_question_without_a_head_is_refused_by_name(text):
    with pytest.raises(QuestionError, match="mine.sql"):
        parse_question("mine", text)
