"""Dates that a text counts from the day of writing: two days ago, last Wednesday, next month."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from functools import cache

from transforms.logic.dates.names import pattern, phrases, position
from transforms.logic.tagging.text import Text, fold

_WEEK = 7
_MONTHS = 12
_DAY_UNIT, _WEEK_UNIT, _MONTH_UNIT, _YEAR_UNIT = 1, 2, 3, 4
# Two weeks ago is a day; two months ago is no more than a month.
_EXACT = {_DAY_UNIT: "day", _WEEK_UNIT: "day", _MONTH_UNIT: "month", _YEAR_UNIT: "year"}
_JOIN = r"(?:\s+|\s+(?:e|i|të|ya|yê|on)\s+)"
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


def _words(section: str, language: str) -> str:
    return "|".join(re.escape(fold(word)[0]) for word in sorted(" ".join(phrases(section, language)).split(), key=len, reverse=True)) or r"(?!)"


@cache
def _counted(section: str, language: str) -> re.Pattern[str] | None:
    """Return the regex of two days ago (section ago) or in two days (ahead)."""
    number, unit = rf"(\d{{1,3}}|{pattern('numbers', language)})", rf"({pattern('units', language)})"
    made = []
    for phrase in phrases(section, language):
        parts = [number if word == "N" else unit if word == "U" else re.escape(fold(word)[0]) for word in phrase.split()]
        made.append(r"\s+".join(parts))
    return re.compile(rf"\b(?:{'|'.join(made)})\b") if made else None


@cache
def _shifted(language: str) -> re.Pattern[str]:
    past, future, names = _words("past", language), _words("future", language), rf"(?:{pattern('weekdays', language)}|{pattern('units', language)})"
    before = rf"(?:(?P<past1>{past})|(?P<future1>{future}))\s+(?P<name1>{names})"
    behind = rf"(?P<name2>{names}){_JOIN}(?:(?P<past2>{past})|(?P<future2>{future}))"
    return re.compile(rf"\b(?:{before}|{behind})\b")


@cache
def _no_year(language: str) -> re.Pattern[str]:
    lead = {"en": "on", "fr": "le|du|au", "es": "el|del|al", "id": "tanggal|pada"}.get(language, "(?!)")
    return re.compile(rf"(?:(?<=\()|\b(?:{lead})\s+|\b(?:{pattern('weekdays', language)})[,\s]+)(?P<a>\d{{1,2}})[/.](?P<b>\d{{1,2}})(?![\d/.%]\d?)")


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


def find_counted(text: Text, reference: dt.date) -> Iterator[tuple[int, int, dt.date, str, str]]:
    """Yield start and end in the folded text, value, precision and basis; bounded by the text's length.

    >>> [(str(day), precision) for _, _, day, precision, _ in find_counted(Text("two days ago", "en"), dt.date(2019, 2, 13))]
    [('2019-02-11', 'day')]
    """
    language = text.language
    for section, sign in (("ago", -1), ("ahead", 1)):
        regex = _counted(section, language)
        for match in regex.finditer(text.folded) if regex else ():
            number, name = (part for part in match.groups() if part)
            count = int(number) if number.isdecimal() else position("numbers", language, number)
            unit = position("units", language, name)
            day = _moved(reference, unit, sign * count) if unit and count else None
            if day and unit:
                yield match.start(), match.end(), day, _EXACT[unit], "relative"
    for match in _shifted(language).finditer(text.folded):
        back = bool(match["past1"] or match["past2"])
        shifted = _shifted_day(match["name1"] or match["name2"], back=back, language=language, reference=reference)
        if shifted:
            yield match.start(), match.end(), *shifted, "relative"
    yield from _without_year(text, reference)


def _without_year(text: Text, reference: dt.date) -> Iterator[tuple[int, int, dt.date, str, str]]:
    for match in _no_year(text.language).finditer(text.folded):
        day, month = int(match["a"]), int(match["b"])
        if text.language not in _DAY_FIRST and day <= _MONTHS:
            if month <= _MONTHS and day != month:
                continue  # 3/4 is March or April in English
            day, month = month, day
        near = []
        for year in range(reference.year - 1, reference.year + 2):
            try:
                near.append(dt.date(year, month, day))
            except ValueError:
                continue
        if near:
            yield match.start("a"), match.end(), min(near, key=lambda one: abs((one - reference).days)), "day", "no_year"
