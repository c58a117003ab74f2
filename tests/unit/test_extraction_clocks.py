import datetime as dt

import pytest

from transforms.logic.extraction import extract

FETCHED = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
BODY = "".join(f"<p>The ministers met and spoke about the border for a long time in the capital, part {part}.</p>" for part in range(5))


def clock_of(markup, *, head="", url="", language="en", text=BODY):
    page = f"<html lang={language}><head><title>T</title>{head}</head><body><article><h1>Ministers meet today</h1>{markup}{text}</article>"
    found = extract(f"{page}<footer>Copyright 2026</footer></body></html>".encode(), url=url, fetched=FETCHED).published
    return (found.value.isoformat()[:16], found.basis, found.precision, found.offset_minutes) if found else None


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("id", "Rabu (17/11/2025)"),
        ("tr", "17 Kasım 2025 Pazartesi"),
        ("ar", "الاثنين 17 نوفمبر 2025"),
        ("fa", "۲۶ آبان ۱۴۰۴"),
        ("ru", "17 ноября 2025"),
        ("hr", "17. studenoga 2025."),
        ("es", "17 de noviembre de 2025"),
        ("fr", "Publié le 17 novembre 2025"),
        ("sq", "17 Nëntor 2025"),
        ("mk", "17 ноември 2025"),
        ("bs", "17.11.2025."),
    ],
)
def test_a_date_as_readers_see_it_is_read_in_its_language(language, shown):
    assert clock_of(f'<span class="date">{shown}</span>', language=language) == ("2025-11-17T00:00", "page", "day", None)


def json_ld(published):
    return f'<script type="application/ld+json">{{"@type":"NewsArticle","datePublished":"{published}"}}</script>'


def test_json_ld_goes_before_meta_and_keeps_the_zone():
    head = '<meta name="date" content="2025-11-18">' + json_ld("2025-11-17T01:30:00+03:00")
    assert clock_of("", head=head) == ("2025-11-16T22:30", "json_ld", "second", 180)


def test_a_time_with_zone_goes_before_one_without():
    head = '<meta property="article:published_time" content="2025-11-17T01:30:00+03:00">' + json_ld("2025-11-17 01:30")
    assert clock_of("", head=head) == ("2025-11-16T22:30", "meta", "second", 180)


def test_a_copyright_year_is_no_date():
    assert clock_of("") is None


def test_a_relative_time_is_no_date():
    assert clock_of('<span class="date">3 hours ago</span>') is None


def test_the_address_may_carry_the_day():
    assert clock_of("", url="https://example.org/2025/11/17/ministers-meet") == ("2025-11-17T00:00", "url", "day", None)


def test_an_update_is_not_the_publication():
    assert clock_of('<span class="tarih">17.11.2025 - Güncelleme : 18.11.2025</span>', language="tr") == ("2025-11-17T00:00", "page", "day", None)


def test_the_bracketed_day_of_an_indonesian_report_is_its_day():
    report = f"<p>Jakarta - Kedua menteri bertemu di Jakarta, Rabu (13/2/2019).</p>{BODY}"
    assert clock_of("", language="id", text=report) in {("2019-02-13T00:00", "text", "day", None), ("2019-02-13T00:00", "page", "day", None)}


@pytest.mark.parametrize(("shown", "precision"), [("04/2026", "month"), ("01.04.2026", "day"), ("1/4/2026", "day")])
def test_a_month_alone_is_no_first_of_the_month(shown, precision):
    page = f'<html lang=en><body><h1>Ministers meet today</h1><p class="date">{shown}</p></body></html>'.encode()
    found = extract(page, fetched=FETCHED).published
    assert found is None or (found.value.date(), found.precision) == (dt.date(2026, 4, 1), precision)
    assert (found is not None) == (shown != "1/4/2026")
