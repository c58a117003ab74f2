"""DropSeen in a pipeline."""

import apache_beam as beam
from apache_beam.runners.portability.fn_api_runner import FnApiRunner

from schemas.elements import FeedEntry, FreshEntry, History, Outcome, Rejection
from transforms.drop_seen import DropSeen
from transforms.edges.ledger import SeenEntry
from transforms.logic.seen import fingerprint

from datetime import UTC, datetime

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
NEW = FeedEntry("f", "p", "e1:1", "1", "https://a.example/1", "a.example/1", "New")
OLD = FeedEntry("f", "p", "e1:2", "2", "https://a.example/2", "a.example/2", "Old")
BARE = FeedEntry("f", "p", "e1:3", "3", "", "", "Bare")


class Memory:
    """A ledger of one entry."""

    def open(self):
        return self

    def lookup(self, keys):
        entry = SeenEntry("a.example/2", "e1:2", "f", "s1:2", 1, "c", fingerprint(OLD), "story", 0, None, NOW, NOW)
        return {key: entry for key in keys if key == entry.key}

    def close(self):
        pass


ASKED = []


class Counting(Memory):
    """The same, writing down how many keys each look-up had."""

    def lookup(self, keys):
        ASKED.append(len(list(keys)))
        return super().lookup(keys)


def test_each_entry_is_fresh_seen_or_rejected(pipeline, clock, gives):
    dropped = pipeline | beam.Create([NEW, OLD, BARE]) | DropSeen(Memory(), clock)
    gives(dropped.fresh, [FreshEntry(NEW, History(first_seen=NOW))])
    gives(dropped.seen, [Outcome("f", "e1:2", "seen", "known_story", "a.example/2", story_id="s1:2")])
    gives(dropped.rejected, [Rejection("DropSeen", "no_link", "f", "e1:3", "", "the entry has no usable address", BARE, History(first_seen=NOW))])


def test_one_page_in_two_feeds_is_fetched_once(pipeline, clock, gives):
    twin = FeedEntry("g", "p", "e1:9", "9", "https://a.example/1?x", "a.example/1", "New")
    dropped = pipeline | beam.Create([twin, NEW]) | DropSeen(Memory(), clock)
    gives(dropped.fresh | beam.Map(lambda fresh: fresh.entry.feed_id), ["f"])
    gives(dropped.seen | beam.Map(lambda outcome: (outcome.feed_id, outcome.reason)), [("g", "same_address")])


def test_the_ledger_is_asked_for_many_addresses_at_once(clock, gives):
    many = [FeedEntry("f", "p", f"e1:{n}", str(n), f"https://a.example/{n}", f"a.example/{n}", "New") for n in range(2_000) if n != 2]
    with beam.Pipeline(runner=FnApiRunner()) as pipeline:
        dropped = pipeline | beam.Create([*many, OLD]) | DropSeen(Counting(), clock)
        gives(dropped.fresh | beam.combiners.Count.Globally(), [1_999])
        gives(dropped.seen | beam.Map(lambda outcome: outcome.key), ["a.example/2"])
    assert sum(ASKED) == 2_000
    assert len(ASKED) <= 256
