"""Datelines: place, date and agency at the head of a story, in the forms of thirteen languages."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from transforms.logic.tagging.countries import find_countries
from transforms.logic.tagging.lexicon import scan
from transforms.logic.tagging.text import Text, fold
from transforms.logic.wire.agencies import agency_of, is_agency_credit, is_agency_name
from transforms.logic.wire.credits import read_names
from transforms.logic.wire.dateline_forms import (
    AFTER_AGENCY,
    AGENCY_FIRST,
    ALONE,
    BREAK,
    FORMS,
    LATE_FORMS,
    PREFIX,
    REPORTED,
    Head,
    accepts,
    is_arabic,
    is_upper,
)
from transforms.logic.wire.dateline_parts import PLACES, Parts, place_of, read_date, region_country, take_apart, tidy_place

_MAX = 110
_MAX_LINE = 90
_REPORTED_CHARS = 600
_MAX_WORDS = 4
_MAX_PLACE = 40
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Dateline:
    """A dateline.

    Args:
        start: First character of it; ``end`` the first character of the story behind it.
        place: As written; empty where only an agency stands there.
        country: ISO 3166-1 alpha-3 of the place, empty where unknown.
        agency: Id of the agency, empty where none is named or known.
        person: The reporter, where the dateline names one.
        source: Id of the agency whose report that agency passes on: "(ANTARA/Anadolu)".
    """

    start: int
    end: int
    text: str
    place: str
    country: str
    agency: str
    date: dt.date | None
    rule_id: str
    person: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class _Page:
    """A text with what is known of it."""

    body: str
    language: str
    publisher: str
    reference: dt.date | None

    @property
    def start(self) -> int:
        return len(self.body) - len(self.body.lstrip())


def country_of(place: str, language: str) -> str:
    """Return the country of a place, empty where the lexicon does not know it.

    >>> country_of("JAKARTA", "id")
    'IDN'
    """
    for tongue in dict.fromkeys((language, "en")):
        text = Text(place.title(), tongue)
        found = find_countries(text, scan(text).get("country", []))
        if found:
            return found[0][0]
    return ""


def _place(parts: Parts, language: str) -> tuple[str, str]:
    """Return place and country of a head: its first words that are neither date, agency nor outlet."""
    first = next((text for kind, text in parts.pieces if kind in {"place", "other", "person"}), "")
    place = tidy_place(first)
    state = next(filter(None, map(region_country, parts.of("region"))), "")
    if state:
        return place, state
    country = next((known.country for known in parts.places if known.name == first), "") or (country_of(place, language) if place else "")
    return place, country or next((known.country for known in parts.places), "")


def _form(page: _Page, name: str, match: re.Match[str]) -> Dateline | None:
    agency = match.groupdict().get("agency") or ""
    parts = take_apart(match["head"], page.language, page.publisher)
    place, country = _place(parts, page.language)
    at_desk = not place and bool(parts.of("outlet")) and agency_of(agency)
    if not (place or at_desk) or len(place.split()) > _MAX_WORDS or len(place) > _MAX_PLACE or any(char.isdigit() for char in place):
        return None
    if not accepts(name, Head(parts, place, country, agency)):
        return None
    return _made(page, page.start, match.end(), parts, f"dateline.{name}", (place, country), agency)


def _made(page: _Page, start: int, end: int, parts: Parts, rule_id: str, place: tuple[str, str] = ("", ""), agency: str = "") -> Dateline:
    if not place[0] and parts.places:
        place = parts.places[0].name, parts.places[0].country
    source, carriers = read_names(agency) if agency else ("", ())
    named = next(iter(carriers), "") or source or next(iter(parts.of("agency")), "")
    date = read_date(", ".join(parts.of("date")), page.language, page.reference) if parts.of("date") else None
    person = next((name for name in parts.of("person") if name != place[0]), "")
    passed = source if source != named else ""
    return Dateline(start, end, page.body[start:end].strip(), *place, named, date, rule_id, person, passed)


def read_dateline(body: str, language: str = "und", publisher: str = "", reference: dt.date | None = None) -> Dateline | None:
    """Read the dateline at the head of a text; None where it starts with the story itself.

    A place alone counts only in capitals, or in Arabic letters where the lexicon knows it: precision first.

    Args:
        body: The text from its first paragraph on.
        language: BCP 47 tag of the text.
        publisher: Name of the publisher, which may stand in the dateline.
        reference: Day of publication: gives a date without year its year.

    >>> line = read_dateline("MANILA, March 2 (Xinhua) -- Two ships met.", "en", reference=dt.date(2026, 3, 3))
    >>> line.place, line.country, line.agency, str(line.date)
    ('MANILA', 'PHL', 'XINHUA', '2026-03-02')
    """
    page = _Page(body, language, publisher, reference)
    return next(_readings(page), None)


def _readings(page: _Page) -> Iterator[Dateline]:
    head = page.body[:_MAX]
    yield from filter(None, (_own_line(page), _agency_first(page, head), _labelled(page)))
    for forms in (FORMS, LATE_FORMS):
        yield from filter(None, (_form(page, name, match) for name, regex in forms if (match := regex.match(head))))
        yield from filter(None, (_spaced(page), _agency_only(page, head)))


def _open(line: str) -> str:
    """Write brackets as commas: on a line of its own they part a dateline's pieces."""
    return line.replace("(", ", ").replace(")", ", ")


def _own_line(page: _Page) -> Dateline | None:
    """Read a dateline on a line of its own."""
    line, _, rest = page.body[page.start :].partition("\n")
    if not rest.strip() or not 1 < len(line.strip()) <= _MAX_LINE:
        return None
    parts = take_apart(_open(line), page.language, page.publisher)
    # An outlet and one or two words more are its city, though no lexicon has it.
    is_city = bool(parts.of("outlet")) and len(parts.of("other", "person")) == 1 and len(line.split()) <= _MAX_WORDS + 1
    is_one = is_city or (parts.is_pure and _is_own_line(parts, line))
    return _made(page, page.start, page.start + len(line), parts, "dateline.line") if is_one else None


def _is_own_line(parts: Parts, line: str) -> bool:
    """Tell whether a line is a dateline: an agency with a place or a reporter, or a city alone."""
    cities = [place for place in parts.places if place.kind != "name"]
    if parts.of("agency", "outlet"):
        only_outlets = not parts.of("agency", "person")
        return bool(parts.places or parts.of("date") or (parts.of("agency") and parts.of("person")) or only_outlets)
    if parts.of("person") or not cities:
        return bool(cities) and len(parts.of("person")) == 1 and is_upper(cities[0].name)
    return len(cities) == len(parts.places) and (is_upper(line) or is_arabic(line) or bool(parts.of("date")) or len(line.split()) <= 2)  # noqa: PLR2004


def read_closing(body: str, language: str = "und", publisher: str = "", reference: dt.date | None = None) -> Dateline | None:
    r"""Read a dateline that stands on the last line, as in Arabic papers: place and agency, nothing else.

    >>> read_closing("التقى الوزيران في أوسلو.\nالرياض - واس", "ar").agency
    'SPA'
    """
    text = body.rstrip()
    above, _, line = text.rpartition("\n")
    if not above.strip() or len(line) > _MAX_LINE // 2:
        return None
    parts = take_apart(_open(line), language, publisher)
    if not (parts.is_pure and parts.places and parts.of("agency", "outlet") and not parts.of("person")):
        return None
    start = len(text) - len(line.lstrip())
    return _made(_Page(body, language, publisher, reference), start, len(text), parts, "dateline.closing")


def _labelled(page: _Page) -> Dateline | None:
    """Read an agency's or outlet's name before a dash, with place and date; the longest such head."""
    head = page.body[:_MAX].partition("\n")[0] if page.start == 0 else page.body[:_MAX]
    for cut in reversed(list(BREAK.finditer(head.partition("(")[0]))):
        parts = take_apart(head[: cut.start()], page.language, page.publisher)
        named = parts.is_pure and parts.of("agency", "outlet") and (not parts.of("person") or (page.language == "id" and bool(parts.places)))
        # "Jakarta, Nama Media -": in Indonesian the outlet stands behind the place.
        outlet_only = page.language == "id" and parts.is_pure and len(parts.pieces) == 2 and parts.pieces[0][0] == "place" and parts.of("person")  # noqa: PLR2004
        if named or outlet_only:
            made = _made(page, page.start, cut.end(), parts, "dateline.parts")
            return made if not outlet_only else Dateline(made.start, made.end, made.text, made.place, made.country, "", None, "dateline.outlet")
    return None


def _agency_first(page: _Page, head: str) -> Dateline | None:
    """Read agency and place with nothing behind them, as Kurdish pages print them; in English that would be a sentence."""
    match = AGENCY_FIRST.match(head) if page.language == "kmr" else None
    if match is None or not is_agency_credit(match["agency"]):
        return None
    parts = take_apart(match["head"], page.language)
    return _made(page, page.start, match.end(), parts, "dateline.first", agency=match["agency"]) if parts.places else None


def _spaced(page: _Page) -> Dateline | None:
    """Read place, date and agency with nothing but spaces between them."""
    head = page.body[:_MAX]
    for word in list(_WORD.finditer(head))[2:] if any(map(str.isdigit, head)) else ():
        name = word.group().strip("-–—:.,")
        before = page.body[: word.start()]
        if is_agency_credit(name) and any(char.isdigit() for char in before):
            parts = take_apart(before, page.language, page.publisher)
            if parts.is_pure and parts.places and parts.of("date") and not parts.of("person"):
                after = AFTER_AGENCY.match(page.body, word.start() + len(name))
                return _made(page, page.start, after.end() if after else word.end(), parts, "dateline.spaced", agency=name)
    return None


def _agency_only(page: _Page, head: str) -> Dateline | None:
    alone = ALONE.match(head)
    if alone and agency_of(alone["agency"]):
        return _made(page, page.start, alone.end(), Parts(()), "dateline.agency", agency=alone["agency"])
    prefix = PREFIX.match(head)
    if prefix and is_arabic(prefix["agency"]) and agency_of(prefix["agency"]):
        return _made(page, page.start, prefix.end(), Parts(()), "dateline.prefix", agency=prefix["agency"])
    return _reported(page) if page.language == "fa" else None


def _reported(page: _Page) -> Dateline | None:
    """Read the sentence that gives agency and place in Persian; its words belong to the story and stay."""
    folded, offsets = fold(page.body[:_REPORTED_CHARS])
    for match in REPORTED.finditer(folded):
        agency = next((name for name in (match["agency"], f"خبرگزاری {match['agency']}") if is_agency_name(name)), "")
        ends = [match.start("place") + word.end() for word in _WORD.finditer(match["place"])]
        known = ((end, place_of(folded[match.start("place") : end], "fa")) for end in ends)
        # The fewest words that are a place: a preposition may stand behind it.
        end, country = next(((end, country) for end, (country, kind) in known if kind in PLACES), (0, ""))
        if agency and end:
            first, last, shown = ((offsets[at] if offsets else at) for at in (match.start(), end, match.start("place")))
            place = " ".join(page.body[shown:last].split())
            return Dateline(0, 0, page.body[first:last], place, country, agency_of(agency), None, "dateline.reported")
    return None
