"""Date strings of feeds and pages, as sources write them: right, or not read."""

from __future__ import annotations

import datetime as dt
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.logic.dates import parse_date

READ = [
    ("Thu, 08 Oct 2026 10:15:00 GMT", "", "2026-10-08T10:15:00"),
    ("Thu, 08 Oct 2026 13:15:00 +0300", "", "2026-10-08T10:15:00"),
    ("Thu, 8 Oct 2026 13:15 +0300", "", "2026-10-08T10:15:00"),
    ("08 Oct 2026 06:15:00 EDT", "", "2026-10-08T10:15:00"),
    ("Thu, 08 Oct 26 10:15:00 GMT", "", "2026-10-08T10:15:00"),
    ("Thu,8 Oct 2026 19:15:05 GMT+9", "", "2026-10-08T10:15:05"),
    ("Thu,8 Oct 2026 4:35:5 GMT+9", "", "2026-10-07T19:35:05"),
    ("Thu, 08 Oct 2026 13:15:00 +03", "", "2026-10-08T10:15:00"),
    ("Thu, 08 Oct 2026 13:15:00 MSK", "", "2026-10-08T10:15:00"),
    ("Thu, 08 Oct 2026 19:15:00 KST", "", "2026-10-08T10:15:00"),
    ("Thu, 08 Oct 2026 19:15:00 JST", "", "2026-10-08T10:15:00"),
    ("Thu, 08 Oct 2026 17:15:00 WIB", "", "2026-10-08T10:15:00"),
    ("Thu, 08 Oct 2026 13:15:00 TRT", "", "2026-10-08T10:15:00"),
    ("Thu, 08 Oct 2026 13:45:00 IRST", "", "2026-10-08T10:15:00"),
    ("Thu, 08 Oct 2026 10:15:00 UTC+0", "", "2026-10-08T10:15:00"),
    ("2026-10-08T10:15:00Z", "", "2026-10-08T10:15:00"),
    ("2026-10-08T10:15:00.123456Z", "", "2026-10-08T10:15:00"),
    ("2026-10-08T13:15:00+03:00", "", "2026-10-08T10:15:00"),
    ("2026-10-08T17:36:36-0500", "", "2026-10-08T22:36:36"),
    ("2026-10-08 10:15:00", "", "2026-10-08T10:15:00"),
    ("2026-10-08 10:15:00 +0000 UTC", "", "2026-10-08T10:15:00"),
    ("2026/10/8 10:15:00", "", "2026-10-08T10:15:00"),
    ("2020/1/10 14:33:00", "", "2020-01-10T14:33:00"),
    ("20261008T101500Z", "", "2026-10-08T10:15:00"),
    ("20261008101500", "", "2026-10-08T10:15:00"),
    ("1791454500", "", "2026-10-08T10:15:00"),
    ("1791454500000", "", "2026-10-08T10:15:00"),
    ("8.10.2026 10:15", "ru", "2026-10-08T10:15:00"),
    ("08/10/2026 - 10:15", "tr", "2026-10-08T10:15:00"),
    ("October 8, 2026 10:15 PM", "en", "2026-10-08T22:15:00"),
    ("Oct. 8, 2026, 10:15 p.m. EDT", "en", "2026-10-09T02:15:00"),
    ("October 8, 2026 at 12:15 AM", "en", "2026-10-08T00:15:00"),
    ("8 October 2026 10.15", "en", "2026-10-08T10:15:00"),
    ("10:15, 8 October 2026", "en", "2026-10-08T10:15:00"),
    ("8 Ekim 2026 Perşembe 13:15 TSİ", "tr", "2026-10-08T10:15:00"),
    ("Perşembe, 08 Ekim 2026 13:15:00 +0300", "tr", "2026-10-08T10:15:00"),
    ("8 Ağustos 2026 - 10:15", "tr", "2026-08-08T10:15:00"),
    ("08 Eki 2026, 10:15", "tr", "2026-10-08T10:15:00"),
    ("Kamis, 8 Oktober 2026 17:15 WIB", "id", "2026-10-08T10:15:00"),
    ("Kamis, 08 Okt 2026 pukul 18:15 WITA", "id", "2026-10-08T10:15:00"),
    ("8 Agustus 2026 10.15 WIB", "id", "2026-08-08T03:15:00"),
    ("8 октября 2026 г., 13:15 МСК", "ru", "2026-10-08T10:15:00"),
    ("8 октября 2026, четверг, 13:15 (МСК)", "ru", "2026-10-08T10:15:00"),
    ("8 October 2026, 13:15 (GMT+3)", "en", "2026-10-08T10:15:00"),
    ("8 October 2026, 15:45 GMT+05:30", "en", "2026-10-08T10:15:00"),
    ("8 октября 2026 года в 10:15", "ru", "2026-10-08T10:15:00"),
    ("Чт, 08 окт 2026 13:15:00 +0300", "ru", "2026-10-08T10:15:00"),
    ("10:15 08.10.2026", "ru", "2026-10-08T10:15:00"),
    ("8 أكتوبر 2026 10:15", "ar", "2026-10-08T10:15:00"),
    ("الخميس 8 تشرين الأول 2026 - 10:15", "ar", "2026-10-08T10:15:00"),
    ("٨ أكتوبر ٢٠٢٦ ١٠:١٥", "ar", "2026-10-08T10:15:00"),
    ("8 أكتوبر 2026 الساعة 10:15 مساءً", "ar", "2026-10-08T22:15:00"),
    ("8 أكتوبر 2026 10:15 صباحًا", "ar", "2026-10-08T10:15:00"),
    ("8 أكتوبر 2026 10:15 مكة المكرمة", "ar", "2026-10-08T10:15:00"),
    ("۱۶ مهر ۱۴۰۵ ۱۳:۴۵", "fa", "2026-10-08T13:45:00"),
    ("1405/07/16 13:45", "fa", "2026-10-08T13:45:00"),
    ("پنج‌شنبه ۱۶ مهر ۱۴۰۵ - ساعت ۱۳:۴۵", "fa", "2026-10-08T13:45:00"),
    ("8 اکتبر 2026 10:15", "fa", "2026-10-08T10:15:00"),
    ("8 octobre 2026 à 10h15", "fr", "2026-10-08T10:15:00"),
    ("jeu., 08 oct. 2026 12:15:00 +0200", "fr", "2026-10-08T10:15:00"),
    ("1er août 2026 à 10:15", "fr", "2026-08-01T10:15:00"),
    ("8 de octubre de 2026, 10:15", "es", "2026-10-08T10:15:00"),
    ("jueves, 8 octubre 2026 a las 10:15 h", "es", "2026-10-08T10:15:00"),
    ("8. listopada 2026. u 10:15", "hr", "2026-10-08T10:15:00"),
    ("8. oktobar 2026. 10:15", "bs", "2026-10-08T10:15:00"),
    ("8. октобар 2026. 10:15", "sr-Cyrl", "2026-10-08T10:15:00"),
    ("8 октомври 2026 во 10:15", "mk", "2026-10-08T10:15:00"),
    ("8 tetor 2026, 10:15", "sq", "2026-10-08T10:15:00"),
    ("8 Cotmeh 2026 10:15", "kmr", "2026-10-08T10:15:00"),
    ("٨ی تشرینی یەکەمی ٢٠٢٦ ١٠:١٥", "ckb", "2026-10-08T10:15:00"),
]


@pytest.mark.parametrize(("raw", "language", "expected"), READ)
def test_a_date_is_read_with_its_time(raw: str, language: str, expected: str) -> None:
    found = parse_date(raw, language)
    assert found is not None
    assert (found.value.isoformat(), found.raw) == (f"{expected}+00:00", raw)


@pytest.mark.parametrize(
    "raw",
    ["", "soon", "Mon, 01 Jan 0001 00:00:00 GMT", "0001-01-01T00:00:00Z", "0000-00-00 00:00:00", "2026-13-45", "2026-02-30", "Thu, 32 Oct 2026 10:15:00 GMT",
     "03/04/2026 10:15", "0", "1", "-1", "99999999999999999999", "Thu, 08 Oct 12026", "1970-01-01T00:00:00Z", "null", "{{ date }}", "10:15"],
)  # fmt: skip
def test_what_is_no_date_or_not_sure_is_not_read(raw: str) -> None:
    assert parse_date(raw) is None


@pytest.mark.parametrize("raw", ["2026-10-08", "8 October 2026", "08 Oct 2026 25:61:00 GMT", "20261008"])
def test_a_day_without_a_readable_time_is_a_day(raw: str) -> None:
    found = parse_date(raw)
    assert found is not None
    assert (found.value.isoformat(), found.precision) == ("2026-10-08T00:00:00+00:00", "day")


@given(st.text(max_size=200), st.sampled_from(["", "tr", "ru", "fa", "ar", "xx"]))
def test_no_text_makes_it_raise(text: str, language: str) -> None:
    found = parse_date(text, language)
    assert found is None or 1990 <= found.value.year <= 2101


@given(st.datetimes(min_value=dt.datetime(1991, 1, 1), max_value=dt.datetime(2099, 12, 30)))
def test_what_is_written_as_rfc_822_and_iso_is_read_back(moment: dt.datetime) -> None:
    exact = moment.replace(microsecond=0, tzinfo=dt.UTC)
    for raw in (format_datetime(exact), exact.isoformat()):
        found = parse_date(raw)
        assert found is not None
        assert found.value == exact
