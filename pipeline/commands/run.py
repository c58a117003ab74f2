"""Run one bounded round: poll the feeds that are due, fetch what is new, extract, tag and write it.

Without --feeds the bundled sample wire is served on loopback and read over HTTP. Rows land under --out as Parquet
(stories, dead_letters, feed_polls, runs, lineage) with the ledger beside them; a second round finds only what is new.
Other flags are handed to Beam as they are.

    dyadwire run                                     the sample wire into out/
    dyadwire run --feeds feeds/wires.csv --contact you@example.org
    dyadwire run --feeds feeds/wires.csv --to wires-prod.news       into BigQuery, after `dyadwire tables apply`
"""

from __future__ import annotations

import argparse
import sys

from pipeline.options import OptionsError, add_run_arguments, config_from

TAKES_BEAM_FLAGS = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    add_run_arguments(parser)
    parser.add_argument("--sample-edition", type=int, choices=(1, 2), default=1, help="state of the sample wire: 2 has its corrections (default: 1)")


def run(args: argparse.Namespace) -> int:
    """Run one round; 0 when every feed could be read."""
    try:
        config = config_from(args)
    except OptionsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    from pipeline.progress import quiet_imports  # noqa: PLC0415 - help must stay quick

    with quiet_imports():
        from pipeline.local import UserError, opened_round  # noqa: PLC0415 - help must not import Beam
        from pipeline.report import print_report  # noqa: PLC0415
        from pipeline.runlog import failure_text, run_line  # noqa: PLC0415

    try:
        with opened_round(config, args.sample_edition) as one_round:
            result = one_round()
    except UserError as error:
        sys.stderr.write(failure_text(error, as_json=config.log_json) + "\n")
        return 1
    if config.log_json:
        sys.stderr.write(run_line(result.run, result.recovered) + "\n")
    if not config.quiet:
        print_report(result, config)
    return 1 if result.run.feed_failures else 0
