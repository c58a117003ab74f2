"""Months, weekdays and relative days of every language, as one lookup."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from transforms.logic.tagging.text import fold
from transforms.logic.tagging.topics_lexicon import to_cyrillic

_UNITS = {"week_forms": 1, "month_forms": 2}  # one row of the units, as a section of its own
_GROUP = {"bs": "hbs", "hr": "hbs", "sr-Latn": "hbs"}


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((files("schemas") / "codebook" / "dates" / "names.toml").read_text("utf-8"))


def _cyrillic(words: str) -> str:
    return " ".join(to_cyrillic(word) for word in words.split())


def words(section: str, language: str) -> list[str]:
    """Return the words of a section by position, each a string of forms; empty where the language has none.

    >>> words("months", "id")[2]
    'maret mar'
    """
    if section in _UNITS:
        return words("units", language)[_UNITS[section] : _UNITS[section] + 1]
    table: Mapping[str, list[str]] = _table()[section]
    if language == "sr-Cyrl":
        return [_cyrillic(entry) for entry in table.get("hbs", [])]
    return list(table.get(_GROUP.get(language, language), []))


def phrases(section: str, language: str) -> list[str]:
    """Return the phrases of a section, in Cyrillic for Serbian in Cyrillic; empty where the language has none.

    >>> phrases("ago", "fr")
    ['il y a N U']
    """
    found = _table()[section].get(_GROUP.get(language, "hbs" if language == "sr-Cyrl" else language), [])
    made = [found] if isinstance(found, str) else list(found)
    if language == "sr-Cyrl":
        return [" ".join(word if word in {"N", "U"} else to_cyrillic(word) for word in phrase.split()) for phrase in made]
    return made


@cache
def languages() -> tuple[str, ...]:
    """Return every language that has months."""
    return ("tr", "en", "ar", "ru", "bs", "hr", "sr-Latn", "sr-Cyrl", "kmr", "ckb", "sq", "mk", "fa", "fr", "id", "es")


def relative(language: str) -> dict[str, int]:
    """Return the words for days counted from the day of writing.

    >>> relative("tr")["dün"]
    -1
    """
    table: Mapping[str, Mapping[str, int]] = _table()["relative"]
    if language == "sr-Cyrl":
        return {to_cyrillic(word): days for word, days in table["hbs"].items()}
    return dict(table.get(_GROUP.get(language, language), {}))


def _form_regex(form: str) -> str:
    stem = re.escape(fold(form.rstrip("*"))[0]).replace(r"\-", r"[ \-]")
    return stem + (r"\w*" if form.endswith("*") else "")


@cache
def stems(section: str, language: str) -> tuple[str, ...]:
    """Return the words of a section, folded and without their open ends: one of them must stand in a text that names one.

    >>> stems("week_forms", "en")
    ('week', 'weeks')
    """
    return tuple(fold(form.rstrip("*"))[0] for entry in words(section, language) for form in entry.split())


@cache
def pattern(section: str, language: str) -> str:
    """Return the regex source that matches any word of a section, the longest first; never matches where there is none."""
    forms = sorted({form for entry in words(section, language) for form in entry.split()}, key=len, reverse=True)
    return "|".join(_form_regex(form) for form in forms) or r"(?!)"


@cache
def _positions(section: str, language: str) -> tuple[tuple[re.Pattern[str], int, int], ...]:
    entries = [(len(form), form, number) for number, entry in enumerate(words(section, language), 1) for form in entry.split()]
    return tuple((re.compile(_form_regex(form)), number, length) for length, form, number in sorted(entries, reverse=True))


@cache
def position(section: str, language: str, word: str) -> int | None:
    """Return which month or weekday (from 1) a folded word names in a language, None where it names none.

    >>> position("months", "ru", "февраля")
    2
    """
    return next((number for regex, number, _ in _positions(section, language) if regex.fullmatch(word)), None)


@cache
def month_in_any(word: str) -> int | None:
    """Return which month a folded word names in any language where all that know it agree; None otherwise.

    >>> month_in_any("september"), month_in_any("hasten")
    (9, None)
    """
    found = {number for language in languages() if (number := position("months", language, word))}
    return found.pop() if len(found) == 1 else None
