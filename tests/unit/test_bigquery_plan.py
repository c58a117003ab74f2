"""What is planned for a dataset, and how failures of BigQuery are told."""

import copy

import pytest
import requests
from google.api_core import exceptions

from pipeline import cli
from pipeline.bigquery import target as tg
from pipeline.bigquery.plan import name_of, plan
from pipeline.bigquery.resources import resources

TARGET = tg.Target("wires-prod", "news")


@pytest.fixture
def live():
    return {name_of(one): copy.deepcopy(one) for one in resources(TARGET)}


def column(live, table, name):
    return next(field for field in live[table]["schema"]["fields"] if field["name"] == name)


def planned(live):
    return [str(step) for step in plan(resources(TARGET), live)]


def test_nothing_is_planned_where_nothing_differs(live):
    assert planned(live) == []


def test_other_spellings_of_a_type_are_the_same_type(live):
    column(live, "stories_v1", "revision")["type"] = "INT64"
    column(live, "stories_v1", "bilateral_security")["type"] = "BOOL"
    column(live, "stories_v1", "dyads")["type"] = "STRUCT"
    assert planned(live) == []


def test_tables_of_other_names_are_left_alone(live):
    live["mine"] = {"tableReference": {"tableId": "mine"}}
    assert planned(live) == []


def test_a_missing_nested_column_is_added(live):
    dyads = column(live, "stories_v1", "dyads")
    dyads["fields"] = [field for field in dyads["fields"] if field["name"] != "reciprocal"]
    (step,) = plan(resources(TARGET), live)
    if column({"stories_v1": resources(TARGET)[0]}, "stories_v1", "dyads")["fields"]:
        assert (step.table, step.column) == ("stories_v1", "dyads.reciprocal")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"type": "STRING"}, "refuse    stories_v1.revision  is STRING in BigQuery and INTEGER in the schema"),
        ({"mode": "REPEATED"}, "refuse    stories_v1.revision  is REPEATED in BigQuery and REQUIRED in the schema"),
        ({"mode": "NULLABLE"}, "refuse    stories_v1.revision  is NULLABLE in BigQuery and REQUIRED in the schema"),
        ({"description": "old"}, "describe  stories_v1.revision"),
        ({"name": "gone"}, "refuse    stories_v1.revision  is new and REQUIRED"),
    ],
)
def test_a_column_that_differs_is_planned_or_refused_by_name(live, change, expected):
    column(live, "stories_v1", "revision").update(change)
    assert planned(live)[0].startswith(expected)


def test_a_column_may_be_relaxed(live):
    column(live, "stories_v1", "guid")["mode"] = "REQUIRED"
    assert planned(live) == ["relax     stories_v1.guid  REQUIRED becomes NULLABLE"]


def test_another_partition_is_refused_and_another_clustering_is_set(live):
    live["stories_v1"]["timePartitioning"] = {"type": "DAY", "field": "fetched"}
    live["stories_v1"]["clustering"] = {"fields": ["language"]}
    steps = plan(resources(TARGET), live)
    assert [(step.action, step.text.split(" in ")[0]) for step in steps] == [("refuse", "is partitioned by DAY of fetched"), ("set", "clustering")]


def test_a_table_where_a_view_is_to_be_is_refused(live):
    live["stories"] = live.pop("runs_v1")
    assert [(step.action, step.table) for step in plan(resources(TARGET), live)] == [("create", "runs_v1"), ("refuse", "stories")]


def test_labels_of_others_are_kept(live):
    live["runs_v1"]["labels"] = {"team": "desk"}
    (step,) = plan(resources(TARGET), live)
    assert step.patch == {"labels": {"team": "desk", "app": "dyadwire", "kind": "rows"}}


def test_no_view_reads_an_unqualified_table():
    for resource in resources(TARGET):
        if "view" in resource:
            # The crosswalk is rows of its own and reads nothing.
            assert "`wires-prod.news." in resource["view"]["query"] or resource["tableReference"]["tableId"] == "topic_crosswalk"
            assert " stories_v1" not in resource["view"]["query"]


def error_of(kind, message, reason="x"):
    return kind(message, errors=[{"message": message, "reason": reason}])


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (error_of(exceptions.Forbidden, "Access Denied: Dataset wires-prod:news"), "roles/bigquery.dataEditor"),
        (error_of(exceptions.NotFound, "Not found: Project wires-prod"), "check the project id"),
        (error_of(exceptions.NotFound, "Not found: Table wires-prod:news.runs_v1"), "dyadwire tables apply --project wires-prod --dataset news"),
        (error_of(exceptions.Forbidden, "Quota exceeded: Your project exceeded quota for load jobs", "quotaExceeded"), "run again later"),
        (error_of(exceptions.BadRequest, "No such field: x"), "dyadwire tables diff"),
        (requests.exceptions.ConnectionError("refused"), "run again and it is completed"),
        (exceptions.RetryError("gave up", error_of(exceptions.ServiceUnavailable, "backend")), "repeated for"),
    ],
)
def test_a_failure_is_told_with_its_cure(error, expected):
    with pytest.raises(tg.CloudError) as told, tg.explained(TARGET):
        raise error
    assert expected in str(told.value)


def test_missing_credentials_are_told_with_the_cure(monkeypatch, tmp_path, capsys):
    monkeypatch.delenv(tg.EMULATOR, raising=False)
    monkeypatch.delenv("GOOGLE_APPLICATION_CREDENTIALS", raising=False)
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(tmp_path))
    monkeypatch.setenv("NO_GCE_CHECK", "true")
    assert cli.main(["tables", "plan", "--project", "wires-prod", "--dataset", "news"]) == 1
    assert "gcloud auth application-default login" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["news", "Wires.news", "wires-prod.", "wires-prod.a-b", ""])
def test_a_target_that_is_none_is_refused(text):
    with pytest.raises(ValueError, match="no PROJECT"):
        tg.parse_target(text)
