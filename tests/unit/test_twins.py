"""Language editions of one agency story find each other, and other stories of the same day stay apart."""

import dataclasses
import datetime as dt
import itertools
import random
import tomllib
from pathlib import Path

import pytest

from transforms.logic.lineage import Member, member_from_json, member_to_json, place_stories, sketch
from transforms.logic.lineage.traits import Traits, consonants, ids_of, names_of, numbers_of
from transforms.logic.lineage.twins import alike, differences
from transforms.logic.tagging.tagger import tag_text

NOW = dt.datetime(2026, 3, 5, 9, tzinfo=dt.UTC)
STORIES = {story["id"]: story["editions"] for story in tomllib.loads((Path(__file__).parent / "data/twins.toml").read_text("utf-8"))["story"]}


def member(story, language, hours=0, agency="AA", **changed):
    body = STORIES[story][language]
    tags = tag_text(body, language=language)
    traits = Traits(
        countries=tuple(tag.iso3 for tag in tags.countries),
        numbers=numbers_of(body),
        names=names_of(body, (tag.name for tag in tags.officials)),
        topics=tuple(tag.code for tag in tags.topics),
    )
    made = Member(f"{story}:{language}", language, NOW + dt.timedelta(hours=hours), agency, sketch(body), traits=traits)
    return dataclasses.replace(made, **changed)


def every():
    return [member(story, language) for story, editions in STORIES.items() for language in editions]


def twins(placements):
    groups = {}
    for placement in placements:
        if placement.twin:
            groups.setdefault(placement.twin.group, set()).add(placement.member.story_id)
    return sorted(map(sorted, groups.values()))


EXPECTED = sorted(sorted(f"{story}:{language}" for language in STORIES[story]) for story in ("patrol", "raid"))


def test_editions_of_one_story_are_twins_and_other_stories_of_the_day_are_not():
    assert twins(place_stories(every(), [])) == EXPECTED


def test_twins_are_the_same_whatever_run_an_edition_came_in():
    for seed in range(4):
        members = every()
        random.Random(seed).shuffle(members)
        ledger = {}
        for one in members:
            for placement in place_stories([one], ledger.values()):
                ledger[placement.member.story_id] = member_from_json(member_to_json(placement.member))
        groups = {}
        for one in ledger.values():
            groups.setdefault(one.twin_group, set()).add(one.story_id)
        assert sorted(sorted(ids) for name, ids in groups.items() if name) == EXPECTED


@pytest.mark.parametrize("changed", [{"agency": "TASS"}, {"agency": ""}, {"time": NOW + dt.timedelta(hours=40)}])
def test_another_agency_no_agency_or_another_day_make_no_twins(changed):
    assert twins(place_stories([member("patrol", "en"), member("patrol", "tr", **changed)], [])) == []


def test_a_copy_of_an_edition_does_not_become_a_twin_of_its_own():
    copy = dataclasses.replace(member("patrol", "tr", 1), story_id="copy")
    placements = place_stories([member("patrol", "en"), member("patrol", "tr"), copy], [])
    assert twins(placements) == [["patrol:en", "patrol:tr"]]
    assert {one.member.story_id: one.assignment.wire_story_id for one in placements}["copy"] == "patrol:tr"


def test_a_late_edition_gets_its_group_and_leaves_the_rows_of_the_others_alone():
    first = place_stories([member("patrol", "en"), member("patrol", "tr")], [])
    later = place_stories([member("patrol", "ar", 5)], [one.member for one in first])
    assert [(one.member.story_id, one.twin.group) for one in later] == [("patrol:ar", first[0].twin.group)]


def test_what_differs_between_editions_is_told():
    english, turkish = member("raid", "en"), member("raid", "tr")
    changed = dataclasses.replace(turkish, traits=dataclasses.replace(turkish.traits, numbers=(*turkish.traits.numbers, "71")))
    found = {one.member.story_id: one.twin.differences for one in place_stories([english, changed], [])}
    assert found["raid:en"] == ()
    assert ("numbers", ("71",), ()) in {(item.field, item.only_here, item.only_there) for item in found["raid:tr"]}


def test_states_alone_or_the_day_of_the_month_link_nothing():
    one = member("visit", "ru", traits=Traits(countries=("IDN", "RUS", "KEN", "PER"), numbers=("2026",)))
    two = member("visit", "ar", traits=Traits(countries=("IDN", "RUS", "KEN", "PER"), numbers=("2026",)))
    assert alike(one, two) == 0.0


def test_a_shared_number_in_the_address_helps_and_different_ones_do_not_hurt():
    english, arabic = member("patrol", "en"), member("patrol", "ar")

    def with_id(one, number):
        return dataclasses.replace(one, traits=dataclasses.replace(one.traits, ids=(number,)))

    english = dataclasses.replace(english, traits=dataclasses.replace(english.traits, numbers=(*english.traits.numbers, "711")))
    same, apart = (alike(with_id(english, "37120"), with_id(arabic, number)) for number in ("37120", "99120"))
    assert same > apart == alike(english, arabic) > 0


@pytest.mark.parametrize(
    "names",
    [
        ("Shoigu", "Şoygu", "Шойгу", "Šojgu"),
        ("Lavrov", "Лавров", "لافروف"),
        ("Netanyahu", "Нетаньяху", "Нетаниаху"),
        ("Guterres", "Гутерреш"),
    ],
)
def test_spellings_of_one_name_have_the_same_consonants(names):
    assert len({consonants(name) for name in names}) == 1


def test_names_that_sound_different_differ():
    names = ["Lavrov", "Rubio", "Fidan", "Zelensky", "Macron", "Merkel", "Guterres"]
    assert len({consonants(name) for name in names}) == len(names)


@pytest.mark.parametrize("text", ["2,350 men", "2.350 kişi", "2 350 человек", "2\u00a0350 homme", "۲٬۳۵۰ نفر", "٢٣٥٠"])
def test_a_number_is_one_number_in_every_language(text):
    assert numbers_of(text) == ("2350",)


def test_two_numbers_beside_each_other_stay_two():
    assert numbers_of("in 2019 100 people, 12 5-year plans") == ("2019", "100", "12")


def test_bad_addresses_have_no_ids():
    assert ids_of("", "http://[", "https://a.example/1234", "https://a.example/123456/x") == ("123456",)


def test_differences_name_what_only_one_has():
    found = differences(Traits(topics=("CT", "BOR")), Traits(topics=("CT",), officials=("x",)))
    assert [(item.field, item.only_here, item.only_there) for item in found] == [("officials", (), ("x",)), ("topics", ("BOR",), ())]


def test_every_pair_of_editions_is_told_from_every_other_story():
    members = every()
    apart = [pair for pair in itertools.combinations(members, 2) if pair[0].story_id.split(":")[0] != pair[1].story_id.split(":")[0]]
    assert [pair for pair in apart if alike(*pair)] == []
