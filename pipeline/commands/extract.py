"""Extract the stories of saved pages: one JSON line a page, in the order given.

    dyadwire extract page.html archive/*.html.gz > stories.jsonl
    dyadwire extract --jsonl pages.jsonl        # lines of {"id", "path", "url"?, "fetched"?}; - is standard input

Every line has status, title, body (without wire furniture), standfirst, authors, published, modified, language,
dateline, credit, method, profile and flags. A file that cannot be read, or a line of the list with a wrong url or fetched, is a
line with "error" that names the cure, and the command ends with 1; with 2 where there is no list to read.
Each page has 20 seconds of CPU and 2 GiB of memory in a process of its own; one that takes more, or kills that process, is "quarantined" with
its reason (cpu_budget, wall_time, memory, killed, parser_failed), and the next is read.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("files", nargs="*", type=Path, help="pages: .html, .html.gz or any file of bytes")
    parser.add_argument("--jsonl", default="", help="file of lines {id, path, url?, fetched?}, paths relative to it; - for standard input")
    parser.add_argument("--workers", type=int, default=0, help="processes (default: one a core)")


def run(args: argparse.Namespace) -> int:
    """Extract and print."""
    from pipeline.extracting import BadListError, extract_all, from_files, from_jsonl  # noqa: PLC0415 - help must stay quick

    try:
        wanted = from_files(args.files) + (from_jsonl(args.jsonl) if args.jsonl else [])
    except BadListError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    if not wanted:
        sys.stderr.write("no pages named: give files, or --jsonl FILE (- for standard input)\n")
        return 2
    failed = extract_all(wanted, sys.stdout, sys.stderr, workers=args.workers)
    if failed:
        sys.stderr.write(f'{failed} of {len(wanted)} pages could not be read: see the lines with "error"\n')
    return 1 if failed else 0
