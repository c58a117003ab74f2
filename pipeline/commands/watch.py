"""Run rounds on a clock, in one process, until stopped.

Each tick is one bounded round; feeds that are not due are left alone. SIGTERM or Ctrl-C finishes the tick and exits 0.

    dyadwire watch --every 60s --feeds feeds/wires.csv --contact you@example.org
"""

from __future__ import annotations

import argparse
import signal
import sys
import threading

from pipeline.options import OptionsError, add_run_arguments, config_from, seconds

TAKES_BEAM_FLAGS = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    add_run_arguments(parser)
    parser.add_argument("--every", type=seconds, default=60.0, metavar="SPAN", help="from the start of a tick to the next (default: 60s)")
    parser.add_argument("--ticks", type=int, default=0, help="stop after this many ticks (default: never)")
    parser.add_argument("--sample-edition", type=int, choices=(1, 2), default=1, help=argparse.SUPPRESS)


def run(args: argparse.Namespace) -> int:
    """Tick until told to stop; 0 unless a tick could not run at all."""
    try:
        config = config_from(args)
    except OptionsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    from pipeline.progress import quiet_imports  # noqa: PLC0415 - help must stay quick

    with quiet_imports():
        from pipeline.local import UserError, opened_round, tick_loop  # noqa: PLC0415 - help must not import Beam
        from pipeline.report import summary  # noqa: PLC0415
        from pipeline.runlog import failure_text, run_line  # noqa: PLC0415

    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    try:
        with opened_round(config, args.sample_edition) as one_round:
            for result in tick_loop(one_round, args.every, stop, args.ticks):
                sys.stdout.write(summary(result) + "\n")
                sys.stdout.flush()
                if config.log_json:
                    sys.stderr.write(run_line(result.run, result.recovered) + "\n")
    except UserError as error:
        sys.stderr.write(failure_text(error, as_json=config.log_json) + "\n")
        return 1
    return 0
