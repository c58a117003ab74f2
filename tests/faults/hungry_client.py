"""Fetch hostile bodies, 20 at once, and print how far the memory rose: in a process of its own, fed by ``feed_it``."""

from __future__ import annotations

import json
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import brotli
import zstandard

from tests.faults.bed import Bed, answer, endless

from transforms.edges.fetch_records import FetchConfig, user_agent
from transforms.edges.http import Fetcher, Request
from transforms.edges.resolver import FixedResolver
from transforms.edges.rounds import fetch_many

ROOT = Path(__file__).parents[2]


def feed_it(server: Bed) -> dict[str, Any]:
    """Play bombs and endless bodies to a client of its own, and return what it says of its memory."""
    zeros = bytes(100_000_000)
    # Half noise: this one shrinks too little to be called a bomb and runs into the cap on decoded bytes.
    lukewarm = zlib.compress(b"".join(bytes(2_000) + bytes([number % 251]) * 50 for number in range(40_000)), 1)
    coded = {"deflate": zlib.compress(zeros, 9), "br": brotli.compress(zeros, quality=4), "zstd": zstandard.compress(zeros)}
    for name, body in coded.items():
        server.play(f"/{name}", answer(200, [("Content-Encoding", name)], body))
    server.play("/lukewarm", answer(200, [("Content-Encoding", "deflate")], lukewarm))
    server.play("/endless", endless(b"HTTP/1.1 200 OK\r\n\r\n", most=40_000_000))
    command = [sys.executable, "-m", "tests.faults.hungry_client", str(server.port), "/deflate", "/br", "/zstd", "/endless", "/lukewarm"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)  # type: ignore[no-any-return]


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
