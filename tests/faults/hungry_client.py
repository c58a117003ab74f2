"""Fetch hostile bodies, 20 at once, and print how far the memory rose: run by test_memory in a process of its own."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from transforms.edges.fetch_records import FetchConfig, user_agent
from transforms.edges.http import Fetcher, Request
from transforms.edges.resolver import FixedResolver
from transforms.edges.rounds import fetch_many


def memory_mb(field: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(field))


def main(port: int, paths: list[str]) -> None:
    resolver = FixedResolver({f"h{number}.test": [["127.0.0.1"]] for number in range(20)})
    config = FetchConfig(user_agent("0", "me@a.test"), deadline_s=25.0, max_workers=20, use_robots=False).for_loopback(f"127.0.0.1:{port}")
    fetcher = Fetcher(config, resolver=resolver)
    requests = [Request(f"http://h{number % 20}.test:{port}{paths[number % len(paths)]}", kind="feed") for number in range(40)]
    before = memory_mb("VmRSS")
    outcomes = [result.outcome for result in fetch_many(fetcher, requests)]
    print(json.dumps({"before_mb": before, "rise_mb": memory_mb("VmHWM") - before, "outcomes": outcomes}))  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
