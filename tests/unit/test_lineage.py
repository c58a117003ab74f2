"""Copies are told from stories that only share a subject; the order of arrival changes nothing."""

import datetime as dt
import itertools
import random

import pytest

from pipeline.sample.site import desks, stories
from transforms.logic.lineage import Member, assign, member_from_json, member_to_json, place_stories, similarity, sketch
from transforms.logic.lineage.copies import CONTAINED, NEAR
from transforms.logic.lineage.sketches import containment
from transforms.logic.lineage.traits import Traits, numbers_of

NOW = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
BODIES = {story.id: story.body.strip() for desk in desks() for story in stories(desk.id) if len(story.body.split()) > 30}


def member(story_id, body, hours=0, agency="", own=False):
    time = NOW + dt.timedelta(hours=hours)
    return Member(story_id, "en", time, agency, sketch(body), own, Traits(numbers=numbers_of(body)))


def known(*members):
    """Give members as an earlier run left them in the ledger."""
    return [member_from_json(member_to_json(placement.member)) for placement in place_stories(members, [])]


def groups(assignments):
    return {item.story_id: item.wire_story_id for item in assignments}


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


def test_the_groups_are_the_same_whatever_run_a_story_came_in():
    body = BODIES["210002"]
    members = [member("a", body), member("b", cut(body), 1), member("c", with_credit(body), 2, "AA"), member("d", body, 3, "AA", own=True)]
    expected = groups(assign(members))
    for order in itertools.permutations(members):
        ledger = {}
        for one in order:
            for placement in place_stories([one], ledger.values()):
                ledger[placement.member.story_id] = member_from_json(member_to_json(placement.member))
        assert {story_id: one.wire_story_id for story_id, one in ledger.items()} == expected


def test_an_origin_that_arrives_late_takes_the_known_copies_with_it():
    body = BODIES["210002"]
    early, late = member("a", body), member("b", with_credit(body), 1)
    assert [(item.story_id, item.wire_story_id) for item in assign([early], known(late))] == [("a", "a"), ("b", "a")]
    assert groups(assign([early, late])) == {"a": "a", "b": "a"}


def test_a_story_of_an_earlier_run_is_the_origin():
    body = BODIES["210002"]
    found, origin = assign([member("new", with_credit(body), 5, "AA")], known(member("old", body)))
    assert (found.wire_story_id, found.kind) == ("old", "republication")
    assert (origin.story_id, origin.kind) == ("old", "origin")


def test_the_agencys_own_page_is_the_origin_even_when_it_comes_later():
    body = BODIES["210002"]
    copies = [member("outlet", with_credit(body), 0, "AA"), member("other", cut(body), 1, "AA")]
    assigned = {item.story_id: item for item in assign([member("agency", body, 3, "AA", own=True)], known(*copies))}
    assert {item.wire_story_id for item in assigned.values()} == {"agency"}
    assert {story_id: item.kind for story_id, item in assigned.items()} == {"agency": "origin", "outlet": "republication", "other": "republication"}
    assert assigned["agency"].earliest == NOW


def test_an_agency_that_most_copies_do_not_credit_is_no_origin():
    body = BODIES["210002"]
    members = [member("a", body, 0, "TASS"), member("b", body, 1, "TASS"), member("c", body, 2, "AA", own=True)]
    assert set(groups(assign(members)).values()) == {"a"}


def test_origins_are_counted_by_agency_and_not_by_address():
    body = BODIES["210002"]
    members = [member("a", body, 0, "AA"), member("b", body, 1, "AA"), member("c", body, 2), member("d", body, 3, "TASS")]
    assert {(item.copies, item.origins) for item in assign(members)} == {(4, 2)}
    assert {(item.copies, item.origins) for item in assign(members[2:3])} == {(1, 1)}


def test_small_changes_do_not_chain_two_stories_into_one_group():
    words = [f"w{number}" for number in range(400)]
    steps = [" ".join(words[at : at + 200]) for at in range(0, 201, 25)]
    assigned = assign([member(f"{number:02}", body, number) for number, body in enumerate(steps)])
    assert all(item.similarity > 0.3 for item in assigned)
    assert len(set(groups(assigned).values())) > 1


def test_a_roundup_does_not_join_the_stories_it_is_made_of():
    parts = [" ".join(f"{name}{number}" for number in range(120)) for name in "abcdef"]
    stories = [member(str(number), part, number) for number, part in enumerate(parts)]
    assert set(groups(assign([*stories, member("roundup", "\n".join(parts), 9)])).items()) >= {(str(number), str(number)) for number in range(6)}
    first = assign([*stories, member("roundup", "\n".join(parts), -1)])
    assert sum(item.wire_story_id == "roundup" for item in first) == 1


def test_reports_of_one_form_with_other_numbers_are_no_copies():
    form = "The lira closed at {} to the dollar and {} to the euro on Monday while the index fell {} points to {} in heavy trade in the city."
    reports = [member("a", form.format(4121, 4533, 117, 9310)), member("b", form.format(4098, 4512, 63, 9877), 5)]
    assert groups(assign(reports)) == {"a": "a", "b": "b"}
    assert groups(assign([reports[0], member("c", form.format(4121, 4533, 117, 9310) + " Trade was heavy.", 5)]))["c"] == "a"


def test_a_revision_that_is_another_text_leaves_its_group():
    body = BODIES["210002"]
    before = known(member("a", body), member("b", cut(body), 1))
    assert groups(assign([member("a", BODIES["210001"])], before)) == {"a": "a", "b": "b"}


def test_leader_and_origin_are_remembered_as_long_as_their_last_copy():
    body = BODIES["210002"]
    late = NOW + dt.timedelta(hours=200)
    assigned = {item.story_id: item for item in assign([member("late", body, 200)], known(member("first", body)))}
    assert {item.latest for item in assigned.values()} == {late}
    assert set(assigned) == {"first", "late"}


def test_a_phrase_that_very_many_stories_share_brings_none_together():
    footer = " ".join(f"f{number}" for number in range(40))
    stories = [member(f"{number:03}", " ".join(f"s{number}w{word}" for word in range(60)) + " " + footer) for number in range(300)]
    assert {item.kind for item in assign(stories)} == {"single"}


def test_a_record_of_another_version_is_left_alone():
    assert member_from_json('{"id":"a","lang":"en","time":"2026-01-01T00:00:00+00:00","agency":"","hashes":["1"]}') is None


def test_a_story_alone_is_single_and_a_text_of_few_words_joins_nobody():
    assert [item.kind for item in assign([member("a", BODIES["210001"]), member("b", "Short text."), member("c", "Short text.")])] == ["single"] * 3


def test_a_record_does_not_grow_with_the_text():
    body = " ".join(f"Word{number} and {number} men" for number in range(100_000))
    assert len(member_to_json(member("a", body))) < 2_000
