"""Show the health of every polled feed, from the polls on record: those that need a look first.

    dyadwire feeds status --out out
    dyadwire feeds status --out out --bad          # only feeds that fail or raise an alarm

Ends with 1 when the folder holds no output, or when a feed fails.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

_NAMES = ("feed", "last outcome", "last poll", "next due", "failures", "alarms", "listed", "new", "new 7d", "polls")
# Times are shown to the minute, in UTC. A poll that was not due is no news of a feed.
_SQL = """
SELECT feed_id,
  arg_max(outcome, polled),
  strftime(max(polled), '%Y-%m-%d %H:%M'),
  coalesce(strftime(arg_max(next_due, polled), '%Y-%m-%d %H:%M'), ''),
  arg_max(failures, polled),
  arg_max(array_to_string(alarms, ', '), polled),
  arg_max(listed, polled),
  arg_max("new", polled),
  sum("new") FILTER (WHERE polled > (SELECT max(polled) FROM feed_polls) - INTERVAL 7 DAYS),
  count(*)
FROM feed_polls
WHERE outcome <> 'not_due' AND sitemap_of IS NULL
GROUP BY feed_id
ORDER BY arg_max(failures, polled) DESC, arg_max(len(alarms), polled) DESC, feed_id
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--out", type=Path, default=Path("out"), help="folder that `dyadwire run` wrote (default: out)")
    parser.add_argument("--bad", action="store_true", help="only feeds that fail or raise an alarm")


def run(args: argparse.Namespace) -> int:
    """Print the table."""
    from pipeline.sql import NoOutputError, table_text  # noqa: PLC0415 - help must stay quick

    try:
        rows = health(args.out)
    except NoOutputError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    failing = sum(bool(row[4]) for row in rows)
    alarmed = sum(bool(row[5]) for row in rows)
    shown = [row for row in rows if row[4] or row[5]] if args.bad else rows
    if shown:
        sys.stdout.write(table_text(_NAMES, shown) + "\n")
    sys.stdout.write(f"{len(rows)} feeds polled; {failing} fail, {alarmed} with alarms. Times are UTC.\n")
    return 1 if failing else 0


def health(out: Path) -> list[tuple[Any, ...]]:
    """Return one row for each feed ever polled, those that fail first.

    Args:
        out: Folder that ``dyadwire run`` wrote.

    Raises:
        NoOutputError: The folder holds no output.
    """
    from pipeline.sql import query  # noqa: PLC0415

    return query(out, _SQL)[1]
