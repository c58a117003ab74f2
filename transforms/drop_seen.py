"""DropSeen: keep the entries whose page is to be fetched."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import apache_beam as beam
from apache_beam.pvalue import PCollection

from schemas.elements import FeedEntry, FreshEntry, Outcome, Rejection
from transforms.edges.clock import Clock
from transforms.edges.ledger import SeenReader, SeenSource
from transforms.fetch_pages import shard_of
from transforms.logic.seen import seen_key, split_seen
from transforms.outcomes import count

_BUCKETS = 256


class Dropped(NamedTuple):
    """What DropSeen gives."""

    fresh: PCollection[FreshEntry]
    seen: PCollection[Outcome]
    rejected: PCollection[Rejection]


class _DropSeenFn(beam.DoFn):
    def __init__(self, source: SeenSource, clock: Clock, max_age: dt.timedelta | None) -> None:
        self._source, self._clock, self._max_age = source, clock, max_age
        self._reader: SeenReader | None = None

    def setup(self) -> None:
        self._reader = self._source.open()

    def process(self, element: tuple[str, Iterable[FeedEntry]]) -> Iterator[Any]:
        by_key: dict[str, list[FeedEntry]] = {}
        for entry in element[1]:
            by_key.setdefault(seen_key(entry), []).append(entry)
        assert self._reader is not None  # noqa: S101 - setup() ran
        remembered = self._reader.lookup(by_key)
        for key, entries in by_key.items():
            for item in split_seen(entries, remembered.get(key), self._clock.now(), self._max_age):
                tag = {FreshEntry: "fresh", Outcome: "seen", Rejection: "rejected"}[type(item)]
                count("DropSeen", tag)
                yield item if tag == "fresh" else beam.pvalue.TaggedOutput(tag, item)

    def teardown(self) -> None:
        if self._reader is not None:
            self._reader.close()


def _bucket_of(entry: FeedEntry) -> str:
    """Return where an entry is compared: all of an address in one bucket, which is looked up at once and held as one key."""
    return shard_of(seen_key(entry), _BUCKETS)


class DropSeen(beam.PTransform):
    """Drop entries that earlier runs, or another feed of this run, have handled.

    Guarantees: each entry in is exactly one element out; only entries (ids, no pages) cross the shuffle.

    Args:
        seen: Where the seen entries are looked up.
        clock: Tells the time.
        max_age: Entries published longer ago are rejected as ``too_old``; None takes all.
    """

    def __init__(self, seen: SeenSource, clock: Clock, max_age: dt.timedelta | None = None) -> None:
        super().__init__()
        self._seen, self._clock, self._max_age = seen, clock, max_age

    def expand(self, entries: PCollection[FeedEntry]) -> Dropped:
        """Group by key and split."""
        split = (
            entries
            | "KeyByAddress" >> beam.WithKeys(_bucket_of).with_output_types(tuple[str, FeedEntry])
            | "GroupByAddress" >> beam.GroupByKey()
            | "SplitSeen" >> beam.ParDo(_DropSeenFn(self._seen, self._clock, self._max_age)).with_outputs("seen", "rejected", main="fresh")
        )
        return Dropped(split.fresh, split.seen, split.rejected)
