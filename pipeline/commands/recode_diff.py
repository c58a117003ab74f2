"""Say what a change of code or codebook does to the rows, before anything is published.

    dyadwire recode-diff out                  what out/archive gives with the code of today, against the rows in out
    dyadwire recode-diff out recoded          two output folders, such as one that `dyadwire replay` wrote

Rows are compared by row_key, revision by revision: which are gained, lost or changed, in which columns, and for stories on bilateral
security by pair and topic. Versions, run and time of processing are no difference.

Exit codes: 0 no row differs, 3 some do, 1 an output or archive cannot be read.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

DIFFERS = 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("old", type=Path, help="output folder with the rows as they are")
    parser.add_argument("new", type=Path, nargs="?", help="output folder with the rows as they would be (default: the archive of OLD is run again)")
    parser.add_argument("--json", action="store_true", help="print one JSON object with the keys of all rows that differ")


def run(args: argparse.Namespace) -> int:
    """Compare and print."""
    import json  # noqa: PLC0415 - help must stay quick
    import tempfile  # noqa: PLC0415

    from pipeline.recode import compare, fields_of, text_of  # noqa: PLC0415
    from pipeline.sql import NoOutputError  # noqa: PLC0415
    from transforms.edges.warc_reader import ArchiveError  # noqa: PLC0415

    try:
        if args.new is not None:
            found = compare(args.old, args.new)
        else:
            with tempfile.TemporaryDirectory(prefix="dyadwire-recode-") as folder:
                found = compare(args.old, _recoded(args.old, Path(folder) / "out"))
    except (NoOutputError, ArchiveError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(json.dumps(fields_of(found)) + "\n" if args.json else text_of(found))
    return 0 if found.is_same else DIFFERS


def _recoded(old: Path, new: Path) -> Path:
    from pipeline.progress import quiet_imports  # noqa: PLC0415

    with quiet_imports():
        from pipeline.replay import replay, replay_line  # noqa: PLC0415
    for one in replay([old], new):
        sys.stderr.write(replay_line(one) + "\n")
    return new
