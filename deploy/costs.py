"""What a day costs, from prices that are yours to give: ``python -m deploy.costs --stories 2000 --price vcpu_hour=0.056``.

The prices below are Google's list prices for europe-west1 in US dollars as they were known in 2025. They were not looked up when this
was written: compare them with the price list before you rely on a figure.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from dataclasses import dataclass

PRICES_OF = "2025"
PRICES: Mapping[str, float] = {
    "vcpu_hour": 0.056,
    "memory_gb_hour": 0.003557,
    "launcher_hour": 0.074,
    "disk_gb_hour": 0.000054,
    "storage_gb_month": 0.02,
    "query_tb": 6.25,
}
ROUNDS = 24
ROW_GB = 20e-6
LEAST_GB = 0.01  # What a statement is billed for at least, for each table it reads.
TABLES, STATEMENTS = 6, 12
TICKS = 1440


@dataclass(frozen=True, slots=True)
class Day:
    """How a day goes.

    Args:
        stories: Rows of stories.
        workers: Workers of a round.
        worker_hours: Hours a worker is up in a round.
        launcher_hours: Hours the launcher is up in a round.
    """

    stories: int
    workers: int
    worker_hours: float
    launcher_hours: float


SMALL, LARGE = Day(2_000, 1, 0.1, 0.15), Day(200_000, 4, 0.5, 0.55)


def touched_gb(day: Day) -> float:
    """Return what a MERGE reads: the partitions of two days.

    >>> touched_gb(LARGE)
    8.0
    """
    return 2 * day.stories * ROW_GB


def costs(day: Day, prices: Mapping[str, float] = PRICES) -> dict[str, float]:
    """Return what a day of hourly rounds costs, by what is paid for.

    >>> round(costs(SMALL)["workers"], 2)
    0.34
    """
    hours = ROUNDS * day.workers * day.worker_hours
    merged = max(TABLES * LEAST_GB, touched_gb(day))
    return {
        "workers": hours * (2 * prices["vcpu_hour"] + 8 * prices["memory_gb_hour"]),
        "launcher": ROUNDS * day.launcher_hours * prices["launcher_hour"],
        "disks": hours * 25 * prices["disk_gb_hour"],
        "storing a day's rows for a month": day.stories * ROW_GB * prices["storage_gb_month"],
        "MERGE": ROUNDS * merged / 1000 * prices["query_tb"],
    }


def tick_costs(day: Day, ticks: int = TICKS, prices: Mapping[str, float] = PRICES) -> dict[str, float]:
    """Return what a day of ``watch --to`` costs in BigQuery, by ``--write``.

    Args:
        day: How many stories it has.
        ticks: Ticks that have news; one a minute is 1,440.
        prices: By name.

    >>> {way: round(cost, 2) for way, cost in tick_costs(LARGE).items()}
    {'merge': 73.08, 'append': 1.08}
    """
    statements = STATEMENTS * LEAST_GB
    read = {"merge": statements + touched_gb(day), "append": statements}
    return {way: ticks * gb / 1000 * prices["query_tb"] for way, gb in read.items()}


def table(days: Mapping[str, Day], prices: Mapping[str, float] = PRICES) -> str:
    """Return both as a table of Markdown."""
    lines = [f"| | {' | '.join(days)} |", "|---" * (len(days) + 1) + "|"]
    made = [costs(day, prices) for day in days.values()]
    rows = {name: [found[name] for found in made] for name in made[0]}
    rows["**together**"] = [sum(found.values()) for found in made]
    for way in ("merge", "append"):
        rows[f"BigQuery for `watch --every 60s --write {way}`"] = [tick_costs(day, prices=prices)[way] for day in days.values()]
    lines += [f"| {name} | {' | '.join(f'{cost:.2f}' for cost in found)} |" for name, found in rows.items()]
    return "\n".join(lines) + "\n"


def _price(text: str) -> tuple[str, float]:
    name, _, value = text.partition("=")
    if name not in PRICES:
        raise argparse.ArgumentTypeError(f"no price is called {name!r}; there are {', '.join(PRICES)}")
    return name, float(value)


def main() -> None:
    """Print the table of a day."""
    parser = argparse.ArgumentParser(prog="python -m deploy.costs", description="What a day costs.")
    parser.add_argument("--stories", type=int, help="stories a day; without it both days of the runbook")
    parser.add_argument("--workers", type=int, default=LARGE.workers, help="workers of a round (default: %(default)s)")
    parser.add_argument("--worker-hours", type=float, default=LARGE.worker_hours, help="hours a worker is up in a round (default: %(default)s)")
    named = f"one of {', '.join(PRICES)}; may be repeated"
    parser.add_argument("--price", type=_price, action="append", default=[], metavar="NAME=DOLLARS", help=named)
    args = parser.parse_args()
    days = {"2,000 stories": SMALL, "200,000 stories": LARGE}
    if args.stories is not None:
        days = {f"{args.stories:,} stories": Day(args.stories, args.workers, args.worker_hours, args.worker_hours + 0.05)}
    sys.stdout.write(table(days, {**PRICES, **dict(args.price)}))


if __name__ == "__main__":
    main()
