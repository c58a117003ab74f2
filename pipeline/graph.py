"""The whole machine on one screen.

    PollFeeds -> DropSeen -> FetchPages -> ExtractStories -> NormaliseStories -> TagStories -> WriteStories
        |            |            |              |                  |                              |
        +-- polls    +------------+--- seen, rejected, dead letters-+------------------------------+-> RecordOutcomes
                                                                    +-- GroupStories -> lineage

Pages are made and used up between FetchPages and WriteStories, which run fused: only entries, outcomes and
sketches (ids and small records) ever cross a shuffle.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import apache_beam as beam

from schemas.elements import FeedEntry
from transforms.archiving import ArchiveFates
from transforms.commit_files import CommitFiles
from transforms.drop_seen import DropSeen
from transforms.edges.archive import Archive, NoArchive
from transforms.edges.clock import Clock
from transforms.edges.fetches import Fetches
from transforms.edges.ledger import LineageSource, SeenSource
from transforms.edges.polls import FeedJob
from transforms.edges.receipts import Receipts
from transforms.edges.sink import Sink
from transforms.extract_stories import ExtractStories
from transforms.fetch_pages import FetchPages
from transforms.group_stories import GroupStories
from transforms.logic.rows import RunStamp
from transforms.normalise_stories import NormaliseStories
from transforms.outcomes import Fates, RecordOutcomes
from transforms.poll_feeds import PollFeeds
from transforms.tag_stories import TagStories
from transforms.write_receipts import WriteReceipts
from transforms.write_rows import WriteDeadLetters, WritePolls, WriteStories


@dataclass(frozen=True, slots=True)
class GraphParts:
    """What the graph is built with; every part is picklable.

    Args:
        jobs: The feeds to poll, with their state.
        retries: Entries whose failed fetch is tried again.
        fetcher: Answers requests on workers.
        seen: Opens readers of the ledger on workers.
        lineage: Gives the fingerprints of earlier stories.
        sink: Where rows go.
        receipts: Where outcomes, poll states and sketches go, for the ledger.
        stamp: What every row of the run shares.
        clock: Tells the time; ``wall`` when a row is made, where that is another.
        max_age: Entries published longer ago are rejected.
        shards: Over how many workers hosts are spread.
        archive: Keeps what was fetched, with its fate.
    """

    jobs: Sequence[FeedJob]
    retries: Sequence[FeedEntry]
    fetcher: Fetches
    seen: SeenSource
    lineage: LineageSource
    sink: Sink
    receipts: Receipts
    stamp: RunStamp
    clock: Clock
    max_age: dt.timedelta | None = None
    shards: int = 1
    archive: Archive = NoArchive()
    wall: Clock | None = None


def build(pipeline: beam.Pipeline, parts: GraphParts) -> None:
    """Add every stage to a pipeline.

    Args:
        pipeline: Bounded; the labels are pinned by a golden file.
        parts: What the stages are built with.
    """
    jobs = pipeline | "Feeds" >> beam.Create(parts.jobs, reshuffle=False)
    polled = jobs | "PollFeeds" >> PollFeeds(parts.fetcher, parts.clock, parts.shards, parts.archive)
    retries = pipeline | "Retries" >> beam.Create(parts.retries, reshuffle=False).with_output_types(FeedEntry)
    listed = (polled.entries, retries) | "FlattenListed" >> beam.Flatten()
    dropped = listed | "DropSeen" >> DropSeen(parts.seen, parts.clock, parts.max_age)
    fetched = dropped.fresh | "FetchPages" >> FetchPages(parts.fetcher, parts.clock, parts.shards, parts.archive)
    extracted = fetched.pages | "ExtractStories" >> ExtractStories()
    normalised = extracted.pages | "NormaliseStories" >> NormaliseStories()
    tagged = normalised.stories | "TagStories" >> TagStories()
    wall = parts.wall or parts.clock
    written = tagged | "WriteStories" >> WriteStories(parts.sink, parts.stamp, wall)
    grouped = tagged | "GroupStories" >> GroupStories(parts.lineage, parts.sink, parts.stamp, wall)

    seen = (dropped.seen, normalised.seen) | "FlattenSeen" >> beam.Flatten()
    rejected = (dropped.rejected, fetched.rejected, extracted.rejected) | "FlattenRejected" >> beam.Flatten()
    dead = (polled.dead, fetched.dead, extracted.dead, written.dead) | "FlattenDead" >> beam.Flatten()
    outcomes = Fates(seen, rejected, dead) | "RecordOutcomes" >> RecordOutcomes(written.outcomes, parts.stamp.rights)

    outcomes | "ArchiveFates" >> ArchiveFates(parts.archive)
    files = (
        written.files,
        grouped.files,
        dead | "WriteDeadLetters" >> WriteDeadLetters(parts.sink, parts.stamp, wall),
        polled.polls | "WritePolls" >> WritePolls(parts.sink, parts.stamp, wall),
        outcomes | "WriteOutcomes" >> WriteReceipts(parts.receipts, "outcomes"),
        polled.states | "WriteStates" >> WriteReceipts(parts.receipts, "states"),
        grouped.receipts | "WriteLineage" >> WriteReceipts(parts.receipts, "lineage"),
    )
    files | "FlattenFiles" >> beam.Flatten() | "CommitFiles" >> CommitFiles(parts.receipts, wall)
