"""Names, nationalities and capitals of states in their cases, in all sixteen language versions."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from transforms.logic.tagging.countries import find_countries, load_cues
from transforms.logic.tagging.countries_lexicon import rows
from transforms.logic.tagging.patterns import Automaton
from transforms.logic.tagging.text import Text

_TABLE = Path(__file__).parent / "data" / "nations.tsv"


@cache
def _automaton() -> Automaton:
    return Automaton(load_cues())


def _table() -> Iterator[tuple[str, str, list[str]]]:
    for line in _TABLE.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            language, states = line.split("\t")
            for state in states.split(" | "):
                iso3, _, forms = state.partition(" ")
                yield language, iso3, forms.split(", ")


def _found(language: str, words: str) -> set[str]:
    text = Text(words, language)
    return {iso3 for iso3, _ in find_countries(text, list(_automaton().find(text)))}


@pytest.mark.parametrize("language", sorted({language for language, _, _ in _table()}))
def test_every_form_of_the_table_is_found(language: str) -> None:
    missed = [f"{iso3} {form}" for tag, iso3, forms in _table() if tag == language for form in forms if _found(language, f"– {form} –") != {iso3}]
    assert missed == []


@pytest.mark.parametrize("language", ["en", "tr", "ar", "ru", "bs", "hr", "sr-Latn", "sr-Cyrl", "kmr", "ckb", "sq", "mk", "fa", "fr", "id", "es"])
def test_every_state_has_a_name_in_every_language(language: str) -> None:
    named = {cue.value.iso3 for cue in load_cues() if language in cue.languages and cue.value.kind == "name"}
    assert {iso3 for iso3, *_ in rows("states.tsv")} - named == set()
