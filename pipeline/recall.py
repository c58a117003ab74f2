"""What stands in for network, ledger and hour while an archived run is run again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from schemas.elements import FeedEntry
from transforms.edges.archive import RunAbout
from transforms.edges.clock import Clock
from transforms.edges.fetch_records import FetchResult, Request
from transforms.edges.ledger import SeenEntry, SeenReader, SeenSource
from transforms.edges.warc_reader import ArchivedRun, entry_of, shared_index

_LONG_AGO = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_UNKNOWN = "not fetched by that run: known to it from an earlier one, or not listed for it"


class ReplayClock:
    """The hour at which an archived run began, whatever the hour is now.

    Args:
        hour: Aware UTC.
    """

    def __init__(self, hour: dt.datetime) -> None:
        self._hour = hour

    def now(self) -> dt.datetime:
        """Return that hour."""
        return self._hour

    def monotonic(self) -> float:
        """Return 0: nothing is waited for."""
        return 0.0

    def sleep(self, seconds: float) -> None:
        """Return at once."""


@dataclass(frozen=True, slots=True)
class ArchiveSource:
    """Answers requests from an archive as one of its runs was answered. Opens no connection.

    Args:
        paths: The WARC files.
        run_id: The archived run.
    """

    paths: tuple[Path, ...]
    run_id: str

    @property
    def run(self) -> ArchivedRun:
        """The archived run."""
        return shared_index(self.paths).runs[self.run_id]

    def fetch(self, requests: Iterable[Request]) -> Iterator[FetchResult]:
        """Yield the archived result of each request; ``not_archived`` where that run sent none like it."""
        index = shared_index(self.paths)
        for request in requests:
            captured = index.find(self.run_id, request)
            yield index.result(captured, request) if captured else FetchResult(request, "not_archived", detail=_UNKNOWN)

    def remember(self, hosts: Mapping[str, str]) -> None:
        """Forget it: no host is asked."""

    def learned(self) -> dict[str, str]:
        """Return nothing: no host was asked."""
        return {}

    def close(self) -> None:
        """Do nothing: nothing is open."""

    def retries(self) -> list[FeedEntry]:
        """Return the entries whose failed fetch that run tried again."""
        index = shared_index(self.paths)
        again = [captured for captured in self.run.known.values() if captured.history.get("attempts")]
        return [entry_of(index.facts(captured)) for captured in again]


@dataclass(frozen=True, slots=True)
class RecalledSeen:
    """The ledger of a replay, by which every page that the archived run fetched is fetched again.

    Where the ledger does not know the entry, because the archive begins later than the entry did, the archive tells what was known then.

    Args:
        base: The replay's own ledger.
        source: The archived run.
    """

    base: SeenSource
    source: ArchiveSource

    def open(self) -> _Reader:
        """Open a reader."""
        return _Reader(self.base.open(), self.source.run)


class _Reader:
    def __init__(self, base: SeenReader, run: ArchivedRun) -> None:
        self._base, self._run = base, run

    def lookup(self, keys: Iterable[str]) -> Mapping[str, SeenEntry]:
        wanted = list(keys)
        found = dict(self._base.lookup(wanted))
        for key in wanted:
            captured = self._run.known.get(key)
            entry = found.pop(key, None)
            if captured is not None:
                entry = _again(entry) if entry and entry.fate != "rejected" else _archived(key, captured.history)
            if entry is not None:
                found[key] = entry
        return found

    def close(self) -> None:
        self._base.close()


def _again(entry: SeenEntry) -> SeenEntry:
    return replace(entry, retry_due=_LONG_AGO) if entry.fate == "dead" else replace(entry, fingerprint="")


def _archived(key: str, history: Mapping[str, Any]) -> SeenEntry | None:
    if not history.get("revision") and not history.get("attempts"):
        return None
    first = dt.datetime.fromisoformat(history["first_seen"]) if history["first_seen"] else _LONG_AGO
    story, revision, digest, attempts = (history[name] for name in ("story_id", "revision", "content_hash", "attempts"))
    fate = "story" if revision else "dead"
    return SeenEntry(key, "", "", story, revision, digest, "", fate, attempts, _LONG_AGO, first, first, gist=history.get("gist", ""))


@dataclass(frozen=True, slots=True)
class Recall:
    """What a round does otherwise when it runs an archived run again.

    Args:
        source: The archived run.
        about: What it said of itself; its id leads from the new rows to the archive.
        wall: Tells when rows are made; the round's own clock stands at the archived hour.
    """

    source: ArchiveSource
    about: RunAbout
    wall: Clock

    def seen(self, base: SeenSource) -> RecalledSeen:
        """Return the ledger to look entries up in."""
        return RecalledSeen(base, self.source)
