"""Make or migrate the tables and views of a BigQuery dataset; what would be done is printed first.

Only adds: a dataset, tables, views, nullable columns, descriptions, labels, clustering. Where a step would lose data or cannot be
done in place, nothing at all is changed and the line says what to do. A second time does nothing.

    dyadwire tables apply --project wires-prod --dataset news --location EU
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from pipeline.commands.tables import add_target_arguments, print_steps, with_plan

if TYPE_CHECKING:
    from google.cloud import bigquery

    from pipeline.bigquery.plan import Step
    from pipeline.bigquery.target import Target


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    add_target_arguments(parser)
    parser.add_argument("--location", default="", help="where a new dataset is made, such as EU or europe-west3 (default: BigQuery's, US)")


def run(args: argparse.Namespace) -> int:
    """Print the plan and do it; 0 when the dataset is as it is to be."""
    from pipeline.bigquery.migrate import apply  # noqa: PLC0415 - help must stay quick

    def act(client: bigquery.Client, target: Target, steps: list[Step]) -> int:
        print_steps(args, target, steps)
        if any(step.refused for step in steps):
            sys.stderr.write("nothing was changed: mend what is refused above, then apply again\n")
            return 1
        apply(client, target, steps, args.location)
        return 0

    return with_plan(args, act)
