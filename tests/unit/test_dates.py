"""Dates in text and date strings: what is read, what is left alone, and that nothing raises."""

import datetime as dt
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.logic.dates import combined, counted, find_dates, mentions, names, parse_date
from transforms.logic.dates.names import languages, words
from transforms.logic.dates.openings import openings
from transforms.logic.tagging.text import Text

DAY = dt.date(2019, 2, 13)  # a Wednesday
MONTHS = {language: [entry.split()[0].rstrip("*").replace("-", " ") for entry in words("months", language)] for language in languages()}


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("pada Rabu (13/2/2019)", "id", "2019-02-13"),
        ("on Wednesday", "en", "2019-02-13"),
        ("last Wednesday", "en", "2019-02-06"),
        ("two days ago", "en", "2019-02-11"),
        ("iki gün önce", "tr", "2019-02-11"),
        ("il y a deux jours", "fr", "2019-02-11"),
        ("hace 3 días", "es", "2019-02-10"),
        ("два дня назад", "ru", "2019-02-11"),
        ("dua hari lalu", "id", "2019-02-11"),
        ("prije tri dana", "hr", "2019-02-10"),
        ("пре три дана", "sr-Cyrl", "2019-02-10"),
        ("пред два дена", "mk", "2019-02-11"),
        ("13. veljače 2019.", "hr", "2019-02-13"),
        ("13 شباط 2019", "ar", "2019-02-13"),
        ("13 فبراير 2019", "ar", "2019-02-13"),
        ("24 بهمن 1397", "fa", "2019-02-13"),
        ("on Friday 15th.", "en", "2019-02-15"),
        ("el viernes 15, en Quito", "es", "2019-02-15"),
        ("Cuma 15'inde buluşacaklar", "tr", "2019-02-15"),
        ("Friday of next week", "en", "2019-02-22"),
        ("next week on Friday", "en", "2019-02-22"),
        ("la semana pasada, el viernes", "es", "2019-02-08"),
        ("önümüzdeki haftanın cuma", "tr", "2019-02-22"),
        ("on the 15th of next month", "en", "2019-03-15"),
        ("15 من الشهر الجاري", "ar", "2019-02-15"),
        ("15 bulan depan", "id", "2019-03-15"),
        ("on the 18th.", "en", "2019-02-18"),
        ("the third of March", "en", "2019-03-03"),
        ("the 3rd day of March 2019", "en", "2019-03-03"),
        ("diez de marzo de 2019", "es", "2019-03-10"),
        ("الثالث من مارس", "ar", "2019-03-03"),
        ("третьего марта 2019", "ru", "2019-03-03"),
        ("trećeg ožujka", "hr", "2019-03-03"),
        ("премија првог марта", "sr-Cyrl", "2019-03-01"),
        ("први март", "mk", "2019-03-01"),
        ("سوم مارس", "fa", "2019-03-03"),
        ("two days before 5 March 2019", "en", "2019-03-03"),
        ("deux semaines après le 1er mars 2019", "fr", "2019-03-15"),
        ("in two weeks", "en", "2019-02-27"),
        ("iki hafta içinde", "tr", "2019-02-27"),
        ("about two days ago", "en", "2019-02-11"),
        ("20190303", "en", "2019-03-03"),
        ("13 Şubat Çarşamba günü", "tr", "2019-02-13"),
        ("13 февраля, среда", "ru", "2019-02-13"),
        ("29/2", "fr", "2020-02-29"),
        ("22/02'de", "tr", "2019-02-22"),
        ("dün", "tr", "2019-02-12"),
        ("вчера", "ru", "2019-02-12"),
        ("دیروز", "fa", "2019-02-12"),
    ],
)
def test_a_date_is_read_in_its_language(text, language, expected):
    assert [mention.value.isoformat() for mention in find_dates(text, language, DAY)] == [expected]


def test_a_weekday_that_denies_its_date_is_flagged():
    assert find_dates("Monday, 13 February 2019", "en", DAY)[0].flags == ("weekday_contradiction",)


@pytest.mark.parametrize("text", ["on 13 February, a Monday", "13 Şubat Pazartesi", "13 февраля, понедельник"])
def test_a_weekday_behind_a_date_is_part_of_it_and_is_held_against_it(text):
    language = "tr" if "Ş" in text else "ru" if "ф" in text else "en"
    flags = [mention.flags for mention in find_dates(text, language, DAY)]
    assert flags == ([("weekday_contradiction",)] if language != "en" else [(), ()])


@pytest.mark.parametrize("text", ["Friday 14 people were hurt", "for the first time in two weeks", "the order 20191399", "a loan of $ 12", "on the 18th floor"])
def test_what_only_looks_like_a_date_is_none(text):
    assert [mention.text for mention in find_dates(text, "en", DAY) if mention.basis != "weekday" or any(map(str.isdigit, mention.text))] == []


def test_next_month_is_no_more_exact_than_a_month():
    mention = find_dates("next month", "en", DAY)[0]
    assert (mention.value, mention.precision, mention.basis) == (dt.date(2019, 3, 1), "month", "relative")


@pytest.mark.parametrize("language", languages())
@given(day=st.dates(dt.date(1990, 1, 1), dt.date(2090, 12, 31)))
@settings(max_examples=40, deadline=None)
def test_a_formatted_date_comes_back(language, day):
    mentions = find_dates(f"{day.day} {MONTHS[language][day.month - 1]} {day.year}", language, None)
    assert [mention.value for mention in mentions] == [day]


@given(st.text(max_size=200), st.sampled_from([*languages(), "und"]))
@settings(max_examples=150, deadline=None)
def test_any_text_gives_spans_that_hold(text, language):
    for mention in find_dates(text, language, DAY):
        assert text[mention.start : mention.end] == mention.text


@pytest.mark.parametrize(
    ("raw", "expected", "precision"),
    [
        ("Wed, 13 Feb 2019 14:33:00 GMT", "2019-02-13T14:33:00", "second"),
        ("Wed, 13 Feb 2019 14:33:00 MSK", "2019-02-13T11:33:00", "second"),
        ("Wed, 13 Feb 2019 14:33:00 KST", "2019-02-13T05:33:00", "second"),
        ("2019-02-13T14:33:00+03:00", "2019-02-13T11:33:00", "second"),
        ("2020/1/10 14:33:00", "2020-01-10T14:33:00", "second"),
        ("13 Feb 2019 02:33 PM", "2019-02-13T14:33:00", "minute"),
        ("2019-02-13 14:33 GMT+9", "2019-02-13T05:33:00", "minute"),
        ("1550068380", "2019-02-13T14:33:00", "second"),
        ("1550068380000", "2019-02-13T14:33:00", "second"),
        ("05.02.2019 - Güncelleme : 06.02.2019", "2019-02-05T00:00:00", "day"),
    ],
)
def test_a_date_string_is_read_as_exactly_as_it_is_written(raw, expected, precision):
    clock = parse_date(raw)
    assert (clock.value.replace(tzinfo=None).isoformat(), clock.precision) == (expected, precision)


@pytest.mark.parametrize("raw", ["", "soon", "0001-01-01T00:00:00Z", "03/04/2020", "2019-02-30", "99999999999"])
def test_what_is_no_sure_date_gives_none(raw):
    assert parse_date(raw) is None


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_no_date_string_raises(raw):
    assert parse_date(raw) is None or parse_date(raw).value.tzinfo == dt.UTC


@pytest.mark.parametrize(
    "text",
    ["في 8 تشرين الأول/أكتوبر 2026 قال", "في 8 أكتوبر (تشرين الأول) 2026 قال", "الخميس الموافق 8 أكتوبر 2026", "8 أكتوبر/تشرين الأول 2026"],
)
def test_a_month_with_both_its_arabic_names_is_one_date(text: str) -> None:
    assert [(str(one.value), one.flags) for one in find_dates(text, "ar", dt.date(2026, 11, 1))] == [("2026-10-08", ())]


def regexes(language):
    yield "written", mentions._regex(language)
    yield "year", mentions._YEAR
    yield "calendar", mentions._other_calendar(language)
    yield "shifted", counted._shifted(language)
    yield "inside", counted._inside(language)
    yield "worded", combined._worded(language)
    yield "day_of", combined._jours(language)
    yield from (("counted", counted.counted_phrases(section, language)) for section in ("ago", "ahead"))


@pytest.mark.parametrize("language", names.languages())
def test_looking_where_dates_can_start_finds_what_looking_everywhere_does(language):
    vocabulary = [word for section in ("months", "weekdays", "units", "numbers", "days", "hijri", "jalali") for word in names.stems(section, language)]
    vocabulary += [word for section in ("ago", "ahead", "past", "future") for phrase in names.phrases(section, language) for word in phrase.split()]
    vocabulary += [*names.relative(language), "12", "3", "2019", "in", "en", "du", "12.3.2019", "$", "(", ",", "'", "\n", "x"]
    chance = random.Random(language)
    for _ in range(150):
        text = Text("".join(chance.choice(vocabulary) + chance.choice(("", " ", " ", " ", ", ", "-")) for _ in range(12)), language)
        opened = openings(text)
        for kind, regex in regexes(language):
            everywhere = [match.span() for match in regex.finditer(text.folded)] if regex else []
            assert [match.span() for match in opened.matches(kind, regex)] == everywhere, (kind, text.folded)
