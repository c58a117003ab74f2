"""The names of all states in the cases of each language, made by a few rules of a grammar and apart from the lexicon's own classes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

import pytest

from transforms.logic.tagging.countries import find_countries, load_cues
from transforms.logic.tagging.countries_lexicon import rows
from transforms.logic.tagging.countries_names import split_names
from transforms.logic.tagging.patterns import Automaton
from transforms.logic.tagging.text import Text


def _english(name: str) -> list[str]:
    return [f"{name}'s", f"{name}’s", f"{name}-based"]


def _turkish(name: str) -> list[str]:
    back = next((char in "aıou" for char in reversed(name.lower()) if char in "aıoueiöü"), True)
    a, i = ("a", "ı") if back else ("e", "i")
    forms = [f"'d{a}", f"'d{a}n", f"'d{a}ki", f"'n{i}n", f"'y{a}", f"'yl{a}"] if name[-1] in "aıoueiöü" else [f"'d{a}", f"'d{a}n", f"'{i}n", f"'{a}", f"'l{a}"]
    return [name + form for form in forms] + [name + form.replace("'", "’") for form in forms]


def _arabic(name: str) -> list[str]:
    joined = "لل" + name[2:] if name.startswith("ال") else f"ل{name}"
    return [f"و{name}", f"ب{name}", f"وب{name}", joined, f"ك{name}", f"ف{name}"]


_Endings = tuple[tuple[str, tuple[str, ...]], ...]


def _declined(name: str, table: _Endings, *, last_word: bool) -> list[str]:
    """Give the name the endings that its last letters ask for; none to names of several words where each word would be declined."""
    if not last_word and (" " in name or "-" in name):
        return []
    for end, cases in table:
        if name.endswith(end):
            return [name[: len(name) - len(end)] + case for case in cases]
    return []


_CONSONANTS = "бвгджзклмнпрстфхцчшщ"
_RUSSIAN: _Endings = (
    ("ия", ("ии", "ию", "ией")),
    ("ея", ("еи", "ею", "еей")),
    ("а", ("ы", "е", "у", "ой")),
    ("ай", ("ая", "аю", "аем", "ае")),
    ("ь", ()),
    *((char, (f"{char}а", f"{char}у", f"{char}ом", f"{char}е")) for char in _CONSONANTS),
)
_SOUTH: _Endings = (
    ("ija", ("ije", "iji", "iju", "ijom")),
    *((f"{end}a", (f"{end}e", f"{end}oj", f"{end}u", f"{end}om")) for end in ("sk", "čk", "šk")),
    ("a", ("e", "i", "u", "om")),
    *((char, (f"{char}a", f"{char}u", f"{char}om")) for char in "bdfklmnprstvz"),
)
_CYRILLIC: _Endings = (
    ("ија", ("ије", "ији", "ију", "ијом")),
    *((f"{end}а", (f"{end}е", f"{end}ој", f"{end}у", f"{end}ом")) for end in ("ск", "чк", "шк")),
    ("а", ("е", "и", "у", "ом")),
    *((char, (f"{char}а", f"{char}у", f"{char}ом")) for char in "бдфклмнпрствз"),
)
_ALBANIAN: _Endings = (
    ("i", ("ia", "inë", "isë")),
    ("ë", ("a", "ën", "ës")),
    *((char, (f"{char}i", f"{char}in", f"{char}it")) for char in "bdflmnprstz"),
)
_KURMANJI: _Endings = (("a", ("ayê", "aya")), ("e", ("eyê", "eya")), ("î", ("îyê",)), *((char, (f"{char}ê", f"{char}a")) for char in "bcdfgjklmnpqrstvwxz"))
_SORANI: _Endings = (("ا", ("ای", "ادا", "اوە")), *((char, (f"{char}ی", f"{char}دا", f"{char}ەوە")) for char in "نلردکسمژج"))
_PERSIAN: _Endings = (("ا", ("ای",)), ("ه", ("ه‌ی",)), *((char, (f"{char}ی",)) for char in "نلردکسم"))


_CASES: dict[str, Callable[[str], list[str]]] = {
    "en": _english,
    "tr": _turkish,
    "ar": _arabic,
    "fr": lambda name: [f"l'{name}", f"d'{name}", f"l’{name}"],
    "id": lambda name: [f"{name}lah", f"{name}pun"],
    "ru": lambda name: _declined(name, _RUSSIAN, last_word=False),
    "bs": lambda name: _declined(name, _SOUTH, last_word=False),
    "hr": lambda name: _declined(name, _SOUTH, last_word=False),
    "sr-Latn": lambda name: _declined(name, _SOUTH, last_word=False),
    "sr-Cyrl": lambda name: _declined(name, _CYRILLIC, last_word=False),
    "sq": lambda name: _declined(name, _ALBANIAN, last_word=False),
    "kmr": lambda name: _declined(name, _KURMANJI, last_word=True),
    "ckb": lambda name: _declined(name, _SORANI, last_word=True),
    "fa": lambda name: _declined(name, _PERSIAN, last_word=True),
}
# Whose forms are another word or another state without words beside them, and forms that the rules above make wrongly.
_OTHERWISE = {
    "en": {"GEO"},
    "tr": {"MAR", "PER"},
    "ar": {"MLI", "OMN"},
    "fr": {"DMA", "MUS"},
    "ru": {"DMA", "WSM"},
    "bs": {"WSM"},
    "hr": {"WSM"},
    "sr-Latn": {"WSM"},
    "sr-Cyrl": {"WSM"},
    "sq": {"NER"},
    "ckb": {"BEN", "TCD"},
    "fa": {"GHA"},
}


@cache
def _automaton() -> Automaton:
    return Automaton(load_cues())


def _forms(language: str) -> Iterator[tuple[str, str]]:
    for tag, iso3, name in rows("cldr_names.tsv"):
        if tag == language:
            for form in _CASES[language](split_names(name)[0]):
                yield iso3, form


def _found(language: str, form: str) -> set[str]:
    text = Text(f"A, {form}, B", language)
    return {iso3 for iso3, _ in find_countries(text, list(_automaton().find(text)))}


@pytest.mark.parametrize("language", sorted(_CASES))
def test_the_name_of_every_state_is_found_in_its_cases(language: str) -> None:
    missed = {(iso3, form) for iso3, form in _forms(language) if _found(language, form) != {iso3}}
    assert {(iso3, form) for iso3, form in missed if iso3 not in _OTHERWISE.get(language, set())} == set()
