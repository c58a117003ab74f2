"""Topics: each language says each topic, other subjects say none, and every tag has words that prove it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.logic.tagging.patterns import Automaton, Hit, compile_cue
from transforms.logic.tagging.text import Text
from transforms.logic.tagging.topics import Subject, find_topics, read_subject
from schemas.topics import topics_table
from transforms.logic.tagging.topics_lexicon import CLASSES, GENERAL, expand, load_cues, to_cyrillic
from transforms.logic.tagging.topics_signals import SecuritySignals, security_signals

DATA = Path(__file__).parent / "data"
LANGUAGES = ("en", "tr", "ru", "ar", "fa", "fr", "es", "id", "bs", "hr", "sr-Latn", "sr-Cyrl", "mk", "sq", "kmr", "ckb")
# Shares of our own sentences that must be caught: not all, so that a cue may be narrowed for good reason.
CAUGHT = 0.95


@cache
def automaton() -> Automaton:
    return Automaton(load_cues())


def subject(text: Text, title: str = "", excluded: Sequence[tuple[int, int]] = ()) -> Subject:
    heading = Text(title, text.language)
    return read_subject(text, layers(text), heading, layers(heading), excluded)


def layers(text: Text) -> dict[str, list[Hit]]:
    found: dict[str, list[Hit]] = {}
    for hit in automaton().find(text):
        found.setdefault(hit.cue.layer, []).append(hit)
    return found


def codes(words: str, language: str) -> list[str]:
    return [tag.code for tag in find_topics(subject(Text(words, language)))]


def signals(words: str, language: str = "en") -> SecuritySignals:
    text = Text(words, language)
    return security_signals(subject(text), layers(text).get("domain", ()))


def rows(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (DATA / name).read_text("utf-8").splitlines() if line and not line.startswith("#")]


def test_every_language_has_every_topic_and_general_words():
    have = {(language, cue.value[0]) for cue in load_cues() if cue.layer == "topic" for language in cue.languages}
    want = {(language, code) for language in LANGUAGES for code in (*topics_table(), GENERAL)}
    assert want <= have


def test_every_language_has_domains_and_words_of_agreement():
    for layer in ("domain", "topic_frame"):
        assert {language for cue in load_cues() if cue.layer == layer for language in cue.languages} >= set(LANGUAGES)


def test_every_cue_follows_the_notation_and_names_its_class():
    for cue in load_cues():
        assert compile_cue(cue.notation)
        if cue.layer == "topic":
            assert cue.value[1] in CLASSES
            assert cue.value[0] in {*topics_table(), GENERAL}


def test_no_cue_carries_brackets_or_stars_that_the_automaton_would_take_literally():
    for cue in load_cues():
        words = re.split(r"[\s()\[\]|]+", cue.notation)
        assert not [word for word in words if "*" in word[:-1]], cue
        assert not re.search(r"\([^)]*[(\[]|\[[^\]]*[(\[]|[(|][^)]*\.\.\.[^)]*\)", re.sub(r"\) [^(]*", ") ", cue.notation)), cue


def test_the_table_has_23_topics_with_a_crosswalk():
    table = topics_table()
    assert len(table) == 23
    assert all(topic.iptc and topic.plover and topic.cameo for topic in table.values())


def test_our_sentences_are_caught_in_every_language():
    caught: dict[str, list[bool]] = {language: [] for language in LANGUAGES}
    for code, language, sentence in rows("topic_sentences.tsv"):
        caught[language].append(code in codes(sentence, language))
    assert {language: sum(v) / len(v) >= CAUGHT for language, v in caught.items()} == dict.fromkeys(LANGUAGES, True)


@pytest.mark.parametrize(("language", "sentence"), [tuple(row) for row in rows("topic_not_sentences.tsv")])
def test_another_subject_has_no_topic(language: str, sentence: str):
    assert codes(sentence, language) == []


def test_evidence_is_the_words_at_its_offsets():
    text = Text("The ministers met.\nThey agreed to fight terror\u00adism together.", "en")
    tags = find_topics(subject(text))
    assert [tag.code for tag in tags] == ["CT"]
    assert [text.original[e.start : e.end] for tag in tags for e in tag.evidence] == [e.text for tag in tags for e in tag.evidence]


def test_boilerplate_gives_no_topic():
    text = Text("The ministers met in Ankara.\nREAD ALSO: Sanctions imposed on banks", "en")
    assert [tag.code for tag in find_topics(subject(text))] == ["SANC"]
    start = text.folded.index("read also")
    assert find_topics(subject(text, excluded=[(start, len(text.folded))])) == []


def test_a_headline_adds_weight_and_no_evidence():
    text = Text("Talks will go on next week.", "en")
    (tag,) = find_topics(subject(text, "Ankara, Baghdad discuss border security"))
    assert (tag.code, tag.evidence) == ("BOR", ())


def test_a_passing_mention_gives_way_to_what_the_story_is_about():
    words = (
        "Moscow conducts ballistic missile test. The intercontinental ballistic missile was launched on Monday. "
        "Nuclear arms control talks are stalled. The missile test was the third. Tokyo called the missile launch a threat. "
        "It spoke long after embargoes were set."
    )
    assert codes(words, "en") == ["ARM"]


def test_a_list_of_agreed_topics_keeps_what_is_agreed_further_down():
    words = (
        "Jakarta and Ankara agreed to strengthen security cooperation, counter-terrorism, cyber security and disaster management. "
        "They met on Monday. They met in Jakarta. The meeting is held every year. They also agreed on technology transfer."
    )
    assert set(codes(words, "en")) == {"POL", "CT", "CYB", "DIS", "TT"}


def test_a_weak_cue_needs_another_word_of_security():
    assert codes("The shark attack happened at noon. The attack lasted a minute.", "en") == []


def test_serbian_cues_are_written_in_both_scripts():
    assert to_cyrillic("zajedničk* vježb*") == "заједничк* вјежб*"
    latin = codes("Vojske dve zemlje počele su zajedničku vojnu vežbu.", "sr-Latn")
    assert codes("Војске две земље почеле су заједничку војну вежбу.", "sr-Cyrl") == latin == ["EXE"]


def test_alternatives_of_several_words_may_be_stems():
    assert list(expand("(a|b* c) d")) == ["(a) d", "b* c d"]


def test_signals_tell_security_from_sport():
    security = signals("Defence ministers of the two countries signed an agreement on joint military exercises.")
    sport = signals("The coach said the team would attack in the second half of the match to win the league.")
    assert security.lead > 4 * sport.lead
    assert (sport.domain, sport.lead_domain_share >= 0.5) == ("sport", True)


def test_an_empty_text_has_no_signals():
    assert signals("") == SecuritySignals()


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.sampled_from((*LANGUAGES, "und")))
def test_any_text_is_tagged_with_spans_that_hold(words: str, language: str):
    text = Text(words, language)
    for tag in find_topics(subject(text)):
        assert all(words[e.start : e.end] == e.text for e in tag.evidence)
    assert 0 <= signals(words, language).domain_share <= 1
