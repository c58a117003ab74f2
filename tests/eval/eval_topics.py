"""Measure topics against the annotated stories, and how loosely they fire on stories that have none."""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from measures import Measure, accuracy, micro_f1

from transforms.logic.tagging.lexicon import scan
from transforms.logic.tagging.declared import lexicon_tag
from transforms.logic.tagging.text import Text
from transforms.logic.tagging.topics import find_topics, read_subject

SENTENCES = Path(__file__).parents[1] / "unit" / "data" / "topic_sentences.tsv"
_TARGET = 0.75
_FILES = ("stories_dev.jsonl", "stories_wire_dev.jsonl")


def topics_of(text: str, language: str, title: str = "") -> list[str]:
    language = {"sr": "sr-Cyrl" if any("а" <= char <= "я" for char in text) else "sr-Latn"}.get(language, language)
    body, head = Text(text, language), Text(title, language)
    return [tag.code for tag in find_topics(read_subject(body, scan(body), head, scan(head)))]


def stories(shared: Path) -> Iterator[dict[str, Any]]:
    for name in _FILES:
        for line in (shared / "gold" / name).read_text("utf-8").splitlines():
            row = json.loads(line)
            if row["agreed"]:
                yield row | {"file": name}


def measure(shared: Path) -> list[Measure]:
    """Score the topics of yes stories (micro-F1), the share of other stories without a topic, and our own sentences."""
    parts: dict[str, list[tuple[str, set[str], set[str]]]] = defaultdict(list)
    quiet: dict[str, list[bool]] = defaultdict(list)
    for row in stories(shared):
        found = set(topics_of(row["text"], row["lang"], row["title"] or ""))
        if not row["bilateral_security"]:
            quiet[lexicon_tag(row["lang"], row["text"])].append(not found)
            continue
        gold = set(row["topics"])
        for part in ("all", row["file"], f"lang:{lexicon_tag(row['lang'], row['text'])}"):
            parts[part].append((row["id"], found, gold))
        for code in found | gold:
            parts[f"topic:{code}"].append((row["id"], found & {code}, gold & {code}))
    out = [_micro(part, rows) for part, rows in sorted(parts.items())]
    out += _shares("no_stories_without_topic", quiet, "share")
    return out + other_subject_measures(shared) + sentence_measures()


def _micro(part: str, rows: list[tuple[str, set[str], set[str]]]) -> Measure:
    target = _TARGET if part == "all" else None
    return micro_f1(f"topics/topics_micro_f1/{part}", [row[1:] for row in rows], target, documents=[row[0] for row in rows])


def _shares(name: str, parts: dict[str, list[bool]], unit: str) -> list[Measure]:
    return [accuracy(f"topics/{name}/{part}", values, unit=unit) for part, values in sorted(parts.items())]


def other_subject_measures(shared: Path) -> list[Measure]:
    """Share of sentences labelled with a subject other than politics in which no topic is found."""
    quiet: dict[str, list[bool]] = defaultdict(list)
    for line in (shared / "gold" / "tagging" / "sib200.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["topic"] != "politics":
            found = bool(topics_of(row["text"], row["lang"]))
            quiet[row["lang"]].append(not found)
            quiet["all"].append(not found)
    return _shares("other_subjects_without_topic", quiet, "share")


def sentence_measures() -> list[Measure]:
    """Share of our own sentences, one topic each, where that topic is found."""
    caught: dict[str, list[bool]] = defaultdict(list)
    for code, language, sentence in sentences():
        ok = code in topics_of(sentence, language)
        caught[language].append(ok)
        caught[f"topic:{code}"].append(ok)
        caught["all"].append(ok)
    return _shares("topic_sentences_caught", caught, "share")


def sentences() -> list[tuple[str, str, str]]:
    if not SENTENCES.exists():
        return []
    rows = (line.split("\t") for line in SENTENCES.read_text("utf-8").splitlines() if line and not line.startswith("#"))
    return [(code, language, sentence) for code, language, sentence in rows]


if __name__ == "__main__":
    for found in measure(Path(sys.argv[1] if len(sys.argv) > 1 else "../shared")):
        print(f"{found.name:48} {found.value:.3f} {found.n}")  # noqa: T201
