"""Dates that two words make together: Friday 14, Wednesday of next week, the 15th of this month, the first of May, two days before 3 May."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from functools import cache

from transforms.logic.dates.counted import add_months, counted_phrases, may_count, move, word_list
from transforms.logic.dates.names import pattern, position, stems
from transforms.logic.dates.openings import Openings
from transforms.logic.tagging.text import Text

Found = tuple[int, int, dt.date, str, str]
_WEEK = 7
_OF = r"(?:de |del |do |of |من |në |i |të |në |ی |ê |î |от )?"
_MOVED_CHARS = 40
_LEADS = frozenset({"", "the", "le", "el", "on", "du"})
# What may stand behind a bare day number: the end of a clause, never a noun that is counted ("Friday 14 people").
_CLAUSE_END = r"(?=\s*(?:[,.;:!?)\]،؟\n]|$))"
_ORDINAL = r"(?:st|nd|rd|th|er|ère|\.?º|\.)?"
_NUMBER = re.compile(r"\d(?<![\w.,/]\d)\d{0,7}(?!\d)")
_COMPACT = re.compile(r"((?:19[5-9]|20[0-4])\d)(0[1-9]|1[0-2])([0-2]\d|3[01])(?![\w%,]|\.\d)")
_COMPACT_DIGITS = 8
_LEAD_CHARS = 30
_BARE = {"en": ((" on the ",), "(?:st|nd|rd|th)"), "fr": ((" le ",), "(?:er)?"), "es": ((" el ", " día "), r"(?:\.?º)?")}


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def nearest(days: Iterator[dt.date | None], reference: dt.date) -> dt.date | None:
    """Return the day nearest to another, None where there is none.

    >>> nearest(iter([dt.date(2020, 1, 1), None, dt.date(2019, 3, 1)]), dt.date(2019, 2, 13))
    datetime.date(2019, 3, 1)
    """
    return min((day for day in days if day), key=lambda day: abs((day - reference).days), default=None)


def _months_around(reference: dt.date, span: int) -> Iterator[dt.date]:
    for shift in range(-span, span + 1):
        first = add_months(reference.replace(day=1), shift)
        if first:
            yield first


@cache
def _weekday_before(language: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?P<wd>{pattern('weekdays', language)})\s+(?:the |le |el )?$")


@cache
def _end_of_number(language: str) -> re.Pattern[str]:
    # "Friday 7.6" goes on: it is a day and a month. A Turkish case ending closes a number as a comma does.
    ending = rf"{_CLAUSE_END}(?!\.\d)"
    return re.compile(rf"(?:'\w{{2,4}}(?!\w)|{ending})" if language == "tr" else rf"{_ORDINAL}{ending}")


@cache
def _week_day(language: str) -> re.Pattern[str]:
    past, future, days = word_list("past", language), word_list("future", language), pattern("weekdays", language)
    week = pattern("week_forms", language)
    phrase = rf"(?:(?:(?P<past1>{past})|(?P<future1>{future}))\s+(?:{week})|(?:{week})\s+(?:(?P<past2>{past})|(?P<future2>{future})))"
    link = r"[\s,-]{1,3}(?:on |of |de |de la |du |la |le |el |в |во |në |u )*"
    named = phrase.replace("past", "p").replace("future", "f")
    return re.compile(rf"(?<!\w)(?:{phrase}{link}(?P<wd1>{days})|(?P<wd2>{days}){link}{named})(?!\w)")


@cache
def _month_day(language: str) -> re.Pattern[str]:
    past, future, this = (word_list(section, language) for section in ("past", "future", "this"))
    units, number = pattern("month_forms", language), rf"(?P<d>\d{{1,2}}){_ORDINAL}"
    when = rf"(?P<past>{past})|(?P<future>{future})|(?P<this>{this})"
    lead = r"(?:\s+(?:day|jour|día))?\s+(?:of |de |del |du |من |في )?(?:the )?"
    return re.compile(rf"{number}{lead}(?:(?:{when})\s+(?:{units})|(?:{units})\s+(?:{when.replace('>', '2>')}))(?!\w)")


@cache
def _worded(language: str) -> re.Pattern[str] | None:
    days = pattern("days", language)
    if days == r"(?!)":
        return None
    year = r"(?:,?\s+(?:de |del |of |عام |سنه |سال |të )?(?P<y>\d{4})\b)?"
    return re.compile(rf"(?<!\w)(?P<d>{days})\s+(?:(?:day|jour|día|yevm)\s+)?{_OF}(?P<m>{pattern('months', language)})\b{year}")


@cache
def _jours(language: str) -> re.Pattern[str] | None:
    if language not in {"en", "fr", "es"}:
        return None
    year = r"(?:,?\s+(?:de |del |of )?(?P<y>\d{4})\b)?"
    day = r"(?<!\w)(?P<d>\d{1,2})(?:st|nd|rd|th|e|er)?\s+(?:day|jour|día)\s+(?:of |de |d')"
    return re.compile(rf"{day}(?P<m>{pattern('months', language)})\b{year}")


def _named_days(openings: Openings, reference: dt.date | None) -> Iterator[Found]:
    text = openings.text
    for kind, regex in (("worded", _worded(text.language)), ("day_of", _jours(text.language))):
        for match in openings.matches(kind, regex):
            day = int(match["d"]) if match["d"].isdecimal() else position("days", text.language, match["d"])
            month = position("months", text.language, match["m"])
            if not day or not month:
                continue
            if match["y"]:
                value = _date(int(match["y"]), month, day)
            else:
                value = nearest((_date(reference.year + shift, month, day) for shift in (-1, 0, 1)), reference) if reference else None
            if value:
                yield match.start(), match.end(), value, "day", "explicit" if match["y"] else "no_year"


def _in_weeks(text: Text, reference: dt.date) -> Iterator[Found]:
    if not any(form in text.folded for form in stems("week_forms", text.language)):
        return
    monday = reference - dt.timedelta(days=reference.weekday())
    for match in _week_day(text.language).finditer(text.folded):
        back = any(match[name] for name in ("past1", "past2", "p1", "p2"))
        weekday = position("weekdays", text.language, match["wd1"] or match["wd2"])
        if weekday:
            yield match.start(), match.end(), monday + dt.timedelta(days=(-_WEEK if back else _WEEK) + weekday - 1), "day", "relative"


def _weekday_and_day(text: Text, number: re.Match[str], reference: dt.date) -> Found | None:
    """Return the day that "Friday 14" means: the nearest 14th that is a Friday."""
    first = max(0, number.start() - _LEAD_CHARS)
    before = _weekday_before(text.language).search(text.folded[first : number.start()])
    behind = _end_of_number(text.language).match(text.folded, number.end()) if before else None
    if not before or not behind:
        return None
    weekday, day = position("weekdays", text.language, before["wd"]), int(number.group())
    made = (_date(month.year, month.month, day) for month in _months_around(reference, 12))
    value = nearest((day for day in made if day and day.isoweekday() == weekday), reference)
    return (first + before.start(), behind.end(), value, "day", "weekday") if value else None


def _bare_day(text: Text, number: re.Match[str], reference: dt.date) -> Found | None:
    """Return the day that "on the 18th" means: the nearest 18th."""
    lead, suffix = _BARE.get(text.language, ((), ""))
    if not f" {text.folded[max(0, number.start() - _LEAD_CHARS) : number.start()]}".endswith(lead):
        return None
    behind = re.compile(suffix + _CLAUSE_END).match(text.folded, number.end())
    made = (_date(month.year, month.month, int(number.group())) for month in _months_around(reference, 2))
    value = nearest(made, reference) if behind else None
    return (number.start(), behind.end(), value, "day", "no_year") if value and behind else None


def _day_of_month(text: Text, number: re.Match[str], reference: dt.date) -> Found | None:
    """Return the day that "the 15th of next month" means."""
    match = _month_day(text.language).match(text.folded, number.start())
    if match is None:
        return None
    shift = -1 if match["past"] or match["past2"] else 1 if match["future"] or match["future2"] else 0
    month = add_months(reference.replace(day=1), shift)
    value = _date(month.year, month.month, int(match["d"])) if month else None
    return (match.start(), match.end(), value, "day", "relative") if value else None


def _numbered(text: Text, reference: dt.date | None) -> Iterator[Found]:
    for number in _NUMBER.finditer(text.folded):
        if number.end() - number.start() == _COMPACT_DIGITS:
            match = _COMPACT.match(text.folded, number.start())
            value = _date(*map(int, match.groups())) if match else None
            if value:
                yield number.start(), number.end(), value, "day", "explicit"
        elif reference and number.end() - number.start() <= 2:  # noqa: PLR2004 - the digits of a day
            yield from filter(None, (find(text, number, reference) for find in (_weekday_and_day, _day_of_month, _bare_day)))


def find_combined(openings: Openings, reference: dt.date | None) -> Iterator[Found]:
    """Yield start and end in the folded text, value, precision and basis; bounded by the text's length.

    >>> from transforms.logic.dates.openings import openings
    >>> told = openings(Text("on Friday 15.", "en"))
    >>> [(str(day), basis) for _, _, day, _, basis in find_combined(told, dt.date(2019, 2, 13))]
    [('2019-02-15', 'weekday')]
    """
    yield from _named_days(openings, reference)
    yield from _numbered(openings.text, reference)
    if reference:
        yield from _in_weeks(openings.text, reference)


def moved(text: Text, start: int, value: dt.date) -> Found | None:
    """Return the date that "two weeks before" makes of the one it stands before, None where no such words stand there.

    Args:
        text: The text.
        start: Where the date starts, in the folded text.
        value: The date.
    """
    first = max(0, start - _MOVED_CHARS)
    before = text.folded[first:start]
    for section, sign in (("before", -1), ("after", 1)):
        regex = counted_phrases(section, text.language) if may_count(section, text.language, before) else None
        for match in regex.finditer(text.folded, first, start) if regex else ():
            made = move(match, text.language, value, sign) if text.folded[match.end() : start].strip() in _LEADS else None
            if made:
                return match.start(), start, *made, "relative"
    return None
