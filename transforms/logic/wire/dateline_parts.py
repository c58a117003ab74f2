"""What the parts of a dateline are, each between commas, slashes or dashes: a place, an agency, an outlet, a date, a person."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from transforms.logic.dates import find_dates
from transforms.logic.tagging.countries import find_countries
from transforms.logic.tagging.lexicon import scan
from transforms.logic.tagging.text import Text, fold
from transforms.logic.wire.agencies import agency_of, agency_of_link, is_agency_credit
from transforms.logic.wire.table import words

Kind = Literal["place", "region", "agency", "outlet", "date", "person", "other"]
# A full stop parts only behind a long word or capitals: "Feb. 3" is one part, "Москва. 17 декабря" are two.
_SPLIT = re.compile(
    r"\s*[,،/|:]\s*|\s+[-\u2010-\u2015_]{1,2}(?:\s+|$)|\s*[\u2012-\u2015]\s*|(?<=\w)-\s+"
    r"|(?:(?<=[^\W\d_]{5})|(?<=[A-ZА-ЯЁ]{4})|(?<=\d\s[^\W\d_]{3}))\.\s+(?=\d|[^\W\d_])"
)
_STRIP = " .*_()[]\u200e\u200f\ufeff-\u2010\u2011\u2012\u2013\u2014\u2015"
_OUTLET = re.compile(r"\.(?:com|co|net|id|org|tr|info|tv|ru|rs|ba|hr|mk|ir)\b|^[A-Z]*NEWS$|^(?:CNN|BBC|VOA|RFI|DW|TRT|NTV) ", re.IGNORECASE)
_NAME = re.compile(r"^[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){1,3}$")
_REGION = re.compile(r"^(?:[A-Z]{2}|D\.?\s?[CF])$")
_BRACKET = re.compile(r"\s*[\[(].*$")
_CONNECTORS = frozenset("في فی در en in le à u у в".split())
_DATE_WORDS = frozenset("هـ ه م الموافق هجري هجرية ميلادي ميلادية г года год de del й".split())
_ANY_DAY = dt.date(2000, 1, 1)
PLACES = frozenset({"capital", "city", "name", "metonym"})
_MAX_PLACE_WORDS = 4
_COVERED = 0.75


@dataclass(frozen=True, slots=True)
class Place:
    """A place as written, with the country and kind that the lexicon gives; both empty where it is unknown."""

    name: str
    country: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Parts:
    """A head taken apart: each piece in order with its kind.

    Args:
        pieces: Kind and words; an agency's words are its id.
        places: The pieces of kind place.
    """

    pieces: tuple[tuple[Kind, str], ...]
    places: tuple[Place, ...] = ()

    def of(self, *kinds: Kind) -> tuple[str, ...]:
        """Return the pieces of some kinds, in order."""
        return tuple(text for kind, text in self.pieces if kind in kinds)

    @property
    def is_pure(self) -> bool:
        """Whether nothing stands in it that is the story's own words."""
        return not self.of("other")


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


def read_date(text: str, language: str, reference: dt.date | None) -> dt.date | None:
    """Return the date in a few words, the Gregorian one where two calendars stand side by side.

    >>> read_date("Feb. 3", "en", dt.date(2026, 2, 4))
    datetime.date(2026, 2, 3)
    """
    found = [date for date in find_dates(text, language, reference) if date.precision == "day" and date.basis in {"explicit", "no_year"}]
    plain = [date for date in found if not {"hijri", "jalali"} & set(date.flags)]
    return next((date.value for date in (*plain, *found)), None)


def _is_date(text: str, language: str) -> bool:
    """Tell whether the words are a date and nothing else: its own words, numbers, and what calendars are called."""
    if text.isdigit():
        return len(text) in {1, 2, 4}
    covered = [False] * len(text)
    for date in find_dates(text, language, _ANY_DAY):
        covered[date.start : date.end] = [True] * (date.end - date.start)
    left = "".join(" " if inside else char for char, inside in zip(text, covered, strict=True))
    return any(covered) and all(word.strip(".,)(") in _DATE_WORDS | {""} or word.isdigit() for word in left.split())


def _pieces(head: str, language: str) -> Iterator[str]:
    """Yield the parts of a head, a place and the date behind it apart."""
    for part in (piece.strip(_STRIP) for piece in _SPLIT.split(head)):
        dated = re.match(r"(\D+?)\s+(\d.*)$", part)
        if dated and not _is_date(part, language) and _is_date(dated[2], language):
            yield from (dated[1].strip(_STRIP), dated[2])
        elif part and fold(part)[0] not in words("credit", "labels"):
            yield part


def _is_outlet(part: str, publisher: str) -> bool:
    plain = fold(part)[0]
    own = publisher and plain.replace(" ", "") == fold(publisher)[0].replace(" ", "")
    return bool(own or _OUTLET.search(part)) or plain.strip("\"'") in (*words("outlets", "names"), *words("outlets", "desks"))


def region_country(part: str) -> str:
    """Return the country of a state that stands behind its city, empty where the words are none.

    >>> region_country("Ky."), region_country("Kyiv")
    ('USA', '')
    """
    plain = fold(part)[0].strip(" .")
    return next((country for country in ("USA", "CAN") if plain in words("regions", country)), "")


def _kind_of(part: str, language: str, publisher: str, *, is_behind: bool) -> tuple[Kind, str]:
    agency = agency_of(part) if is_agency_credit(part) else agency_of_link(f"https://{part.lower()}") if "." in part else ""
    if agency:
        return "agency", agency
    # In order, each asked only where the ones before say no: the lexicon is the slowest.
    kinds: tuple[tuple[Kind, Callable[[], object]], ...] = (
        ("outlet", lambda: _is_outlet(part, publisher)),
        ("date", lambda: any(char.isdigit() for char in part) and _is_date(part, language)),
        ("region", lambda: is_behind and region_country(part)),
        ("place", lambda: len(part.split()) <= _MAX_PLACE_WORDS and place_of(part, language)[1] in PLACES),
        ("region", lambda: _REGION.match(part)),
        ("person", lambda: _NAME.match(part) and all(not word[0].islower() for word in part.split())),
    )
    return next((kind for kind, holds in kinds if holds()), "other"), part


def tidy_place(part: str) -> str:
    """Return a place without what stands around it: an agency before it, a country in brackets, the word for "in" behind it.

    >>> tidy_place("WAM ABU DHABI"), tidy_place("New Delhi [India"), tidy_place("الدوحة في")
    ('ABU DHABI', 'New Delhi', 'الدوحة')
    """
    names = _BRACKET.sub("", part).split()
    if len(names) > 1 and names[0].isupper() and is_agency_credit(names[0]):
        names = names[1:]
    while len(names) > 1 and names[-1].lower() in _CONNECTORS:
        names.pop()
    return " ".join(names).strip(_STRIP)


def take_apart(head: str, language: str, publisher: str = "") -> Parts:
    """Take a dateline's head apart.

    Args:
        head: The words up to its dash, or its whole line.
        language: BCP 47 tag of the text.
        publisher: Name of the publisher.

    >>> parts = take_apart("AA / Tunis / Mohamed Ali", "fr")
    >>> parts.pieces
    (('agency', 'AA'), ('place', 'Tunis'), ('person', 'Mohamed Ali'))
    """
    pieces: list[tuple[Kind, str]] = []
    places = []
    for part in _pieces(head, language):
        kind, text = _kind_of(part, language, publisher, is_behind=bool(pieces))
        if kind in {"other", "person"} and tidy_place(part) != part:
            kind, text = _kind_of(tidy_place(part), language, publisher, is_behind=bool(pieces))
        if kind == "place":
            places.append(Place(text, *place_of(text, language)))
        pieces.append((kind, text))
    kinds = {kind for kind, _ in pieces}
    if "outlet" in kinds and not kinds & {"place", "other", "person"} and any(kind == "region" and region_country(text) for kind, text in pieces):
        # An outlet named like its city: what stands before a state is the city.
        pieces = [("other" if kind == "outlet" else kind, text) for kind, text in pieces]
    return Parts(tuple(pieces), tuple(places))
