"""Run everything behind the fetch again over archived pages, with the code and codebook of today, into a new folder.

No connection is opened. Every archived run is run again in its order, with its own feed list and hour, so that story ids and revisions
come out as they did; rows carry the versions of today. Compare the result with what is published: `dyadwire recode-diff`.

    dyadwire replay out --out recoded                    everything that `dyadwire run --out out` has archived
    dyadwire replay out/archive/day=2026-03-0* --out recoded

Entries whose page the archived run had not fetched are counted as not_archived; feeds whose rights keep their text out of the archive
are left out and named. Ends with 1 when an archive cannot be read.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("archives", nargs="+", type=Path, metavar="ARCHIVE", help="WARC files, or folders that hold some")
    parser.add_argument("--out", type=Path, required=True, help="new folder for the tables")
    parser.add_argument("--json", action="store_true", help="print one JSON line a run instead of text")


def run(args: argparse.Namespace) -> int:
    """Replay and print what became of each run."""
    from pipeline.progress import quiet_imports  # noqa: PLC0415 - help must stay quick

    with quiet_imports():
        from pipeline.replay import OutputUsedError, replay, replay_fields, replay_line  # noqa: PLC0415
        from transforms.edges.warc_reader import ArchiveError  # noqa: PLC0415
    import json  # noqa: PLC0415

    try:
        for one in replay(args.archives, args.out):
            sys.stdout.write((json.dumps(replay_fields(one)) if args.json else replay_line(one)) + "\n")
            sys.stdout.flush()
    except (ArchiveError, OutputUsedError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"--out {args.out}: {error.strerror or error}; free some space, or name another folder\n")
        return 1
    return 0
