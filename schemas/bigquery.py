"""Tables as BigQuery's JSON schemas. Apart from what generates files: nothing that runs needs the tools of that."""

from __future__ import annotations

from typing import Any

from schemas.tables import ALL_TABLES, Column

_BIGQUERY = {
    "string": "STRING",
    "integer": "INTEGER",
    "float": "FLOAT",
    "boolean": "BOOLEAN",
    "timestamp": "TIMESTAMP",
    "date": "DATE",
    "record": "RECORD",
}


def bigquery_field(column: Column) -> dict[str, Any]:
    """Return a column as BigQuery's JSON schema names it.

    >>> bigquery_field(ALL_TABLES["runs"].columns[0])["mode"]
    'REQUIRED'
    """
    field: dict[str, Any] = {"name": column.name, "type": _BIGQUERY[column.kind], "mode": column.mode.upper(), "description": column.description}
    if column.fields:
        field["fields"] = [bigquery_field(inner) for inner in column.fields]
    return field


def bigquery_schema(table: str) -> list[dict[str, Any]]:
    """Return a table's schema as BigQuery's JSON.

    >>> len(bigquery_schema("runs")) == len(ALL_TABLES["runs"].columns)
    True
    """
    return [bigquery_field(column) for column in ALL_TABLES[table].columns]
