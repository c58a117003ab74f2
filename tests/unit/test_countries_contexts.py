"""What stands beside the name of a state and makes it the name of something else, in thirteen languages."""

from __future__ import annotations

import pytest

from transforms.logic.tagging.countries import find_countries, load_cues
from transforms.logic.tagging.patterns import Automaton
from transforms.logic.tagging.text import Text

_AUTOMATON = Automaton(load_cues())


def _found(language: str, text: str) -> list[str]:
    prepared = Text(text, language)
    return [iso3 for iso3, _ in find_countries(prepared, list(_AUTOMATON.find(prepared)))]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "She speaks Spanish and learned French; the word for it in English, he said"),
        ("ru", "Он говорит на русском языке и по-английски"),
        ("hr", "knjiga na engleskom jeziku"),
        ("sr-Cyrl", "књига на енглеском језику"),
        ("mk", "книга на англиски јазик"),
        ("sq", "në gjuhën angleze"),
        ("fr", "Il parle en français, et en anglais."),
        ("es", "Habla en español, y en inglés."),
        ("tr", "Fransızca ve Rusça konuşuyor"),
        ("id", "dalam bahasa Inggris"),
        ("ar", "باللغة الفرنسية"),
        ("fa", "به زبان فرانسه"),
        ("ckb", "بە زمانی فەڕەنسی"),
        ("kmr", "bi zimanê fransî"),
    ],
)
def test_a_language_is_no_state(language: str, text: str) -> None:
    assert _found(language, text) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "worth 5 mln Swiss francs or 4 mln U.S. dlrs, against Hong Kong dollars"),
        ("ru", "сто долларов США и швейцарских франков"),
        ("tr", "beş ABD doları ve Japon yeni"),
        ("hr", "pet američkih dolara"),
        ("sr-Cyrl", "пет америчких долара"),
        ("fr", "cinq dollars américains"),
        ("es", "cinco dólares estadounidenses"),
        ("id", "lima dolar AS"),
        ("ar", "خمسة دولار امريكي"),
        ("fa", "پنج دلار آمریکا"),
        ("ar", "بالدولار الأمريكي والين الياباني"),
    ],
)
def test_a_currency_is_no_state(language: str, text: str) -> None:
    assert _found(language, text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Swiss Steam Boilers Corp sold shares on the Luxembourg Stock Exchange", []),
        ("Fresh fighting broke the Minsk agreements and the Geneva Convention", []),
        ("Talks in Minsk and Geneva, said the Swiss government", ["BLR", "CHE", "CHE"]),
        ("Envoys of South\nKorea and the United\nStates", ["KOR", "USA"]),
        ("Ships crossed the South China Sea", []),
        ("The bomb was stronger than the atomic bomb dropped on Hiroshima", []),
        ("Leaders met in Hiroshima", ["JPN"]),
        ("Ministers spoke at the Manama Dialogue and the Munich Security Conference", []),
        ("The bond will be listed in Luxembourg and the shares are listed on the London market", []),
        ("Bonds were sold in Luxembourg", ["LUX"]),
        ("Fighters of the Islamic State of Iraq and the Levant; the Uruguay Round of GATT", []),
        ("Two towns of East Azerbaijan province, and Azerbaijan", ["IRN", "AZE"]),
        ("The northern Lebanese city of Tripoli; clashes in Tripoli, Lebanon", ["LBN", "LBN", "LBN", "LBN"]),
        ("The Libyan army left Tripoli", ["LBY", "LBY"]),
        ("The militia Hezbollah and the Taliban", []),
    ],
)
def test_companies_markets_accords_seas_and_armed_groups_are_no_state(text: str, expected: list[str]) -> None:
    assert _found("en", text) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("ru", "В ливанском городе Триполи", ["LBN", "LBN"]),
        ("hr", "u libanskom gradu Tripoliju", ["LBN", "LBN"]),
        ("ar", "في طرابلس اللبنانية", ["LBN"]),
        ("ar", "وصل إلى طرابلس", ["LBY"]),
        ("fa", "استان آذربایجان شرقی و جمهوری آذربایجان", ["IRN", "AZE"]),
        ("ar", "تنظيم الدولة الإسلامية في العراق والشام", []),
        ("ru", "эксперт Института США и Канады", []),
        ("en", "Antarctica surrounds the South Pole, and a Pole from Warsaw", ["POL", "POL"]),
        ("fr", "dans l'océan Indien, avec des marins indiens", ["IND"]),
        ("hr", "Rijeka Amazona druga je. U luci Rijeke", ["HRV"]),
        ("hr", "na Maldivima, iz Maldiva i Botswane, na Havajima", ["MDV", "MDV", "BWA", "USA"]),
        ("fr", "L'affaire a été jugée en Virginie, dit Virginie Martin", ["USA"]),
        ("id", "Mantan Ketua DPR AS di DPR", ["USA", "IDN"]),
        ("ar", "العلاقات بين الهند وباكستان", ["IND", "PAK"]),
        ("fa", "روابط بین روسیه و ایران", ["RUS", "IRN"]),
        ("fa", "نرخ ین ژاپن و دلار آمریکا", []),
        ("fa", "دست‌کم 100 متر قطر دارند", []),
        ("ar", "أنبوب بقطر 10 سنتيمترات", []),
        ("ar", "أمير قطر في الدوحة", ["QAT", "QAT"]),
        ("fa", "از ژاپن اغلب به عنوان یک مجمع‌الجزایر یاد می‌شود", ["JPN"]),
        ("sq", "Gazi bëhet më i rrallë; 600 Mbit/s", []),
        ("sq", "në Gaza dhe Rripin e Gazës", ["PSE", "PSE"]),
    ],
)
def test_what_bears_the_name_of_another_state_is_not_that_state(language: str, text: str, expected: list[str]) -> None:
    assert _found(language, text) == expected
