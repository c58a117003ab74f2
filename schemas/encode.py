"""Turn row dataclasses into plain values, and check plain values against a table."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from schemas.tables import ALL_TABLES, Column

_PYTHON: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "float": (float, int),
    "boolean": (bool,),
    "timestamp": (dt.datetime,),
    "date": (dt.date,),
}
_INT64 = 1 << 63


def to_plain(value: Any) -> Any:
    """Turn a row, or any value in one, into dicts, lists and scalars.

    >>> from schemas.rows import ReasonCount
    >>> to_plain((ReasonCount("no_link", 2),))
    [{'reason': 'no_link', 'count': 2}]
    """
    if isinstance(value, tuple | list):
        return [to_plain(item) for item in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    return value


def _scalar_problem(column: Column, value: Any) -> str | None:
    expected: Any = _PYTHON[column.kind]
    if not isinstance(value, expected) or (column.kind != "boolean" and isinstance(value, bool)):
        return f"is {type(value).__name__}, not {column.kind}"
    return _number_problem(column, value) or _other_problem(column, value)


def _number_problem(column: Column, value: Any) -> str | None:
    if column.kind == "integer" and not -_INT64 <= value < _INT64:
        return "does not fit 64 bits"
    if column.kind == "float" and not math.isfinite(value):
        return "is no finite number"
    return None


def _other_problem(column: Column, value: Any) -> str | None:
    if column.kind == "timestamp" and value.tzinfo is None:
        return "has no time zone; make it aware UTC"
    if column.kind == "date" and isinstance(value, dt.datetime):
        return "is a timestamp, not date"
    if column.kind == "string" and not _is_unicode(value):
        return "holds an unpaired surrogate; replace it"
    return None


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _item_problems(column: Column, value: Any, place: str) -> Iterator[str]:
    if column.kind != "record":
        problem = _scalar_problem(column, value)
        if problem:
            yield f"{place} {problem}"
    elif isinstance(value, Mapping):
        yield from _problems(column.fields, value, f"{place}.")
    else:
        yield f"{place} is {type(value).__name__}, not a record"


def _problems(columns: Sequence[Column], row: Mapping[str, Any], path: str) -> Iterator[str]:
    known = {column.name for column in columns}
    yield from (f"{path}{name} is no column of this table" for name in row if name not in known)
    for column in columns:
        value = row.get(column.name)
        if value is None:
            if column.mode != "nullable":
                yield f"{path}{column.name} is missing and {column.mode}"
        elif column.mode != "repeated":
            yield from _item_problems(column, value, path + column.name)
        elif isinstance(value, list):
            for index, item in enumerate(value):
                yield from _item_problems(column, item, f"{path}{column.name}[{index}]")
        else:
            yield f"{path}{column.name} is {type(value).__name__}, not a list"


def problems(table: str, row: Mapping[str, Any]) -> list[str]:
    """List what keeps a plain row out of a table, each naming the column; empty where it fits.

    Args:
        table: Name of the table, without version.
        row: As :func:`to_plain` gives it.

    >>> problems("runs", {"run_id": 7})[0]
    'run_id is int, not string'
    """
    return list(_problems(ALL_TABLES[table].columns, row, ""))
