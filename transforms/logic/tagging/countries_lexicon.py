"""The cues that name countries, read from ``schemas/codebook/countries``."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from transforms.logic.tagging.countries_names import HBS_CYRILLIC, HBS_LATIN, declension, name_cue, people_cue, spellings, split_names
from transforms.logic.tagging.patterns import Cue
from transforms.logic.tagging.text import fold
from transforms.logic.tagging.topics_lexicon import to_cyrillic

LAYER = "country"
#: Kinds of mention; of two readings of the same words the earlier wins.
KINDS = ("none", "name", "body", "metonym", "capital", "demonym", "city")
_PLACES = frozenset({"name", "capital", "city"})
# Languages whose adjectives of nationality are written with a small letter.
_SMALL_ADJECTIVES = frozenset({"ru", "fr", "es", "sq", "mk", "kmr"}) | HBS_LATIN | HBS_CYRILLIC
_CASELESS = frozenset({"ar", "fa", "ckb"})
_HAND = ("en", "tr", "ar", "ru", "hbs", "kmr", "ckb", "sq", "mk", "fa", "fr", "id", "es")
_SHARED = {"latin": ("fr", "es", "id", "tr", "sq", "kmr", "bs", "hr", "sr-Latn"), "cyrillic": ("ru", "mk", "sr-Cyrl")}
# A stem at least this long names its country in every derived form: Танзан-ия, танзан-ийский, танзан-иец.
_SAFE_STEM = 6
_STEM_LANGUAGES = frozenset({"ru", "mk", "sq", "kmr", "ckb"}) | HBS_LATIN | HBS_CYRILLIC
_NO_STEM = frozenset(
    "GIN GNB GNQ PNG NER NGA COD COG DMA DOM PRK KOR IRL ISL MLI GRD SVK SVN MRT MUS AUS AUT IRN IRQ IND IDN LVA LBR LBN LBY".split()
)
_VOWELS = "aeiouyëаеиоуыяюьйêîû"


class Entry(NamedTuple):
    """What a cue of the country layer means.

    Attributes:
        iso3: The state; empty where the words name none although a shorter cue would say so (New Mexico).
        kind: One of ``KINDS``.
        case: ``capital`` where the first letter must be one, ``upper`` where all must be, ``any``.
    """

    iso3: str
    kind: str
    case: str


def rows(name: str) -> Iterator[list[str]]:
    """Yield the rows of a table of the folder, comments left out."""
    for line in (files("schemas.codebook.countries") / name).read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.split("\t")


def _tags(language: str) -> frozenset[str]:
    """Return the languages of texts that a language's names are looked for in."""
    if language == "hbs":
        return HBS_LATIN
    if language == "sr-Cyrl":
        return HBS_CYRILLIC
    if language == "sr-Latn":
        return frozenset({"sr-Latn", "hbs"})
    return frozenset({"en", "und"}) if language == "en" else frozenset({language})


def case_of(language: str, kind: str) -> str:
    """Return what letters a mention of a kind must start with in a language.

    >>> case_of("ru", "demonym"), case_of("en", "demonym"), case_of("ar", "name")
    ('any', 'capital', 'any')
    """
    if language in _CASELESS or kind == "none" or (kind == "demonym" and (language in _SMALL_ADJECTIVES or language == "hbs")):
        return "any"
    return "capital"


def _cue(notation: str, entry: Entry, language: str, source: str) -> Cue:
    return Cue(notation, LAYER, entry, _tags(language), f"country.{source}.{language}:{entry.iso3}:{notation}")


def _written(notation: str, language: str, kind: str) -> str:
    """Give a hand-written nominative its cases; what carries ``~``, ``*`` or brackets is a cue already."""
    if kind == "demonym" or any(mark in notation for mark in "~*(["):
        return notation
    return name_cue(notation, language)


def _people(name: str, entry: Entry, language: str, source: str) -> Iterator[Cue]:
    """Yield the cue for who is from a place, made of its name; what carries a mark already is no name, but for ABD~n."""
    plain = name.removesuffix("~n")
    people = "" if entry.kind not in _PLACES or any(mark in plain for mark in "~*([") else people_cue(plain, language)
    if people:
        yield _cue(people, entry._replace(kind="demonym" if entry.kind == "name" else entry.kind), language, source)


def _hand(language: str) -> Iterator[Cue]:
    for iso3, kind, cues, *flags in rows(f"{language}.tsv"):
        for notation in (cue.strip() for cue in cues.split(",")):
            case = flags[0] if flags else case_of(language, kind)
            entry = Entry("" if iso3 == "-" else iso3, kind, case)
            if language == "hbs":
                yield _cue(_written(notation, "hr", kind), entry, "hbs", "hand")
                yield _cue(_cyrillic(_written(notation, "hr", kind)), entry, "sr-Cyrl", "hand")
            else:
                for form in spellings(notation, language):
                    yield _cue(_written(form, language, kind), entry, language, "hand")
                yield from _people(notation, entry, language, "hand")


def _shared() -> Iterator[Cue]:
    """Yield the places that all languages of one alphabet write alike."""
    for name, languages in _SHARED.items():
        for iso3, kind, cues in rows(f"{name}.tsv"):
            for place in cues.split(", "):
                for language in languages:
                    entry = Entry(iso3, kind, "capital")
                    yield _cue(name_cue(place, language), entry, language, name)
                    yield from _people(place, entry, language, name)


def _cyrillic(notation: str) -> str:
    """Write a Latin cue in Serbian Cyrillic; the class of endings keeps its letter."""
    words = []
    for word in notation.split(" "):
        stem, mark, kind = word.partition("~")
        words.append(to_cyrillic(stem) + mark + kind)
    return " ".join(words)


def _stem(name: str) -> str:
    return fold(name)[0].rstrip(_VOWELS)


def _generated(blocked: frozenset[tuple[str, str]]) -> Iterator[Cue]:
    """Yield CLDR's names with their cases, and for those of one long word whatever is derived from it."""
    for language, iso3, written in rows("cldr_names.tsv"):
        # In brackets behind Hong Kong and Macao stands the state they belong to, not another name.
        for name in split_names(written)[: 1 if iso3 in {"HKG", "MAC"} else None]:
            if (language, fold(name)[0]) in blocked or len(name) < 3:  # noqa: PLR2004
                continue
            entry = Entry(iso3, "name", case_of(language, "name"))
            for form in spellings(name, language):
                yield _cue(name_cue(form, language), entry, language, "cldr")
            yield from _people(name, entry, language, "cldr")
            stem = _stem(name)
            if language in _STEM_LANGUAGES and iso3 not in _NO_STEM and len(stem) >= _SAFE_STEM and stem.isalpha():
                yield _cue(f"{stem}*", Entry(iso3, "demonym", case_of(language, "demonym")), language, "stem")


def _cities(blocked: frozenset[tuple[str, str]]) -> Iterator[Cue]:
    capitals = {(iso3, capital) for iso3, _, _, capital in rows("states.tsv")}
    for iso3, city in sorted(capitals):
        if city and ("en", fold(city)[0]) not in blocked:
            # CLDR leaves out a city that a language in Latin letters writes as English does.
            for language in ("en", *_SHARED["latin"]):
                if (language, fold(city)[0]) not in blocked:
                    yield _cue(name_cue(city, language), Entry(iso3, "capital", "capital"), language, "capital")
    for language, iso3, city, kind in rows("cldr_cities.tsv"):
        if len(city.replace("-", " ").split()[0]) < 3:  # noqa: PLR2004
            continue
        if (language, fold(city)[0]) not in blocked and len(city) > 3 and "," not in city:  # noqa: PLR2004
            entry = Entry(iso3, kind, case_of(language, kind))
            yield _cue(name_cue(city, language), entry, language, "cldr")
            yield from _people(city, entry, language, "cldr")
    for iso3, city in rows("gazetteer.tsv"):
        if len(city.replace("-", " ").split()[0]) > 1 and ("en", fold(city)[0]) not in blocked:
            yield Cue(name_cue(city, "en"), LAYER, Entry(iso3, "city", "capital"), frozenset({"en"}), f"country.gazetteer:{iso3}:{city}")


@cache
def _blocked() -> frozenset[tuple[str, str]]:
    """Generated names that are left out, by language."""
    found = {(language, fold(name)[0]) for language, names in rows("blocked.tsv") for name in names.split(", ")}
    return frozenset(found | {("sr-Cyrl", _cyrillic(name)) for language, name in found if language == "sr-Latn"})


@cache
def _all() -> tuple[Cue, ...]:
    blocked = _blocked()
    hand = [cue for language in _HAND for cue in _hand(language)]
    cues = [*hand, *_shared(), *_generated(blocked), *_cities(blocked)]
    # Several sources and spellings give one cue; the first names it.
    return tuple({(cue.notation, cue.languages, cue.value): cue for cue in reversed(cues)}.values())[::-1]


def load_cues() -> list[Cue]:
    """Return every cue of the country layer.

    >>> {cue.layer for cue in load_cues()}
    {'country'}
    """
    return list(_all())


__all__ = ["KINDS", "LAYER", "Entry", "case_of", "declension", "load_cues", "rows"]
