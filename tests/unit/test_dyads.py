"""Which pairs of states a sentence relates, and in which direction."""

from __future__ import annotations

import pytest

from transforms.logic.tagging.tagger import tag_text


def _principal(text: str, language: str = "en") -> set[str]:
    return {dyad.pair for dyad in tag_text(text, language=language).dyads if dyad.principal}


def _direction(text: str, language: str) -> tuple[str | None, str | None, bool]:
    dyad = next(dyad for dyad in tag_text(text, language=language).dyads if dyad.principal)
    return dyad.source, dyad.target, dyad.reciprocal


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Norway and Sweden imposed sanctions on Belarus on Monday.", {"BLR-NOR", "BLR-SWE"}),
        ("Kenya expelled diplomats of Sudan and Eritrea over the raid.", {"ERI-KEN", "KEN-SDN"}),
        ("Norway, Sweden and Finland signed a defence pact.", {"NOR-SWE"}),
    ],
)
def test_two_states_that_act_alike_on_a_third_are_each_a_pair_with_it(text: str, expected: set[str]) -> None:
    assert _principal(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Gunmen attacked a barracks in Chad on Sunday, a spokesman for the French embassy said.",
        "Ethnic Uzbeks attacked villages near Tajikistan's border with Afghanistan, Tajik officials said Friday.",
        "The U.N. Security Council agreed to extend its mission in Cyprus despite Turkey's objections.",
        "Ethnic Serbs protested against the plan of Sweden to send them back to Hungary.",
    ],
)
def test_a_source_a_destination_and_the_scene_of_others_make_no_pair(text: str) -> None:
    assert _principal(text) == set()


def test_who_accuses_in_the_closing_clause_is_no_mere_source() -> None:
    assert _principal("The attack on the ministry's servers came from Russia, Estonia says.") == {"EST-RUS"}


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Russia attacked Ukraine with missiles.", ("RUS", "UKR", False)),
        ("en", "Ukraine was attacked with missiles by Russia.", ("RUS", "UKR", False)),
        ("tr", "Ukrayna, Rusya tarafından füzelerle saldırıya uğradı.", ("RUS", "UKR", False)),
        ("fr", "L'Ukraine a été attaquée par la Russie avec des missiles.", ("RUS", "UKR", False)),
        ("es", "Ucrania fue atacada por Rusia con misiles.", ("RUS", "UKR", False)),
        ("id", "Ukraina diserang oleh Rusia dengan rudal.", ("RUS", "UKR", False)),
    ],
)
def test_the_doer_of_a_passive_is_the_source(language: str, text: str, expected: tuple[str, str, bool]) -> None:
    assert _direction(text, language) == expected


def test_a_venue_with_its_country_and_an_outlet_are_no_party():
    venue = tag_text("The foreign ministers of Iran and Saudi Arabia met in Geneva, Switzerland, on Monday.", language="en")
    assert {country.iso3: country.role for country in venue.countries}["CHE"] == "venue"
    outlet = tag_text("Iran and Turkey agreed to set up a joint border patrol, Qatar's Al Jazeera reported on Sunday.", language="en")
    assert {dyad.pair for dyad in outlet.dyads} == {"IRN-TUR"}
    assert "third_state" not in outlet.reasons


def test_the_pair_that_a_headline_names_alone_outweighs_one_that_sentences_name_first():
    text = "Norway said Israel's attack on Gaza was a disaster. Israel's attack on Gaza must stop, the minister said. Israel's attack on Gaza killed dozens."
    tags = tag_text(text, title="Norway and Israel must talk", language="en")
    assert [dyad.pair for dyad in tags.dyads if dyad.principal] == ["ISR-NOR"]
