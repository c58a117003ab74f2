"""Dates written by CLDR's own months, weekdays and patterns, in every language and its regions, are read back."""

from __future__ import annotations

import datetime as dt

import pytest
from babel import Locale
from babel.dates import format_date

from transforms.logic.dates import find_dates, parse_date

LOCALES = [
    *[("ar", region) for region in ("ar", "ar_EG", "ar_SY", "ar_LB", "ar_IQ", "ar_DZ", "ar_TN", "ar_MA", "ar_SA", "ar_AE")],
    *[(tag, tag) for tag in ("tr", "en", "ru", "bs", "hr", "ckb", "sq", "mk", "fa", "fr", "id", "es")],
    *[("en", "en_GB"), ("fr", "fr_CA"), ("es", "es_MX"), ("sr-Latn", "sr_Latn"), ("sr-Cyrl", "sr_Cyrl"), ("kmr", "ku")],
]
FORMATS = ("full", "long", "d MMMM y", "EEEE d MMMM y", "d. MMMM y.", "d/MMMM/y", "dd.MM.y", "y-MM-dd")
DIGITS = {"ar": "٠١٢٣٤٥٦٧٨٩", "ckb": "٠١٢٣٤٥٦٧٨٩", "fa": "۰۱۲۳۴۵۶۷۸۹"}
DAYS = [dt.date(2026, month, (month * 5) % 27 + 1) for month in range(1, 13)]


def written(locale: str, language: str) -> list[tuple[str, dt.date]]:
    """Return every format of a day of each month, in the digits of the language and in plain ones."""
    found = [(format_date(day, form, locale=Locale.parse(locale)), day) for day in DAYS for form in FORMATS]
    own = str.maketrans("0123456789", DIGITS.get(language, "0123456789"))
    return found + [(text.translate(own), day) for text, day in found if language in DIGITS]


@pytest.mark.parametrize(("language", "locale"), LOCALES)
def test_a_stamp_in_a_languages_own_form_is_read_back(language: str, locale: str) -> None:
    wrong = [text for text, day in written(locale, language) if (found := parse_date(f"{text}, 10:15", language)) is None or found.value.date() != day]
    assert wrong == []


@pytest.mark.parametrize(("language", "locale"), LOCALES)
def test_a_date_in_a_text_is_found_once_and_agrees_with_its_weekday(language: str, locale: str) -> None:
    reference = dt.date(2026, 6, 1)
    wrong = [
        text for text, day in written(locale, language) if [(one.value, one.flags) for one in find_dates(f"X {text} x", language, reference)] != [(day, ())]
    ]
    assert wrong == []


@pytest.mark.parametrize(("language", "locale"), LOCALES)
def test_a_weekday_that_is_not_the_days_own_is_flagged(language: str, locale: str) -> None:
    made = Locale.parse(locale)
    for day in DAYS:
        other = format_date(day + dt.timedelta(days=1), "EEEE", locale=made)
        text = f"{other} {format_date(day, 'd MMMM y', locale=made)}"
        assert [(one.value, one.flags) for one in find_dates(text, language, DAYS[0])] == [(day, ("weekday_contradiction",))], text
