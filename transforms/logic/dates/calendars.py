"""The Jalali and Hijri calendars in Gregorian days."""

from __future__ import annotations

import datetime as dt

import jdatetime
from hijridate import Hijri


def jalali_to_date(year: int, month: int, day: int) -> dt.date | None:
    """Turn a Jalali (Solar Hijri) date into a Gregorian one; None where there is no such day.

    >>> jalali_to_date(1397, 11, 24)
    datetime.date(2019, 2, 13)
    """
    try:
        found: dt.date = jdatetime.date(year, month, day).togregorian()
    except ValueError:
        return None
    return found


def hijri_to_date(year: int, month: int, day: int) -> dt.date | None:
    """Turn an Islamic lunar date into a Gregorian one by the Umm al-Qura calendar; None where there is no such day.

    >>> hijri_to_date(1440, 6, 8)
    datetime.date(2019, 2, 13)
    """
    try:
        found = Hijri(year, month, day).to_gregorian()
    except (ValueError, OverflowError):
        return None
    return dt.date(found.year, found.month, found.day)
