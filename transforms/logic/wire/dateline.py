"""Datelines: place, date and agency at the head of a story, in the forms of thirteen languages."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from transforms.logic.dates import find_dates
from transforms.logic.tagging.countries import find_countries
from transforms.logic.tagging.lexicon import scan
from transforms.logic.tagging.text import Text
from transforms.logic.wire.agencies import agency_of, is_agency_credit
from transforms.logic.wire.dateline_parts import Parts, take_apart

_MAX = 110
_DASH = r"[-\u2010-\u2015_]{1,2}"
_LEAD = r"^[\s\ufeff*\u200e\u200f]*"
# Place and date, then the agency in brackets or between slashes, then a dash or a full stop.
_BRACKETS = re.compile(rf"{_LEAD}(?P<head>[^()\n]{{2,60}}?)[\s*]*\((?P<agency>[^()\n]{{1,30}})\)[\s*]*(?:\.?\s*{_DASH}|[.:])\s*")
_SLASHES = re.compile(rf"{_LEAD}(?P<head>[^/\n]{{2,60}}?)[.,]?\s*/\s*(?P<agency>[^/\n]{{2,25}}?)\s*/\.?\s*(?:{_DASH})?\s*")
_TWO = re.compile(rf"{_LEAD}(?P<head>[^\n/:()]{{2,45}}?)\s*(?:/|\s{_DASH})\s*(?P<agency>[^\n:/()]{{2,28}}?)\s*(?:\s{_DASH}\s|:\s?|\.\s)\s*")
# A bare hyphen joins words ("ANKARA-ŞAM"): it ends a dateline only with a space beside it.
_PLAIN = re.compile(
    rf"{_LEAD}(?P<head>[^\n()/:]{{2,60}}?)(?:[\s*]*(?:[\u2012-\u2015]|--)[\s*]*|[\s*]+[-\u2010\u2011_][\s*]+|[-\u2010\u2011_]\s+)(?=\S)"
)
_REPORTED = re.compile(r"^\s*به گزارش\s+(?P<agency>[^\s،,]{2,15})(?:\s+از\s+(?P<head>[^\s،,:]{2,20}))?[،,:]")
_PREFIX = re.compile(r"^\s*(?P<agency>[^\s:]{2,14})\s?:\s?(?=\S)")
_ARABIC = re.compile("[\u0600-\u06ff]")
_PUBLISHER = re.compile(r"\.(?:com|co|net|id|org|tr)\b|^[A-Z]*NEWS$", re.IGNORECASE)
_LABELLED = re.compile(rf"{_LEAD}(?P<head>[^\n]{{2,60}}?)[*_]*\s*(?:\s{_DASH}|{_DASH}\s)[*_\s]*(?=\S)")
_SPANISH = re.compile(rf"{_LEAD}(?P<head>[^()\n]{{2,40}}?)\s*\((?P<agency>[^()\n]{{2,30}})\)\s+(?=[^\W\d_a-z])")
_MAX_LINE = 90
_MAX_WORDS = 4
_MAX_AGENCY = 20


@dataclass(frozen=True, slots=True)
class Dateline:
    """A dateline.

    Args:
        start: First character of it; ``end`` the first character of the story behind it.
        place: As written; empty where only an agency stands there.
        country: ISO 3166-1 alpha-3 of the place, empty where unknown.
        agency: Id of the agency, empty where none is named or known.
        person: The reporter, where the dateline names one.
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


def _is_upper(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return bool(letters) and sum(char.isupper() for char in letters) >= 0.9 * len(letters) and text.upper() != text.lower()


def _split(head: str, publisher: str) -> tuple[str, str]:
    """Return the place of a dateline's head and what else stands there: a date or the publisher's name."""
    parts = [part.strip(" .*_-\u200e\u200f") for part in re.split(r"[,،]", head)]
    places, others = [], []
    for part in parts:
        is_name = publisher and part.replace(" ", "").lower() == publisher.replace(" ", "").lower()
        if not part or is_agency_credit(part) or any(char.isdigit() for char in part) or _PUBLISHER.search(part) or is_name:
            others.append(part)
        else:
            places.append(part)
    dated = re.match(r"^(\D+?)\s+\d", parts[0]) if not places and parts else None
    if dated:
        places, others = [dated.group(1).strip()], parts
    return ", ".join(places[:2]), ", ".join(others)


def _date(head: str, language: str) -> dt.date | None:
    dates = find_dates(head, language, None)
    return dates[0].value if dates else None


def _looks_like_agency(text: str) -> bool:
    return len(text) <= _MAX_AGENCY and len(text.split()) <= 3 and not text[:1].isdigit()  # noqa: PLR2004


def _judge(name: str, head: str, agency: str, language: str, publisher: str) -> tuple[str, str, str] | None:
    """Return place, country and agency where a head is a dateline, None where it is the story's own words."""
    place, rest = _split(head, publisher)
    dated = any(char.isdigit() for char in rest)
    known = agency_of(agency) if agency else next((agency_of(part) for part in rest.split(", ") if is_agency_credit(part)), "")
    short = len(place.split()) <= _MAX_WORDS and len(place) <= 40  # noqa: PLR2004
    if not place or not short or any(char.isdigit() for char in place):
        return None
    country = country_of(place, language)
    upper = _is_upper(place)
    arabic = bool(_ARABIC.search(place))
    if name in {"brackets", "slashes"}:
        accepted = bool(known) or (_looks_like_agency(agency) and (bool(country) or upper or (dated and agency.isupper())))
    elif name == "spanish":
        accepted = bool(known) and upper and dated
    elif name == "two":
        accepted = (bool(known) and (bool(country) or upper or arabic)) or (arabic and bool(country) and _looks_like_agency(agency))
    else:
        # A place in capitals alone may be a label ("UPDATE - "): the lexicon must know it, or a date or the outlet stand beside it.
        framed = dated or any(_PUBLISHER.search(part) for part in rest.split(", "))
        accepted = (upper and (bool(country) or framed)) or (bool(country) and dated) or (arabic and bool(country) and len(place.split()) <= 2)  # noqa: PLR2004
    return (place, country, known) if accepted else None


def read_dateline(body: str, language: str = "und", publisher: str = "") -> Dateline | None:
    """Read the dateline at the head of a text; None where it starts with the story itself.

    A place alone counts only in capitals, or in Arabic letters where the lexicon knows it: precision first.

    Args:
        body: The text from its first paragraph on.
        language: BCP 47 tag of the text.
        publisher: Name of the publisher, which may stand in the dateline.

    >>> line = read_dateline("MANILA, March 2 (Xinhua) -- Two ships met.", "en")
    >>> line.place, line.country, line.agency, str(line.date)
    ('MANILA', 'PHL', 'XINHUA', 'None')
    """
    head = body[:_MAX]
    apart = _taken_apart(body, language, publisher)
    if apart:
        return apart
    for name, regex in (("brackets", _BRACKETS), ("spanish", _SPANISH), ("slashes", _SLASHES), ("two", _TWO), ("plain", _PLAIN)):
        match = regex.match(head)
        if match is None:
            continue
        agency = match.groupdict().get("agency") or ""
        judged = _judge(name, match["head"], agency, language, publisher)
        if judged:
            start = len(body) - len(body.lstrip())
            text = body[start : match.end()].strip()
            return Dateline(start, match.end(), text, *judged, _date(match["head"], language), f"dateline.{name}")
    return _agency_only(body, head, language)


def _taken_apart(body: str, language: str, publisher: str) -> Dateline | None:
    """Read a dateline by its parts: on a line of its own, or an agency's or outlet's name before a dash."""
    start = len(body) - len(body.lstrip())
    line, _, rest = body[start:].partition("\n")
    if rest.strip() and 1 < len(line.strip()) <= _MAX_LINE:
        parts = take_apart(line, language, publisher)
        if not parts.others and _is_own_line(parts, line):
            return _made(body, start, start + len(line), parts, language, "dateline.line")
    match = _LABELLED.match(body[:_MAX])
    if match is None:
        return None
    parts = take_apart(match["head"], language, publisher)
    named = not parts.others and not parts.persons and (parts.agencies or parts.outlets)
    return _made(body, start, match.end(), parts, language, "dateline.parts") if named else None


def _is_own_line(parts: Parts, line: str) -> bool:
    """Tell whether a line is a dateline: an agency with a place or a reporter, or a city alone."""
    cities = [place for place in parts.places if place[2] != "name"]
    if parts.agencies:
        return bool(parts.places or parts.persons or parts.dates)
    if parts.persons or not cities:
        return bool(cities) and len(parts.persons) == 1 and _is_upper(cities[0][0])
    return len(cities) == len(parts.places) and (_is_upper(line) or bool(_ARABIC.search(line)) or bool(parts.dates) or len(line.split()) <= 2)  # noqa: PLR2004


def _made(body: str, start: int, end: int, parts: Parts, language: str, rule_id: str) -> Dateline:
    place, country, _ = parts.places[0] if parts.places else ("", "", "")
    agency = parts.agencies[0] if parts.agencies else ""
    date = _date(parts.dates[0], language) if parts.dates else None
    return Dateline(start, end, body[start:end].strip(), place, country, agency, date, rule_id, next(iter(parts.persons), ""))


def _agency_only(body: str, head: str, language: str) -> Dateline | None:
    reported = _REPORTED.match(head) if language == "fa" else None
    if reported and agency_of(reported["agency"]):
        place = reported["head"] or ""
        country = country_of(place, language) if place else ""
        # The words belong to a sentence: read, but left in place.
        return Dateline(0, 0, reported.group().strip(), place if country else "", country, agency_of(reported["agency"]), None, "dateline.reported")
    prefix = _PREFIX.match(head)
    if prefix and _ARABIC.search(prefix["agency"]) and agency_of(prefix["agency"]):
        start = len(body) - len(body.lstrip())
        return Dateline(start, prefix.end(), body[start : prefix.end()].strip(), "", "", agency_of(prefix["agency"]), None, "dateline.prefix")
    return None
