"""Score how we treated publishers, from the polls on record.

The criteria are those that server operators publish for feed readers: at most hourly, unconditional at most daily,
validators sent back untouched, Cache-Control and Retry-After honoured, no cookies, a User-Agent with contact. Exit code
1 where any is broken, 2 where there is nothing to score.

    dyadwire politeness --out out --days 7
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from transforms.logic.politeness import PollRecord, Report

_SQL = """
WITH polls AS (
  -- Files of an earlier version lack the column.
  SELECT CAST(NULL AS VARCHAR) AS sitemap_of WHERE false
  UNION ALL BY NAME SELECT * FROM read_parquet($pattern, union_by_name=true, hive_partitioning=false)
)
SELECT feed_id, url, host, polled, outcome, status, coalesce(sent_etag, '') AS sent_etag, coalesce(sent_last_modified, '') AS sent_last_modified,
  coalesce(etag, '') AS etag, coalesce(last_modified, '') AS last_modified, retry_after_s, max_age_s, due, next_due, user_agent, bytes,
  coalesce(sitemap_of, '') AS sitemap_of
FROM polls
WHERE $days = 0 OR polled >= (SELECT max(polled) FROM polls) - to_seconds($days * 86400)
ORDER BY polled, feed_id
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("polls", nargs="?", default="", help="Parquet files of feed_polls as a path or glob (default: those of --out)")
    parser.add_argument("--out", type=Path, default=Path("out"), help="folder that `dyadwire run` wrote (default: out)")
    parser.add_argument("--days", type=float, default=0.0, help="only the last so many days (default: all)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def read_polls(pattern: str, days: float = 0.0) -> Iterable[PollRecord]:
    """Yield the polls of Parquet files.

    Args:
        pattern: Path or glob.
        days: Only those within so many days of the latest one; 0 for all.

    Raises:
        duckdb.Error: No file matches, or a column is missing.
    """
    import duckdb  # noqa: PLC0415 - help must stay quick

    from transforms.logic.politeness import PollRecord  # noqa: PLC0415

    with duckdb.connect() as connection:
        connection.execute("SET TimeZone='UTC'")
        found = connection.execute(_SQL, {"pattern": pattern, "days": days})
        names = [column[0] for column in found.description]
        for row in found.fetchall():
            yield PollRecord(**dict(zip(names, row, strict=True)))


def _plain(report: Report) -> dict[str, Any]:
    from dataclasses import asdict  # noqa: PLC0415

    return {"score": round(report.score, 1), "perfect": report.perfect, **asdict(report)}


def _print(report: Report) -> None:
    sent = f"{report.polls} polls of {report.feeds} feeds on {report.hosts} hosts"
    lines = [f"{sent}; {report.conditional} conditional, {report.not_modified} not modified, {report.bytes / 1e6:.1f} MB"]
    for one in report.criteria:
        verdict = "no case" if not one.checked else "broken" if one.broken else "kept"
        lines.append(f"  {one.name:<30} {verdict:<8} {one.checked - one.broken} of {one.checked}")
        lines.extend(f"      {text}" for text in one.examples)
    lines.append(f"score {report.score:.0f} of 100")
    text = "\n".join(lines)
    sys.stdout.write("".join(letter if letter.isprintable() or letter == "\n" else "�" for letter in text) + "\n")


def run(args: argparse.Namespace) -> int:
    """Print the score."""
    import json  # noqa: PLC0415

    import duckdb  # noqa: PLC0415

    from transforms.logic.politeness import score  # noqa: PLC0415

    pattern = args.polls or str(args.out / "feed_polls" / "day=*" / "*.parquet")
    try:
        report = score(read_polls(pattern, args.days))
    except duckdb.Error as error:
        sys.stderr.write(f"no polls to score in {pattern}: {str(error).splitlines()[0]}\nrun `dyadwire run` first, or name the Parquet files\n")
        return 2
    if not report.polls:
        sys.stderr.write(f"{pattern} holds no poll that was sent\n")
        return 2
    if args.json:
        sys.stdout.write(json.dumps(_plain(report), ensure_ascii=True) + "\n")
    else:
        _print(report)
    return 0 if report.perfect else 1
