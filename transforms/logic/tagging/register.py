"""The dated register of offices: who held which office of which state, and when."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from transforms.logic.tagging.patterns import Cue
from transforms.logic.tagging.text import fold

PERSON = "person"
_SHORT = 3


@dataclass(frozen=True, slots=True)
class Term:
    """One office one person held.

    Args:
        start: First day; ``end`` the last, None while it runs.
        checked: Day on which an open term was last looked at.
    """

    person_id: str
    name: str
    post: str
    country: str
    start: dt.date
    end: dt.date | None
    checked: dt.date
    source: str
    aliases: tuple[str, ...]

    def holds(self, day: dt.date) -> bool:
        """Tell whether the term runs on a day."""
        return self.start <= day and (self.end is None or day <= self.end)


@cache
def register() -> tuple[Term, ...]:
    """Return every term of the register of offices, in the order of the file."""
    lines = (files("schemas") / "codebook" / "officials" / "register.tsv").read_text("utf-8").splitlines()
    rows = csv.DictReader((line for line in lines if line and not line.startswith("#")), delimiter="\t")
    return tuple(_term(row) for row in rows)


def _term(row: dict[str, str]) -> Term:
    end = dt.date.fromisoformat(row["until"]) if row["until"] else None
    aliases = tuple(alias.strip() for alias in row["aliases"].split("|") if alias.strip())
    dates = dt.date.fromisoformat(row["from"]), end, dt.date.fromisoformat(row["checked"])
    return Term(row["person_id"], aliases[0], row["post"], row["country"], *dates, row["source"], aliases)


@cache
def terms_of(person_id: str) -> tuple[Term, ...]:
    """Return the terms of one person, in the order of the file."""
    return tuple(term for term in register() if term.person_id == person_id)


def term_at(person_id: str, day: dt.date | None) -> Term | None:
    """Return the office a person held on a day; without a day the latest; None between offices.

    >>> term_at("nobody", None) is None
    True
    """
    terms = terms_of(person_id)
    if day is None:
        return max(terms, key=lambda term: term.start, default=None)
    return next((term for term in terms if term.holds(day)), None)


@cache
def _surnames(post: str) -> tuple[tuple[str, Term], ...]:
    return tuple((fold(alias)[0].split()[-1], term) for term in register() if term.post == post for alias in term.aliases)


def holder(post: str, name: str, country: str | None, day: dt.date | None) -> str | None:
    """Return who of the register is meant by a post and a surname: "Президенту РФ Путину".

    Args:
        post: The post's id.
        name: As written; its last word is the surname, with the ending of a case.
        country: State of the post, None where the text does not say it.
        day: Day of the story, None where unknown.

    Returns:
        The person's id, None unless exactly one person fits.

    >>> holder("president", "Путину", "RUS", None)
    'vladimir_putin'
    """
    surname = fold(name)[0].split()[-1]
    fitting = {
        term.person_id
        for known, term in _surnames(post)
        if _is_form(surname, known) and country in {None, term.country} and (day is None or term.holds(day))
    }
    return fitting.pop() if len(fitting) == 1 else None


def _is_form(surname: str, known: str) -> bool:
    if surname == known:
        return True
    stem = known[:-1] if known[-1] in "йаяьa" else known
    return len(stem) > _SHORT and surname.startswith(stem) and len(surname) - len(stem) <= _SHORT and "а" <= stem[0] <= "я"


def load_cues() -> list[Cue]:
    """Return a cue for every name in the register."""
    aliases: dict[str, set[str]] = {}
    for term in register():
        aliases.setdefault(term.person_id, set()).update(map(_inflected, term.aliases))
    return [Cue(alias, PERSON, person, frozenset(), f"register.{person}") for person, forms in aliases.items() for alias in forms]


def _inflected(alias: str) -> str:
    """Let the words of a Cyrillic name, and the last word of a Latin one, take endings: Slavic and Albanian texts decline names.

    >>> _inflected("Сергей Лавров"), _inflected("Xi Jinping")
    ('серге* лавров*', 'xi jinping*')
    """
    words = fold(alias)[0].split()
    return " ".join(_declined(word, last=word == words[-1]) for word in words)


def _declined(word: str, *, last: bool) -> str:
    cyrillic = any("а" <= char <= "я" for char in word)
    if len(word) <= _SHORT or not (cyrillic or last):
        return word
    return f"{word[:-1] if cyrillic and word[-1] in 'йаяь' else word}*"
