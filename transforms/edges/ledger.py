"""What the stages ask of a ledger, and the records it keeps. Implementations live with the runner."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class SeenEntry:
    """What is remembered of an entry that has been handled.

    Args:
        key: URL key, or the entry key where the entry has no URL.
        story_id: The story it became; empty where it became none.
        revision: Latest revision written; 0 where none was.
        content_hash: Digest of headline and body of that revision.
        fingerprint: Digest of what the feed said: title and modification time.
        fate: story, rejected or dead.
        attempts: Failed fetches so far.
        retry_due: When a dead entry may be tried again; None for never.
        first_seen: When a feed first listed it.
        last_seen: When a feed last listed it.
        retry: The entry as JSON while a retry is due: the feed may not list it again.
        gist: Small facts of the latest revision as JSON, kept within the horizon.
    """

    key: str
    entry_key: str
    feed_id: str
    story_id: str
    revision: int
    content_hash: str
    fingerprint: str
    fate: str
    attempts: int
    retry_due: dt.datetime | None
    first_seen: dt.datetime
    last_seen: dt.datetime
    retry: str = ""
    gist: str = ""


class SeenReader(Protocol):
    """Looks up what has been handled before this run."""

    def lookup(self, keys: Iterable[str]) -> Mapping[str, SeenEntry]:
        """Return the remembered entries among the keys."""
        ...

    def close(self) -> None:
        """Release what the reader holds."""
        ...


class SeenSource(Protocol):
    """Opens a reader on a worker; picklable."""

    def open(self) -> SeenReader:
        """Open a reader."""
        ...


class LineageSource(Protocol):
    """Gives the members of earlier runs within the horizon; picklable."""

    def members(self) -> Iterable[str]:
        """Return them as JSON."""
        ...
