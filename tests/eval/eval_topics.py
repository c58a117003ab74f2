"""Measure topics against the annotated stories, and how loosely they fire on stories that have none."""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from transforms.logic.tagging.patterns import Automaton, Hit
from transforms.logic.tagging.text import Text
from transforms.logic.tagging.topics import find_topics
from transforms.logic.tagging.topics_lexicon import load_cues

SENTENCES = Path(__file__).parents[1] / "unit" / "data" / "topic_sentences.tsv"
_FILES = ("stories_dev.jsonl", "stories_wire_dev.jsonl")


@dataclass(frozen=True)
class Measure:
    """One figure: what, where, how much, from how many."""

    name: str
    slice: str
    value: float
    count: int


@cache
def automaton() -> Automaton:
    return Automaton(load_cues())


def topics_of(text: str, language: str, title: str = "") -> list[str]:
    language = {"sr": "sr-Cyrl" if any("а" <= char <= "я" for char in text) else "sr-Latn"}.get(language, language)
    body, head = Text(text, language), Text(title, language)
    title_hits: list[Hit] = list(automaton().find(head)) if title else []
    return [tag.code for tag in find_topics(body, list(automaton().find(body)), title_hits=title_hits)]


def stories(shared: Path) -> Iterator[dict[str, Any]]:
    for name in _FILES:
        for line in (shared / "gold" / name).read_text("utf-8").splitlines():
            row = json.loads(line)
            if row["agreed"]:
                yield row | {"file": name}


def _f1(right: int, extra: int, missed: int) -> float:
    return 2 * right / (2 * right + extra + missed) if right + extra + missed else 0.0


def measure(shared: Path) -> list[Measure]:
    """Score the topics of yes stories (micro-F1), the share of other stories with a topic, and our own sentences."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    idle: dict[str, list[bool]] = defaultdict(list)
    for row in stories(shared):
        found = set(topics_of(row["text"], row["lang"], row["title"] or ""))
        if not row["bilateral_security"]:
            idle[row["lang"]].append(bool(found))
            continue
        gold = set(row["topics"])
        for kind, codes in (("right", found & gold), ("extra", found - gold), ("missed", gold - found)):
            for code in codes:
                for part in ("all", row["file"], f"topic:{code}", f"lang:{row['lang']}"):
                    counts[part][kind] += 1
    out = [Measure("topics_micro_f1", part, _f1(c["right"], c["extra"], c["missed"]), c["right"] + c["missed"]) for part, c in sorted(counts.items())]
    out += [Measure("topics_on_no_stories", language, sum(v) / len(v), len(v)) for language, v in sorted(idle.items())]
    return out + other_subject_measures(shared) + sentence_measures()


def other_subject_measures(shared: Path) -> list[Measure]:
    """Share of sentences labelled with a subject other than politics in which a topic is found; less is better."""
    fired: dict[str, list[bool]] = defaultdict(list)
    for line in (shared / "gold" / "tagging" / "sib200.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["topic"] != "politics":
            found = bool(topics_of(row["text"], row["lang"]))
            fired[row["lang"]].append(found)
            fired["all"].append(found)
    return [Measure("topics_on_other_subjects", part, sum(v) / len(v), len(v)) for part, v in sorted(fired.items())]


def sentence_measures() -> list[Measure]:
    """Share of our own sentences, one topic each, where that topic is found."""
    caught: dict[str, list[bool]] = defaultdict(list)
    for code, language, sentence in sentences():
        ok = code in topics_of(sentence, language)
        caught[language].append(ok)
        caught[f"topic:{code}"].append(ok)
        caught["all"].append(ok)
    return [Measure("topic_sentences_caught", part, sum(v) / len(v), len(v)) for part, v in sorted(caught.items())]


def sentences() -> list[tuple[str, str, str]]:
    if not SENTENCES.exists():
        return []
    rows = (line.split("\t") for line in SENTENCES.read_text("utf-8").splitlines() if line and not line.startswith("#"))
    return [(code, language, sentence) for code, language, sentence in rows]


if __name__ == "__main__":
    for found in measure(Path(sys.argv[1] if len(sys.argv) > 1 else "../shared")):
        print(f"{found.name:24} {found.slice:24} {found.value:.3f} {found.count}")  # noqa: T201
