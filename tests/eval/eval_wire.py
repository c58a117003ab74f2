"""Score wire furniture: place, country and agency of datelines and credits, and each piece taken out of the body.

Two sets: the labelled wire stories, which give a dateline's place and the credited agency, and stories of our own in all
sixteen language versions (`wire/*.txt`), whose furniture is marked as it stands in the text.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from measures import Measure, bootstrap, f1, micro_f1

from schemas.elements import WireText
from transforms.logic.tagging.text import fold
from transforms.logic.wire import read_furniture
from transforms.logic.wire.agencies import agency_of

STORIES = Path(__file__).resolve().parent / "wire"
_MARK = re.compile(r"⟦(?P<kind>\w+):(?P<text>[^⟧]*)⟧")
_FACT = re.compile(r"^# (?P<name>\w+): (?P<value>.*)$")


@dataclass
class Marked:
    """A story with its furniture marked: text, pieces as (kind, start, end), and what they say."""

    text: str
    language: str
    pieces: set[tuple[str, int, int]]
    facts: dict[str, str] = field(default_factory=dict)


def read_marked(source: str, language: str) -> Marked:
    """Read a marked story: facts on lines that start with #, then the text with ⟦kind:...⟧ round each piece."""
    lines = source.strip("\n").split("\n")
    facts = {match["name"]: match["value"].strip() for line in lines if (match := _FACT.match(line))}
    body = "\n".join(line for line in lines if not line.startswith("# "))
    parts, pieces, last, length = [], set(), 0, 0
    for match in _MARK.finditer(body):
        parts += [body[last : match.start()], match["text"]]
        length += match.start() - last
        pieces.add((match["kind"], length, length + len(match["text"])))
        length, last = length + len(match["text"]), match.end()
    return Marked("".join(parts) + body[last:], language, pieces, facts)


def marked_stories() -> Iterator[Marked]:
    """Yield our own stories, language by language; a line of === parts them."""
    for path in sorted(STORIES.glob("*.txt")):
        for source in re.split(r"^===$", path.read_text("utf-8"), flags=re.MULTILINE):
            if source.strip():
                yield read_marked(source, path.stem)


def read(story: Marked) -> WireText:
    """Read the furniture of one of our stories."""
    return read_furniture(story.facts.get("title", ""), story.text, language=story.language, publisher=story.facts.get("publisher", ""))


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a span without the white space at its ends."""
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())


def pieces_of(story: Marked, wire: WireText) -> tuple[set[tuple[str, int, int]], set[tuple[str, int, int]]]:
    """Return the pieces found and the pieces marked, trimmed, as (kind, start, end)."""
    found = {(item.kind, *trimmed(story.text, item.start, item.end)) for item in wire.removed}
    return found, {(kind, *trimmed(story.text, start, end)) for kind, start, end in story.pieces}


def _facts(story: Marked, wire: WireText, names: tuple[str, ...]) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    got = {
        "place": wire.located,
        "country": wire.dateline_country,
        "agency": wire.dateline_agency,
        "date": str(wire.dateline_date or ""),
        "origin": wire.origin_agency,
        "cited": ",".join(wire.cited),
        "byline": wire.byline,
    }
    return {(name, got[name]) for name in names if got[name]}, {(name, story.facts[name]) for name in names if story.facts.get(name)}


def _lost(story: Marked, found: set[tuple[str, int, int]]) -> float:
    """Return how many characters of the story's own words were taken out."""
    inside = [False] * len(story.text)
    for _, start, end in story.pieces:
        inside[start:end] = [True] * (end - start)
    return sum(not inside[at] and not story.text[at].isspace() for _, start, end in found for at in range(start, end))


def _ours() -> Iterator[Measure]:
    stories = [(story, read(story)) for story in marked_stories()]
    by_language: dict[str, list[tuple[set, set]]] = defaultdict(list)
    for story, wire in stories:
        by_language[story.language].append(pieces_of(story, wire))
    for language, pairs in sorted(by_language.items()):
        yield micro_f1(f"wire/pieces/{language}", pairs, 0.9)
    pairs = [pair for part in by_language.values() for pair in part]
    rows = [(len(found & gold), len(found - gold), len(gold - found)) for found, gold in pairs]
    right, extra, missed = (sum(column) for column in zip(*rows, strict=True))
    yield Measure(
        "wire/pieces/precision", right / (right + extra), *bootstrap(rows, lambda t: t[0] / max(1, t[0] + t[1])), len(rows), "precision", 0.98
    )
    yield Measure("wire/pieces/recall", right / (right + missed), *bootstrap(rows, lambda t: t[0] / max(1, t[0] + t[2])), len(rows), "recall", 0.9)
    kept = [(len(story.text) - _lost(story, pieces_of(story, wire)[0]), len(story.text)) for story, wire in stories]
    share = sum(row[0] for row in kept) / sum(row[1] for row in kept)
    yield Measure("wire/words_kept", share, *bootstrap(kept, lambda t: t[0] / t[1]), len(kept), "share", 0.999, "of the stories' own words")
    for name in ("place", "country", "agency", "date", "origin", "cited", "byline"):
        yield micro_f1(f"wire/{name}", [_facts(story, wire, (name,)) for story, wire in stories], 0.9)


def _plain(text: str | None) -> str:
    return fold(text or "")[0].replace(" ", "")


def _agencies(credit: str | None) -> set[str]:
    return {agency_of(part) for part in re.split(r"[()/]", credit or "") if part.strip()} - {""}


def _labelled(shared: Path) -> Iterator[Measure]:
    places: list[tuple[set[str], set[str]]] = []
    credit: list[tuple[int, int, int]] = []
    for line in (shared / "gold" / "stories_wire_dev.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        wire = read_furniture(row["title"] or "", row["text"], language=row["lang"])
        places.append(({_plain(wire.located)} - {""}, {_plain(row["dateline_place"])} - {""}))
        gold, found = _agencies(row["wire_credit"]), wire.origin_agency
        # A label that names two agencies takes either.
        right = bool(found and found in gold)
        credit.append((int(right), int(bool(found) and not right), int(bool(row["wire_credit"]) and not right)))
    yield micro_f1("wire/stories_wire_dev/place", places, 0.9)
    total = [sum(column) for column in zip(*credit, strict=True)]
    yield Measure("wire/stories_wire_dev/credit", f1(*total), *bootstrap(credit, lambda t: f1(*t)), len(credit), "F1", 0.9)


def measure(shared: Path) -> list[Measure]:
    """Score both sets."""
    return [*_ours(), *_labelled(shared)]
