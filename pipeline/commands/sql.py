"""Query the output of a run with DuckDB.

Tables: stories_v1, dead_letters, feed_polls, runs, lineage. Views: stories (latest revision), story_dyads,
story_topics, story_events, story_countries, story_officials, story_revisions, dyad_daily, coverage_hourly,
wire_lineage. Times are UTC. `dyadwire questions` lists saved questions.

    dyadwire sql "SELECT pair, count(*) FROM story_dyads WHERE principal GROUP BY pair ORDER BY 2 DESC"
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("statement", nargs="?", default="SHOW TABLES", help="one SQL statement, or - for standard input (default: SHOW TABLES)")
    parser.add_argument("--out", type=Path, default=Path("out"), help="folder that `dyadwire run` wrote (default: out)")
    parser.add_argument("--csv", action="store_true", help="print comma-separated values instead of a table")


def run(args: argparse.Namespace) -> int:
    """Run the statement and print its rows."""
    import csv  # noqa: PLC0415 - help must stay quick

    import duckdb  # noqa: PLC0415

    from pipeline.sql import NoOutputError, print_query, query  # noqa: PLC0415

    statement = sys.stdin.read() if args.statement == "-" else args.statement
    try:
        if args.csv:
            names, rows = query(args.out, statement)
            csv.writer(sys.stdout).writerows([names, *rows])
        else:
            print_query(args.out, statement)
    except NoOutputError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except duckdb.Error as error:
        sys.stderr.write(f"the statement failed: {error}\n")
        return 1
    return 0
