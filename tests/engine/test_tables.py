"""Tables and views made and migrated in BigQuery, through the commands a person types."""

import json

from google.cloud import bigquery

from pipeline import cli
from pipeline.bigquery.resources import resources
from schemas.tables import ALL_TABLES, TABLES
from schemas.topics import topics_table


def dyadwire(target, *words):
    return cli.main([*words, "--project", target.project, "--dataset", target.dataset])


def steps_of(capsys):
    return json.loads(capsys.readouterr().out)


def test_a_plan_says_what_would_be_made_and_makes_nothing(target, client, capsys):
    assert dyadwire(target, "tables", "plan", "--json") == 0
    assert [step["action"] for step in steps_of(capsys)] == ["create"] * (1 + len(resources(target)))
    assert target.dataset not in [found.dataset_id for found in client.list_datasets()]


def test_apply_makes_every_table_and_view_and_a_second_time_nothing(target, client, capsys):
    assert dyadwire(target, "tables", "apply") == 0
    assert {found.table_id for found in client.list_tables(target.dataset)} == {one["tableReference"]["tableId"] for one in resources(target)}
    capsys.readouterr()
    assert dyadwire(target, "tables", "apply") == 0
    assert capsys.readouterr().out == f"{target}: nothing to do\n"
    assert dyadwire(target, "tables", "diff") == 0


def test_a_table_has_partition_clustering_filter_key_and_a_description_on_every_column(dataset, client):
    made = client.get_table(f"{dataset}.stories_v1")
    assert (made.time_partitioning.field, made.time_partitioning.type_, made.require_partition_filter) == ("day", "DAY", True)
    assert made.clustering_fields == list(TABLES["stories"].clustering)
    assert made.table_constraints.primary_key.columns == ["row_key"]
    assert made.labels == {"app": "dyadwire", "kind": "rows"}
    assert all(column.description for column in made.schema)


def test_every_column_stands_as_the_schema_says(dataset, client):
    for table in ALL_TABLES.values():
        live = client.get_table(f"{dataset}.{table.address}")
        assert [column.name for column in live.schema] == [column.name for column in table.columns]


def test_every_view_can_be_read(dataset, client):
    for resource in resources(dataset):
        if "view" in resource:
            name = resource["tableReference"]["tableId"]
            found = list(client.query_and_wait(f"SELECT * FROM {dataset.table(name)}"))
            # Of an empty dataset; the crosswalk is rows of its own.
            assert {row["code"] for row in found} == (set(topics_table()) if name == "topic_crosswalk" else set())


def test_a_column_that_is_missing_is_added_and_can_be_used(dataset, client, capsys):
    live = client.get_table(f"{dataset}.feed_polls_v1")
    client.delete_table(live)
    live.schema = [column for column in live.schema if column.name != "hub"]
    client.create_table(bigquery.Table(live.reference, schema=live.schema))
    before = client.get_table(live.reference)
    before.time_partitioning = bigquery.TimePartitioning(field="day")
    client.update_table(before, ["time_partitioning"])
    capsys.readouterr()
    assert dyadwire(dataset, "tables", "diff", "--json") == 1
    assert {"action": "add", "table": "feed_polls_v1", "column": "hub", "text": "STRING NULLABLE"} in steps_of(capsys)
    assert dyadwire(dataset, "tables", "apply") == 0
    assert dyadwire(dataset, "tables", "diff") == 0
    assert list(client.query_and_wait(f"SELECT hub FROM {dataset.table('feed_polls_v1')}")) == []


def test_a_view_of_another_definition_is_replaced(dataset, client):
    view = client.get_table(f"{dataset}.stories")
    view.view_query, view.labels = "SELECT 1 AS x", {"definition": "old"}
    client.update_table(view, ["view_query", "labels"])
    assert dyadwire(dataset, "tables", "diff") == 1
    assert dyadwire(dataset, "tables", "apply") == 0
    assert list(client.query_and_wait(f"SELECT headline FROM {dataset.table('stories')}")) == []
    assert dyadwire(dataset, "tables", "diff") == 0


def test_a_type_that_differs_is_refused_and_nothing_is_changed(dataset, client, capsys):
    client.delete_table(f"{dataset}.runs_v1")
    client.delete_table(f"{dataset}.lineage_v1")
    client.create_table(bigquery.Table(f"{dataset}.runs_v1", schema=[bigquery.SchemaField("run_id", "INTEGER"), bigquery.SchemaField("mine", "STRING")]))
    capsys.readouterr()
    assert dyadwire(dataset, "tables", "apply") == 1
    said = capsys.readouterr()
    assert "refuse    runs_v1.run_id  is INTEGER in BigQuery and STRING in the schema" in said.out
    assert "refuse    runs_v1.mine  is in BigQuery and not in the schema; no column is dropped here" in said.out
    assert "nothing was changed" in said.err
    assert "lineage_v1" not in [found.table_id for found in client.list_tables(dataset.dataset)]


def test_a_wrong_project_is_named_with_the_cure(target, capsys):
    assert cli.main(["tables", "plan", "--project", "no-such-project", "--dataset", "news"]) == 1
    assert "project no-such-project is not there or not yours" in capsys.readouterr().err


def test_an_emulator_that_is_not_there_is_said(target, monkeypatch, capsys):
    monkeypatch.setenv("BIGQUERY_EMULATOR_HOST", "http://127.0.0.1:9")
    monkeypatch.setenv("DYADWIRE_BIGQUERY_PATIENCE_S", "0.5")
    assert dyadwire(target, "tables", "plan") == 1
    assert "BigQuery does not answer" in capsys.readouterr().err
