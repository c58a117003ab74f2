"""FetchPages: the pages of fresh entries, politely."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata
from typing import Any, NamedTuple

import apache_beam as beam
from apache_beam.pvalue import PCollection

from schemas.elements import Failure, FreshEntry, Page, Rejection
from transforms.archiving import ArchivingFn
from transforms.edges.archive import Archive, NoArchive
from transforms.edges.clock import Clock
from transforms.edges.fetch_records import PROJECT, FetchConfig, FetchResult, Request, user_agent
from transforms.edges.fetches import Fetches
from transforms.edges.http import Fetcher
from transforms.edges.progress import tick
from transforms.edges.resolver import FixedResolver
from transforms.edges.rounds import fetch_many
from transforms.logic.pages import classify_page, page_flags
from transforms.logic.seen import entry_to_json
from transforms.logic.web_addresses import host_of
from transforms.outcomes import count

# Expected ends of a fetch: the publisher said no, or said that it is gone; or an archive is replayed that does not hold the page.
_REJECTED = frozenset({"robots_disallowed", "gone", "not_archived"})
_NEVER = dt.datetime.max.replace(tzinfo=dt.UTC)
_NOT_SENT = frozenset({"host_waiting", "host_dead", "deferred"})


@dataclass(frozen=True, slots=True)
class FetcherSource:
    """Opens the fetcher of a process; picklable.

    Args:
        config: The rules of fetching.
        hosts: Host names answered by this machine, for a server on loopback.
        port: The port it listens on.
    """

    config: FetchConfig
    hosts: frozenset[str] = frozenset()
    port: int = 0

    @classmethod
    def live(
        cls,
        contact: str,
        host_delay_s: float,
        deadline_s: float,
        concurrency: int,
        *,
        allow_addresses: tuple[str, ...] = (),
        ca_file: str | None = None,
    ) -> FetcherSource:
        """Return the source for feeds on the network; without a contact the User-Agent names the project."""
        agent = user_agent(metadata.version("dyadwire"), contact or PROJECT)
        config = FetchConfig(
            agent,
            host_delay_s=host_delay_s,
            deadline_s=deadline_s,
            max_workers=concurrency,
            allow_addresses=allow_addresses,
            ca_file=ca_file,
        )
        return cls(config)

    @classmethod
    def loopback(cls, hosts: frozenset[str], port: int) -> FetcherSource:
        """Return the source for a server on this machine that answers for some hosts."""
        agent = user_agent(metadata.version("dyadwire"), "sample")
        return cls(FetchConfig(agent).for_loopback(), hosts, port)

    def open(self) -> Fetcher:
        """Return the process's fetcher for these rules: host budgets are shared by all who open it."""
        with _OPENING:
            if self not in _FETCHERS:
                _FETCHERS[self] = _fetcher(self)
            return _FETCHERS[self]

    def fetch(self, requests: Iterable[Request]) -> Iterator[FetchResult]:
        """Fetch over the network, politely."""
        return fetch_many(self.open(), requests)

    def remember(self, hosts: Mapping[str, str]) -> None:
        """Take in pauses that hosts asked for, and their robots.txt."""
        fetcher = self.open()
        fetcher.hosts.restore({name.removeprefix("pause:"): text for name, text in hosts.items() if name.startswith("pause:")})
        fetcher.robots.restore({name.removeprefix("robots:"): json.loads(text) for name, text in hosts.items() if name.startswith("robots:")})

    def learned(self) -> dict[str, str]:
        """Return pauses and robots.txt of hosts, JSON by name."""
        fetcher = self.open()
        pauses = {f"pause:{host}": until for host, until in fetcher.hosts.export().items()}
        return pauses | {f"robots:{origin}": json.dumps(known) for origin, known in fetcher.robots.export().items()}

    def close(self) -> None:
        """Close the process's fetcher for these rules, where one is open."""
        fetcher = _FETCHERS.pop(self, None)
        if fetcher is not None:
            fetcher.close()


# One fetcher a process and set of rules: the budget of a host is shared by all stages.
_FETCHERS: dict[FetcherSource, Fetcher] = {}
_OPENING = threading.Lock()


def _fetcher(source: FetcherSource) -> Fetcher:
    if not source.hosts:
        return Fetcher(source.config)
    resolver = FixedResolver({host: [["127.0.0.1"]] for host in source.hosts})
    return Fetcher(source.config, resolver=resolver, ports={80: source.port})


def shard_of(host: str, shards: int) -> str:
    """Return the shard a host belongs to: always the same one, so that one worker keeps the host's budget.

    >>> shard_of("news.example", 1)
    '0'
    """
    return str(int.from_bytes(hashlib.blake2b(host.encode("utf-8", "replace"), digest_size=4).digest(), "big") % shards)


class Fetched(NamedTuple):
    """What FetchPages gives."""

    pages: PCollection[Page]
    rejected: PCollection[Rejection]
    dead: PCollection[Failure]


def page_of(fresh: FreshEntry, result: FetchResult) -> Page | Rejection | Failure:
    """Turn a fetch result into the fate of its entry."""
    entry, history = fresh.entry, fresh.history
    outcome = result.outcome if result.outcome != "ok" else classify_page(result)
    if outcome == "ok":
        fetched = result.fetched
        if fetched is None:
            raise TypeError("an answered fetch has a time")
        return Page(
            entry, entry.url, result.final_url, result.status or 0, result.content, result.content_type, fetched, result.last_modified, result.robots,
            result.opt_out, history, page_flags(result),
        )  # fmt: skip
    if result.outcome == "ok" or outcome in _REJECTED:
        return Rejection("FetchPages", outcome, entry.feed_id, entry.entry_key, entry.url, result.detail or result.robots, entry, history)
    detail = f"{host_of(entry.url)} answered {outcome}{f' ({result.status})' if result.status else ''}{f': {result.detail}' if result.detail else ''}"
    # Where nothing was sent because of the host, the entry has not had its try.
    attempts = max(1, history.attempts) if outcome in _NOT_SENT else history.attempts + 1
    return Failure("FetchPages", outcome, detail, entry.feed_id, entry.entry_key, entry.url, entry_to_json(entry), attempts, entry, history)


def _told(fresh: FreshEntry) -> tuple[dt.datetime, str]:
    clock = fresh.entry.published or fresh.entry.modified
    return clock.value if clock else fresh.entry.listed or _NEVER, fresh.entry.entry_key


class _FetchFn(ArchivingFn):
    def __init__(self, source: Fetches, archive: Archive) -> None:
        super().__init__(archive)
        self._source = source

    def process(self, element: tuple[str, Iterable[FreshEntry]]) -> Iterator[Any]:
        _, entries = element
        # Oldest first: a host that has no time for all in this run is asked for the others in the next ones.
        waiting = {str(number): fresh for number, fresh in enumerate(sorted(entries, key=_told))}
        requests = [Request(fresh.entry.url, key=number, plain_http="plain_http" in fresh.entry.flags) for number, fresh in waiting.items()]
        for result in self._source.fetch(requests):
            fresh = waiting.pop(result.request.key)
            self.archive.page(fresh, result)
            fate = page_of(fresh, result)
            tick("pages")
            count("FetchPages", result.outcome if not isinstance(fate, Page) else "ok")
            tag = {Page: "", Rejection: "rejected", Failure: "dead"}[type(fate)]
            yield beam.pvalue.TaggedOutput(tag, fate) if tag else fate


class FetchPages(beam.PTransform):
    """Fetch the page of each fresh entry.

    Guarantees: each entry is one page, rejection or failure; a host is asked by one worker alone, one request at a
    time; only entries cross the shuffle, pages go on as they come.

    Args:
        fetcher: Opens fetchers on workers.
        shards: Over how many workers the hosts are spread.
        archive: Keeps every answer as it came.
    """

    def __init__(self, fetcher: Fetches, clock: Clock, shards: int = 1, archive: Archive | None = None) -> None:
        super().__init__()
        self._fetcher, self._clock, self._shards, self._archive = fetcher, clock, shards, archive or NoArchive()

    def expand(self, entries: PCollection[FreshEntry]) -> Fetched:
        """Group by host and fetch."""
        shards = self._shards
        split = (
            entries
            | "KeyByHost" >> beam.WithKeys(lambda fresh: shard_of(host_of(fresh.entry.url), shards)).with_output_types(tuple[str, FreshEntry])
            | "GroupByHost" >> beam.GroupByKey()
            | "FetchPage" >> beam.ParDo(_FetchFn(self._fetcher, self._archive)).with_outputs("rejected", "dead", main="pages")
        )
        return Fetched(split.pages, split.rejected, split.dead)
