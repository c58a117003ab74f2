"""Where the dates of a text can start: the words and digits that open one, found in one pass."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import ahocorasick_rs

from transforms.logic.dates.names import phrases, relative, stems
from transforms.logic.tagging.text import Text, fold

#: Words before a count: "about two days ago". Regex source and openers alike.
ABOUT = (
    "about", "around", "nearly", "environ", "à peu près", "près d'", "unos", "unas", "hace", "yaklaşık", "около", "oko", "otprilike", "sekitar",
    "hampir", "حوالی", "نحو", "حوالي",
)  # fmt: skip
#: Words before a year that stands alone.
YEAR_WORDS = (
    "in", "tahun", "en", "année", "año", "yılında", "год", "года", "году", "u", "më", "viti", "salê", "ساڵی", "سال", "عام", "سنه", "во", "година",
)  # fmt: skip
_INSIDE = {"en": "in", "es": "en"}
_DIGITS = re.compile(r"\d+")
_COUNTED = ("ago", "ahead")
#: What an opener may open beside words: a number.
_WITH_NUMBERS = frozenset({"written", "counted", "calendar", "day_of", "year"})


def _openers(language: str) -> dict[str, Iterable[str]]:
    """Return the first words of what each regex finds, folded or not."""
    counted = [phrase.split()[0] for section in _COUNTED for phrase in phrases(section, language)]
    moved = " ".join(phrase for section in ("past", "future") for phrase in phrases(section, language)).split()
    return {
        "written": [*stems("months", language), *stems("weekdays", language), *relative(language)],
        "shifted": [*moved, *stems("weekdays", language), *stems("units", language)],
        "worded": stems("days", language),
        "counted": [*(word for word in counted if word not in {"N", "U"}), *stems("numbers", language), *ABOUT],
        "inside": [_INSIDE[language]] if language in _INSIDE else [],
        "year": YEAR_WORDS,
    }


@cache
def _automaton(language: str) -> tuple[ahocorasick_rs.AhoCorasick, tuple[tuple[str, ...], ...]]:
    """Return the automaton of all openers and what each of its words opens."""
    opened: dict[str, list[str]] = {}
    for name, words in _openers(language).items():
        # A hyphen in a form stands for a space too.
        for word in {re.split(r"[ -]", fold(word)[0])[0] for word in words}:
            opened.setdefault(word, []).append(name)
    return ahocorasick_rs.AhoCorasick(list(opened)), tuple(map(tuple, opened.values()))


@dataclass(frozen=True, slots=True)
class Openings:
    """A text with the folded offsets at which each kind of date can start, in order."""

    text: Text
    starts: Mapping[str, list[int]]

    def matches(self, kind: str, regex: re.Pattern[str] | None) -> Iterator[re.Match[str]]:
        """Yield what ``finditer`` would: the regex is tried where it can match alone.

        Args:
            kind: ``written``, ``shifted``, ``worded``, ``counted``, ``inside``, ``year``, ``calendar`` or ``day_of``.
            regex: Starts at a word boundary with an opener of the kind; None where the language has none.
        """
        end = 0
        for start in self.starts.get(kind, ()) if regex else ():
            match = regex.match(self.text.folded, start) if regex and start >= end else None
            if match:
                yield match
                end = match.end()


def openings(text: Text) -> Openings:
    """Find where dates can start in a text; linear in its length.

    >>> openings(Text("He left on Monday, 3 May.", "en")).starts["written"]
    [11, 19, 21]
    """
    folded = text.folded
    numbers = [match.start() for match in _DIGITS.finditer(folded) if _is_word_start(folded, match.start())]
    starts: dict[str, list[int]] = {kind: list(numbers) for kind in _WITH_NUMBERS} if numbers else {}
    automaton, opened = _automaton(text.language)
    for index, start, _ in automaton.find_matches_as_indexes(text.sound, overlapping=True):
        if _is_word_start(folded, start):
            for kind in opened[index]:
                starts.setdefault(kind, []).append(start)
    # Openers come by their ends, and numbers before them.
    return Openings(text, {kind: sorted(set(found)) for kind, found in starts.items()})


def _is_word_start(folded: str, start: int) -> bool:
    before = folded[start - 1] if start else " "
    return not (before.isalnum() or before == "_")
