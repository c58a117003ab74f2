"""Many requests at once, spread over hosts so that no worker waits for a host's turn."""

from __future__ import annotations

import heapq
import itertools
import queue
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from transforms.edges.fetch_records import FetchResult, Request, Walk, wants_retry
from transforms.edges.http import Fetcher, host_of


@dataclass(slots=True)
class _Line:
    """The walks that wait for one host."""

    walks: deque[Walk] = field(default_factory=deque)
    queued: bool = False
    running: bool = False


class _Round:
    """The state of one call: who waits, and which host is ready when."""

    def __init__(self, fetcher: Fetcher, requests: Iterable[Request]) -> None:
        self._fetcher = fetcher
        self._clock = fetcher.clock
        self._ends = self._clock.monotonic() + fetcher.config.max_wait_s
        self._lines: dict[str, _Line] = {}
        self._heap: list[tuple[float, int, str]] = []
        self._numbers = itertools.count()
        self.left = 0
        for request in requests:
            self.put(fetcher.begin(request))

    def put(self, walk: Walk, *, first: bool = False, wait_s: float = 0.0) -> None:
        """Let a walk wait for its host; ``first`` before the others, since it has begun already."""
        host = host_of(walk)
        line = self._lines.setdefault(host, _Line())
        (line.walks.appendleft if first else line.walks.append)(walk)
        self.left += 1
        self._enqueue(host, wait_s)

    def _enqueue(self, host: str, wait_s: float = 0.0) -> None:
        line = self._lines[host]
        if line.walks and not line.queued and not line.running:
            line.queued = True
            heapq.heappush(self._heap, (self._clock.monotonic() + wait_s, next(self._numbers), host))

    def next_wait_s(self) -> float | None:
        """Return the seconds until the next host may be tried, None where none waits."""
        return max(0.0, self._heap[0][0] - self._clock.monotonic()) if self._heap else None

    def pop(self) -> Walk | list[FetchResult] | None:
        """Start a walk whose host is ready, or give up those of a host that will not be ready; None: nobody now."""
        _, _, host = heapq.heappop(self._heap)
        line = self._lines[host]
        line.queued = False
        refusal = self._fetcher.hosts.refusal(host)
        wait_s = 0.0 if refusal else self._fetcher.hosts.try_start(host)
        if refusal is None and wait_s > 0 and self._clock.monotonic() + wait_s > self._ends:
            refusal = "deferred", wait_s
        if refusal is not None:
            return self._drop(line, *refusal)
        if wait_s > 0:
            self._enqueue(host, wait_s)
            return None
        line.running = True
        self.left -= 1
        return line.walks.popleft()

    def _drop(self, line: _Line, outcome: str, wait_s: float) -> list[FetchResult]:
        dropped = [self._fetcher.give_up(walk, outcome, wait_s) for walk in line.walks]
        self.left -= len(dropped)
        line.walks.clear()
        return dropped

    def land(self, walk: Walk, done: Walk | FetchResult) -> FetchResult | None:
        """Take the end of a step: the result, or None where the walk goes on."""
        host = host_of(walk)
        self._lines[host].running = False
        result: FetchResult | None = None
        if isinstance(done, Walk):
            self.put(done, first=True)
        elif wants_retry(walk, done):
            self.put(replace(self._fetcher.begin(done.request), attempt=2), wait_s=self._fetcher.retry_delay())
        else:
            result = done
        self._enqueue(host)
        return result


def fetch_many(fetcher: Fetcher, requests: Iterable[Request], max_workers: int | None = None) -> Iterator[FetchResult]:
    """Fetch many addresses and yield each result as soon as it is there.

    Guarantees: exactly one result for each request, in the order of completion; at most one request in flight to a host
    and its pause between two; at most ``max_workers`` bodies in memory, since nothing is sent while the caller holds
    the last one. In Beam, give all addresses of a host to one call: the budget is kept in the process.

    Args:
        fetcher: Its hosts and robots books are used, and stay for the next call.
        requests: All are taken in at once; an address is small.
        max_workers: Most requests in flight; the fetcher's own number by default.

    Yields:
        Results. Those that would wait for their host longer than ``max_wait_s`` come as ``deferred``.
    """
    todo = _Round(fetcher, requests)
    most = max_workers or fetcher.config.max_workers
    landed: queue.SimpleQueue[tuple[Walk, Future[Walk | FetchResult]]] = queue.SimpleQueue()
    flying = 0
    with ThreadPoolExecutor(most, thread_name_prefix="fetch") as pool:
        while todo.left or flying:
            wait_s = todo.next_wait_s()
            if flying < most and wait_s == 0.0:
                popped = todo.pop()
                if isinstance(popped, list):
                    yield from popped
                elif popped is not None:
                    flying += 1
                    _launch(pool, fetcher, popped, landed)
                continue
            if not flying:
                fetcher.clock.sleep(wait_s or 0.0)
                continue
            try:
                walk, future = landed.get(timeout=wait_s if flying < most else None)
            except queue.Empty:
                continue
            flying -= 1
            result = todo.land(walk, future.result())
            if result is not None:
                yield result


def _launch(
    pool: ThreadPoolExecutor, fetcher: Fetcher, walk: Walk, landed: queue.SimpleQueue[tuple[Walk, Future[Walk | FetchResult]]]
) -> None:
    pool.submit(fetcher.step, walk).add_done_callback(lambda future: landed.put((walk, future)))
