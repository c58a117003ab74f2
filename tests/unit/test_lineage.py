"""Copies are told from stories that only share a subject; the order of arrival changes nothing."""

import datetime as dt
import itertools
import random

import pytest

from pipeline.sample.site import desks, stories
from transforms.logic.lineage import Member, assign, similarity, sketch
from transforms.logic.lineage.groups import CONTAINED, NEAR
from transforms.logic.lineage.sketches import containment

NOW = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
BODIES = {story.id: story.body.strip() for desk in desks() for story in stories(desk.id) if len(story.body.split()) > 30}


def member(story_id, body, hours=0, agency=""):
    return Member(story_id, "en", NOW + dt.timedelta(hours=hours), agency, sketch(body))


def cut(body):
    return "\n".join(body.split("\n")[:-1])


def with_credit(body):
    return f"CITY (Desk) - {body}\nSource: Desk"


def with_edits(body):
    words = body.split()
    for at in range(5, len(words), 17):
        words[at] = "changed"
    return " ".join(words)


@pytest.mark.parametrize("edit", [cut, with_credit, with_edits])
def test_a_copy_with_usual_edits_is_found_nearly_always(edit):
    found = [assign([member("a", body), member("b", edit(body), 1)])[1].wire_story_id == "a" for body in BODIES.values()]
    assert sum(found) / len(found) >= 0.95


def test_two_different_stories_are_never_copies():
    sketches = [(number, sketch(body)) for number, body in BODIES.items() if number != "220001"]
    near = [(a, b) for (a, one), (b, two) in itertools.combinations(sketches, 2) if similarity(one, two) >= NEAR or containment(one, two) >= CONTAINED]
    assert near == []


def test_the_groups_are_the_same_in_any_order():
    body = BODIES["210002"]
    members = [member("a", body), member("b", cut(body), 1), member("c", with_credit(body), 2), member("d", BODIES["210001"], 3)]
    expected = assign(members)
    for seed in range(6):
        random.Random(seed).shuffle(members)
        assert assign(members) == expected


def test_an_origin_that_arrives_late_takes_the_known_copies_with_it():
    body = BODIES["210002"]
    early, late = member("a", body), member("b", with_credit(body), 1)
    assert [(item.story_id, item.wire_story_id) for item in assign([early], [late])] == [("a", "a"), ("b", "a")]
    assert {item.story_id: item.wire_story_id for item in assign([early, late])} == {"a": "a", "b": "a"}


def test_a_story_of_an_earlier_run_is_the_origin():
    body = BODIES["210002"]
    found, origin = assign([member("new", with_credit(body), 5, "AA")], [member("old", body)])
    assert (found.wire_story_id, found.kind) == ("old", "republication")
    assert (origin.story_id, origin.kind) == ("old", "origin")


def test_a_story_alone_is_single_and_a_text_of_few_words_joins_nobody():
    assert [item.kind for item in assign([member("a", BODIES["210001"]), member("b", "Short text."), member("c", "Short text.")])] == ["single"] * 3


def test_a_sketch_does_not_grow_with_the_text():
    assert len(sketch(" ".join(map(str, range(100_000)))).hashes) == 96
