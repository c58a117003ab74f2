"""The exemplar story, field by field of the row an expert expects."""

import json

import pytest

from pipeline.explain import story_of
from transforms.logic.tagging.furnished import tag_with_furniture
from transforms.logic.wire import read_furniture

pytestmark = pytest.mark.shared
TOPICS = {"POL", "CT", "CYB", "DIS", "INT", "TF", "NARC", "EQP", "TT", "REG"}


@pytest.fixture(scope="module")
def text(request):
    import os
    from pathlib import Path

    shared = Path(os.environ.get("DYADWIRE_SHARED", "../shared"))
    path = shared / "gold" / "exemplar_story.txt"
    if not path.is_file():
        if os.environ.get("CI"):
            pytest.fail(f"{path} is missing; it must be there in CI")
        pytest.skip(f"{path} is not at hand")
    return path.read_text("utf-8"), json.loads(path.with_suffix(".gold.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def tags(text):
    return tag_with_furniture(text[0])


def test_language_and_decision(tags):
    assert (tags.language, tags.script, tags.bilateral_security) == ("id", "Latn", True)


def test_the_pair_is_the_only_one_and_reciprocal(tags):
    assert [(dyad.pair, dyad.principal, dyad.reciprocal) for dyad in tags.dyads] == [("IDN-RUS", True, True)]


def test_the_ten_topics_and_no_other(tags):
    assert {topic.code for topic in tags.topics} == TOPICS


def test_the_countries_are_two(tags):
    assert {country.iso3 for country in tags.countries} == {"IDN", "RUS"}


def test_the_furniture_is_that_of_the_gold(text):
    source, gold = text
    wire = read_furniture("", source, language="id")
    expected = {(item["start"], item["end"]) for item in gold["boilerplate"] if item["kind"] == "related-link"}
    assert expected == {(item.start, item.end) for item in wire.removed if item.kind == "read_also"}
    assert (wire.located, wire.dateline_country, wire.origin_agency) == ("Jakarta", "IDN", "AA")
    end = {(item.start, item.end) for item in wire.removed if item.kind in {"end_mark", "credit"}}
    assert (min(start for start, _ in end), max(last for _, last in end)) == (2097, 2115)


def test_no_evidence_lies_in_the_furniture(text, tags):
    _, gold = text
    stretches = [(item["start"], item["end"]) for item in gold["boilerplate"]]
    spans = [span for group in (tags.topics, tags.events, tags.dyads, tags.officials, tags.organisations) for tag in group for span in tag.evidence]
    spans += [mention for country in tags.countries for mention in country.mentions]
    assert [span for span in spans for start, end in stretches if start <= span.start < end] == []


def test_the_acts_of_the_gold_are_found_and_the_primary_is_the_agreement(tags):
    assert {"CONSULT", "AGREE", "SUPPORT", "REQUEST"} <= {event.plover for event in tags.events}
    assert [(event.plover, event.status) for event in tags.events if event.primary] == [("AGREE", "happened")]
    meeting = next(event for event in tags.events if event.plover == "CONSULT")
    assert (str(meeting.date), meeting.venue_country) == ("2019-02-13", "RUS")


def test_the_officials_with_posts_and_countries(tags):
    assert [(official.name, official.post, official.country) for official in tags.officials] == [
        ("Wiranto", "coordinating minister for political, legal and security affairs", "IDN"),
        ("Nikolay Patrushev", "secretary of the Security Council", "RUS"),
    ]


def test_the_organisations_and_the_trap(tags):
    assert {organisation.id for organisation in tags.organisations} == {"ASEAN", "SCO", "RUS:security_council", "IDN:kemenkopolhukam"}


def test_the_forum_and_its_edition(tags):
    assert (tags.forum.name, tags.forum.edition) == ("Forum Konsultasi Bilateral (FKB)", 5)
    assert (tags.instrument.type, tags.instrument.stage) == ("verbal", "agreed")


def test_the_row_of_the_story_is_the_same_without_its_furniture(text):
    tagged = story_of(text[0].encode())
    assert {topic.code for topic in tagged.tags.topics} == TOPICS
    assert tagged.story.wire.origin_agency == "AA"
