"""Dates that stand in a text, resolved against the day of writing, in thirteen languages."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from transforms.logic.dates.calendars import hijri_to_date, jalali_to_date
from transforms.logic.dates.combined import find_combined, moved
from transforms.logic.dates.counted import find_counted
from transforms.logic.dates.names import pattern, position, relative
from transforms.logic.dates.openings import YEAR_WORDS, Openings, openings
from transforms.logic.tagging.text import Text, fold

_YEARS = range(1800, 2101)
_JALALI = range(1280, 1480)
_HIJRI = range(1300, 1530)
_MONTH_FIRST = frozenset({"en"})
_WEEK = 7
_OF = r"(?:de |del |of |من |i |të |e |ی |ه |î |ê )?"


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date in a text.

    Args:
        start: First character, an offset into the text as given; ``end`` behind the last.
        value: First day of what is meant.
        precision: day, week, month or year.
        basis: explicit, weekday, relative or no_year: what the day of writing had to add.
        flags: weekday_contradiction where weekday and date disagree; hijri or jalali by calendar.
    """

    start: int
    end: int
    text: str
    value: dt.date
    precision: str
    basis: str
    flags: tuple[str, ...] = ()


@cache
def _regex(language: str) -> re.Pattern[str]:
    months, weekdays = pattern("months", language), pattern("weekdays", language)
    days = "|".join(re.escape(fold(word)[0]) for word in sorted(relative(language), key=len, reverse=True)) or r"(?!)"
    lead = rf"(?:(?P<wd>{weekdays})[,.،]{{0,2}}\s*(?:الموافق\s+)?\(?\s*)?"
    ordinal = r"(?:st|nd|rd|th|er|ère|\.?º|\.|'?(?:i|ı|u|ü|si|sı)|[êîی]\b)?"
    # Arabic papers give a month both its names: "8 تشرين الأول/أكتوبر 2026".
    other_name = rf"(?:\s?[/(]\s?(?:{months})\b\)?)?" if language == "ar" else ""
    year = r"(?:(?:,?\s+|[-/])(?:de |del |të |yılı |سنه |عام )?(?P<y1>\d{4})(?:'?an)?\b)?"
    named = rf"(?P<d1>\d{{1,2}}){ordinal}(?:\s+|[-/]){_OF}(?P<m1>{months})\b\.?{other_name}{year}"
    american = rf"(?P<m2>{months})\b\.?(?:\s+|[-/]\s?)(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)(?:(?:,?\s+|[-/])(?P<y2>\d{{4}})\b)?"
    month_year = rf"(?P<m3>{months})\b,?\s+(?:de |del |të |of )?(?P<y3>\d{{4}})\b"
    iso = r"(?P<y4>\d{4})[-/.](?P<m4>\d{1,2})[-/.](?P<d4>\d{1,2})\b"
    numeric = r"(?P<a>\d{1,2})(?P<sep>[-/.]|\. (?=\d{1,2}\. \d{4}\b))(?P<b>\d{1,2})(?P=sep)(?P<y5>\d{4}|\d{2})\b"
    turned = rf"(?P<y6>\d{{4}})(?:\s+|[-/])(?:yılının\s+|yılı\s+)?(?P<m6>{months})\b(?:(?:\s+|[-/])(?P<d6>\d{{1,2}})\b)?"
    bodies = rf"(?:{iso}|{numeric}|{named}|{american}|{turned}|{month_year})"
    # "$ 12 December 27" is a sum and a date.
    return re.compile(rf"\b(?<![$€£])(?<![$€£] )(?:{lead}{bodies}|(?P<rel>{days})\b|(?P<only>{weekdays})\b)")


@cache
def _other_calendar(language: str) -> re.Pattern[str] | None:
    forms = "|".join(part for section in ("jalali", "hijri") if (part := pattern(section, language)) != r"(?!)")
    return re.compile(rf"\b(?P<d>\d{{1,2}})\s+(?P<m>{forms})\b(?:\s+(?:سال |عام )?(?P<y>1[34]\d\d)\b)?") if forms else None


_YEAR = re.compile(
    rf"\b(?:(?:{'|'.join(YEAR_WORDS)})\s+(19\d\d|20\d\d)\b|(19\d\d|20\d\d)\s+(?:yılında|году?|года|godine|година))"
)


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day) if year in _YEARS else None
    except ValueError:
        return None


def _nearest(month: int, day: int, reference: dt.date | None) -> dt.date | None:
    """Return the day nearest to the day of writing that has this month and day."""
    if reference is None:
        return None
    found = [made for year in (reference.year - 1, reference.year, reference.year + 1) if (made := _date(year, month, day))]
    return min(found, key=lambda made: abs((made - reference).days), default=None)


def _weekday_before(weekday: int, reference: dt.date) -> dt.date:
    """Return the last day at or before the day of writing that is this weekday (from 1)."""
    return reference - dt.timedelta(days=(reference.isoweekday() - weekday) % _WEEK)


def _numeric(match: re.Match[str], language: str) -> dt.date | None:
    first, second, year = int(match["a"]), int(match["b"]), int(match["y5"])
    if len(match["y5"]) == 2:  # noqa: PLR2004
        year += 2000 if year < 70 else 1900  # noqa: PLR2004
    if year in _JALALI and language in {"fa", "ckb"}:
        return jalali_to_date(year, second, first)
    month_first = (language in _MONTH_FIRST and "." not in match["sep"] and first <= 12) or second > 12  # noqa: PLR2004
    return _date(year, first, second) if month_first else _date(year, second, first)


def _read(match: re.Match[str], language: str, reference: dt.date | None) -> tuple[dt.date, str, str] | None:
    """Return value, precision and basis of a match of :func:`_regex`."""
    if match["rel"]:
        days = {fold(word)[0]: value for word, value in relative(language).items()}[match["rel"]]
        return (reference + dt.timedelta(days=days), "day", "relative") if reference else None
    if match["only"]:
        weekday = position("weekdays", language, match["only"])
        return (_weekday_before(weekday, reference), "day", "weekday") if reference and weekday else None
    if match["y4"]:
        year, month, day = int(match["y4"]), int(match["m4"]), int(match["d4"])
        made = jalali_to_date(year, month, day) if year in _JALALI else _date(year, month, day)
        return (made, "day", "explicit") if made else None
    if match["a"]:
        made = _numeric(match, language)
        return (made, "day", "explicit") if made else None
    return _read_named(match, language, reference)


def _read_named(match: re.Match[str], language: str, reference: dt.date | None) -> tuple[dt.date, str, str] | None:
    for names in (("d1", "m1", "y1"), ("d2", "m2", "y2"), ("d6", "m6", "y6"), ("", "m3", "y3")):
        day, word, year = (match[name] if name else None for name in names)
        if not word:
            continue
        month = position("months", language, word)
        if month is None:
            return None
        if not day:
            made = _date(int(year), month, 1) if year else None
            return (made, "month", "explicit") if made else None
        made = _date(int(year), month, int(day)) if year else _nearest(month, int(day), reference)
        return (made, "day", "explicit" if year else "no_year") if made else None
    return None


def _other(openings: Openings, reference: dt.date | None) -> Iterator[tuple[int, int, dt.date, str]]:
    text = openings.text
    for match in openings.matches("calendar", _other_calendar(text.language)):
        day, word = int(match["d"]), match["m"]
        for section, years, convert in (("jalali", _JALALI, jalali_to_date), ("hijri", _HIJRI, hijri_to_date)):
            month = position(section, text.language, word)
            if month is None:
                continue
            if match["y"]:
                made = convert(int(match["y"]), month, day) if int(match["y"]) in years else None
            else:
                near = [found for year in _calendar_years(reference, section) if (found := convert(year, month, day))]
                made = min(near, key=lambda found: abs((found - reference).days), default=None) if reference else None
            if made:
                yield match.start(), match.end(), made, section
                break


def _calendar_years(reference: dt.date | None, section: str) -> range:
    if reference is None:
        return range(0)
    middle = reference.year - 621 if section == "jalali" else int((reference.year - 622) * 33 / 32)
    return range(middle - 2, middle + 3)


def _mention(text: Text, start: int, end: int, value: dt.date, precision: str, basis: str) -> DateMention:
    first, last = text.span(start, end)
    return DateMention(first, last, text.original[first:last], value, precision, basis)


@cache
def _weekday_behind(language: str) -> re.Pattern[str]:
    return re.compile(rf"(?:\s*[,،]\s*|\s+|\s*\()(?P<wd>{pattern('weekdays', language)})(?:\s+günü)?(?!\w)\)?")


def _written(openings: Openings, reference: dt.date | None) -> Iterator[DateMention]:
    """Yield the dates that are written out, the weekday beside them and the words that move them included."""
    text = openings.text
    for match in openings.matches("written", _regex(text.language)):
        read = _read(match, text.language, reference)
        if read is None:
            continue
        start, end, is_named = match.start(), match.end(), bool(match["d1"] or match["d2"] or match["d6"] or match["a"] or match["y4"])
        behind = _weekday_behind(text.language).match(text.folded, end) if is_named and not match["wd"] else None
        word = match["wd"] or (behind["wd"] if behind else "")
        weekday = position("weekdays", text.language, word) if word else None
        shifted = moved(text, start, read[0]) if read[1] == "day" else None
        if shifted:
            yield _mention(text, shifted[0], end, *shifted[2:])
            continue
        is_wrong = weekday and read[1] == "day" and read[0].isoweekday() != weekday
        mention = _mention(text, start, behind.end() if behind else end, *read)
        yield replace(mention, flags=("weekday_contradiction",)) if is_wrong else mention


def find_dates(source: str | Text, language: str = "und", reference: dt.date | None = None) -> list[DateMention]:
    """Return the dates of a text in order, none overlapping.

    A weekday alone is the last such day at or before the day of writing; a day without year the nearest one to it. Where
    the day of writing is unknown those are left out.

    Args:
        source: The text.
        language: BCP 47 tag; it chooses months, weekdays and the order of day and month.
        reference: Day of writing.

    >>> [(m.text, str(m.value), m.flags) for m in find_dates("pada Rabu (13/2/2019)", "id")]
    [('Rabu (13/2/2019', '2019-02-13', ())]
    """
    text = source if isinstance(source, Text) else Text(source, language)
    if not text.folded:
        return []
    opened = openings(text)
    if not opened.starts:
        return []
    found: list[DateMention] = [
        replace(_mention(text, start, end, value, "day", "explicit"), flags=(calendar,)) for start, end, value, calendar in _other(opened, reference)
    ]
    if reference:
        found += [_mention(text, *counted) for counted in find_counted(opened, reference)]
    found += [_mention(text, *combined) for combined in find_combined(opened, reference)]
    found += _written(opened, reference)
    for match in opened.matches("year", _YEAR):
        found.append(_mention(text, match.start(), match.end(), dt.date(int(match.group(1) or match.group(2)), 1, 1), "year", "explicit"))
    kept: list[DateMention] = []
    for mention in sorted(found, key=lambda item: (item.start, -item.end)):
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept
