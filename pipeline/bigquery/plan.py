"""What would be changed in a dataset: additive steps, and refusals of whatever would lose data. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.bigquery.resources import Resource

_ALIASES = {"INT64": "INTEGER", "FLOAT64": "FLOAT", "BOOL": "BOOLEAN", "STRUCT": "RECORD"}
_REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to be done, or refused.

    Args:
        action: create, add, relax, describe, set or refuse.
        table: The table or view; empty for the dataset.
        column: Path of the column, empty where it is about the whole table.
        text: What it is, and for a refusal the cure.
        patch: The parts of the resource that are sent; of one table they are all sent together.
    """

    action: str
    table: str
    column: str = ""
    text: str = ""
    patch: Resource = field(default_factory=dict, compare=False, repr=False)

    @property
    def refused(self) -> bool:
        """True where nothing must be applied."""
        return self.action == _REFUSE

    def __str__(self) -> str:
        """Return the step as it is printed."""
        return f"{self.action:<9} {self.table}{'.' if self.column else ''}{self.column}{'  ' if self.text else ''}{self.text}"

    def to_json(self) -> dict[str, str]:
        """Return the step as it is printed with --json."""
        return {"action": self.action, "table": self.table, "column": self.column, "text": self.text}


def name_of(resource: Mapping[str, Any]) -> str:
    """Return the table id of a resource."""
    return str(resource["tableReference"]["tableId"])


def _kind(column: Mapping[str, Any]) -> str:
    kind = str(column["type"]).upper()
    return _ALIASES.get(kind, kind)


def _mode(column: Mapping[str, Any]) -> str:
    return str(column.get("mode") or "NULLABLE").upper()


def _mode_step(table: str, path: str, wanted: str, live: str) -> Step | None:
    if wanted == live:
        return None
    if (wanted, live) == ("NULLABLE", "REQUIRED"):
        return Step("relax", table, path, "REQUIRED becomes NULLABLE")
    text = f"is {live} in BigQuery and {wanted} in the schema; BigQuery cannot change that"
    return Step(_REFUSE, table, path, f"{text}: raise the table's version in schemas/tables.py")


def _columns(table: str, wanted: Sequence[Mapping[str, Any]], live: Sequence[Mapping[str, Any]], prefix: str = "") -> Iterator[Step]:
    there = {column["name"].lower(): column for column in live}
    for column in wanted:
        path = f"{prefix}{column['name']}"
        found = there.pop(column["name"].lower(), None)
        if found is None:
            yield _new_column(table, path, column)
            continue
        if _kind(column) != _kind(found):
            cure = f"make a new column with another name, or raise the version of {table} in schemas/tables.py"
            text = f"is {_kind(found)} in BigQuery and {_kind(column)} in the schema; a type is not changed in place"
            yield Step(_REFUSE, table, path, f"{text}: {cure}")
            continue
        mode = _mode_step(table, path, _mode(column), _mode(found))
        if mode:
            yield mode
        if column.get("description", "") != found.get("description", ""):
            yield Step("describe", table, path)
        yield from _columns(table, column.get("fields", ()), found.get("fields", ()), f"{path}.")
    for column in there.values():
        cure = "put it back in the schema (nullable), or drop it by hand with ALTER TABLE ... DROP COLUMN when its data may go"
        yield Step(_REFUSE, table, f"{prefix}{column['name']}", f"is in BigQuery and not in the schema; no column is dropped here: {cure}")


def _new_column(table: str, path: str, column: Mapping[str, Any]) -> Step:
    if _mode(column) == "REQUIRED":
        return Step(_REFUSE, table, path, "is new and REQUIRED; earlier rows have no value for it: make it nullable in the schema")
    return Step("add", table, path, f"{_kind(column)} {_mode(column)}")


def _partition(resource: Mapping[str, Any]) -> str:
    found = resource.get("timePartitioning") or {}
    return f"{found.get('type', '')} of {found.get('field', '')}" if found else "none"


def _settings(table: str, wanted: Mapping[str, Any], live: Mapping[str, Any]) -> Iterator[Step]:
    for name, empty in (("description", ""), ("clustering", None), ("requirePartitionFilter", False), ("tableConstraints", None)):
        value, found = wanted.get(name, empty), live.get(name) or empty
        if value != found:
            yield Step("set", table, "", name, {name: value})
    missing = {key: value for key, value in wanted["labels"].items() if (live.get("labels") or {}).get(key) != value}
    if missing and "definition" not in missing:
        yield Step("set", table, "", "labels", {"labels": {**(live.get("labels") or {}), **wanted["labels"]}})


def _table(wanted: Resource, live: Mapping[str, Any]) -> Iterator[Step]:
    name = name_of(wanted)
    if live.get("view"):
        yield Step(_REFUSE, name, "", "is a view in BigQuery and a table in the schema; name another dataset, or drop the view by hand")
        return
    if _partition(wanted) != _partition(live):
        text = f"is partitioned by {_partition(live)} in BigQuery and by {_partition(wanted)} in the schema; that is not changed in place"
        yield Step(_REFUSE, name, "", f"{text}: raise the table's version in schemas/tables.py")
    steps = list(_columns(name, wanted["schema"]["fields"], (live.get("schema") or {}).get("fields", ())))
    for step in steps:
        yield step if step.refused else Step(step.action, name, step.column, step.text, {"schema": wanted["schema"]})
    yield from _settings(name, wanted, live)


def _view(wanted: Resource, live: Mapping[str, Any]) -> Iterator[Step]:
    name = name_of(wanted)
    if not live.get("view"):
        yield Step(_REFUSE, name, "", "is a table in BigQuery and a view in the schema; name another dataset, or move the table away by hand")
    elif (live.get("labels") or {}).get("definition") != wanted["labels"]["definition"]:
        yield Step("set", name, "", "view definition", {key: wanted[key] for key in ("view", "description", "labels")})


def plan(wanted: Sequence[Resource], live: Mapping[str, Mapping[str, Any]] | None) -> list[Step]:
    """List what brings a dataset to what it is to be.

    Args:
        wanted: As :func:`pipeline.bigquery.resources.resources` gives it.
        live: Resources by table id as BigQuery gives them; None where the dataset is missing.

    Returns:
        Steps in the order in which they are done; none where nothing differs. Tables of other names are left alone.

    >>> from pipeline.bigquery.resources import resources
    >>> from pipeline.bigquery.target import Target
    >>> both = resources(Target("wires", "news"))
    >>> plan(both, {name_of(one): one for one in both})
    []
    """
    steps = [Step("create", "", "", "dataset")] if live is None else []
    for resource in wanted:
        found = (live or {}).get(name_of(resource))
        if found is None:
            steps.append(Step("create", name_of(resource), "", _summary(resource), resource))
        else:
            steps += (_view if "view" in resource else _table)(resource, found)
    return steps


def _summary(resource: Mapping[str, Any]) -> str:
    if "view" in resource:
        return "view"
    parts = [f"{len(resource['schema']['fields'])} columns", f"key {', '.join(resource['tableConstraints']['primaryKey']['columns'])}"]
    parts += [f"partitioned by {resource['timePartitioning']['field']}"] if "timePartitioning" in resource else []
    parts += ["partition filter required"] if resource.get("requirePartitionFilter") else []
    parts += [f"clustered by {', '.join(resource['clustering']['fields'])}"] if "clustering" in resource else []
    return f"table, {'; '.join(parts)}"
