"""What is known of the robots.txt of each host, for at most a day (RFC 9309 2.4)."""

from __future__ import annotations

import base64
import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from transforms.edges.fetch_records import FetchResult
from transforms.logic.robots_rules import RobotsDecision, RobotsRules, decide, parse_robots

KEEP = dt.timedelta(hours=24)
KEEP_UNAVAILABLE = dt.timedelta(hours=1)  # asked again soon: a ban that nobody meant should not last a day
_MAX_PARSED = 2_000


@dataclass(frozen=True, slots=True)
class RobotsFile:
    """One robots.txt as it was found.

    Args:
        basis: rules, client_error, forbidden or unavailable.
        content: The body for rules.
    """

    basis: str
    fetched: dt.datetime
    status: int | None = None
    content: bytes = b""

    def is_fresh(self, now: dt.datetime) -> bool:
        """Tell whether it still holds."""
        return self.fetched <= now < self.fetched + (KEEP_UNAVAILABLE if self.basis == "unavailable" else KEEP)


def file_from(result: FetchResult, now: dt.datetime) -> RobotsFile:
    """Turn the fetch of a robots.txt into what it means (RFC 9309 2.3.1).

    2xx: its rules. 4xx: no rules; too many redirects as well. 429, 5xx, a dead line: complete ban for now.

    >>> from transforms.edges.fetch_records import Request
    >>> file_from(FetchResult(Request("https://a.example/robots.txt"), "timeout"), dt.datetime(2026, 1, 1, tzinfo=dt.UTC)).basis
    'unavailable'
    """
    if result.outcome in ("ok", "empty"):
        return RobotsFile("rules", now, result.status, result.content)
    if result.status in (401, 403):
        return RobotsFile("forbidden", now, result.status)
    if result.outcome in ("client_error", "not_found", "gone", "too_many_redirects", "redirect_loop"):
        return RobotsFile("client_error", now, result.status)
    return RobotsFile("unavailable", now, result.status)


class RobotsBook:
    """Keeps robots.txt files by origin and decides from them.

    Thread-safe. ``export`` and ``restore`` carry the files from one run to the next.

    Args:
        forbidden_allows: 401 and 403 mean "no rules", as the RFC says; False takes them for a ban.
    """

    def __init__(self, *, forbidden_allows: bool = True) -> None:
        self._forbidden_allows = forbidden_allows
        self._files: dict[str, RobotsFile] = {}
        self._parsed: OrderedDict[tuple[str, str], RobotsRules] = OrderedDict()
        self._delays: dict[tuple[str, str], float | None] = {}
        self._lock = threading.Lock()

    def is_known(self, origin: str, now: dt.datetime) -> bool:
        """Tell whether a fresh file is at hand."""
        with self._lock:
            kept = self._files.get(origin)
        return kept is not None and kept.is_fresh(now)

    def learn(self, origin: str, result: FetchResult, now: dt.datetime) -> None:
        """Keep what a fetch of robots.txt found."""
        with self._lock:
            self._put(origin, file_from(result, now))

    def _put(self, origin: str, found: RobotsFile) -> None:
        self._files[origin] = found
        for key in [key for key in self._parsed if key[0] == origin]:
            del self._parsed[key]

    def _rules(self, origin: str, user_agent: str, content: bytes) -> RobotsRules:
        key = origin, user_agent
        with self._lock:
            if key in self._parsed:
                self._parsed.move_to_end(key)
                return self._parsed[key]
        rules = parse_robots(content, user_agent)
        with self._lock:
            self._parsed[key] = rules
            self._delays[urlsplit(origin).hostname or "", user_agent] = rules.crawl_delay
            if len(self._parsed) > _MAX_PARSED:
                self._parsed.popitem(last=False)
        return rules

    def decide(self, origin: str, user_agent: str, path: str) -> RobotsDecision:
        """Tell whether a path may be asked for; an origin that is not known is a ban."""
        with self._lock:
            kept = self._files.get(origin)
        if kept is None or kept.basis == "unavailable":
            return RobotsDecision(allowed=False, basis="unavailable")
        if kept.basis == "forbidden":
            return RobotsDecision(allowed=self._forbidden_allows, basis="forbidden")
        if kept.basis == "client_error":
            return RobotsDecision(allowed=True, basis="client_error")
        return decide(self._rules(origin, user_agent, kept.content), user_agent, path)

    def crawl_delay(self, host: str, user_agent: str) -> float | None:
        """Return the delay a host asks for, None where it asks for none or is not known."""
        with self._lock:
            return self._delays.get((host, user_agent))

    def export(self) -> dict[str, dict[str, Any]]:
        """Return all files as plain data for the ledger: origin to basis, fetched, status and body."""
        with self._lock:
            files = dict(self._files)
        return {
            origin: {
                "basis": kept.basis,
                "fetched": kept.fetched.isoformat(),
                "status": kept.status,
                "body": base64.b64encode(kept.content).decode("ascii"),
            }
            for origin, kept in files.items()
        }

    def restore(self, plain: Mapping[str, Mapping[str, Any]]) -> None:
        """Take in what an earlier :meth:`export` gave."""
        with self._lock:
            for origin, kept in plain.items():
                fetched = dt.datetime.fromisoformat(kept["fetched"])
                self._put(origin, RobotsFile(kept["basis"], fetched, kept["status"], base64.b64decode(kept["body"])))
