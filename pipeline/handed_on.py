"""What is known of hosts, given to workers on other machines and handed back by them: pauses that were asked for, and robots.txt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pipeline.output import RunReceipts
from transforms.edges.clock import Clock
from transforms.edges.fetch_records import FetchResult, Request
from transforms.edges.fetches import Fetches

KIND = "hosts"
_TOLD: set[tuple[Fetches, tuple[tuple[str, str], ...]]] = set()


@dataclass(frozen=True, slots=True)
class HostReceipt:
    """What a worker learned of a host.

    Args:
        learned: When; the latest counts.
    """

    name: str
    state: str
    learned: dt.datetime


@dataclass(frozen=True, slots=True)
class HandedOn:
    """Fetches through another source in whatever process it finds itself.

    Guarantees: a process is told once what earlier runs know, before its first request; what it learns is written when its requests are
    answered. That is true even where the bundle is done again, so that it is read before lost files are deleted.

    Args:
        source: Asked in every process.
        receipts: Where workers leave what they learn.
        known: What earlier runs know, JSON by name, as pairs.
        clock: Dates what is learned.
    """

    source: Fetches
    receipts: RunReceipts
    known: tuple[tuple[str, str], ...]
    clock: Clock

    def fetch(self, requests: Iterable[Request]) -> Iterator[FetchResult]:
        """Yield one result for each request."""
        if (self.source, self.known) not in _TOLD:
            self.source.remember(dict(self.known))
            _TOLD.add((self.source, self.known))
        yield from self.source.fetch(requests)
        before, now = dict(self.known), self.clock.now()
        fresh = [HostReceipt(name, state, now) for name, state in self.source.learned().items() if before.get(name) != state]
        if fresh:
            writer = self.receipts.open(KIND)
            for receipt in fresh:
                writer.write(receipt)
            writer.close()

    def remember(self, hosts: Mapping[str, str]) -> None:
        """Pass on what earlier runs learned of hosts, in this process."""
        self.source.remember(hosts)

    def learned(self) -> dict[str, str]:
        """Return what all workers have learned."""
        handed = sorted(self.receipts.read(KIND), key=lambda receipt: str(receipt["learned"]))
        return self.source.learned() | {receipt["name"]: receipt["state"] for receipt in handed}

    def close(self) -> None:
        """Close the source in this process."""
        self.source.close()
