"""No text is too strange for the tagger: a row comes back, its offsets hold, and an unknown language is said to be unknown."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.logic.tagging.tagger import MAX_CHARS, tag_text
from transforms.logic.tagging.text import Text, fold

EN = "Russia and Turkey signed an agreement on border security in Ankara on 5 March 2019."
RU = "Россия и Турция подписали в Анкаре соглашение о безопасности границ."
AR = "وقعت روسيا وتركيا اتفاقية أمنية في أنقرة."
FA = "روسیه و ترکیه در آنکارا توافق امنیتی امضا کردند."
PIECES = [EN, RU, AR, FA, "\u200d", "\u200c", "\u202e", "a\u0301", "\ud800", "\x00", "\n", '"', "Russia", "5 March", "دو", " ", "🇷🇺", "٣", "ﷺ", "…"]


def spans(tags):
    for country in tags.countries:
        yield from country.mentions
    for group in (tags.topics, tags.events, tags.dyads, tags.officials, tags.organisations):
        for tag in group:
            yield from tag.evidence
    yield from tags.evidence


def check(text):
    tags = tag_text(text)
    for span in spans(tags):
        assert text[span.start : span.end] == span.text
    return tags


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_any_mix_of_scripts_and_marks_gives_tags_whose_offsets_hold(pieces):
    check("".join(pieces))


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(), max_size=200))
def test_any_characters_at_all_give_tags(text):
    check(text)


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\ud800", "\u200d", "?!", "12 34", "\x00" * 9])
def test_a_text_without_words_has_no_tags_and_no_language(text):
    tags = check(text)
    assert (tags.language, tags.bilateral_security, tags.countries, tags.topics, tags.events) == ("und", False, (), (), ())


@pytest.mark.parametrize("text", ["ドイツとフランスの首脳が会談した。", "Η Γερμανία και η Γαλλία συμφώνησαν.", "독일과 프랑스가 합의했다."])
def test_a_language_without_a_lexicon_is_named_or_unknown_and_makes_no_pair(text):
    tags = check(text)
    assert tags.dyads == ()
    assert not tags.bilateral_security


@pytest.mark.parametrize("text", [EN, RU, AR, FA])
def test_a_decomposed_text_has_the_tags_of_the_composed_one(text):
    plain, apart = tag_text(text), check(unicodedata.normalize("NFD", text))
    assert {tag.iso3 for tag in plain.countries} == {tag.iso3 for tag in apart.countries} == {"RUS", "TUR"}
    assert plain.language == apart.language


@pytest.mark.parametrize("mark", ["\u200d", "\u200e", "\u00ad", "\ufeff"])
def test_marks_inside_words_hide_no_state(mark):
    tags = check(EN.replace("Russia", f"Rus{mark}sia").replace("Turkey", f"Tur{mark}key"))
    assert {tag.iso3 for tag in tags.countries} == {"RUS", "TUR"}


@pytest.mark.parametrize("piece", ["Russia ", "a", "\n", '"', "a\u0301", "\u200d", ". ", "12 ", "5 March 2019, ", "the foreign minister of Russia Ivan Petrov "])
def test_five_megabytes_are_read_to_the_limit_and_no_further(piece):
    tags = check(piece * (5_000_000 // len(piece)))
    assert all(span.end <= MAX_CHARS for span in spans(tags))


def test_a_hundred_thousand_states_in_one_sentence_are_states():
    tags = check(" and ".join(["Russia", "Turkey"] * 50_000))
    assert {tag.iso3 for tag in tags.countries} == {"RUS", "TUR"}


@given(st.text(st.sampled_from("aĀİı\u0301\u0300\u00ad\u200dأ\u064bРё ٣\ud800"), max_size=30))
def test_folding_keeps_the_way_back(text):
    folded, offsets = fold(text)
    assert offsets is None or (len(offsets) == len(folded) + 1 and offsets == sorted(offsets) and offsets[-1] == len(text))
    spans = [Text(text).span(at, at + 1) for at in range(len(folded))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
