"""Score the story decision, the pairs and the acts on every labelled set that has them."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from measures import Measure, accuracy, micro_f1

from schemas.tags import Tags
from transforms.logic.tagging.furnished import tag_with_furniture
from transforms.logic.tagging.tagger import tag_text

# plv_zsp joins the two roots of yielding into one.
_ROOTS = {"CONCEDE": "YIELD", "RETREAT": "YIELD"}


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def _primary(tags: Tags) -> str:
    return next((event.plover for event in tags.events if event.primary), "")


def _principal(tags: Tags) -> set[str]:
    return {dyad.pair for dyad in tags.dyads if dyad.principal}


def _stories(shared: Path) -> list[tuple[dict[str, Any], Tags]]:
    rows = [row for name in ("stories_dev.jsonl", "stories_wire_dev.jsonl") for row in _lines(shared / "gold" / name) if row["agreed"]]
    return [(row, tag_with_furniture(row["text"], title=row["title"] or "", language=row["lang"])) for row in rows]


def _decisions(stories: list[tuple[dict[str, Any], Tags]]) -> list[Measure]:
    by_language: dict[str, list[tuple[set[str], set[str]]]] = defaultdict(list)
    for row, tags in stories:
        found, gold = ({"yes"} if verdict else set() for verdict in (tags.bilateral_security, row["bilateral_security"]))
        by_language[row["lang"]].append((found, gold))
    pairs = [pair for part in by_language.values() for pair in part]
    out = [micro_f1("decision/stories", pairs, 0.85, "stories_dev and stories_wire_dev, agreed rows")]
    return out + [micro_f1(f"decision/stories/{language}", part, 0.70) for language, part in sorted(by_language.items())]


def measure(shared: Path) -> list[Measure]:
    stories = _stories(shared)
    yes = [(row, tags) for row, tags in stories if row["bilateral_security"]]
    gsr = [(row, tag_text(row["text"], language="en")) for row in _lines(shared / "gold" / "tagging" / "plover_gsr.jsonl")]
    zsp = [(row, tag_text(row["text"], language="en")) for row in _lines(shared / "gold" / "tagging" / "plv_zsp.jsonl")]
    return [
        *_decisions(stories),
        micro_f1("dyads/stories", [(_principal(tags), set(row["dyads"])) for row, tags in yes], 0.85, "principal pairs of yes stories"),
        micro_f1("dyads/plover_gsr", [(_principal(tags), _gsr(row)) for row, tags in gsr], 0.85, "principal pair of one sentence"),
        accuracy("events/stories/primary", [_primary(tags) == row["event"] for row, tags in yes], None, "root of the primary act of yes stories"),
        accuracy("events/stories/status", [_status(tags) == row["status"] for row, tags in yes], None),
        accuracy("events/plv_zsp/root", [_ROOTS.get(_primary(tags), _primary(tags)) == row["event"] for row, tags in zsp], 0.80),
    ]


def _gsr(row: dict[str, Any]) -> set[str]:
    dyad = row["dyad"]
    if dyad and isinstance(dyad[0], str) and len(dyad[0]) == 3:
        return {"-".join(sorted(dyad))}
    return {"-".join(sorted(pair)) if isinstance(pair, list) else pair for pair in dyad}


def _status(tags: Tags) -> str:
    return next((event.status for event in tags.events if event.primary), "")
