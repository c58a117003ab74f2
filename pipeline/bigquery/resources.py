"""What tables and views are to be like, as the resources of BigQuery's REST interface."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from pipeline.bigquery.target import Target
from schemas.bigquery import bigquery_schema
from schemas.tables import LEDGER_TABLES, TABLES, Table
from schemas.views import View, views

Resource = dict[str, Any]
APP_LABEL = {"app": "dyadwire"}


def _doc(row: type) -> str:
    return (row.__doc__ or "").split("\n")[0]


def table_resource(target: Target, table: Table) -> Resource:
    """Return the resource of a table, without what BigQuery adds.

    >>> table_resource(Target("wires", "news"), TABLES["stories"])["timePartitioning"]
    {'type': 'DAY', 'field': 'day'}
    """
    resource: Resource = {
        "tableReference": {"projectId": target.project, "datasetId": target.dataset, "tableId": table.address},
        "description": _doc(table.row),
        "labels": APP_LABEL | {"kind": "ledger" if table.name in LEDGER_TABLES else "rows"},
        "schema": {"fields": bigquery_schema(table.name)},
        "tableConstraints": {"primaryKey": {"columns": [table.key]}},
    }
    if table.partition:
        resource["timePartitioning"] = {"type": "DAY", "field": table.partition}
        resource["requirePartitionFilter"] = table.require_partition_filter
    if table.clustering:
        resource["clustering"] = {"fields": list(table.clustering)}
    return resource


def _view_resource(target: Target, view: View) -> Resource:
    sql = view.text(target.table)
    meaning = json.dumps([sql, view.comment, view.columns])
    return {
        "tableReference": {"projectId": target.project, "datasetId": target.dataset, "tableId": view.name},
        "description": view.comment,
        # Views are compared by this digest: BigQuery may give the text back in another shape.
        "labels": APP_LABEL | {"kind": "view", "definition": hashlib.sha256(meaning.encode()).hexdigest()[:16]},
        "view": {"query": sql, "useLegacySql": False},
    }


def view_resources(target: Target) -> list[Resource]:
    """Return the resources of every view, each behind those it reads.

    >>> [one["tableReference"]["tableId"] for one in view_resources(Target("wires", "news"))][:2]
    ['dead_letters', 'feed_polls']
    """
    return [_view_resource(target, view) for view in views().values()]


def resources(target: Target) -> list[Resource]:
    """Return everything a dataset is to hold, in an order in which it can be made.

    >>> resources(Target("wires", "news"))[0]["tableReference"]["tableId"]
    'stories_v1'
    """
    tables = [table_resource(target, table) for table in (*TABLES.values(), *LEDGER_TABLES.values())]
    return tables + view_resources(target)
