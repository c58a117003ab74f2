"""The forms that datelines take, and what makes each more than a story's first words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from transforms.logic.wire.agencies import agency_of, is_agency_credit
from transforms.logic.wire.dateline_parts import Parts

_DASH = r"[-\u2010-\u2015_]{1,2}"
_LEAD = r"^[\s\ufeff*\u200e\u200f]*"
# Place and date, then the agency in brackets or between slashes, then a dash or a full stop.
_BRACKETS = re.compile(rf"{_LEAD}(?P<head>[^()\n]{{2,60}}?)[\s*]*\((?P<agency>[^()\n]{{1,30}})\)[\s*]*(?:\.?\s*{_DASH}|[.:])\s*")
_SLASHES = re.compile(rf"{_LEAD}(?P<head>[^/\n]{{2,60}}?)[.,]?\s*/\s*(?P<agency>[^/\n]{{2,25}}?)\s*/\.?\s*(?:{_DASH})?\s*")
_TWO = re.compile(
    rf"{_LEAD}(?P<head>[^\n/:()]{{2,45}}?)\s*(?:/|\s?{_DASH})\s*(?P<agency>[^\n:/()\u2010-\u2015-]{{2,28}}?)"
    rf"\s*(?:\s?{_DASH}\s|:\s?|\.\s)\s*"
)
_GLUED = re.compile(rf"{_LEAD}(?P<head>[^\W\d_]{{3,25}})-(?P<agency>[^\W\d_]{{2,8}})\s+(?=\S)")
# A bare hyphen joins words ("ANKARA-ŞAM"): it ends a dateline only with a space beside it.
_PLAIN = re.compile(
    rf"{_LEAD}(?P<head>[^\n()/:]{{2,60}}?)(?:[\s*]*(?:[\u2012-\u2015]|--)[\s*]*|[\s*]+[-\u2010\u2011_][\s*]+|[-\u2010\u2011_]\s+)(?=\S)"
)
_SPANISH = re.compile(rf"{_LEAD}(?P<head>[^()\n]{{2,40}}?)\s*\((?P<agency>[^()\n]{{2,30}})\)\s+(?=[^\W\d_a-z])")
_BEFORE_SLASH = re.compile(rf"{_LEAD}(?P<head>[^\n/()]{{4,45}}?)\s*/\s+(?=[^\W\d_])")
_BEFORE_STOP = re.compile(rf"{_LEAD}(?P<head>[^\n()/:]{{6,60}}?\d)\.\s+(?=[^\W\d_])")
FORMS = (("brackets", _BRACKETS), ("spanish", _SPANISH), ("slashes", _SLASHES), ("two", _TWO), ("glued", _GLUED), ("plain", _PLAIN))
LATE_FORMS = (("dated", _BEFORE_SLASH), ("dated", _BEFORE_STOP))
AGENCY_FIRST = re.compile(rf"{_LEAD}(?P<agency>[^\s\-\u2010-\u2015]{{2,12}})\s?{_DASH}\s(?P<head>[^\W\d_]+)\s+(?=[A-ZÇÊÎŞÛ])")
AFTER_AGENCY = re.compile(rf"\s*(?:{_DASH}|[:.])?\s*")
REPORTED = re.compile(
    r"(?<!\w)به\s+گزارش\s+(?:خبرنگار\s+)?(?:خبرگزاری\s+)?(?P<agency>\S+(?:\s+\S+){0,3}?)\s+از\s*(?P<place>[^\s،,:.]+(?:\s+[^\s،,:.]+){0,2})"
)
PREFIX = re.compile(r"^\s*(?P<agency>[^\s:]{2,14})\s?:\s?(?=\S)")
ALONE = re.compile(rf"{_LEAD}\((?P<agency>[^()\n]{{2,30}})\)\s*{_DASH}\s*(?=\S)")
BREAK = re.compile(rf"[*_]*\s*(?:\s{_DASH}|{_DASH}\s)[*_\s]*(?=\S)")
_ARABIC = re.compile("[\u0600-\u06ff]")
_MAX_AGENCY = 20
_FEW = 3


def is_arabic(text: str) -> bool:
    """Tell whether letters of the Arabic script stand in a text."""
    return bool(_ARABIC.search(text))


def is_upper(text: str) -> bool:
    """Tell whether a text is written in capitals.

    >>> is_upper("BANjALUKA"), is_upper("Oslo"), is_upper("مسكو")
    (False, False, False)
    """
    letters = [char for char in text if char.isalpha()]
    return bool(letters) and sum(char.isupper() for char in letters) >= 0.9 * len(letters) and text.upper() != text.lower()


def _looks_like_agency(text: str) -> bool:
    return len(text) <= _MAX_AGENCY and len(text.split()) <= _FEW and not text[:1].isdigit()


@dataclass(frozen=True, slots=True)
class Head:
    """What a form matched: the head taken apart, its place and country, and the agency's words."""

    parts: Parts
    place: str
    country: str
    agency: str

    @property
    def is_known(self) -> bool:
        """Whether the register has the agency."""
        return bool(self.agency and agency_of(self.agency))


def _with_agency(head: Head) -> bool:
    """Judge place and agency in brackets or between slashes."""
    dated = bool(head.parts.of("date")) and head.agency.isupper()
    trusted = head.is_known or (_looks_like_agency(head.agency) and (bool(head.country) or is_upper(head.place) or dated))
    return trusted and len(head.parts.of("place", "other", "person")) <= _FEW


def _two(head: Head) -> bool:
    """Judge a place and an agency that only a dash or slash parts."""
    arabic = is_arabic(head.place)
    sure = head.is_known and (bool(head.country) or is_upper(head.place) or arabic)
    return sure or (arabic and bool(head.country) and _looks_like_agency(head.agency))


def _plain(head: Head) -> bool:
    """Judge a place before a dash.

    In capitals it may be a label ("UPDATE - "): the lexicon must know it, or a date or the outlet stand beside it.
    """
    framed = bool(head.parts.of("date", "outlet", "agency", "region"))
    if len(head.parts.of("place", "other", "person")) > max(1, len(head.parts.places)):
        return False
    upper, short = is_upper(head.place), len(head.place.split()) < _FEW
    return (bool(head.country) and (upper or framed or (is_arabic(head.place) and short))) or (upper and framed)


def _dated(head: Head) -> bool:
    """Judge place and date before a slash or full stop: nothing else may stand there."""
    return head.parts.is_pure and bool(head.parts.of("date") and head.parts.places) and not head.parts.of("person")


_JUDGES = {
    "brackets": _with_agency,
    "slashes": _with_agency,
    "spanish": lambda head: head.is_known and is_upper(head.place) and bool(head.parts.of("date")),
    "glued": lambda head: is_agency_credit(head.agency) and bool(head.country),
    "two": _two,
    "plain": _plain,
    "dated": _dated,
}


def accepts(form: str, head: Head) -> bool:
    """Tell whether a head of one form is a dateline, and not the story's own words.

    >>> accepts("plain", Head(Parts((("other", "UPDATE"),)), "UPDATE", "", ""))
    False
    """
    return _JUDGES[form](head)
