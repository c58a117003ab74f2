"""What the tables commands share: flags, the plan of a dataset, how it is printed."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from google.cloud import bigquery

    from pipeline.bigquery.plan import Step
    from pipeline.bigquery.target import Target

Act = Callable[["bigquery.Client", "Target", "list[Step]"], int]


def add_target_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare where, and how to print."""
    parser.add_argument("--project", required=True, help="Google Cloud project id")
    parser.add_argument("--dataset", required=True, help="BigQuery dataset; made where it is missing")
    parser.add_argument("--json", action="store_true", help="print the steps as one JSON list")


def with_plan(args: argparse.Namespace, act: Act) -> int:
    """Read what is there, make the plan and hand it on; problems are printed with their cure."""
    from pipeline.bigquery.migrate import read_live  # noqa: PLC0415 - help must stay quick
    from pipeline.bigquery.plan import plan  # noqa: PLC0415
    from pipeline.bigquery.resources import resources  # noqa: PLC0415
    from pipeline.bigquery.target import CloudError, connect, explained, parse_target  # noqa: PLC0415

    try:
        target = parse_target(f"{args.project}.{args.dataset}")
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    try:
        with explained(target), connect(target) as client:
            wanted = resources(target)
            return act(client, target, plan(wanted, read_live(client, target, wanted)))
    except CloudError as error:
        sys.stderr.write(f"{error}\n")
        return 1


def print_steps(args: argparse.Namespace, target: Target, steps: Sequence[Step]) -> None:
    """Print a plan."""
    if args.json:
        sys.stdout.write(json.dumps([step.to_json() for step in steps], indent=1, ensure_ascii=False) + "\n")
        return
    refused = sum(step.refused for step in steps)
    lines = [str(step) for step in steps]
    counts = f"{len(steps) - refused} to do, {refused} refused" if steps else "nothing to do"
    sys.stdout.write("\n".join([*lines, f"{target}: {counts}"]) + "\n")
