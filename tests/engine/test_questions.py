"""Every view and saved question gives the same answer in BigQuery and in DuckDB."""

import datetime as dt
import io
import json
import math

import pyarrow.parquet as pq
import pytest
from google.cloud import bigquery

from pipeline import cli
from pipeline.ask import Span, ask_folder
from pipeline.bigquery import target as tg
from pipeline.bigquery.ask import ask_dataset
from pipeline.sql import connect
from schemas.bigquery import bigquery_schema
from schemas.questions import questions, values_of
from schemas.tables import TABLES
from schemas.views import views
from tests import made_rows
from tests.engine import emulator as em
from tests.engine.conftest import applied

SPAN = Span(dt.date(2026, 3, 1), dt.date(2026, 3, 31))


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    """A folder with the rows of the sample wire and the made ones."""
    from pipeline.local import opened_round
    from pipeline.options import RunConfig

    folder = tmp_path_factory.mktemp("questions") / "out"
    for edition in (1, 2):
        with opened_round(RunConfig(None, folder, max_age_days=0, host_delay_s=0, ignore_due=True, quiet=True), edition) as one_round:
            one_round()
    made_rows.write(folder, made_rows.rows())
    return folder


@pytest.fixture(scope="module")
def loaded(fresh, out):
    """A dataset with the rows of the folder, beside an empty one, and a client for it."""
    with pytest.MonkeyPatch.context() as patch, fresh() as running:
        patch.setenv(tg.EMULATOR, running.address)
        target = tg.Target(em.PROJECT, "questions")
        with tg.connect(target) as client:
            applied(client, target)
            for table in TABLES.values():
                load(client, f"{target}.{table.address}", table.name, out)
            yield client, target


def load(client, address, name, out):
    rows = [row for path in sorted((out / name).glob("day=*/*.parquet")) for row in pq.read_table(path, partitioning=None).to_pylist()]
    lines = "\n".join(json.dumps(row, default=lambda value: value.isoformat(), ensure_ascii=False) for row in rows)
    schema = [bigquery.SchemaField.from_api_repr(field) for field in bigquery_schema(name)]
    config = bigquery.LoadJobConfig(source_format="NEWLINE_DELIMITED_JSON", schema=schema)
    client.load_table_from_file(io.BytesIO(lines.encode()), address, job_config=config).result()


def plain(value):
    if isinstance(value, float) and not math.isnan(value):
        return round(value, 6)
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list) else value


def same(rows):
    return [[plain(value) for value in row] for row in rows]


@pytest.mark.parametrize("name", questions())
def test_a_question_has_the_same_answer_in_both(loaded, out, name):
    client, target = loaded
    question = questions()[name]
    values = values_of(question, {})
    here, there = ask_folder(out, question, values, SPAN), ask_dataset(client, target, question, values, SPAN)
    assert here.rows
    assert same(there) == same(here.rows)


@pytest.mark.parametrize("name", ["story_dyads", "story_topics", "dyad_daily", "coverage_hourly", "wire_lineage"])
def test_a_view_has_the_same_rows_in_both(loaded, out, name):
    client, target = loaded
    with connect(out) as connection:
        columns = [column for column in views()[name].columns if column != "evidence"]
        listed = ", ".join(f"`{column}`" for column in columns)
        here = connection.execute(f"SELECT {listed.replace('`', chr(34))} FROM {name}").fetchall()
    there = [row.values() for row in client.query_and_wait(f"SELECT {listed} FROM {target.table(name)}")]
    assert sorted(map(repr, same(there))) == sorted(map(repr, same(here)))


def test_every_column_of_a_view_is_described(loaded):
    client, target = loaded
    for name, view in views().items():
        live = client.get_table(f"{target}.{name}")
        assert {field.name: field.description for field in live.schema} == view.columns, name


def test_a_server_that_tells_no_bytes_gets_an_estimate_that_says_so(loaded, capsys):
    _, target = loaded
    words = ["ask", "skipped-rounds", "--project", target.project, "--dataset", target.dataset, "--day-from", "2026-03-01", "--day-to", "2026-03-31"]
    assert cli.main(words) == 0
    said = capsys.readouterr().out
    assert "IDN-RUS:consultation" in said
    assert "by BigQuery's dry run" in said or "an estimate of ours" in said
