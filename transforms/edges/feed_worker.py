"""A feed parser that cannot be hurt: a reusable process under hard limits of time and memory."""

from __future__ import annotations

import atexit
import datetime as dt
import math
import multiprocessing as mp
import multiprocessing.connection
import resource
import signal
import threading
import time
from collections.abc import Mapping
from functools import cache
from typing import Any, Protocol

from transforms.logic.feeds.model import ParsedFeed
from transforms.logic.feeds.parse import parse_feed

CPU_S = 10
WALL_S = 60.0  # a machine under load gives a document its seconds of CPU late
MEMORY_BYTES = 1 << 30
MAX_PER_PROCESS = 2_000


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


def _limit(kind: int, most: int) -> None:
    _, hard = resource.getrlimit(kind)
    resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _serve(pipe: multiprocessing.connection.Connection, memory_bytes: int, cpu_s: int) -> None:
    _limit(resource.RLIMIT_AS, memory_bytes)
    _limit(resource.RLIMIT_CORE, 0)
    while True:
        try:
            content, about = pipe.recv()
        except EOFError:
            return
        # The system counts the seconds of the whole process and ends it at the limit, whatever it is doing.
        _limit(resource.RLIMIT_CPU, math.ceil(time.process_time()) + cpu_s)
        try:
            pipe.send(parse_feed(content, **about))
        except MemoryError:
            pipe.send(ParsedFeed("hostile", problems=("it needs more memory than a feed may",)))


class WorkerParser:
    """Reads feed documents in a process of its own, which is ended and replaced when a document holds it too long.

    Thread-safe: one document at a time.

    Args:
        cpu_s: Most seconds of CPU for one document; ``wall_s`` of waiting for it.
        memory_bytes: Most address space of the process.
    """

    def __init__(self, cpu_s: int = CPU_S, wall_s: float = WALL_S, memory_bytes: int = MEMORY_BYTES) -> None:
        self._cpu_s, self._wall_s, self._memory = cpu_s, wall_s, memory_bytes
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
                problem = f"it held the parser for more than {self._wall_s:g} seconds"
            except (EOFError, OSError):
                self._process.join(1.0)
                by_cpu = self._process.exitcode == -signal.SIGXCPU
                problem = f"it took the parser more than {self._cpu_s} seconds of CPU" if by_cpu else "the parser's process died on it"
            self.close()
            return ParsedFeed("hostile", problems=(problem,))

    def _ready(self) -> None:
        if self._process is not None and (not self._process.is_alive() or self._served >= MAX_PER_PROCESS):
            self.close()
        if self._process is None:
            context = mp.get_context("spawn")
            self._pipe, theirs = context.Pipe()
            self._process = context.Process(target=_serve, args=(theirs, self._memory, self._cpu_s), daemon=True, name="feed-parser")
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


@cache
def shared_parser() -> FeedParser:
    """Return the parser of this process, its worker started when the first document comes."""
    worker = WorkerParser()
    atexit.register(worker.close)
    return worker
