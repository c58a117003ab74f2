"""A feed parser that cannot be hurt: a reusable process under hard limits of time and memory."""

from __future__ import annotations

import atexit
import datetime as dt
import multiprocessing as mp
import multiprocessing.connection
import resource
import threading
from collections.abc import Mapping
from functools import cache
from typing import Any, Protocol

from transforms.logic.feeds.model import ParsedFeed
from transforms.logic.feeds.parse import parse_feed

WALL_S = 20.0
MEMORY_BYTES = 1 << 30
# Documents under this size cannot hold the parser long: they are read in place, which costs no copy between processes.
SMALL_BYTES = 256_000
MAX_PER_PROCESS = 2_000


class FeedParser(Protocol):
    """Reads feed documents."""

    def parse(self, content: bytes, **about: Any) -> ParsedFeed:
        """Read one; the arguments are those of :func:`transforms.logic.feeds.parse.parse_feed`."""
        ...


class InProcessParser:
    """Reads feed documents in this process; for tests and small documents."""

    def parse(self, content: bytes, **about: Any) -> ParsedFeed:
        """Read one document."""
        return parse_feed(content, **about)


def _serve(pipe: multiprocessing.connection.Connection, memory_bytes: int) -> None:
    used = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, used[1]))
    while True:
        try:
            content, about = pipe.recv()
        except EOFError:
            return
        try:
            pipe.send(parse_feed(content, **about))
        except MemoryError:
            pipe.send(ParsedFeed("hostile", problems=("it needs more memory than a feed may",)))


class WorkerParser:
    """Reads feed documents in a process of its own, which is killed and replaced when a document holds it too long.

    Thread-safe: one document at a time.

    Args:
        wall_s: Most seconds for one document.
        memory_bytes: Most address space of the process.
    """

    def __init__(self, wall_s: float = WALL_S, memory_bytes: int = MEMORY_BYTES) -> None:
        self._wall_s, self._memory = wall_s, memory_bytes
        self._lock = threading.Lock()
        self._process: Any = None
        self._pipe: Any = None
        self._served = 0

    def parse(self, content: bytes, **about: Any) -> ParsedFeed:
        """Read one document within the limits; one that breaks them is ``hostile``."""
        with self._lock:
            self._ready()
            try:
                self._pipe.send((content, _plain(about)))
                if self._pipe.poll(self._wall_s):
                    self._served += 1
                    found: ParsedFeed = self._pipe.recv()
                    return found
            except (EOFError, OSError):
                self.close()
                return ParsedFeed("hostile", problems=("the parser's process died on it",))
            self.close()
            return ParsedFeed("hostile", problems=(f"it held the parser for more than {self._wall_s:g} seconds",))

    def _ready(self) -> None:
        if self._process is not None and (not self._process.is_alive() or self._served >= MAX_PER_PROCESS):
            self.close()
        if self._process is None:
            context = mp.get_context("spawn")
            self._pipe, theirs = context.Pipe()
            self._process = context.Process(target=_serve, args=(theirs, self._memory), daemon=True, name="feed-parser")
            self._process.start()
            theirs.close()
            self._served = 0

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._pipe.close()
            self._process = None


def _plain(about: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in about.items() if isinstance(value, str | dt.datetime | type(None))}


class ShieldedParser:
    """Reads small documents in place and large ones in a worker process: what is small was inspected and cannot run long.

    Args:
        worker: Reads the large ones.
        small_bytes: Up to which size a document is small.
    """

    def __init__(self, worker: FeedParser, small_bytes: int = SMALL_BYTES) -> None:
        self._worker, self._small = worker, small_bytes

    def parse(self, content: bytes, **about: Any) -> ParsedFeed:
        """Read one document."""
        return parse_feed(content, **about) if len(content) <= self._small else self._worker.parse(content, **about)


@cache
def shared_parser() -> FeedParser:
    """Return the parser of this process, its worker started when the first large document comes."""
    worker = WorkerParser()
    atexit.register(worker.close)
    return ShieldedParser(worker)
