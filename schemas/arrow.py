"""Arrow schemas of the tables, for the Parquet files of a local run."""

from __future__ import annotations

from functools import cache

import pyarrow as pa

from schemas.tables import TABLES, Column

_ARROW = {
    "string": pa.string(),
    "integer": pa.int64(),
    "float": pa.float64(),
    "boolean": pa.bool_(),
    "timestamp": pa.timestamp("us", tz="UTC"),
    "date": pa.date32(),
}


def _field(column: Column) -> pa.Field:
    kind = pa.struct([_field(inner) for inner in column.fields]) if column.kind == "record" else _ARROW[column.kind]
    kind = pa.list_(pa.field("element", kind, nullable=False)) if column.mode == "repeated" else kind
    return pa.field(column.name, kind, nullable=column.mode == "nullable", metadata={"description": column.description})


@cache
def arrow_schema(table: str) -> pa.Schema:
    """Return the Arrow schema of a table, with the column descriptions as metadata.

    Raises:
        KeyError: No table has that name.

    >>> arrow_schema("runs").field("run_id").type
    DataType(string)
    """
    return pa.schema([_field(column) for column in TABLES[table].columns])
