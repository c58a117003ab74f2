"""Speed and memory of `dyadwire tag` on many lines: `python tests/bench/bench_tag_lines.py [LINES]` (default 30,000).

Lines are stories of the sample wire in all its languages, each with an id of its own. The command runs as others run it, on all cores;
lines are made as it asks for them and its output is read as it comes, so that what grows is the command's own. The peak is that of the
command and its workers together, memory they share counted once (Pss).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import cycle, islice
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from pipeline.sample.site import desks, stories

_CHARS = 2_300  # The median length of a wire story.
_EVERY_S = 0.5


def lines(count: int) -> Iterator[str]:
    """Yield JSON lines numbered from 0, the stories of all desks in turn."""
    made = [(desk.language, story.title, story.body.strip() + "\n") for desk in desks() for story in stories(desk.id)]
    for number, (language, title, body) in enumerate(islice(cycle(made), count)):
        text = (f"{number}. {body}" * (_CHARS // len(body) + 1))[:_CHARS]
        yield json.dumps({"id": number, "text": text, "title": title, "lang": language, "published": "2026-03-02T12:00:00Z"}) + "\n"


def family(parent: int) -> set[int]:
    """Return a process and all that it or they started, as /proc knows them."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # It has ended.
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
    found = {parent}
    while grown := {process for process, starter in parents.items() if starter in found} - found:
        found |= grown
    return found


def memory_mb(parent: int) -> float:
    """Return what a process and those it started hold, pages they share counted once."""
    total = 0
    for process in family(parent):
        with suppress(OSError):
            rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
            total += next((int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")), 0)
    return total / 1024


def feed(stream: IO[str], count: int) -> None:
    with stream:
        stream.writelines(lines(count))


def measure(count: int) -> tuple[float, float]:
    """Tag lines and return seconds and the peak in MB; every line must come back, in order."""
    command = [sys.executable, "-m", "pipeline", "tag", "-"]
    began = time.perf_counter()
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None and process.stdout is not None
        threading.Thread(target=feed, args=(process.stdin, count), daemon=True).start()
        peak, looked = 0.0, 0.0
        for number, line in enumerate(process.stdout):
            assert json.loads(line)["id"] == number, f"line {number} is out of order"
            if time.monotonic() - looked > _EVERY_S:
                peak, looked = max(peak, memory_mb(process.pid)), time.monotonic()
        assert number + 1 == count, f"{number + 1} of {count} lines came back"
    assert process.returncode == 0
    return time.perf_counter() - began, peak


def main() -> None:
    most = int(sys.argv[1]) if len(sys.argv) > 1 else 30_000
    for count in (most // 30, most // 3, most):
        spent, peak = measure(count)
        print(f"dyadwire tag: {count:6,} lines in order, {count / spent:5.0f} a second on {os.cpu_count()} cores, peak {peak:4.0f} MB in all processes")


if __name__ == "__main__":
    main()
