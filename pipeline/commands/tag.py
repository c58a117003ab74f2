"""Tag texts: JSON lines in, JSON lines out, in the same order.

Each line in is an object with `id`, `text` and, where known, `title`, `lang` (BCP 47) and `published` (RFC 3339). Each
line out has every tag as it stands in the table stories: language, bilateral_security, score, countries, dyads, topics,
events, officials, organisations, forum, instrument, evidence. All offsets point into the text given, those of
`title_mentions` into the title. The language is identified where `lang` is missing, unknown or of another script than the text; relative
dates are read against `published`. Fields we do not know are passed over, and so are blank lines.

A bad line becomes a line with `error` in its place, so that nothing is lost, and the exit code is 1.

    dyadwire tag stories.jsonl > tags.jsonl
    cat stories.jsonl | dyadwire tag - | jq .dyads
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from typing import TextIO

# Editors put this mark of byte order in front of a file.
_MARK = "\ufeff"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", nargs="?", default="-", metavar="FILE", help="JSON lines; - for standard input (default)")
    parser.add_argument("--processes", type=int, default=0, help="worker processes (default: one a core)")
    parser.add_argument("--raw", action="store_true", help="take the text as it is: do not leave out datelines, credits and read-also lines")


def _opened(name: str) -> TextIO:
    return sys.stdin if name == "-" else open(name, encoding="utf-8", errors="surrogateescape")  # noqa: PTH123 - closed with the process


def numbered(stream: TextIO, *, raw: bool) -> Iterator[tuple[int, str, bool]]:
    """Yield the lines that are not blank with their number and how to take their text."""
    for number, line in enumerate(stream, 1):
        if line.strip():
            yield number, line.removeprefix(_MARK), raw


def run(args: argparse.Namespace) -> int:
    """Tag every line; 1 when any was bad."""
    from pipeline.tagging import tagged_lines  # noqa: PLC0415 - help must stay quick

    try:
        stream = _opened(args.file)
    except OSError as error:
        sys.stderr.write(f"{args.file}: {error.strerror}; name a file of JSON lines, or - for standard input\n")
        return 2
    bad = 0
    for number, line, problem in tagged_lines(numbered(stream, raw=args.raw), args.processes):
        sys.stdout.write(line + "\n")
        if problem:
            bad += 1
            sys.stderr.write(f"{args.file}:{number}: {problem}\n")
    sys.stdout.flush()
    if bad:
        sys.stderr.write(f"{bad} bad line{'' if bad == 1 else 's'}; each stands in the output with its error\n")
    return 1 if bad else 0
