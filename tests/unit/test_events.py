"""The main act of a story: by the headline, by what is told and what is done, by who condoles."""

from pathlib import Path

import pytest

from transforms.logic.tagging.events import QUADS
from transforms.logic.tagging.furnished import tag_with_furniture


def rows(name):
    lines = (Path(__file__).parent / "data" / f"{name}.tsv").read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def primary(text, title="", language=""):
    return next(event for event in tag_with_furniture(text, title=title, language=language).events if event.primary)


def test_an_act_that_only_the_headline_names_is_shown_by_the_sentence_with_both_states():
    text = "Officials of Poland and of Ukraine saw each other in Lviv on Monday. Both spoke of the border."
    act = primary(text, title="Poland delivers tanks to Ukraine")
    assert act.plover == "AID"
    assert act.actors == ("POL",)
    assert act.recipients == ("UKR",)
    shown = act.evidence[0]
    assert shown.rule_id.startswith("title:")
    assert text[shown.start : shown.end] == shown.text
    assert "Poland" in shown.text and "Ukraine" in shown.text


def test_an_act_that_headline_and_body_name_is_one_event():
    text = "Poland delivers tanks to Ukraine, the ministry said on Monday."
    tags = tag_with_furniture(text, title="Poland delivers tanks to Ukraine")
    assert [event.plover for event in tags.events].count("AID") == 1
    assert not tags.events[0].evidence[0].rule_id.startswith("title:")


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("The United States strongly condemns the terrorist attack in Iraq today. We extend our condolences to the victims.", "SUPPORT"),
        ("The United States condemns the attack by Russia on Ukraine.", "ACCUSE"),
        ("Iran condemned Israeli air strikes on Damascus.", "ACCUSE"),
    ],
)
def test_condemning_is_blame_and_with_condolences_support(text, root):
    assert primary(text).plover == root


def test_what_a_state_says_another_did_is_told_not_done():
    text = "Baku on Monday summoned Serbia's envoy and accused Serbia of sending arms to Armenia."
    assert primary(text, title="Azerbaijan: Serbia sent weapons to Armenia").plover == "ACCUSE"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("La France et la Russie ont parlé du désarmement nucléaire.", "fr"),
        ("Rusija i Srbija razgovarale su o nuklearnom razoružanju.", "sr-Latn"),
        ("The United States and Russia spoke of nuclear disarmament.", "en"),
    ],
)
def test_disarmament_spoken_of_is_no_retreat(text, language):
    assert "RETREAT" not in {event.plover for event in tag_with_furniture(text, language=language).events}


def test_an_amount_with_a_point_does_not_end_a_turn_of_phrase():
    assert primary("The US approves a $1.3 billion sale of artillery to Saudi Arabia.").plover == "AGREE"


def test_about_is_no_opposition_in_indonesian():
    tags = tag_with_furniture("Indonesia dan Rusia berbicara tentang kerja sama pertahanan.", language="id")
    assert "REJECT" not in {event.plover for event in tags.events}


def test_at_most_one_act_is_primary_and_all_stand_in_reading_order():
    text = "Turkey and Greece agreed to hold talks. Turkey withdrew its ships. Greece rejected the claims. Turkey accused Greece."
    events = tag_with_furniture(text).events
    assert sum(event.primary for event in events) == 1
    starts = [event.evidence[0].start for event in events]
    assert starts == sorted(starts)


ROWS = {name: rows(name) for name in ("event_sentences", "event_statuses")}
ROOTS = {root for roots in QUADS.values() for root in roots}
TONGUES = set("en tr ar ru hbs mk sq fa fr id es kmr ckb".split())


@pytest.mark.parametrize(("root", "language", "sentence"), ROWS["event_sentences"])
def test_the_main_act_of_a_wire_sentence_has_its_root(root, language, sentence):
    act = primary(sentence, language=language)
    assert (act.plover, act.quad_class) == (root, next(quad for quad, roots in QUADS.items() if root in roots))


@pytest.mark.parametrize(("status", "language", "sentence"), ROWS["event_statuses"])
def test_an_act_stands_as_its_words_say(status, language, sentence):
    assert primary(sentence, language=language).status == status


LEADS = rows("leads")
# A share, so that a phrase may be narrowed for good reason.
CAUGHT = 0.95


def test_leads_of_every_language_give_their_root_topic_and_pair():
    tagged = [(root, topic, pair, tag_with_furniture(sentence, language=language)) for root, _, topic, pair, language, sentence in LEADS]
    acts = [root in {event.plover for event in tags.events if event.primary} for root, _, _, tags in tagged]
    topics = [topic in {tag.code for tag in tags.topics} for _, topic, _, tags in tagged]
    pairs = ["-".join(sorted(pair.split("-"))) in {dyad.pair for dyad in tags.dyads if dyad.principal} for _, _, pair, tags in tagged]
    shares = [sum(found) / len(LEADS) for found in (acts, topics, pairs)]
    assert min(shares) >= CAUGHT, shares


def test_every_root_and_status_has_sentences_in_every_language():
    named = {(root, "hbs" if language in {"bs", "hr", "sr-Latn", "sr-Cyrl"} else language) for root, language, _ in ROWS["event_sentences"]}
    assert named == {(root, language) for root in ROOTS for language in TONGUES}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Norway was accused by Russia of jamming its radars."),
        ("tr", "Norveç, Rusya tarafından radarları karıştırmakla suçlandı."),
        ("fr", "La Norvège a été accusée par la Russie de brouiller ses radars."),
        ("es", "Noruega fue acusada por Rusia de interferir sus radares."),
        ("id", "Norwegia dituduh oleh Rusia mengganggu radarnya."),
        ("fa", "نروژ از سوی روسیه متهم شد."),
        ("hr", "Norveška je optužena od strane Rusije za ometanje radara."),
        ("ckb", "نەرویج لەلایەن ڕووسیا تۆمەتبار کرا."),
    ],
)
def test_the_doer_of_a_passive_sentence_is_the_actor(language, sentence):
    act = primary(sentence, language=language)
    assert (act.plover, act.actors, act.recipients) == ("ACCUSE", ("RUS",), ("NOR",))


def test_what_is_planned_in_a_threat_does_not_make_the_threat_a_plan():
    assert primary("Russia warned Norway that it will deploy missiles.", language="en").status == "happened"
    assert primary("The ministers of Norway and Egypt will meet in Cairo.", language="en").status == "planned"


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Armenia's defence ministry said Azerbaijani troops opened fire on its positions."),
        ("tr", "Ermenistan Savunma Bakanlığı, Azerbaycan güçlerinin sınırda ateş açtığını bildirdi."),
        ("ru", "Минобороны Армении сообщило, что азербайджанские войска открыли огонь на границе."),
        ("fr", "L'Arménie a annoncé que les forces azerbaïdjanaises ont bombardé ses positions."),
        ("hr", "Armenija je objavila da je azerbajdžanska vojska granatirala njezine položaje."),
        ("en", "Armenia: Azerbaijan shelled villages"),
    ],
)
def test_who_only_reports_an_act_is_not_its_actor(language, sentence):
    tags = tag_with_furniture(sentence, language=language)
    act = next(event for event in tags.events if event.plover == "ASSAULT")
    assert (act.actors, act.recipients) == (("AZE",), ("ARM",))


def test_a_venue_is_never_an_actor():
    tags = tag_with_furniture("Norway and Finland signed a defence pact. The deal, reached after talks in Stockholm, will allow joint patrols.")
    assert "SWE" not in {state for event in tags.events for state in (*event.actors, *event.recipients)}


def test_a_match_is_no_assault_and_no_dyad():
    tags = tag_with_furniture("Thailand beat Vietnam 3-1 in the final of the football championship, the coach said after the match.")
    assert (tags.events, tags.dyads) == ((), ())


@pytest.mark.parametrize("text", ["The United States matched the support of Norway.", "Switzerland shared evidence with Norway."])
def test_one_word_of_sport_or_none_is_no_sport(text):
    assert tag_with_furniture(text).dyads
