"""Who acts for a state, where a state is only the scene, which leaders' names speak for one."""

import datetime as dt

import pytest

from schemas.tags import Mention
from transforms.logic.tagging.actors import beside, is_located, stands_for_state
from transforms.logic.tagging.tagger import leaders, read, tag_text
from transforms.logic.tagging.text import Text


def mention(text: str, word: str, kind: str = "name") -> Mention:
    start = text.index(word)
    return Mention(start, start + len(word), word, kind, "test")


@pytest.mark.parametrize(
    ("language", "text", "word", "expected"),
    [
        ("en", "Jets hit targets in northern Syria on Monday", "Syria", True),
        ("en", "Jets flew to Syria on Monday", "Syria", False),
        ("tr", "Uçaklar Suriye'de hedefleri vurdu", "Suriye'de", True),
        ("tr", "Suriye'ye heyet gidecek", "Suriye'ye", False),
        ("ru", "Удары в Сирии продолжаются", "Сирии", True),
        ("ru", "Делегация прибыла в Сирию", "Сирию", False),
        ("hr", "Napadi u Siriji se nastavljaju", "Siriji", True),
        ("hr", "Izaslanstvo je stiglo u Siriju", "Siriju", False),
        ("mk", "Министерот на Сирија пристигна", "Сирија", False),
        ("id", "Serangan di Suriah berlanjut", "Suriah", True),
        ("id", "Delegasi berangkat ke Suriah", "Suriah", False),
        ("fr", "Les frappes en Syrie continuent", "Syrie", True),
        ("es", "Los ataques en Siria continúan", "Siria", True),
        ("ar", "الغارات في سوريا مستمرة", "سوريا", True),
        ("ar", "وصل الوفد إلى سوريا", "سوريا", False),
        ("fa", "حملات در سوریه ادامه دارد", "سوریه", True),
        ("sq", "Sulmet në Siri vazhdojnë", "Siri", True),
        ("kmr", "Êrîşên li Sûriyê didomin", "Sûriyê", True),
        ("ckb", "هێرشەکان لە سووریا بەردەوامن", "سووریا", True),
    ],
)
def test_a_state_behind_a_word_of_place_is_the_scene(language, text, word, expected):
    told, named = Text(text, language), mention(text, word)
    assert is_located(told, named, beside(told, named)) is expected


@pytest.mark.parametrize(
    ("language", "text", "word", "kind", "expected"),
    [
        ("en", "The Malaysian navy stopped the boat", "Malaysian", "demonym", True),
        ("en", "A Malaysian fisherman was held", "Malaysian", "demonym", False),
        ("id", "Kapal berbendera Malaysia ditahan", "Malaysia", "name", False),
        ("id", "Angkatan laut Malaysia menahan kapal", "Malaysia", "name", True),
        ("fr", "Des pirates chinois ont volé des données", "chinois", "demonym", False),
        ("ru", "российские войска вошли в город", "российские", "demonym", True),
        ("ru", "российские туристы вернулись домой", "российские", "demonym", False),
    ],
)
def test_an_adjective_of_nationality_means_the_state_beside_a_state_noun(language, text, word, kind, expected):
    told, named = Text(text, language), mention(text, word, kind)
    assert stands_for_state(told, named, beside(told, named)) is expected


def test_a_leader_speaks_for_the_state_while_in_office():
    told = read("Trump met the visitors.", "en")
    assert [state for state, _ in leaders(told, dt.datetime(2018, 6, 12, tzinfo=dt.UTC))] == ["USA"]
    assert leaders(told, dt.datetime(2023, 6, 12, tzinfo=dt.UTC)) == []


def test_a_verb_is_no_leader():
    assert leaders(read("Hearts trump spades.", "en"), None) == []


def test_the_own_state_of_a_turkish_page_goes_without_saying():
    tags = tag_text(
        "Milli Savunma Bakanı açıklama yaptı: Sınırımızı ihlal eden Suriye uçaklarına ordu ateşle karşılık verecek, askeri birlikler hazır.",
        language="tr",
    )
    assert [dyad.pair for dyad in tags.dyads if dyad.principal] == ["SYR-TUR"]


def test_the_turkish_for_the_united_states_is_not_the_european_union():
    tags = tag_text("Bakan, ABD'ye gidecek ve AB'ye çağrı yapacak.", language="tr")
    assert [[item.text for item in tag.evidence] for tag in tags.organisations if tag.id == "EU"] == [["AB'ye"]]


@pytest.mark.parametrize(
    "text",
    [
        "Turkey, Greece, Italy and Egypt agreed on a joint naval exercise\nThe navies of the four states will train together from Monday.",
        "Western countries warn Russia of sanctions over Ukraine\nThe Western countries said the army build-up of Russia must end.",
        "Trade war between the United States and China deepens\nWashington and Beijing answered each other with tariffs in the battle.",
    ],
)
def test_many_states_and_trade_are_no_bilateral_security(text):
    assert not tag_text(text, language="en").bilateral_security
