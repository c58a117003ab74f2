"""Print what `tables apply` would do to a BigQuery dataset, and do nothing.

Exit code 1 when a step is refused because it would lose data; the line says which column and what to do.

    dyadwire tables plan --project wires-prod --dataset news
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from pipeline.commands.tables import add_target_arguments, print_steps, with_plan

if TYPE_CHECKING:
    from google.cloud import bigquery

    from pipeline.bigquery.plan import Step
    from pipeline.bigquery.target import Target


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    add_target_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Print the plan; 0 when it can be applied."""

    def act(_client: bigquery.Client, target: Target, steps: list[Step]) -> int:
        print_steps(args, target, steps)
        return 1 if any(step.refused for step in steps) else 0

    return with_plan(args, act)
