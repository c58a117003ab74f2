"""PollFeeds: ask the feeds that are due, and list their entries."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import apache_beam as beam
from apache_beam.pvalue import PCollection

from schemas.elements import Failure, FeedEntry
from schemas.rows import FeedPollRow
from transforms.archiving import ArchivingFn
from transforms.edges.archive import Archive, NoArchive
from transforms.edges.clock import Clock
from transforms.edges.feed_worker import shared_parser
from transforms.edges.fetch_records import FetchResult, Request
from transforms.edges.fetches import Fetches
from transforms.edges.polls import FeedJob, FeedReceipt, poll_of, request_of
from transforms.edges.progress import tick
from transforms.fetch_pages import shard_of
from transforms.logic.feeds.state import FeedState, is_due, of_address, state_from_json
from transforms.logic.web_addresses import host_of
from transforms.outcomes import count


class Polled(NamedTuple):
    """What PollFeeds gives."""

    entries: PCollection[FeedEntry]
    polls: PCollection[FeedPollRow]
    states: PCollection[FeedReceipt]
    dead: PCollection[Failure]


def _state(job: FeedJob) -> FeedState:
    # Read when it is needed: of ten thousand feeds that wait their turn only the text is held.
    return of_address(state_from_json(job.state), job.feed.url)


class _PollFn(ArchivingFn):
    def __init__(self, source: Fetches, clock: Clock, archive: Archive) -> None:
        super().__init__(archive)
        self._source, self._clock = source, clock

    def process(self, element: tuple[str, Iterable[FeedJob]]) -> Iterator[Any]:
        now = self._clock.now()
        due: dict[str, FeedJob] = {}
        for job in element[1]:
            if job.forced or is_due(_state(job), now):
                due[job.feed.feed_id] = job
            else:
                count("PollFeeds", "not_due")
        for result in self._source.fetch([request_of(job, _state(job), now) for job in due.values()]):
            job = due.pop(result.request.key)
            state = _state(job)
            self.archive.feed(job.feed, result, state.body_sha256)
            # The spread of polls guards nothing: any chance will do, the same for a feed in a run.
            chance = random.Random(f"{job.run_id}{job.feed.feed_id}").random()  # noqa: S311
            poll = poll_of(job, state, result, shared_parser(), chance, partial(self._ask, job))
            tick("feeds")
            count("PollFeeds", poll.row.outcome)
            yield from (beam.pvalue.TaggedOutput("polls", row) for row in (poll.row, *poll.sitemaps))
            yield beam.pvalue.TaggedOutput("states", poll.receipt)
            if poll.failure is not None:
                yield beam.pvalue.TaggedOutput("dead", poll.failure)
            yield from poll.entries

    def _ask(self, job: FeedJob, requests: Iterable[Request]) -> Iterator[FetchResult]:
        """Ask for the sitemaps of an index, each under a name of its own in the archive."""
        for result in self._source.fetch([replace(request, key=f"{request.key} {request.url}") for request in requests]):
            self.archive.feed(job.feed, result, "")
            yield result


class PollFeeds(beam.PTransform):
    """Poll each feed that is due, with its validators, within its host's budget.

    Guarantees: each feed due is one poll row and one state, each sitemap asked with it a row more; a failed feed lists nothing;
    a host is asked by one worker alone.

    Args:
        fetcher: Opens fetchers on workers.
        clock: Tells the time.
        shards: Over how many workers the hosts are spread.
        archive: Keeps every answer as it came.
    """

    def __init__(self, fetcher: Fetches, clock: Clock, shards: int = 1, archive: Archive | None = None) -> None:
        super().__init__()
        self._fetcher, self._clock, self._shards, self._archive = fetcher, clock, shards, archive or NoArchive()

    def expand(self, jobs: PCollection[FeedJob]) -> Polled:
        """Group by host and poll."""
        shards = self._shards
        split = (
            jobs
            | "KeyByHost" >> beam.WithKeys(lambda job: shard_of(host_of(job.feed.url), shards)).with_output_types(tuple[str, FeedJob])
            | "GroupByHost" >> beam.GroupByKey()
            | "PollFeed" >> beam.ParDo(_PollFn(self._fetcher, self._clock, self._archive)).with_outputs("polls", "states", "dead", main="entries")
        )
        return Polled(split.entries, split.polls, split.states, split.dead)
