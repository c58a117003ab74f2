"""Cost of grouping by stories within the horizon: `python tests/bench/bench_lineage.py`. A round of 500 stories against each size."""

from __future__ import annotations

import datetime as dt
import random
import resource
import struct
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from transforms.logic.lineage import Member, Sketch, member_from_json, member_to_json, place_stories
from transforms.logic.lineage.traits import Traits

SIZES = (1_000, 10_000, 100_000)
ROUND = 500
_START = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
_HORIZON_S = 14 * 86_400
_LANGUAGES = ("en", "tr", "ru", "ar", "id", "fr", "es", "fa")
_AGENCIES = ("AA", "TASS", "REUTERS", "AFP", "", "")


def made(number: int, draw: random.Random) -> Member:
    """Return the record of a made-up story; three in ten are copies of an earlier one, and one agency writes a sixth of all."""
    copied = number if draw.random() > 0.3 else draw.randint(max(0, number - 200), number)
    words = random.Random(copied)
    hashes = sorted(words.sample(range(1 << 30), 96))
    names = tuple("".join(words.choices("bfgklmnrst", k=5)) for _ in range(16))
    numbers = tuple(str(words.randint(10, 9_999)) for _ in range(12))
    moment = _START + dt.timedelta(seconds=draw.randint(0, _HORIZON_S))
    traits = Traits(countries=("IDN", "RUS"), numbers=numbers, names=names)
    return Member(f"{number:07}", draw.choice(_LANGUAGES), moment, draw.choice(_AGENCIES), Sketch(struct.pack("<96I", *hashes)), traits=traits)


def measured(size: int) -> tuple[float, float, int]:
    """Return CPU seconds of reading the state and of placing a round, and the bytes of the state."""
    draw = random.Random(size)
    ledger = [member_to_json(made(number, draw)) for number in range(size)]
    fresh = [made(size + number, draw) for number in range(ROUND)]
    began = time.process_time()
    known = [member for text in ledger if (member := member_from_json(text))]
    read = time.process_time()
    place_stories(fresh, known)
    return read - began, time.process_time() - read, sum(map(len, ledger))


def main() -> None:
    for size in SIZES:
        read_s, place_s, size_bytes = measured(size)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        per = 1e6 * (read_s + place_s) / (size + ROUND)
        print(
            f"lineage, {size:7,} stories known, {ROUND} new: read {read_s:6.2f} s, place {place_s:6.2f} s CPU; {per:5.0f} us a story; "
            f"state {size_bytes / 1e6:6.1f} MB, peak memory {peak:5.0f} MB"
        )


if __name__ == "__main__":
    main()
