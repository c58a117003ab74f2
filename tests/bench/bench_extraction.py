"""Measure CPU time a page against trafilatura with metadata, in one process, pages in turn.

    python tests/bench/bench_extraction.py ../shared
"""

from __future__ import annotations

import gzip
import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import trafilatura

from transforms.logic.extraction import extract

FLOOR = 2.4
_SETS = ("fundus_gold", "zyte_aeb")
_ROUNDS = 2000
_UNDATED = b"<html><body><p>" + b"Posted on the 3rd of March by a clerk. " * 40 + b"</p></body></html>"


def _ours(html: bytes) -> object:
    return extract(html)


def _theirs(html: bytes) -> object:
    return trafilatura.bare_extraction(html, include_comments=False, with_metadata=True)


def _spent(work: Callable[[bytes], object], html: bytes) -> float:
    started = time.process_time()
    work(html)
    return time.process_time() - started


def interval(times: list[tuple[float, float]]) -> tuple[float, float]:
    """Return the bootstrap 95 % interval of the ratio of sums."""
    chance = random.Random(7)
    ratios = []
    for _ in range(_ROUNDS):
        drawn = chance.choices(times, k=len(times))
        ratios.append(sum(theirs for _, theirs in drawn) / sum(ours for ours, _ in drawn))
    cuts = statistics.quantiles(ratios, n=40)
    return cuts[0], cuts[-1]


def main() -> int:
    shared = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared")
    times: list[tuple[float, float]] = []
    for work in (_ours, _theirs):
        work(_UNDATED)  # loads what is loaded once, the date parser above all
    for name in _SETS:
        for path in sorted((shared / "gold" / "pages" / name).glob("*.html.gz")):
            html = gzip.decompress(path.read_bytes())
            times.append((_spent(_ours, html), _spent(_theirs, html)))
    ours, theirs = (1000 * sum(column) / len(times) for column in zip(*times, strict=True))
    low, high = interval(times)
    print(f"{len(times)} pages: {ours:.1f} ms a page, trafilatura with metadata {theirs:.1f} ms, ratio {theirs / ours:.2f} [{low:.2f}, {high:.2f}]")  # noqa: T201
    print(f"slowest page {1000 * max(ours for ours, _ in times):.0f} ms")  # noqa: T201
    return int(theirs / ours < FLOOR)


if __name__ == "__main__":
    sys.exit(main())
