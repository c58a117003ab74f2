"""Explain one story: the row it would give, the evidence marked in its text, and why each tag stands.

The input is a page or plain text: a file, - for standard input, or an http(s) address (fetched politely).

    dyadwire explain story.txt
    dyadwire explain page.html --json
    dyadwire explain story.txt --why-not MAR --why-not SANCTION
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("source", metavar="FILE|URL|-", help="what to explain")
    parser.add_argument("--url", default="", help="address a file came from: dates and profiles use it")
    parser.add_argument("--title", default="", help="headline of a plain text")
    parser.add_argument("--published", type=_moment, help="when it was published, RFC 3339: relative dates are read against it")
    why_help = "say why bilateral_security, a topic, event, country or pair was not given; may be repeated"
    parser.add_argument("--why-not", action="append", default=[], metavar="TAG", help=why_help)
    parser.add_argument("--json", action="store_true", help="print the row itself as JSON")


def _moment(text: str) -> dt.datetime:
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no RFC 3339 time, such as 2026-03-01T12:00:00Z") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def run(args: argparse.Namespace) -> int:
    """Explain one story; 1 when there is none in the input."""
    from pipeline.explain import NoStoryError, explanation, story_of  # noqa: PLC0415 - help must stay quick
    from pipeline.single import SourceError, read_source  # noqa: PLC0415
    from pipeline.versions import versions  # noqa: PLC0415
    from schemas.encode import to_plain  # noqa: PLC0415
    from transforms.logic.rows import RunStamp, story_row  # noqa: PLC0415

    try:
        content, url = read_source(args.source)
        tagged = story_of(content, url=args.url or url, title=args.title, fetched=dt.datetime.now(dt.UTC), published=args.published)
    except (SourceError, NoStoryError) as error:
        sys.stderr.write(f"{args.source}: {error}\n")
        return 1
    if args.json:
        row = story_row(tagged, RunStamp("explain", versions(), {}, {}), dt.datetime.now(dt.UTC))
        sys.stdout.write(json.dumps(to_plain(row), default=_iso, ensure_ascii=False, indent=1) + "\n")
        return 0
    sys.stdout.write(explanation(tagged, colour=sys.stdout.isatty()))
    if args.why_not:
        from transforms.logic.tagging.explain import why_not  # noqa: PLC0415

        for tag in args.why_not:
            sys.stdout.write(f"{tag}: {why_not(tagged, tag)}\n")
    return 0


def _iso(value: object) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is no JSON value")

