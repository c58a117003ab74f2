"""Score dates in text: sentences that hold one date, right where a value found is one of the values the set gives.

Left out: sentences whose date the set calls unresolvable, and those without day of writing and without a year, where
nobody could tell.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import defaultdict
from pathlib import Path

from measures import Measure, bootstrap, f1

from transforms.logic.dates import find_dates

_FILE = "recognizers_dates.jsonl"
_PEER = {"en": 0.45, "tr": 0.34, "ar": 0.13}  # dateparser's search_dates


def values(row: dict) -> set[str]:
    """Return the days the set gives for a sentence, empty where it is left out."""
    if not row["single_date"] or not (row["reference"] or re.search(r"\d{4}", row["text"])):
        return set()
    return {value[:10] for one in row["dates"] for value in one["value"] if value and value[0].isdecimal()}


def counts(row: dict) -> tuple[int, int, int]:
    """Return right, extra and missed of one sentence."""
    gold = values(row)
    reference = dt.date.fromisoformat(row["reference"][:10]) if row["reference"] else None
    found = {mention.value.isoformat() for mention in find_dates(row["text"], row["lang"], reference)}
    right = bool(gold & found)
    return int(right), len(found - gold), int(not right)


def measure(shared: Path) -> list[Measure]:
    rows: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for line in (shared / "gold" / "tagging" / _FILE).read_text("utf-8").splitlines():
        row = json.loads(line)
        if values(row):
            rows[row["lang"]].append(counts(row))
    out = []
    for language, part in sorted(rows.items()):
        low, high = bootstrap(part, lambda total: f1(*total))
        out.append(Measure(f"dates/{language}", f1(*map(sum, zip(*part, strict=True))), low, high, len(part), "F1", _PEER.get(language)))
    return out
