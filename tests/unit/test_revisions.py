"""What a revision changes, and that changed furniture is no revision."""

import datetime as dt
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from schemas.elements import ExtractedPage, ExtractedStory, FeedEntry, History, Outcome, Page
from transforms.logic.normalise import normalise
from transforms.logic.revisions import (
    MAX_HEADLINE, MAX_NUMBERS, MAX_PARAGRAPHS, Gist, changes_of, gist_from_json, gist_of, gist_to_json, number_changes, numbers_of,
)  # fmt: skip
from transforms.logic.rows import RunStamp, Versions, story_row
from transforms.logic.tagging.stories import tag_story

NOW = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
ENTRY = FeedEntry("f", "Wire", "e1:1", "1", "https://wire.example/1", "wire.example/1", "Poland expels two diplomats")
BODY = "Poland has expelled two Belarusian diplomats for espionage, the foreign ministry said.\nThey were given 48 hours to leave.\nMinsk said it would respond."


def page(body, history=History(), title="Poland expels two diplomats"):
    found = Page(ENTRY, ENTRY.url, ENTRY.url, 200, b"", "text/html", NOW, history=history)
    return ExtractedPage(found, ExtractedStory("ok", title, body, language_declared="en"))


def first():
    return tag_story(normalise(page(BODY)))


def history_of(tagged):
    return History(tagged.story.story_id, 1, tagged.story.content_hash, 0, NOW, gist_to_json(gist_of(tagged)))


def test_a_correction_says_what_stood_there_before():
    corrected = BODY.replace("two", "three").replace("Minsk said it would respond.", "Minsk denied the accusation.\nThree others left in 2025.")
    tagged = tag_story(normalise(page(corrected, history_of(first()), "Poland expels three diplomats")))
    changes = changes_of(gist_of(first()), tagged)
    assert tagged.story.revision == 2
    assert changes.changed[:3] == ("headline", "body", "numbers")
    assert changes.headline_before == "Poland expels two diplomats"
    assert (changes.paragraphs_added, changes.paragraphs_removed) == (3, 2)
    assert [tagged.story.wire.body[new.start : new.end] for new in changes.new_text][1:] == ["Minsk denied the accusation.", "Three others left in 2025."]
    assert [(change.before, change.after) for change in changes.numbers] == [("2", "3"), ("2", "3"), (None, "3"), (None, "2025")]


def test_tags_that_come_and_go_are_named():
    tagged = tag_story(normalise(page("The town held a small party on the pier after forty years.", history_of(first()), "Keeper retires")))
    changes = changes_of(gist_of(first()), tagged)
    assert "dyad:BLR-POL" in changes.tags_lost
    assert not any(tag.startswith("dyad:") for tag in changes.tags_gained)


def test_the_row_carries_the_changes_and_the_first_revision_none():
    stamp = RunStamp("r", Versions("0", "1", "l", "x"), {}, {})
    again = tag_story(normalise(page(BODY + "\nA new line.", history_of(first()))))
    assert story_row(again, stamp, NOW).revision_changes.changed == ("body",)
    assert story_row(first(), stamp, NOW).revision_changes is None


def test_a_revision_whose_before_is_forgotten_has_no_changes_but_its_number():
    forgotten = replace(history_of(first()), gist="")
    row = story_row(tag_story(normalise(page(BODY + "\nA new line.", forgotten))), RunStamp("r", Versions("0", "1", "l", "x"), {}, {}), NOW)
    assert (row.revision, row.revision_changes) == (2, None)


def test_changed_furniture_is_no_revision_and_keeps_the_gist():
    history = history_of(first())
    again = normalise(page("WARSAW (Wire) - " + BODY + "\nRead also: Markets in the morning", history))
    assert isinstance(again, Outcome)
    assert (again.reason, again.gist) == ("unchanged_text", history.gist)


def test_numbers_are_read_in_digits_of_any_script_and_in_words():
    assert list(numbers_of("قتل 12 وجرح ٣٤ من أصل ١٬٢٠٠", "ar")) == ["12", "34", "1200"]
    assert list(numbers_of("Ubijena su četiri vojnika i 1.500 civila", "hr")) == ["4", "1500"]
    assert list(numbers_of("A man and one dog", "en")) == []


def test_what_the_ledger_keeps_of_a_story_is_bounded():
    long = tag_story(normalise(page("\n".join(f"Line {number} of many." for number in range(3_000)), title="T" * 5_000)))
    gist = gist_of(long)
    assert (len(gist.headline), len(gist.paragraphs), sum(map(len, gist.numbers))) == (MAX_HEADLINE, MAX_PARAGRAPHS, MAX_NUMBERS)
    assert len(gist_to_json(gist)) < 6_000


def test_a_text_that_did_not_change_has_no_changes():
    assert changes_of(gist_of(first()), first()).changed == ()


words = st.text("ab é1", max_size=6)


@given(words, st.lists(words), st.lists(st.lists(words)), st.lists(words))
def test_a_gist_comes_back_from_the_ledger_as_it_was(headline, paragraphs, numbers, tags):
    gist = Gist(headline, tuple(paragraphs), tuple(map(tuple, numbers)), tuple(tags))
    assert gist_from_json(gist_to_json(gist)) == gist


@given(st.lists(st.sampled_from("123")), st.lists(st.sampled_from("123")))
def test_numbers_gone_and_new_account_for_the_difference(before, after):
    changes = number_changes(before, after)
    assert sorted([*before, *(c.after for c in changes if c.after)]) == sorted([*after, *(c.before for c in changes if c.before)])
