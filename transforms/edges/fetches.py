"""What answers requests on a worker: the network, an archive, or what an earlier run had before it died."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from transforms.edges.fetch_records import FetchResult, Request


class Fetches(Protocol):
    """Answers requests on a worker, from the network or from an archive; picklable."""

    def fetch(self, requests: Iterable[Request]) -> Iterator[FetchResult]:
        """Yield one result for each request, in any order."""
        ...

    def remember(self, hosts: Mapping[str, str]) -> None:
        """Take in what earlier runs learned of hosts."""
        ...

    def learned(self) -> dict[str, str]:
        """Return what is to be remembered of hosts."""
        ...

    def close(self) -> None:
        """Close what is open in this process."""
        ...
