"""Furniture by language: lines of many publishers' habits go, and sentences that begin with the same words stay."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from transforms.logic.wire import read_furniture


def _table() -> dict[str, dict[str, list[str]]]:
    made: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for line in (Path(__file__).parent / "wire_lines.tsv").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            language, place, text = line.split("\t")
            made[language][place].append(text)
    return made


TABLE = _table()


def _around(story: list[str], line: str, place: str) -> str:
    at = {"above": 0, "inside": 1, "below": 2}[place]
    return "\n".join([*story[:at], line, *story[at:]])


@pytest.mark.parametrize("language", TABLE)
@pytest.mark.parametrize("place", ["above", "inside", "below"])
def test_furniture_goes_and_the_story_stays(language: str, place: str) -> None:
    story = TABLE[language]["story"]
    bodies = {line: read_furniture("", _around(story, line, place), language=language).body for line in TABLE[language][place]}
    assert [line for line, body in bodies.items() if body != "\n".join(story)] == []


@pytest.mark.parametrize("language", TABLE)
@pytest.mark.parametrize("place", ["above", "inside", "below"])
def test_a_sentence_that_begins_like_furniture_stays(language: str, place: str) -> None:
    bodies = {_around(TABLE[language]["story"], line, place) for line in TABLE[language]["kept"]}
    assert [body for body in bodies if read_furniture("", body, language=language).body != body] == []


def test_every_language_has_lines_of_every_kind() -> None:
    assert len(TABLE) == 16
    assert all(len(lines["kept"]) >= 4 and len(lines["inside"]) >= 3 and len(lines["below"]) >= 3 for lines in TABLE.values())
