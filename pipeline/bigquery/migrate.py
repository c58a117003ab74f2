"""Read what a dataset holds, and bring it to what it is to be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from google.api_core import exceptions
from google.cloud import bigquery

from pipeline.bigquery.plan import Step, name_of
from pipeline.bigquery.resources import APP_LABEL, Resource
from pipeline.bigquery.target import Target, is_missing_project, patience_s
from schemas.views import views

# What the client calls the parts of a resource that it does not call by their own name.
_PROPERTIES = {
    "requirePartitionFilter": "require_partition_filter",
    "tableConstraints": "table_constraints",
    "clustering": "clustering_fields",
    "view": "view_query",
}
_DESCRIPTION = "dyadwire: who deals with whom on security, from the world's news wires."


def read_live(client: bigquery.Client, target: Target, wanted: Sequence[Resource]) -> dict[str, Mapping[str, Any]] | None:
    """Return the resources a dataset holds among those wanted, None where it is missing.

    Raises:
        google.api_core.exceptions.GoogleAPIError: The project is missing, or access denied.
    """
    retry = bigquery.DEFAULT_RETRY.with_timeout(patience_s())
    try:
        client.get_dataset(str(target), retry=retry)
    except exceptions.NotFound as error:
        if is_missing_project(error):
            raise
        return None
    found: dict[str, Mapping[str, Any]] = {}
    for resource in wanted:
        name = name_of(resource)
        try:
            found[name] = client.get_table(f"{target}.{name}", retry=retry).to_api_repr()
        except exceptions.NotFound:
            continue
    return found


def apply(client: bigquery.Client, target: Target, steps: Sequence[Step], location: str = "") -> None:
    """Do the steps of a plan; a second time does nothing that the first did.

    Args:
        client: Of the target's project.
        target: The dataset.
        steps: Of :func:`pipeline.bigquery.plan.plan`, none of them refused.
        location: Where a new dataset is made, such as EU; empty for BigQuery's default.

    Raises:
        ValueError: A step is refused; nothing was changed.
        google.api_core.exceptions.GoogleAPIError: BigQuery refused; steps before it are done.
    """
    if any(step.refused for step in steps):
        raise ValueError("the plan holds refused steps")
    retry = bigquery.DEFAULT_RETRY.with_timeout(patience_s())
    patches: dict[str, Resource] = {}
    redefined = [step.table for step in steps if "view" in step.patch]
    for step in steps:
        if step.action == "create" and not step.table:
            _create_dataset(client, target, location)
        elif step.action == "create":
            client.create_table(bigquery.Table.from_api_repr(step.patch), exists_ok=True, retry=retry)
        else:
            patches.setdefault(step.table, {}).update(step.patch)
    for name, patch in patches.items():
        reference = {"projectId": target.project, "datasetId": target.dataset, "tableId": name}
        table = bigquery.Table.from_api_repr({"tableReference": reference, **patch})
        client.update_table(table, list(_fields(patch)), retry=retry)
    for name in redefined:
        _describe_view(client, f"{target}.{name}", views()[name].columns)


def _describe_view(client: bigquery.Client, address: str, columns: Mapping[str, str]) -> None:
    """Give the columns of a view their descriptions: BigQuery takes none with a view's definition, only once it has read it."""
    retry = bigquery.DEFAULT_RETRY.with_timeout(patience_s())
    view = client.get_table(address, retry=retry)
    fields = [field.to_api_repr() for field in view.schema]
    view.schema = [bigquery.SchemaField.from_api_repr({**field, "description": columns[field["name"]]}) for field in fields]
    client.update_table(view, ["schema"], retry=retry)


def _fields(patch: Mapping[str, Any]) -> list[str]:
    return [_PROPERTIES.get(name, name) for name in patch]


def _create_dataset(client: bigquery.Client, target: Target, location: str) -> None:
    dataset = bigquery.Dataset(str(target))
    dataset.description = _DESCRIPTION
    dataset.labels = APP_LABEL
    if location:
        dataset.location = location
    client.create_dataset(dataset, exists_ok=True, retry=bigquery.DEFAULT_RETRY.with_timeout(patience_s()))
