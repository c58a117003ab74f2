"""Keys of entries, stories and texts."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from schemas.elements import Clock
from transforms.logic.identity import content_hash, entry_key, story_id

TIME = Clock(dt.datetime(2026, 10, 8, tzinfo=dt.UTC), "feed")


def test_an_id_is_the_key_whatever_else_changes() -> None:
    assert entry_key("Wire", "7", "a.example/7", "Title", TIME) == entry_key("Wire", "7", "a.example/8", "New title", None)


def test_an_address_stands_for_a_missing_id() -> None:
    assert entry_key("Wire", " ", "a.example/7", "Title", TIME) == entry_key("Wire", "", "a.example/7", "New title", None)


def test_title_and_time_stand_for_a_missing_id_and_address() -> None:
    later = Clock(TIME.value + dt.timedelta(days=1), "feed")
    assert len({entry_key("Wire", "", "", title, time) for title in ("a", "b") for time in (TIME, later, None)}) == 6


def test_an_id_never_meets_an_address_or_a_title() -> None:
    assert len({entry_key("Wire", "x", "", "", None), entry_key("Wire", "", "x", "", None), entry_key("Wire", "", "", "x", None)}) == 3


def test_publishers_do_not_share_ids() -> None:
    assert entry_key("Wire", "7", "", "", None) != entry_key("Other", "7", "", "", None)


@given(st.text(min_size=1).filter(str.strip), st.text())
def test_keys_are_short_strings_with_their_version(identity: str, title: str) -> None:
    key = entry_key("Wire", identity, "", title, None)
    assert (key[:3], len(key)) == ("e1:", 27)
    assert story_id(key).startswith("s1:")


@given(st.text(), st.text())
def test_white_space_and_invisible_characters_are_no_revision(title: str, body: str) -> None:
    assert content_hash(title, body) == content_hash(f" {title}\n", body.replace(" ", " \u200b "))


def test_a_changed_word_is_a_revision() -> None:
    assert content_hash("Ministers meet", "They met.") != content_hash("Ministers meet", "They meet.")


def test_a_word_moved_from_title_to_body_is_a_revision() -> None:
    assert content_hash("a b", "c") != content_hash("a", "b c")
