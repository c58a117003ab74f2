"""`tag` and `explain`: other people's texts, in order, nothing lost, every offset true."""

import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.commands.tag import numbered
from pipeline.explain import NoStoryError, explanation, marks, story_of
from pipeline.tagging import LineError, tag_item, tag_line, tagged_lines
from schemas.encode import to_plain
from transforms.logic.tagging.explain import why_not
from transforms.logic.tagging.tagger import tag_text

STORY = "OSLO (Wire) - Norway and Peru signed an agreement on maritime security in Oslo on 3 March 2026.\nRead also: Weather\nThe Peruvian defence minister Ana Lu said the navies will train together."


def line(**fields):
    return json.dumps({"id": "a", "text": STORY, **fields})


def spans(value):
    if isinstance(value, dict):
        if {"start", "end", "text"} <= set(value):
            yield value
        for key, inner in value.items():
            if key != "title_mentions":
                yield from spans(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from spans(inner)


def test_a_line_has_every_tag_with_offsets_into_the_text_given():
    tags = tag_line(line())
    assert tags["id"] == "a"
    assert tags["language"] == "en"
    assert [dyad["pair"] for dyad in tags["dyads"] if dyad["principal"]] == ["NOR-PER"]
    assert "MAR" in {topic["code"] for topic in tags["topics"]}
    found = list(spans(tags))
    assert len(found) > 5
    assert all(STORY[span["start"] : span["end"]] == span["text"] for span in found)


def test_nothing_of_the_furniture_makes_a_tag():
    text = STORY.replace("Weather", "Iran denounces Chile")
    assert {"IRN", "CHL"} & {country["iso3"] for country in tag_line(line(text=text))["countries"]} == set()


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ("not json", "no JSON"),
        ("[1]", "no object"),
        ('{"id": 1}', "text: missing"),
        ('{"text": 7}', "text: missing or no string"),
        ('{"text": "x", "title": 7}', "title: int, not a string"),
        ('{"text": "x", "published": "yesterday"}', "published: 'yesterday' is no RFC 3339 time"),
    ],
)
def test_a_bad_line_names_the_field_and_the_cure_and_keeps_its_place(bad, message):
    with pytest.raises(LineError, match=message):
        tag_line(bad)
    number, out, problem = tag_item((4, bad, False))
    assert (number, json.loads(out)["line"], json.loads(out)["error"]) == (4, 4, problem)


@pytest.mark.parametrize("lang", ["xx", "klingon", "und", "", None, "ru", "de-DE"])
def test_a_language_that_is_unknown_or_of_another_script_is_identified(lang):
    tags = tag_line(line(lang=lang))
    assert (tags["language"], [dyad["pair"] for dyad in tags["dyads"] if dyad["principal"]]) == ("en", ["NOR-PER"])


@pytest.mark.parametrize(("lang", "tag"), [("EN-us", "en"), ("eng", "en"), ("tr", "tr")])
def test_a_declared_language_of_the_same_script_is_taken_as_sure(lang, tag):
    tags = tag_line(line(lang=lang))
    assert (tags["language"], tags["language_confidence"]) == (tag, 1.0)


def test_a_byte_order_mark_and_blank_lines_are_passed_over():
    lines = list(numbered(io.StringIO("\ufeff" + line() + "\n\n" + line(id="b") + "\n"), raw=False))
    assert [(number, tag_line(text)["id"]) for number, text, _ in lines] == [(1, "a"), (3, "b")]


def test_fields_we_do_not_know_do_no_harm_and_relative_dates_are_read_against_the_day_of_publication():
    text = "Norway and Peru signed a defence agreement in Lima yesterday."
    tags = tag_line(line(text=text, source="wire", published="2026-03-04T09:00:00Z", extra={"k": [1]}))
    act = next(event for event in tags["events"] if event["primary"])
    assert (str(act["date"]), act["date_basis"]) == ("2026-03-03", "relative:published")


def test_many_lines_come_back_in_order_from_several_processes():
    items = [(number, line(id=number), False) for number in range(1, 161)]
    out = list(tagged_lines(items, processes=2))
    assert [json.loads(text)["id"] for _, text, _ in out] == list(range(1, 161))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=600), st.sampled_from(["", "en", "ar", "ru", "sr", "tr", "xx"]))
def test_no_text_raises_and_every_span_is_its_words(text, language):
    tags = to_plain(tag_text(text, language=language))
    assert all(text[span["start"] : span["end"]] == span["text"] for span in spans(tags))


@pytest.mark.parametrize("text", ["", "\ud800", "e\u0301" * 50, "\u200d" * 100, "Россия " + "ا" * 200 + " Rusia", "x" * 200_000], ids=["empty", "surrogate", "nfd", "joiners", "mixed", "long"])
def test_odd_texts_give_tags_without_error(text):
    tags = tag_text(text)
    assert tags.bilateral_security is False


def test_tags_are_the_same_every_time():
    assert tag_text(STORY) == tag_text(STORY)


def test_an_explanation_shows_evidence_and_reasons():
    tagged = story_of(STORY.encode())
    shown = explanation(tagged)
    assert "bilateral_security: yes" in shown
    assert "dyad NOR-PER (principal)" in shown
    assert "dateline   OSLO (Wire) - = Oslo, NOR" in shown
    assert all(one.end <= two.start for one, two in zip(marks(tagged), marks(tagged)[1:], strict=False))


def test_why_not_says_what_is_missing():
    tagged = story_of(STORY.encode())
    assert why_not(tagged, "MAR") == "it was given"
    assert "no word" in why_not(tagged, "NARC")
    assert "CHN is not named" in why_not(tagged, "CHN-NOR")
    assert "no topic code" in why_not(tagged, "XYZ")
    assert why_not(tagged, "NOR") == "it was given, as principal"
    assert "no name" in why_not(tagged, "CHN")
    assert why_not(tagged, "bilateral_security") == "it was given"


def test_why_not_says_what_spoke_against_the_decision():
    said = why_not(story_of(b"Nordhav wins an order\nThe company Nordhav said on Monday that Norway and Peru spoke about fish."), "bilateral_security")
    assert said.startswith("score 0.")
    assert "a company is named before any state that acts" in said


@pytest.mark.parametrize("content", [b"", b"   ", b"<html><body></body></html>"])
def test_a_document_without_story_is_said_to_have_none(content):
    with pytest.raises(NoStoryError, match="no story in it"):
        story_of(content)


def test_terminal_escapes_in_a_text_are_never_printed():
    assert "\x1b" not in explanation(story_of(("\x1b[2J" + STORY).encode()))
