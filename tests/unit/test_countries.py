"""Countries in thirteen languages: names, cases, bodies, and words that only look like them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.logic.tagging.countries import find_countries, load_cues
from transforms.logic.tagging.countries_lexicon import KINDS
from transforms.logic.tagging.patterns import Automaton
from transforms.logic.tagging.tagger import tag_text
from transforms.logic.tagging.text import Text

_AUTOMATON = Automaton(load_cues())
_LANGUAGES = "tr en ar ru bs hr sr-Latn sr-Cyrl kmr ckb sq mk fa fr id es und".split()


def _found(language: str, text: str) -> list[str]:
    prepared = Text(text, language)
    return [iso3 for iso3, _ in find_countries(prepared, list(_AUTOMATON.find(prepared)))]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Turkey's envoy met U.S. officials in South Korea", ["TUR", "USA", "KOR"]),
        ("tr", "Rusya'nın Ankara Büyükelçisi ABD'li mevkidaşıyla görüştü", ["RUS", "TUR", "USA"]),
        ("ru", "Президент России прибыл в Саудовскую Аравию с украинцами", ["RUS", "SAU", "UKR"]),
        ("ar", "وزير الخارجية الروسي والسعودية وبالعراق", ["RUS", "SAU", "IRQ"]),
        ("fa", "وزیر خارجه روسیه و امریکایی‌ها در ایران", ["RUS", "USA", "IRN"]),
        ("hr", "ruski ministar u Hrvatskoj i Njemačkoj", ["RUS", "HRV", "DEU"]),
        ("bs", "američki ambasador u Turskoj", ["USA", "TUR"]),
        ("sr-Latn", "nemački kancelar u Rusiji", ["DEU", "RUS"]),
        ("sr-Cyrl", "амерички амбасадор у Русији", ["USA", "RUS"]),
        ("mk", "рускиот министер во Турција", ["RUS", "TUR"]),
        ("sq", "ministri rus në Kosovës dhe Gjermaninë", ["RUS", "XKX", "DEU"]),
        ("kmr", "Wezîrê Rûsyayê li Tirkiyeyê", ["RUS", "TUR"]),
        ("ckb", "وەزیری ڕووسیا لە تورکیادا", ["RUS", "TUR"]),
        ("fr", "le ministre américain à Moscou", ["USA", "RUS"]),
        ("en", "Dominica and the Dominican Republic", ["DMA", "DOM"]),
        ("en", "DR Congo, Congo-Brazzaville, DPRK, ROK, KSA and PRC", ["COD", "COG", "PRK", "KOR", "SAU", "CHN"]),
        ("en", "Niger and Nigeria, Guinea, Equatorial Guinea and Papua New Guinea", ["NER", "NGA", "GIN", "GNQ", "PNG"]),
        ("fr", "la Dominique, l'île Maurice et des soldats nigériens et nigérians", ["DMA", "MUS", "NER", "NGA"]),
        ("ru", "в Гвинее-Бисау, КНДР и Республике Корея", ["GNB", "PRK", "KOR"]),
        ("mk", "САД и ЕУ во Скопје", ["USA", "MKD"]),
        ("es", "La UE y EE. UU. con la EU", ["USA"]),
        ("sq", "Mali i Zi dhe Kosova", ["MNE", "XKX"]),
        ("hr", "Francuska i Mali i Hrvatska", ["FRA", "MLI", "HRV"]),
        ("ar", "تمرين عماني والمسؤولين الأمريكيين", ["OMN", "USA"]),
        ("ar", "القوات في مالي والدعم المالي", ["MLI"]),
        ("tr", "Çad'da, Fas'ta, Umman'da, Mali'de", ["TCD", "MAR", "OMN", "MLI"]),
        ("es", "el ministro ruso y EE.UU.", ["RUS", "USA"]),
        ("id", "Dewan Keamanan Federasi Rusia di Moskow bersama AS", ["RUS", "RUS", "USA"]),
    ],
)
def test_every_language_finds_its_inflected_countries(language: str, text: str, expected: list[str]) -> None:
    assert _found(language, text) == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "Для того чтобы выйти из того положения"),
        ("fa", "کمک مالی و امور مالی"),
        ("ar", "الدعم المالي"),
        ("hr", "Mali broj i mali dio; samo to"),
        ("kmr", "malî"),
        ("en", "They ate turkey on china plates and told us; Michael Jordan agreed"),
        ("en", "Native American artists in Latin America"),
        ("id", "as roda"),
        ("tr", "mali destek"),
        ("fa", "دیدار رؤسای جمهور در کاخ"),
        ("fa", "به گزارش شبکه الجزیره"),
        ("ru", "Глава банка Герман Греф уверен"),
        ("en", "Officers found 82-year-old Geneva Morgan"),
        ("en", "Tanesha Melbourne-Blake died"),
        ("fr", "Dominique de Villepin et Maurice Leroy"),
        ("hr", "Samo je kongres odlučio, samoća i samostan; sad je vrijeme"),
        ("sr-Cyrl", "Само је конгрес одлучио, сад је време. Мали дечак и Кит"),
        ("sq", "Sane luajti në San Paolo; flet gjermanisht; tha Jordan Hoxha"),
        ("en", "Ireland Baldwin, India Hicks and Georgia Meloni; island nations"),
        ("en", "The pupils study Spanish, French being the only language that most speak"),
        ("en", "The coach said Jordan Whitlow would play and Chad Pickering, 31, would not"),
        ("en", "Students at a school in Kingston and San Jose"),
        ("ar", "كرة في الزاوية اليمنى"),
        ("ar", "شرب كوبا من الشاي"),
        ("fa", "معلم ریاضی و کلاس ریاضی"),
        ("ckb", "ئەوانە چین؟"),
        ("ckb", "دەریای سووری"),
        ("hr", "Tog trenutka sve je stalo. Izložba Rusevovih i djela Svetlina Ruseva"),
        ("ru", "Самое важное и самая большая"),
        ("id", "Lima orang tewas. Baku tembak terjadi"),
        ("tr", "Dili iyi konuşuyor"),
        ("hr", "u Latinskoj Americi"),
        ("kmr", "Wan got ku Senayê çekên nû pejirandin"),
        ("ar", "قال بروس إن كروس لعب"),
        ("ar", "شركة ألبان"),
        ("ar", "أشجار القرم على الساحل"),
        ("ar", "مباراة في سان خوسيه"),
        ("ckb", "یارییەک لە سان خۆسێ"),
        ("kmr", "Got baş e. Çekî bikar anî"),
        ("kmr", "Ew pê kenî û şiliya tropîkal hat"),
        ("ckb", "لە دوای یەکتر بینین نیگەران بوو"),
        ("ar", "كانت السفن تدمر كل شيء"),
        ("tr", "Kiliseler ve bodrum katı"),
        ("hr", "Lavovi su došli, meki kruh"),
    ],
)
def test_a_word_that_only_looks_like_a_country_is_none(language: str, text: str) -> None:
    assert _found(language, text) == []


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("kmr", "Ozbekistanê, Uzbekîstan, Ûzbekistanê", "UZB"),
        ("kmr", "Tunis, Tûnisê", "TUN"),
        ("ckb", "ئوزبەکستان، ئۆزبەکستانی، ئوزبه‌کستان", "UZB"),
        ("ckb", "ڕووسیا، روسیا، روسيای", "RUS"),
        ("ckb", "سەنگاپوورە، سەنگاپوور", "SGP"),
        ("kmr", "Awistralya, Awistiralyayê, Australyayê, Avusturalyayê, Ostralya", "AUS"),
        ("kmr", "Kanada, Kenadayê, Kenedayê", "CAN"),
        ("kmr", "Ekwador, Ekvadorê, Ekuador", "ECU"),
        ("kmr", "Fînlenda, Fînlandiyayê, Finland", "FIN"),
        ("kmr", "pêşbazvanê Çekî, Komara Çekê, Çekistanê", "CZE"),
        ("kmr", "Rûsya, Rûsiyayê, Rusya, Ûrisan", "RUS"),
        ("ckb", "ڤیێتنام، ڤێتنامی، ڤیەتنامییەکان", "VNM"),
    ],
)
def test_kurdish_names_are_found_in_every_spelling(language: str, text: str, expected: str) -> None:
    assert set(_found(language, text)) == {expected}
    assert len(_found(language, text)) == text.count(",") + text.count("،") + 1


def test_the_state_in_brackets_behind_hong_kong_is_itself() -> None:
    assert _found("sr-Cyrl", "Кина и Хонгконг") == ["CHN", "HKG"]


def test_georgia_beside_the_caucasus_is_the_state_and_else_the_american_one() -> None:
    assert [_found("en", "Georgia and Tbilisi")[0], _found("en", "Voters in Georgia said")] == ["GEO", ["USA"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Deputies from Paris, Texas, met in Paris", ["USA", "USA", "USA"]),
        ("Police in London, Ontario, arrested two", ["CAN", "CAN"]),
        ("GEORGETOWN, Ky. - a doctor spoke", ["USA", "USA"]),
        ("Talks in London, Canada and Cuba joined", ["GBR", "CAN", "CUB"]),
        ("Talks in Paris on Monday", ["FRA"]),
    ],
)
def test_a_city_with_its_region_behind_it_lies_there(text: str, expected: list[str]) -> None:
    assert _found("en", text) == expected


def test_a_town_with_namesakes_lies_in_the_english_speaking_state_that_the_text_is_about() -> None:
    assert set(_found("en", "Police in Queensland, Australia, went to a house in Plymouth. The Australian man had left.")) == {"AUS"}
    assert set(_found("en", "Police in Plymouth said the French man had left for France")) == {"GBR", "FRA"}


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "turkey and germany agreed", ["TUR", "DEU"]),
        ("ru", "сухопутные войска индии и китая", ["IND", "CHN"]),
        ("en", "The bird was a turkey, said Germany", ["DEU"]),
    ],
)
def test_small_letters_name_states_only_where_the_whole_text_has_no_capital(language: str, text: str, expected: list[str]) -> None:
    assert _found(language, text) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("tr", "Nijerya'da ve Nijer'de", [("NGA", "name"), ("NER", "name")]),
        ("tr", "ABD'li, Ugandalıların, Rusya'nın", [("USA", "demonym"), ("UGA", "demonym"), ("RUS", "name")]),
        ("fa", "آمریکای شمال و آمریکایی‌ها، ایران و ایرانی", [("USA", "name"), ("USA", "demonym"), ("IRN", "name"), ("IRN", "demonym")]),
        ("en", "Congolese troops in Goma", [("COD", "demonym"), ("COD", "city")]),
        ("en", "The Congo River bank at Brazzaville, and Congolese", [("COG", "name"), ("COG", "capital"), ("COG", "demonym")]),
        ("hr", "Turski pisac u Turskoj", [("TUR", "demonym"), ("TUR", "name")]),
        ("sr-Cyrl", "Турски писац у Турској", [("TUR", "demonym"), ("TUR", "name")]),
        ("hr", "Jugoslavija i Srbija", [("YUG", "name"), ("SRB", "name")]),
        ("en", "Czechoslovakia and Yugoslavia", [("CSK", "name"), ("YUG", "name")]),
    ],
)
def test_the_adjective_is_no_name_and_a_state_that_is_gone_keeps_its_code(language: str, text: str, expected: list[tuple[str, str]]) -> None:
    prepared = Text(text, language)
    assert [(iso3, name.kind) for iso3, name in find_countries(prepared, list(_AUTOMATON.find(prepared)))] == expected


def test_a_former_or_official_name_is_one_mention() -> None:
    text = Text("Sekretaris Dewan Keamanan Federasi Rusia", "id")
    assert [(iso3, m.text) for iso3, m in find_countries(text, list(_AUTOMATON.find(text)))] == [("RUS", "Federasi Rusia")]


def test_latin_letters_inside_cyrillic_words_are_read() -> None:
    assert _found("sr-Cyrl", "у Нeмaчкoj") == ["DEU"]


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(), max_size=80), st.sampled_from(_LANGUAGES))
def test_spans_point_at_their_words_in_any_text(noise: str, language: str) -> None:
    text = Text(f"{noise} Russia Россия روسيا Rusya {noise}", language)
    for _, mention in find_countries(text, list(_AUTOMATON.find(text))):
        assert text.original[mention.start : mention.end] == mention.text


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(), max_size=60), st.sampled_from(_LANGUAGES[:-1]))
def test_every_mention_of_a_tagged_story_has_its_words_its_rule_and_its_kind(noise: str, language: str) -> None:
    body, title = f"{noise} Russia Россия روسيا Rusya {noise}", f"Iran {noise}"
    for tag in tag_text(body, title=title, language=language).countries:
        assert tag.mentions or tag.title_mentions
        for source, found in ((body, tag.mentions), (title, tag.title_mentions)):
            for mention in found:
                assert source[mention.start : mention.end] == mention.text
                assert mention.rule_id
                assert mention.kind in {*KINDS, "official"} - {"none"}


def test_hits_grow_with_the_text_and_not_faster() -> None:
    counts = [len(find_countries(t, list(_AUTOMATON.find(t)))) for t in (Text("Georgia and Jordan. " * n, "en") for n in (50, 100, 200))]
    assert counts[2] - counts[1] == 2 * (counts[1] - counts[0])


def test_a_ministry_belongs_to_the_state_named_right_behind_it():
    assert [country.iso3 for country in tag_text("Минобороны Армении сообщило о переговорах.", language="ru").countries] == ["ARM"]
