"""Turn a country's name into the cue that finds its cases, language by language."""

from __future__ import annotations

import re
from collections.abc import Callable

from transforms.logic.tagging.text import fold

_SPLIT = re.compile(r"[\s\-]+")
# Names that stand in brackets or behind a comma in CLDR ("Myanmar (Burma)") are two names.
_BRACKET = re.compile(r"^(.+?)\s*\((.+)\)$")
# Names of states that are adjectives of the feminine in South Slavic: Turska, Njemačka, Norveška.
_ADJECTIVAL = ("ska", "čka", "ška", "ćka", "ска", "чка", "шка", "ћка")
# Persian names that end in these take -ی only to join what follows.
_PERSIAN_VOWELS = "اویه"
# Kurmanji names whose last vowel falls before the oblique: Fransa, Fransê; Tirkiye, Tirkiyê.
_KURMANJI = {"a": "~v", "e": "~e"}
HBS_LATIN = frozenset({"bs", "hr", "hbs", "sr-Latn"})
HBS_CYRILLIC = frozenset({"sr-Cyrl", "sr"})


def _ru(word: str, *, several: bool) -> str:
    if several and word[-2:] in {"ая", "яя", "ое", "ые", "ий", "ый", "ой", "ие"}:
        return word[:-2] + "~a"
    classes = (("ия", 1, "i"), ("ея", 1, "i"), ("я", 1, "i"), ("а", 1, "f"), ("ь", 1, "s"), ("й", 1, "j"), ("ы", 1, "p"))
    for end, cut, kind in classes:
        if word.endswith(end) and len(word) - cut > 1:
            return f"{word[:-cut]}~{kind}"
    return word if word[-1] in "оеиуэю" else word + "~m"


def _hbs(word: str, *, several: bool) -> str:
    if len(word) == 1:
        return word  # Antigva i Barbuda
    if word.endswith(_ADJECTIVAL):
        return word[:-1] + "~g"
    if word[-1] in "aoао" and len(word) > 3:  # noqa: PLR2004
        return word[:-1] + "~w"
    if several and word[-1] in "eiеи":
        return word[:-1] + "~w"
    return word + "~m"


def _sq(word: str, *, several: bool) -> str:
    if word in {"e", "i"}:
        return f"({word}|së|të)"  # Afrika e Jugut, Afrikës së Jugut
    if several and len(word) <= 3:  # noqa: PLR2004
        return word
    return (word[:-1] if word[-1] in "ëa" and len(word) > 3 else word) + "~n"  # noqa: PLR2004


def _kmr(word: str, *, several: bool) -> str:  # noqa: ARG001
    return word[:-1] + _KURMANJI.get(word[-1], word[-1] + "~n") if len(word) > 3 else word + "~n"  # noqa: PLR2004


def _joined(word: str, *, several: bool) -> str:  # noqa: ARG001
    return word + "~n"


def _plain(word: str, *, several: bool) -> str:  # noqa: ARG001
    return word


def _fa(word: str, *, several: bool) -> str:  # noqa: ARG001
    return word + ("~v" if fold(word)[0][-1] in _PERSIAN_VOWELS else "~n")


_DECLENSIONS: dict[str, Callable[..., str]] = {"ru": _ru, "sq": _sq, "kmr": _kmr, "ckb": _joined, "fa": _fa, "tr": _joined, "id": _joined}
# Only the last word of a name takes endings in these languages.
# Turkish and Persian make the adjective of any name by a suffix.
_FROM_THE_NAME = frozenset({"tr", "fa"})
_LAST_ONLY = frozenset({"kmr", "ckb", "fa", "tr", "id"})


def declension(language: str) -> Callable[..., str]:
    """Return the function that gives a word of a name its class of endings."""
    return _hbs if language in HBS_LATIN | HBS_CYRILLIC else _DECLENSIONS.get(language, _plain)


def name_cue(name: str, language: str) -> str:
    """Write a name in the notation of cues, with its cases.

    Args:
        name: The nominative.
        language: BCP 47 tag.

    >>> name_cue("Россия", "ru"), name_cue("Saudijska Arabija", "hr"), name_cue("Rusya", "tr")
    ('росси~i', 'saudijsk~g arabij~w', 'rusya~n')
    """
    words = [word for word in _SPLIT.split(name.lower().replace("i̇", "i").replace("’", "'")) if word]
    decline = declension(language)
    several = len(words) > 1
    if language in _LAST_ONLY:
        return " ".join([*words[:-1], decline(words[-1], several=several)])
    return " ".join(decline(word, several=several) if word[-1].isalpha() else word for word in words)


def people_cue(name: str, language: str) -> str:
    """Write the cue that finds who is from a state, where a language makes that of the name alone; empty elsewhere.

    Args:
        name: The nominative.
        language: BCP 47 tag.

    >>> people_cue("Kenya", "tr"), people_cue("ایران", "fa"), people_cue("Kenya", "fr")
    ('kenya~d', 'ایران~dn', '')
    """
    if language not in _FROM_THE_NAME:
        return ""
    stem, _, kind = name_cue(name, language).rpartition("~")
    return f"{stem}~d{kind}" if language == "fa" else f"{stem}~d"


def split_names(name: str) -> list[str]:
    """Return the names that one CLDR entry holds.

    >>> split_names("Myanmar (Burma)"), split_names("Türkiye")
    (['Myanmar', 'Burma'], ['Türkiye'])
    """
    match = _BRACKET.match(name)
    return [match[1], match[2]] if match else [name]


# Marks that writers leave out, or write by an older spelling, in all of a word alike.
_UNMARKED = {
    "kmr": (("istan", "îstan"), ("î", "i"), ("û", "u"), ("ê", "e")),
    "ckb": (("ڕ", "ر"), ("ڵ", "ل"), ("ۆ", "و"), ("ێ", "ی"), ("وو", "و"), ("ە", "ه\u200c")),
}


# Sorani may leave out the -ە of a long name: سەنگاپوورە.
_LONG = 5


def spellings(name: str, language: str) -> list[str]:
    """Return the ways in which a name is written: Kurdish with each kind of mark kept or left out, Arabic with the article joined to li-.

    >>> spellings("Tûnis", "kmr"), spellings("Tunus", "tr")
    (['Tûnis', 'Tunis'], ['Tunus'])
    >>> spellings("السويد", "ar")
    ['السويد', 'للسويد']
    """
    if language == "ar":
        return [name, "لل" + name[2:]] if name.startswith("ال") and not name.startswith("الل") else [name]
    written = [name]
    for mark, plain in _UNMARKED.get(language, ()):
        written += [form.replace(mark, plain).rstrip("\u200c") for form in written if mark in form]
    if language == "kmr" and name[-1] == "î":
        written.append(name[:-1] + "i")  # Şîlî, Şîliyê
    return written + [form[:-1] for form in written if language == "ckb" and len(form) > _LONG and form[-1] == "ە"]
