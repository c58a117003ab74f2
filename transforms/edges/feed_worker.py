"""A feed parser that cannot be hurt: a reusable process under hard limits of time and memory."""

from __future__ import annotations

import atexit
import datetime as dt
from collections.abc import Mapping
from functools import cache
from typing import Any, Protocol

from transforms.edges.guarded import Guarded, QuarantineError
from transforms.logic.feeds.model import ParsedFeed
from transforms.logic.feeds.parse import parse_feed

CPU_S = 10
WALL_S = 60.0  # a machine under load gives a document its seconds of CPU late
MEMORY_BYTES = 1 << 30


class FeedParser(Protocol):
    """Reads feed documents."""

    def parse(self, content: bytes, **about: Any) -> ParsedFeed:
        """Read one; the arguments are those of :func:`transforms.logic.feeds.parse.parse_feed`."""
        ...


class InProcessParser:
    """Reads feed documents in this process, without limits; for tests."""

    def parse(self, content: bytes, **about: Any) -> ParsedFeed:
        """Read one document."""
        return parse_feed(content, **about)


class WorkerParser(Guarded):
    """Reads feed documents in a process of its own, which is ended and replaced when a document holds it too long.

    Thread-safe: one document at a time.

    Args:
        cpu_s: Most seconds of CPU for one document; ``wall_s`` of waiting for it.
        memory_bytes: Most address space of the process.
    """

    def __init__(self, cpu_s: int = CPU_S, wall_s: float = WALL_S, memory_bytes: int = MEMORY_BYTES) -> None:
        super().__init__(parse_feed, cpu_s=cpu_s, wall_s=wall_s, memory_bytes=memory_bytes)

    def parse(self, content: bytes, **about: Any) -> ParsedFeed:
        """Read one document within the limits; one that breaks them is ``hostile``."""
        try:
            found: ParsedFeed = self.call(content, **_plain(about))
        except QuarantineError as error:
            return ParsedFeed("hostile", problems=(f"it {error}",))
        return found


def _plain(about: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in about.items() if isinstance(value, str | dt.datetime | type(None))}


@cache
def shared_parser() -> FeedParser:
    """Return the parser of this process, its worker started when the first document comes."""
    worker = WorkerParser()
    atexit.register(worker.close)
    return worker
