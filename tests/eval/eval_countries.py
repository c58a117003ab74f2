"""Countries: F1 on labelled texts, and the share of an English text's countries found in its translations."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from measures import Measure, accuracy, micro_f1

from transforms.logic.tagging.countries import find_countries, load_cues
from transforms.logic.tagging.patterns import Automaton
from transforms.logic.tagging.text import Text

# Gold of these sets holds names of places only, no nationalities.
_PLACES = frozenset({"name", "capital", "city", "metonym"})
_SETS = {"re3d": 0.94, "geowebnews": 0.90, "trnews": 0.90, "slavicner_ru": 0.92, "uner_set_hr": None, "nergrit_id": None}
_PLACE_SETS = {"slavicner_ru": 0.92, "uner_set_hr": None}
# Gold of these sets knows the state of a place by the state's own name alone: their towns and capitals carry none.
_NAME_SETS = {"uner_set_hr": 0.92, "nergrit_id": None}
_SHARED_KINDS = frozenset({"name", "demonym", "capital", "metonym"})


@cache
def _automaton() -> Automaton:
    return Automaton(load_cues())


def _countries(text: str, language: str, kinds: frozenset[str] | None = None) -> set[str]:
    if language == "sr":
        language = "sr-Cyrl" if any("а" <= char <= "я" for char in text) else "sr-Latn"
    prepared = Text(text, language)
    found = find_countries(prepared, list(_automaton().find(prepared)))
    return {iso3 for iso3, mention in found if kinds is None or mention.kind in kinds}


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def _documents(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Join the sentences of a document where a set is cut into sentences: its figures are for documents."""
    joined: dict[str, dict[str, Any]] = {}
    for row in rows:
        document = joined.setdefault(row.get("doc", row["id"]), {"text": "", "lang": row["lang"], "countries": set()})
        document["text"] += row["text"] + "\n"
        document["countries"] |= set(row["countries"])
    return list(joined.values())


def _sets(folder: Path) -> Iterator[Measure]:
    reuters = _rows(folder / "tagging" / "reuters21578.jsonl")
    several = [row for row in reuters if len(row["countries"]) > 1]
    yield micro_f1("countries/reuters_two_or_more", ((_countries(r["text"], "en"), r["countries"]) for r in several), 0.90)
    for name, target in _SETS.items():
        rows = _documents(_rows(folder / "tagging" / f"{name}.jsonl"))
        yield micro_f1(f"countries/{name}", ((_countries(r["text"], r["lang"]), r["countries"]) for r in rows), target)
        if name in _PLACE_SETS:
            pairs = ((_countries(r["text"], r["lang"], _PLACES), r["countries"]) for r in rows)
            yield micro_f1(f"countries/{name}/places", pairs, _PLACE_SETS[name], "names of places only, as in the gold")
        if name in _NAME_SETS:
            pairs = ((_countries(r["text"], r["lang"], frozenset({"name"})), r["countries"]) for r in rows)
            yield micro_f1(f"countries/{name}/names", pairs, _NAME_SETS[name], "names of states only, as in the gold")


def _stories(folder: Path) -> Iterator[Measure]:
    for name in ("stories_dev", "stories_wire_dev"):
        by_language: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in _rows(folder / f"{name}.jsonl"):
            by_language[row["lang"]].append(row)
        for language, rows in sorted(by_language.items()):
            texts = ((f"{row['title'] or ''}\n{row['text']}", row["countries"]) for row in rows)
            yield micro_f1(f"countries/{name}/{language}", ((_countries(text, language), gold) for text, gold in texts))


def _translated(path: Path) -> dict[str, dict[str, str]]:
    """Return the texts of a set of translations by document and language; SIB-200 numbers its sentences alike in all languages."""
    documents: dict[str, dict[str, str]] = defaultdict(dict)
    for row in _rows(path):
        documents[row.get("doc") or row["id"].rpartition("-")[2]][row["lang"]] = row["text"]
    return documents


def _translations(folder: Path) -> Iterator[Measure]:
    for name in ("ntrex128", "sib200"):
        documents = _translated(folder / "tagging" / f"{name}.jsonl")
        english = {document: _countries(texts["en"], "en", _SHARED_KINDS) for document, texts in documents.items() if "en" in texts}
        for language in sorted({language for texts in documents.values() for language in texts} - {"en"}):
            right: list[bool] = []
            for document, expected in english.items():
                if language in documents[document]:
                    found = _countries(documents[document][language], language)
                    right += [iso3 in found for iso3 in sorted(expected)]
            yield accuracy(f"countries/{name.rstrip('0123456789')}/{language}", right, 0.90, "of the English text's countries", "share")


def measure(shared: Path) -> list[Measure]:
    """Score every labelled set of countries."""
    folder = shared / "gold"
    return [*_sets(folder), *_stories(folder), *_translations(folder)]
