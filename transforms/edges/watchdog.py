"""The total deadline: a thread that pulls the plug of a connection whose time is over.

A read timeout starts anew with every byte, so a server that drips one byte every half second holds a
reader for ever. Shutting the socket down from outside ends any read, whatever it waits for.
"""

from __future__ import annotations

import contextlib
import heapq
import itertools
import socket
import threading
import time


class Flight:
    """One exchange under way: ``expired`` says that the watchdog ended it."""

    def __init__(self) -> None:
        self.expired = False
        self._sock: socket.socket | None = None
        self._lock = threading.Lock()
        self._over = False

    def attach(self, sock: socket.socket) -> None:
        """Name the socket to shut down; at once where the time is already over."""
        with self._lock:
            self._sock = sock
            if self.expired:
                self._pull()

    def land(self) -> None:
        """Say that the exchange is over: the socket is left alone from here on."""
        with self._lock:
            self._over = True
            self._sock = None

    def expire(self) -> None:
        """End it."""
        with self._lock:
            if not self._over:
                self.expired = True
                self._pull()

    def _pull(self) -> None:
        if self._sock is not None:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(self._sock, socket.SHUT_RDWR)


class Watchdog:
    """Ends flights at their deadlines, with one thread for all of them.

    The thread starts with the first flight, is a daemon, and ends when there has been nothing to watch for a while.
    """

    _IDLE_S = 5.0

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Flight]] = []
        self._numbers = itertools.count()
        self._changed = threading.Condition()
        self._running = False

    def watch(self, deadline: float) -> Flight:
        """Begin a flight that is ended when ``time.monotonic()`` passes ``deadline``."""
        flight = Flight()
        with self._changed:
            heapq.heappush(self._heap, (deadline, next(self._numbers), flight))
            if not self._running:
                self._running = True
                threading.Thread(target=self._run, name="watchdog", daemon=True).start()
            elif self._heap[0][2] is flight:
                self._changed.notify()
        return flight

    def _run(self) -> None:
        while True:
            with self._changed:
                if not self._heap and not self._changed.wait_for(lambda: bool(self._heap), self._IDLE_S):
                    self._running = False
                    return
                wait_s = self._heap[0][0] - time.monotonic()
                if wait_s > 0:
                    self._changed.wait(wait_s)
                    continue
                flight = heapq.heappop(self._heap)[2]
            flight.expire()
