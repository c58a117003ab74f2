"""The budget of each host: at most one request in flight, a pause between two, and longer ones where it asks for them."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Mapping
from dataclasses import dataclass

from transforms.edges.clock import Clock
from transforms.edges.fetch_records import FetchConfig, FetchResult
from transforms.logic.http_headers import honoured_s

_POLL_S = 0.02
_LINE_DEAD = frozenset({"dns_error", "connect_error", "timeout"})


@dataclass(slots=True)
class _Host:
    in_flight: bool = False
    ready: float = 0.0
    blocked_until: float = 0.0
    failures: int = 0
    dead_until: float = 0.0


class HostBook:
    """Counts and times the requests to every host, for all threads of a process.

    Thread-safe. Across processes the budget holds only where each host belongs to one of them: key by host.

    Args:
        config: Delays and limits.
        clock: Counts them.
    """

    def __init__(self, config: FetchConfig, clock: Clock) -> None:
        self._config = config
        self._clock = clock
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()

    def refusal(self, host: str) -> tuple[str, float] | None:
        """Return why a host is not to be asked at all now, with the seconds left; None where it may be."""
        now = self._clock.monotonic()
        with self._lock:
            state = self._hosts.get(host)
            if state is None:
                return None
            if state.blocked_until > now:
                return "host_waiting", state.blocked_until - now
            if state.dead_until > now:
                return "host_dead", state.dead_until - now
        return None

    def try_start(self, host: str) -> float:
        """Begin a request to a host, or return the seconds to wait before trying again.

        Returns:
            0 where it was begun: :meth:`finish` must follow.
        """
        now = self._clock.monotonic()
        with self._lock:
            state = self._hosts.setdefault(host, _Host())
            if state.in_flight:
                return max(_POLL_S, state.ready - now)
            if state.ready > now:
                return state.ready - now
            state.in_flight = True
        return 0.0

    def finish(self, host: str, result: FetchResult | None, crawl_delay_s: float | None = None) -> None:
        """End a request: set the pause until the next one.

        Args:
            host: As given to :meth:`try_start`.
            result: What came of it; None after a redirect or a robots.txt.
            crawl_delay_s: The host's own wish from robots.txt.
        """
        now = self._clock.monotonic()
        with self._lock:
            state = self._hosts.setdefault(host, _Host())
            state.in_flight = False
            if result is not None and result.attempts == 0:
                return  # robots.txt forbade it: nothing was sent
            state.ready = now + max(self._config.host_delay_s, crawl_delay_s or 0.0)
            if result is None:
                state.failures = 0
                return
            self._hold(state, result, now)
            state.failures = state.failures + 1 if result.outcome in _LINE_DEAD else 0
            if state.failures >= self._config.dead_after:
                state.dead_until = now + self._config.dead_s

    def note(self, host: str, result: FetchResult) -> None:
        """Keep the pause that the answer to a side request (robots.txt) asks for."""
        with self._lock:
            self._hold(self._hosts.setdefault(host, _Host()), result, self._clock.monotonic())

    def _hold(self, state: _Host, result: FetchResult, now: float) -> None:
        pause_s = self._pause(result)
        if pause_s:
            state.blocked_until = max(state.blocked_until, now + pause_s)

    def _pause(self, result: FetchResult) -> float:
        if result.status not in (429, 503):
            return 0.0
        if result.retry_after_s is not None:
            return honoured_s(float(result.retry_after_s), self._config.max_retry_after_s)
        return self._config.rate_limited_s if result.status == 429 else 0.0  # noqa: PLR2004

    def export(self) -> dict[str, str]:
        """Return the hosts that asked for a pause, with its end as ISO 8601 UTC, for the ledger."""
        now, hour = self._clock.monotonic(), self._clock.now()
        with self._lock:
            waiting = {host: state.blocked_until - now for host, state in self._hosts.items() if state.blocked_until > now}
        return {host: (hour + dt.timedelta(seconds=left)).isoformat() for host, left in waiting.items()}

    def restore(self, plain: Mapping[str, str]) -> None:
        """Take in what an earlier :meth:`export` gave."""
        now, hour = self._clock.monotonic(), self._clock.now()
        with self._lock:
            for host, until in plain.items():
                left_s = (dt.datetime.fromisoformat(until) - hour).total_seconds()
                self._hosts.setdefault(host, _Host()).blocked_until = now + left_s
