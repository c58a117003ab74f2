"""What tables and views are to be like, as the resources of BigQuery's REST interface."""

from __future__ import annotations

import hashlib
from typing import Any

from pipeline.bigquery.target import Target
from schemas.generate import bigquery_schema
from schemas.tables import LEDGER_TABLES, TABLES, Table
from schemas.views import views

Resource = dict[str, Any]
APP_LABEL = {"app": "dyadwire"}
# A constant that every partition meets: it satisfies require_partition_filter where a view must see every revision of a story.
_EVERY_DAY = "day >= DATE '0001-01-01'"


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


def _view_resource(target: Target, name: str, sql: str, comment: str) -> Resource:
    return {
        "tableReference": {"projectId": target.project, "datasetId": target.dataset, "tableId": name},
        "description": comment,
        # Views are compared by this digest: BigQuery may give the text back in another shape.
        "labels": APP_LABEL | {"kind": "view", "definition": hashlib.sha256(sql.encode()).hexdigest()[:16]},
        "view": {"query": sql, "useLegacySql": False},
    }


def view_resources(target: Target) -> list[Resource]:
    """Return the resources of every view, each behind those it reads.

    >>> [one["tableReference"]["tableId"] for one in view_resources(Target("wires", "news"))][:2]
    ['dead_letters', 'feed_polls']
    """
    plain = [
        _view_resource(target, table.name, f"SELECT * FROM {target.table(table.address)}", _doc(table.row))
        for table in TABLES.values()
        if table.name != "stories"
    ]
    stories = f"(SELECT * FROM {target.table(TABLES['stories'].address)} WHERE {_EVERY_DAY})"
    lineage = target.table(TABLES["lineage"].address)
    made = views("bigquery", stories, lineage, f"{target.table('stories')} AS stories")
    return plain + [_view_resource(target, view.name, view.sql, view.comment) for view in made]


def resources(target: Target) -> list[Resource]:
    """Return everything a dataset is to hold, in an order in which it can be made.

    >>> resources(Target("wires", "news"))[0]["tableReference"]["tableId"]
    'stories_v1'
    """
    tables = [table_resource(target, table) for table in (*TABLES.values(), *LEDGER_TABLES.values())]
    return tables + view_resources(target)
