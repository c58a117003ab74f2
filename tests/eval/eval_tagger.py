"""Score the story decision, the pairs and the acts on every labelled set that has them."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from measures import Measure, accuracy, bootstrap, by_document, counts, f1, micro_f1

from schemas.tags import Tags
from transforms.logic.tagging.furnished import tag_with_furniture
from transforms.logic.tagging.declared import lexicon_tag
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
    pairs: list[tuple[set[str], set[str]]] = []
    for row, tags in stories:
        found, gold = ({"yes"} if verdict else set() for verdict in (tags.bilateral_security, row["bilateral_security"]))
        pairs.append((found, gold))
        by_language[lexicon_tag(row["lang"], row["text"])].append((found, gold))
    documents = [row["id"] for row, _ in stories]
    return [
        micro_f1("decision/stories", pairs, 0.85, "stories_dev and stories_wire_dev, agreed rows", documents),
        _each_once(documents, pairs),
        *(micro_f1(f"decision/stories/{language}", part, 0.70) for language, part in sorted(by_language.items())),
    ]


def _each_once(documents: list[str], pairs: list[tuple[set[str], set[str]]]) -> Measure:
    """Return the F1 of the decision with every story counted once, however many languages it stands in."""
    versions = Counter(documents)
    rows = [[count / versions[document] for count in counts(found, gold)] for document, (found, gold) in zip(documents, pairs, strict=True)]
    table = by_document(rows, documents)
    low, high = bootstrap(table, lambda total: f1(*total))
    right, extra, missed = (sum(row[column] for row in table) for column in range(3))
    return Measure("decision/documents", f1(right, extra, missed), low, high, len(table), "F1", None, "each story once")


def measure(shared: Path) -> list[Measure]:
    stories = _stories(shared)
    yes = [(row, tags) for row, tags in stories if row["bilateral_security"]]
    # Where the two annotators disagree on act or status there is no gold.
    acts = [(row, tags) for row, tags in yes if row["event"]]
    stands = [(row, tags) for row, tags in yes if row["status"]]
    gsr = [(row, tag_text(row["text"], language="en")) for row in _lines(shared / "gold" / "tagging" / "plover_gsr.jsonl")]
    zsp = [(row, tag_text(row["text"], language="en")) for row in _lines(shared / "gold" / "tagging" / "plv_zsp.jsonl")]
    return [
        *_decisions(stories),
        micro_f1("dyads/stories", [(_principal(tags), set(row["dyads"])) for row, tags in yes], 0.85, "principal pairs of yes stories", _ids(yes)),
        micro_f1("dyads/plover_gsr", [(_principal(tags), _gsr(row)) for row, tags in gsr], 0.85, "principal pair of one sentence"),
        accuracy("events/stories/primary", [_primary(t) == row["event"] for row, t in acts], None, "root of the primary act", documents=_ids(acts)),
        accuracy("events/stories/status", [_status(tags) == row["status"] for row, tags in stands], documents=_ids(stands)),
        accuracy("events/plv_zsp/root", [_ROOTS.get(_primary(tags), _primary(tags)) == row["event"] for row, tags in zsp], 0.80),
    ]


def _ids(stories: list[tuple[dict[str, Any], Tags]]) -> list[str]:
    return [row["id"] for row, _ in stories]


def _gsr(row: dict[str, Any]) -> set[str]:
    dyad = row["dyad"]
    if dyad and isinstance(dyad[0], str) and len(dyad[0]) == 3:
        return {"-".join(sorted(dyad))}
    return {"-".join(sorted(pair)) if isinstance(pair, list) else pair for pair in dyad}


def _status(tags: Tags) -> str:
    return next((event.status for event in tags.events if event.primary), "")
