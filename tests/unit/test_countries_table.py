"""Names, nationalities and capitals of states in their cases, in all sixteen language versions."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from transforms.logic.tagging.countries import find_countries, load_cues
from transforms.logic.tagging.countries_lexicon import KINDS, rows
from transforms.logic.tagging.countries_names import split_names
from transforms.logic.tagging.patterns import Automaton
from transforms.logic.tagging.text import Text, fold

_LANGUAGES = "en tr ar ru bs hr sr-Latn sr-Cyrl kmr ckb sq mk fa fr id es".split()
_SENTENCES = {
    "en": "The president of {} spoke on Tuesday.",
    "tr": "Bakan salı günü {} ile görüştü.",
    "ar": "قال الوزير إن {} توافق.",
    "ru": "В новостях: {} – тема дня.",
    "bs": "Na sastanku: {} i druge teme.",
    "hr": "Na sastanku: {} i druge teme.",
    "sr-Latn": "Na sastanku: {} i druge teme.",
    "sr-Cyrl": "На састанку: {} и друге теме.",
    "kmr": "Serok got ku {} û welatên din hene.",
    "ckb": "سەرۆک گوتی {} هاوپەیمانە.",
    "sq": "Ministri tha se {} do të vijë.",
    "mk": "На состанокот: {} и други теми.",
    "fa": "وزیر گفت {} موافق است.",
    "fr": "Le ministre a dit : {} est d'accord.",
    "id": "Menteri mengatakan {} setuju.",
    "es": "El ministro dijo que {} acepta.",
}
# Names that are mostly another word, so that they count beside "in" or "republic" only.
_AMBIGUOUS = {
    "en": {"GEO": "the American state"},
    "tr": {"TCD": "çad, a word", "MLI": "mali, financial", "MAR": "fas, a word", "PER": "a name"},
    "ar": {"MLI": "financial", "OMN": "Amman without its marks"},
    "ru": {"DMA": "a woman's name", "TGO": "of that"},
    "bs": {"MLI": "small"},
    "hr": {"MLI": "small"},
    "sr-Latn": {"MLI": "small"},
    "sr-Cyrl": {"MLI": "small"},
    "kmr": {"MLI": "financial", "MAR": "understanding", "TGO": "to go"},
    "ckb": {"BEN": "seeing, where marks are left out", "TCD": "the stem of other words", "MLI": "financial"},
    "fa": {"CZE": "cheque", "GHA": "wealth", "MLI": "financial", "MUS": "Maurice", "PER": "full"},
    "fr": {"DMA": "a name", "MUS": "a name"},
}
# States whose people have no word of their own, or one that is another state's or a common one.
_NO_PEOPLE = {
    "en": {"DMA": "Dominican is the Dominican Republic's", "COG": "Congolese is decided by the text", "VAT": "none"},
    "fr": {"VAT": "none"},
    "ar": {"MLI": "financial"},
    "ckb": {"TCD": "the stem of other words"},
}
# Capitals that bear the state's name, or are common words or names: Male, Lima, Victoria.
_NO_CAPITAL = {"SYC", "MDV", "SGP", "MCO", "SMR", "HKG", "MAC", "VAT", "KWT", "GTM", "LUX", "DJI", "PAN"}
_NO_CAPITAL_IN = {
    "tr": {"JAM"},
    "ar": {"COM", "DMA", "FJI"},
    "ru": {"ATG", "CPV", "KNA"},
    "sr-Cyrl": {"DMA", "KNA", "NRU"},
    "mk": {"ATG", "DMA", "FJI", "KNA", "YEM"},
    "fa": {"DMA", "FJI", "KNA"},
    "fr": {"CHL", "DMA", "PER"},
    "id": {"BGR", "CHL", "CRI", "GUY", "JAM"},
}
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


@pytest.mark.parametrize("language", _LANGUAGES)
def test_the_name_of_every_state_is_found_in_a_plain_sentence(language: str) -> None:
    names = [(iso3, split_names(name)[0]) for tag, iso3, name in rows("cldr_names.tsv") if tag == language]
    missed = {iso3 for iso3, name in names if _found(language, _SENTENCES[language].format(name)) != {iso3}}
    assert missed == _AMBIGUOUS.get(language, {}).keys()


@pytest.mark.parametrize("language", _LANGUAGES)
def test_every_state_has_a_name_in_every_language(language: str) -> None:
    named = {cue.value.iso3 for cue in load_cues() if language in cue.languages and cue.value.kind == "name"}
    assert {iso3 for iso3, *_ in rows("states.tsv")} - named == set()


@pytest.mark.parametrize("table", ["en", "tr", "ar", "ru", "hbs", "kmr", "ckb", "sq", "mk", "fa", "fr", "id", "es"])
def test_a_table_has_one_row_for_each_state_and_kind_in_order_and_no_cue_twice(table: str) -> None:
    kinds = (*KINDS[1:], KINDS[0])
    found = [((iso3 == "-", iso3, kinds.index(kind), "".join(case)), cues.split(", ")) for iso3, kind, cues, *case in rows(f"{table}.tsv")]
    keys = [key for key, _ in found]
    assert keys == sorted(set(keys))
    assert [cue for _, cues in found for cue in {fold(cue)[0]: cue for cue in cues}.values()] == [cue for _, cues in found for cue in cues]


@pytest.mark.parametrize("language", [language for language in _LANGUAGES if language != "id"])  # Indonesian says warga and the name.
def test_every_state_has_people_in_every_language(language: str) -> None:
    known = {cue.value.iso3 for cue in load_cues() if language in cue.languages and cue.value.kind == "demonym"}
    assert {iso3 for iso3, *_ in rows("states.tsv")} - known == _NO_PEOPLE.get(language, {}).keys()


@pytest.mark.parametrize("language", _LANGUAGES)
def test_every_state_has_a_capital_in_every_language(language: str) -> None:
    known = {cue.value.iso3 for cue in load_cues() if language in cue.languages and cue.value.kind in {"capital", "metonym"}}
    assert {iso3 for iso3, *_ in rows("states.tsv")} - known - _NO_CAPITAL == _NO_CAPITAL_IN.get(language, set())
