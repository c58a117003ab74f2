"""Which entries are fetched again."""

import datetime as dt
from dataclasses import replace

from schemas.elements import Clock, FeedEntry, FreshEntry, Outcome, Rejection
from transforms.edges.ledger import SeenEntry
from transforms.logic.seen import MAX_ATTEMPTS, fingerprint, retry_due, split_seen

NOW = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
ENTRY = FeedEntry("f", "p", "e1:1", "1", "https://a.example/1", "a.example/1", "Title")


def remembered(entry=ENTRY, **changes):
    seen = SeenEntry("a.example/1", entry.entry_key, "f", "s1:1", 1, "c1:1", fingerprint(entry), "story", 0, None, NOW, NOW)
    return replace(seen, **changes)


def one(entry, seen=None, **options):
    (result,) = split_seen([entry], seen, NOW, **options)
    return result


def test_a_new_entry_is_fetched():
    assert one(ENTRY) == FreshEntry(ENTRY, replace(one(ENTRY).history, first_seen=NOW))


def test_an_unchanged_entry_is_seen():
    assert one(ENTRY, remembered()).reason == "known_story"


def test_a_retitled_entry_is_fetched_again_with_its_history():
    fresh = one(replace(ENTRY, title="Title, corrected"), remembered())
    assert (fresh.history.story_id, fresh.history.revision) == ("s1:1", 1)


def test_a_rejected_entry_stays_rejected_even_when_retitled():
    assert one(replace(ENTRY, title="New"), remembered(fate="rejected")).reason == "known_rejected"


def test_a_dead_entry_is_tried_again_when_its_time_has_come():
    waiting, due = (remembered(fate="dead", attempts=1, retry_due=NOW + dt.timedelta(seconds=s)) for s in (1, 0))
    assert isinstance(one(ENTRY, waiting), Outcome)
    assert isinstance(one(ENTRY, due), FreshEntry)


def test_a_dead_entry_without_tries_left_is_seen():
    assert retry_due(MAX_ATTEMPTS, NOW) is None
    assert isinstance(one(ENTRY, remembered(fate="dead", attempts=MAX_ATTEMPTS, retry_due=None)), Outcome)


def test_an_entry_without_address_is_rejected():
    assert one(replace(ENTRY, url="", url_key="")).reason == "no_link"


def test_an_old_entry_is_rejected_only_when_an_age_is_set():
    old = replace(ENTRY, published=Clock(NOW - dt.timedelta(days=31), "feed"))
    assert isinstance(one(old), FreshEntry)
    assert one(old, max_age=dt.timedelta(days=30)).reason == "too_old"


def test_several_feeds_with_one_page_give_one_fetch_and_the_same_result_in_any_order():
    entries = [replace(ENTRY, feed_id=name) for name in "cab"]
    results = split_seen(entries, None, NOW)
    assert results == split_seen(entries[::-1], None, NOW)
    assert [type(item) for item in results] == [FreshEntry, Outcome, Outcome]
    assert results[0].entry.feed_id == "a"


def test_every_entry_has_exactly_one_fate():
    entries = [replace(ENTRY, feed_id=str(number), url="") for number in range(5)]
    results = split_seen(entries, None, NOW)
    assert len(results) == len(entries)
    assert isinstance(results[0], Rejection)


def test_an_entry_that_tells_only_its_change_is_as_old_as_that():
    old = replace(ENTRY, modified=Clock(NOW - dt.timedelta(days=31), "feed"))
    assert one(old, max_age=dt.timedelta(days=30)).reason == "too_old"


def test_an_aggregators_address_is_unresolved_and_never_guessed():
    for address in ("https://news.google.com/rss/articles/CBMiX2h0?oc=5", "https://news.google.co.uk/articles/CBMiX2h0", "https://news.google.com/read/CBM"):
        assert one(replace(ENTRY, url=address, url_key=address)).reason == "unresolved"


def test_a_fresh_404_is_tried_after_a_quarter_of_an_hour_three_hours_and_a_day():
    waits = [(retry_due(attempts, NOW) or NOW) - NOW for attempts in (1, 2, 3, 4)]
    assert waits == [dt.timedelta(minutes=15), dt.timedelta(hours=3), dt.timedelta(days=1), dt.timedelta(0)]
