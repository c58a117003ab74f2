"""Names to addresses, behind a protocol so that tests and intranets can answer themselves."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from typing import Protocol

_KEEP_S = 60.0
_MAX_KEPT = 10_000


class ResolveError(Exception):
    """A name has no address, or the answer took too long (``timed_out``)."""

    def __init__(self, reason: str, *, timed_out: bool = False) -> None:
        super().__init__(reason)
        self.timed_out = timed_out


class Resolver(Protocol):
    """What turns a host into addresses."""

    def resolve(self, host: str, port: int, timeout_s: float) -> tuple[str, ...]:
        """Return every address of a host.

        Raises:
            ResolveError: No answer.
        """
        ...


class SystemResolver:
    """The operating system's resolver, with a limit on its time and a memory of one minute.

    The call into the system cannot be stopped, so it runs on threads of its own; a name server that never
    answers holds one of those, not a fetch.

    Args:
        threads: Most look-ups at once.
    """

    def __init__(self, threads: int = 16) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="resolve")
        self._kept: dict[tuple[str, int], tuple[float, tuple[str, ...]]] = {}
        self._lock = threading.Lock()

    def resolve(self, host: str, port: int, timeout_s: float) -> tuple[str, ...]:
        """Return every address of a host, in the system's order.

        Raises:
            ResolveError: The name is unknown, or the answer took longer than ``timeout_s``.
        """
        with self._lock:
            kept = self._kept.get((host, port))
        if kept and kept[0] > time.monotonic():
            return kept[1]
        addresses = self._ask(host, port, timeout_s)
        with self._lock:
            if len(self._kept) >= _MAX_KEPT:
                self._kept.clear()
            self._kept[host, port] = (time.monotonic() + _KEEP_S, addresses)
        return addresses

    def _ask(self, host: str, port: int, timeout_s: float) -> tuple[str, ...]:
        asked: Future[list[tuple[object, ...]]] = self._pool.submit(socket.getaddrinfo, host, port, 0, socket.SOCK_STREAM)  # type: ignore[arg-type]
        try:
            found = asked.result(timeout=max(timeout_s, 0.001))
        except FutureTimeoutError as error:
            asked.cancel()
            raise ResolveError("the name server did not answer in time", timed_out=True) from error
        except (OSError, UnicodeError) as error:
            raise ResolveError("the name is unknown") from error
        return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))  # type: ignore[index]


class FixedResolver:
    """Answers from a table; what is not in it is unknown, unless another resolver stands behind.

    A host with several answers gives them in turn, one a question, and then stays with the last: that is how
    rebinding looks from here.

    Args:
        table: Host to a sequence of answers, each a sequence of addresses.
        behind: Asked for hosts that are not in the table.

    >>> FixedResolver({"a.example": [["192.0.2.1"]]}).resolve("a.example", 443, 1.0)
    ('192.0.2.1',)
    """

    def __init__(self, table: Mapping[str, Sequence[Sequence[str]]], behind: Resolver | None = None) -> None:
        self._table = {host: [tuple(answer) for answer in answers] for host, answers in table.items()}
        self._behind = behind
        self._lock = threading.Lock()
        self.asked: list[str] = []

    def resolve(self, host: str, port: int, timeout_s: float) -> tuple[str, ...]:
        """Return the next answer of the table.

        Raises:
            ResolveError: The host is not in the table and nothing stands behind.
        """
        with self._lock:
            self.asked.append(host)
            answers = self._table.get(host)
            if answers:
                return answers.pop(0) if len(answers) > 1 else answers[0]
        if self._behind is None:
            raise ResolveError("the name is unknown")
        return self._behind.resolve(host, port, timeout_s)
