"""What the parts of a dateline are, each between commas, slashes or dashes: a place, an agency, an outlet, a date, a person."""

from __future__ import annotations

import re
from dataclasses import dataclass

from transforms.logic.dates import find_dates
from transforms.logic.tagging.countries import find_countries
from transforms.logic.tagging.lexicon import scan
from transforms.logic.tagging.text import Text
from transforms.logic.wire.agencies import agency_of, is_agency_credit

_SPLIT = re.compile(r"\s*[,،/|:]\s*|\s+[-\u2010-\u2015_]{1,2}\s+|\s*[\u2012-\u2015]\s*|\.\s+(?=\d|[A-ZА-ЯЁ]{3})")
_STRIP = " .*_()[]\u200e\u200f\ufeff-\u2010\u2011\u2012\u2013\u2014\u2015"
_OUTLET = re.compile(r"\.(?:com|co|net|id|org|tr|info|tv)\b|^[A-Z]*NEWS$|^(?:CNN|BBC|VOA|RFI|DW|TRT|NTV) ", re.IGNORECASE)
_NAME = re.compile(r"^[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){1,3}$")
_MAX_PLACE_WORDS = 4
_MAX_DATE_WORDS = 5
_COVERED = 0.75


@dataclass(frozen=True, slots=True)
class Parts:
    """A head taken apart.

    Args:
        places: Places as written, with the country and kind that the lexicon gives.
        agencies: Ids of agencies.
        outlets: Names of the page's own outlet.
        dates: Dates as written.
        persons: What can be a reporter's name.
        others: What is none of these: with it a head is the story's own words.
    """

    places: tuple[tuple[str, str, str], ...]
    agencies: tuple[str, ...]
    outlets: tuple[str, ...]
    dates: tuple[str, ...]
    persons: tuple[str, ...]
    others: tuple[str, ...]


def place_of(place: str, language: str) -> tuple[str, str]:
    """Return country and kind of a place whose name is most of the words, both empty where the lexicon does not know it.

    >>> place_of("JAKARTA", "id"), place_of("the talks in Oslo went on", "en")
    (('IDN', 'capital'), ('', ''))
    """
    for tongue in dict.fromkeys((language, "en")):
        text = Text(place.title(), tongue)
        for iso3, name in find_countries(text, scan(text).get("country", [])):
            if name.end - name.start >= _COVERED * len(place):
                return iso3, name.kind
    return "", ""


def take_apart(head: str, language: str, publisher: str = "") -> Parts:
    """Take a dateline's head apart.

    Args:
        head: The words up to its dash, or its whole line.
        language: BCP 47 tag of the text.
        publisher: Name of the publisher.

    >>> parts = take_apart("AA / Tunis / Mohamed Ali", "fr")
    >>> parts.agencies, parts.places, parts.persons, parts.others
    (('AA',), (('Tunis', 'TUN', 'capital'),), ('Mohamed Ali',), ())
    """
    found: dict[str, list[str]] = {"agencies": [], "outlets": [], "dates": [], "persons": [], "others": []}
    places: list[tuple[str, str, str]] = []
    for part in (piece.strip(_STRIP) for piece in _SPLIT.split(head)):
        if not part:
            continue
        words = len(part.split())
        country, kind = place_of(part, language) if words <= _MAX_PLACE_WORDS else ("", "")
        if is_agency_credit(part):
            found["agencies"].append(agency_of(part))
        elif _OUTLET.search(part) or (publisher and part.replace(" ", "").lower() == publisher.replace(" ", "").lower()):
            found["outlets"].append(part)
        elif any(char.isdigit() for char in part) and words <= _MAX_DATE_WORDS and (find_dates(part, language, None) or part.isdigit()):
            found["dates"].append(part)
        elif country and kind in {"capital", "city", "name", "metonym"}:
            places.append((part, country, kind))
        elif _NAME.match(part) and all(not word[0].islower() for word in part.split()):
            found["persons"].append(part)
        else:
            found["others"].append(part)
    return Parts(tuple(places), **{name: tuple(items) for name, items in found.items()})
