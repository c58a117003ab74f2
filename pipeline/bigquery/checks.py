"""What is looked at before a run writes to a dataset: that the tables take its rows, and that the clocks agree."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from apache_beam.io.filesystems import FileSystems
from google.cloud import bigquery

from pipeline.bigquery.jobs import run_sql
from pipeline.bigquery.migrate import read_live
from pipeline.bigquery.plan import Step, plan
from pipeline.bigquery.resources import Resource, resources
from pipeline.bigquery.target import CloudError, Target

MAX_SKEW = dt.timedelta(minutes=10)
_SHOWN = 5
Schemas = Mapping[str, Sequence[bigquery.SchemaField]]


def _optional(live: Mapping[str, Any], path: str) -> bool:
    """Tell whether rows may leave a live column out."""
    columns: Sequence[Mapping[str, Any]] = live["schema"]["fields"]
    mode = ""
    for name in path.split("."):
        found = next(column for column in columns if column["name"].lower() == name.lower())
        mode, columns = str(found.get("mode") or "NULLABLE").upper(), found.get("fields", ())
    return mode != "REQUIRED"


def blockers(wanted: Sequence[Resource], live: Mapping[str, Mapping[str, Any]]) -> list[Step]:
    """List what keeps rows out of a dataset: missing tables and columns, and columns of another kind.

    A column of the dataset alone blocks nothing where it may be NULL: it is left to its owner.

    >>> from pipeline.bigquery.resources import table_resource
    >>> from schemas.tables import TABLES
    >>> [step.action for step in blockers([table_resource(Target("wires", "news"), TABLES["runs"])], {})]
    ['create']
    """
    found = []
    for step in plan(wanted, live):
        foreign = step.refused and step.column and "is in BigQuery and not in the schema" in step.text
        if foreign and _optional(live[step.table], step.column):
            continue
        if step.refused or step.action in {"create", "add"}:
            found.append(step)
    return found


def check_tables(client: bigquery.Client, target: Target) -> Schemas:
    """See that every table takes the rows of this version.

    Returns:
        The columns of each table as they stand in BigQuery, whose order inside records may be another than ours, by table id.

    Raises:
        CloudError: One does not; the message names table, column and cure.
    """
    wanted = [one for one in resources(target) if "view" not in one]
    live = read_live(client, target, wanted)
    cure = f"run `dyadwire tables apply --project {target.project} --dataset {target.dataset}`"
    if live is None:
        raise CloudError(f"{target} is not there: {cure} once, then run again")
    found = blockers(wanted, live)
    if found:
        shown = "\n".join(f"  {step}" for step in found[:_SHOWN])
        more = f"\n  and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
        raise CloudError(
            f"the tables of {target} do not take the rows of this version; nothing was fetched or written:\n{shown}{more}\n{cure}, then run again"
        )
    return {name: [bigquery.SchemaField.from_api_repr(field) for field in one["schema"]["fields"]] for name, one in live.items()}


def check_staging(folder: str) -> None:
    """See that files can be written to a folder of that kind.

    Raises:
        CloudError: What it takes is not installed.

    >>> check_staging("out/.cloud")
    """
    try:
        FileSystems.get_filesystem(folder)
    except ValueError as error:
        raise CloudError(f"--staging {folder}: {error}; `pip install 'dyadwire[gcp]'` brings what gs:// folders take") from error


def check_clock(client: bigquery.Client, now: dt.datetime) -> None:
    """See that this machine's clock agrees with BigQuery's: rows, schedules and retries are dated by it.

    Raises:
        CloudError: It is more than ten minutes off.
    """
    (row,) = run_sql(client, "SELECT CURRENT_TIMESTAMP() AS now")
    skew = now - row["now"]
    if abs(skew) > MAX_SKEW:
        side = "ahead of" if skew > dt.timedelta() else "behind"
        said = f"this machine's clock is {abs(skew).total_seconds() / 60:.0f} minutes {side} BigQuery's"
        raise CloudError(f"{said}: set it (`timedatectl set-ntp true`) and run again")
