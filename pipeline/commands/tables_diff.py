"""Compare a BigQuery dataset with the schema; made for continuous integration.

Exit code 0 when nothing differs, 1 when something does.

    dyadwire tables diff --project wires-prod --dataset news --json
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
    """Print what differs; 0 when nothing does."""

    def act(_client: bigquery.Client, target: Target, steps: list[Step]) -> int:
        print_steps(args, target, steps)
        return 1 if steps else 0

    return with_plan(args, act)
