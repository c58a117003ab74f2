"""Time as a parameter: what asks for the hour, counts seconds or sleeps takes a Clock."""

from __future__ import annotations

import datetime as dt
import threading
import time
from typing import Protocol


class Clock(Protocol):
    """What the fetching code needs of time."""

    def now(self) -> dt.datetime:
        """Return the hour of the wall clock, aware UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds that never run backwards."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait; zero or less returns at once."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> dt.datetime:
        """Return the hour, aware UTC."""
        return dt.datetime.now(dt.UTC)

    def monotonic(self) -> float:
        """Return seconds that never run backwards."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait in real time."""
        if seconds > 0:
            time.sleep(seconds)


class FakeClock:
    """A clock that moves only when told to, or when somebody sleeps on it.

    Args:
        start: The first hour, aware UTC.

    >>> clock = FakeClock(dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    >>> clock.sleep(90)
    >>> clock.now().isoformat(), clock.monotonic()
    ('2026-01-01T00:01:30+00:00', 90.0)
    """

    def __init__(self, start: dt.datetime) -> None:
        self._start = start
        self._passed_s = 0.0
        self._lock = threading.Lock()
        self.slept: list[float] = []

    def now(self) -> dt.datetime:
        """Return the hour it was set to."""
        return self._start + dt.timedelta(seconds=self.monotonic())

    def monotonic(self) -> float:
        """Return the seconds it was moved."""
        with self._lock:
            return self._passed_s

    def sleep(self, seconds: float) -> None:
        """Move by the given seconds and return at once; keeps a note in ``slept``."""
        if seconds > 0:
            self.slept.append(seconds)
            self.advance(seconds)

    def advance(self, seconds: float) -> None:
        """Move forward."""
        with self._lock:
            self._passed_s += seconds
