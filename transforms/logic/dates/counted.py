"""Dates that a text counts from the day of writing: two days ago, last Wednesday, next month."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from functools import cache

from transforms.logic.dates.names import pattern, phrases, position
from transforms.logic.dates.openings import ABOUT, Openings
from transforms.logic.tagging.text import Text, fold

_WEEK = 7
_MONTHS = 12
_DAY_UNIT, _WEEK_UNIT, _MONTH_UNIT, _YEAR_UNIT = 1, 2, 3, 4
# Two weeks ago is a day; two months ago is no more than a month.
_EXACT = {_DAY_UNIT: "day", _WEEK_UNIT: "day", _MONTH_UNIT: "month", _YEAR_UNIT: "year"}
_JOIN = r"(?:\s+|\s+(?:e|i|të|ya|yê|on)\s+)"
_ABOUT = rf"(?:(?:{'|'.join(ABOUT)})\s+)?"
_PAIR = re.compile(r"\d[/.]\d{1,2}(?![\d/.%]\d)")
_DAY_FIRST = frozenset({"tr", "ar", "ru", "bs", "hr", "sr-Latn", "sr-Cyrl", "kmr", "ckb", "sq", "mk", "fr", "id", "es"})


def add_months(day: dt.date, months: int) -> dt.date | None:
    """Move a day by whole months, to the month's last day where it has no such day; None outside the calendar.

    >>> add_months(dt.date(2019, 3, 31), -1)
    datetime.date(2019, 2, 28)
    """
    year, month = divmod(day.year * _MONTHS + day.month - 1 + months, _MONTHS)
    for last in (day.day, 30, 29, 28):
        try:
            return dt.date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    return None


def _moved(reference: dt.date, unit: int, count: int) -> dt.date | None:
    if unit in {_DAY_UNIT, _WEEK_UNIT}:
        try:
            return reference + dt.timedelta(days=count * (1 if unit == _DAY_UNIT else _WEEK))
        except OverflowError:
            return None
    return add_months(reference, count * (1 if unit == _MONTH_UNIT else _MONTHS))


def word_list(section: str, language: str) -> str:
    """Return the words of a section as the alternatives of a regex, never matching where there are none."""
    return "|".join(re.escape(fold(word)[0]) for word in sorted(" ".join(phrases(section, language)).split(), key=len, reverse=True)) or r"(?!)"


@cache
def counted_phrases(section: str, language: str) -> re.Pattern[str] | None:
    """Return the regex of phrases that count: two days ago (section ago), in two days (ahead), two days before (before)."""
    number, unit = rf"{_ABOUT}(\d{{1,3}}|{pattern('numbers', language)})", rf"({pattern('units', language)})"
    made = []
    for phrase in phrases(section, language):
        parts = [number if word == "N" else unit if word == "U" else re.escape(fold(word)[0]) for word in phrase.split()]
        made.append(r"\s+".join(parts))
    return re.compile(rf"\b(?:{'|'.join(made)})\b") if made else None


@cache
def _keys(section: str, language: str) -> tuple[tuple[str, ...], ...]:
    """Return the words of each phrase that must stand in a text for it to hold one: looked for first, that is far cheaper."""
    return tuple(tuple(fold(word)[0] for word in phrase.split() if word not in {"N", "U"}) for phrase in phrases(section, language))


def may_count(section: str, language: str, folded: str) -> bool:
    """Tell whether a folded text can hold a phrase of a section."""
    return any(all(map(folded.__contains__, words)) for words in _keys(section, language))


def move(match: re.Match[str], language: str, day: dt.date, sign: int) -> tuple[dt.date, str] | None:
    """Return the day that a match of :func:`counted_phrases` leads to, with its precision; None where it leads nowhere."""
    number, name = (part for part in match.groups() if part)
    count = int(number) if number.isdecimal() else position("numbers", language, number)
    unit = position("units", language, name)
    value = _moved(day, unit, sign * count) if unit and count else None
    return (value, _EXACT[unit]) if value and unit else None


@cache
def _inside(language: str) -> re.Pattern[str] | None:
    """Return the regex of "in two weeks", but not of "for the first time in two weeks", which looks back."""
    phrase = rf"(\d{{1,3}}|{pattern('numbers', language)})\s+({pattern('units', language)})\b"
    if language == "en":
        return re.compile(rf"(?<!time )(?<!times )(?<!once )(?<!twice )(?<!est )\bin\s+{phrase}(?!\s+of)")
    return re.compile(rf"(?<!vez )(?<!veces )\ben\s+{phrase}") if language == "es" else None


@cache
def _shifted(language: str) -> re.Pattern[str]:
    past, future = word_list("past", language), word_list("future", language)
    names = rf"(?:{pattern('weekdays', language)}|{pattern('units', language)})"
    before = rf"(?:(?P<past1>{past})|(?P<future1>{future}))\s+(?P<name1>{names})"
    behind = rf"(?P<name2>{names}){_JOIN}(?:(?P<past2>{past})|(?P<future2>{future}))"
    return re.compile(rf"\b(?:{before}|{behind})\b")


@cache
def _no_year(language: str) -> re.Pattern[str]:
    lead = {"en": "on", "fr": "le|du|au", "es": "el|del|al", "id": "tanggal|pada"}.get(language, "(?!)")
    leads = (
        r"(?<=\()",
        r"^\s*(?=\d+/\d+\s*$)",
        rf"\b(?:{lead}|{word_list('this', language)}|{word_list('future', language)})\s+",
        rf"(?P<wd>\b(?:{pattern('weekdays', language)})[,\s]+)",
    )
    either = rf"(?:{'|'.join(leads)})(?P<a>\d{{1,2}})[/.](?P<b>\d{{1,2}})(?![\d/.%]\d?)"
    # A Turkish case ending says that the numbers are a day: "22/04'te".
    return re.compile(rf"{either}|\b(?P<c>\d{{1,2}})[/.](?P<e>\d{{1,2}})(?='[td][ea])" if language == "tr" else either)


def _shifted_day(name: str, *, back: bool, language: str, reference: dt.date) -> tuple[dt.date, str] | None:
    weekday = position("weekdays", language, name)
    if weekday:
        days = (reference.isoweekday() - weekday) % _WEEK if back else (weekday - reference.isoweekday()) % _WEEK
        found = _moved(reference, _DAY_UNIT, (days or _WEEK) * (-1 if back else 1))
        return (found, "day") if found else None
    unit = position("units", language, name)
    moved = _moved(reference, unit, -1 if back else 1) if unit and unit != _DAY_UNIT else None
    if moved is None:
        return None
    if unit == _WEEK_UNIT:
        return moved - dt.timedelta(days=moved.weekday()), "week"
    return (moved.replace(day=1), "month") if unit == _MONTH_UNIT else (moved.replace(month=1, day=1), "year")


def find_counted(openings: Openings, reference: dt.date) -> Iterator[tuple[int, int, dt.date, str, str]]:
    """Yield start and end in the folded text, value, precision and basis; bounded by the text's length.

    >>> from transforms.logic.dates.openings import openings
    >>> told = openings(Text("two days ago", "en"))
    >>> [(str(day), precision) for _, _, day, precision, _ in find_counted(told, dt.date(2019, 2, 13))]
    [('2019-02-11', 'day')]
    """
    text, language = openings.text, openings.text.language
    for section, sign in (("ago", -1), ("ahead", 1)):
        for match in openings.matches("counted", counted_phrases(section, language)) if may_count(section, language, text.folded) else ():
            made = move(match, language, reference, sign)
            if made:
                yield match.start(), match.end(), *made, "relative"
    for match in openings.matches("inside", _inside(language)):
        made = move(match, language, reference, 1)
        if made:
            yield match.start(), match.end(), *made, "relative"
    for match in openings.matches("shifted", _shifted(language)):
        back = bool(match["past1"] or match["past2"])
        shifted = _shifted_day(match["name1"] or match["name2"], back=back, language=language, reference=reference)
        if shifted:
            yield match.start(), match.end(), *shifted, "relative"
    yield from _without_year(text, reference)


def _without_year(text: Text, reference: dt.date) -> Iterator[tuple[int, int, dt.date, str, str]]:
    if not _PAIR.search(text.folded):
        return
    for match in _no_year(text.language).finditer(text.folded):
        groups = match.groupdict()
        day, month = int(groups["a"] or groups["c"]), int(groups["b"] or groups["e"])
        if text.language not in _DAY_FIRST and day <= _MONTHS:
            if month <= _MONTHS and day != month:
                continue  # 3/4 is March or April in English
            day, month = month, day
        near = []
        # The 29th of February is up to four years away.
        for year in range(reference.year - 4, reference.year + 5):
            try:
                near.append(dt.date(year, month, day))
            except ValueError:
                continue
        if near:
            start = match.start("wd") if groups["wd"] else match.start("a") if groups["a"] else match.start()
            yield start, match.end(), min(near, key=lambda one: abs((one - reference).days)), "day", "no_year"
