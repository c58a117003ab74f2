"""The raw archive: what was fetched is kept, with what became of it. Nothing here knows a file format."""

from __future__ import annotations

import weakref
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from schemas.elements import FeedSource, FreshEntry, Outcome
from transforms.edges.fetch_records import FetchResult


class ArchiveWriter(Protocol):
    """Takes what one worker fetched."""

    def feed(self, feed: FeedSource, result: FetchResult, known_sha256: str) -> None:
        """Keep a poll; ``known_sha256`` is the digest of the document as the feed's state knows it."""
        ...

    def page(self, fresh: FreshEntry, result: FetchResult) -> None:
        """Keep the fetch of an entry's page, whatever its outcome."""
        ...

    def fate(self, outcome: Outcome) -> None:
        """Keep what became of an entry whose page was asked for."""
        ...

    def close(self) -> None:
        """Make what was written appear."""
        ...


class Archive(Protocol):
    """Opens archive writers on a worker; picklable."""

    def open(self) -> ArchiveWriter:
        """Open a writer."""
        ...


class NoArchive:
    """Keeps nothing."""

    def open(self) -> NoArchive:
        """Return itself."""
        return self

    def feed(self, feed: FeedSource, result: FetchResult, known_sha256: str) -> None:
        """Keep nothing."""

    def page(self, fresh: FreshEntry, result: FetchResult) -> None:
        """Keep nothing."""

    def fate(self, outcome: Outcome) -> None:
        """Keep nothing."""

    def close(self) -> None:
        """Do nothing."""


class StoredFile(Protocol):
    """A growing file that is not seen by readers before it is committed."""

    @property
    def stream(self) -> BinaryIO:
        """Where its bytes go."""
        ...

    def commit(self) -> None:
        """Close it and give it its name."""
        ...


class Store(Protocol):
    """A place for files, on this machine or elsewhere; picklable."""

    def create(self, name: str) -> StoredFile:
        """Begin a file; the name may hold folders."""
        ...


class _LocalFile:
    def __init__(self, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        self._target = target
        self._temporary = target.with_name(f".{target.name}")
        self.stream: BinaryIO = self._temporary.open("wb")
        # Where a bundle fails nobody commits: the file is closed with its last user, and never gets its name.
        weakref.finalize(self, self.stream.close)

    def commit(self) -> None:
        self.stream.close()
        self._temporary.rename(self._target)


@dataclass(frozen=True, slots=True)
class FolderStore:
    """Files under a folder of this machine; each appears whole or not at all.

    Args:
        folder: The run's staging folder.
    """

    folder: Path

    def create(self, name: str) -> _LocalFile:
        """Begin a file.

        Raises:
            OSError: The disk is full or the folder cannot be written.
        """
        return _LocalFile(self.folder / name)


@dataclass(frozen=True, slots=True)
class RunAbout:
    """What an archive says of the run that wrote it: enough to run everything behind the fetch again.

    Args:
        started: ISO 8601 with offset.
        options: The configuration as JSON, as in ``runs.options``.
        versions: Versions of code, codebook, lexicon and extractor.
        feeds: The whole feed list of the run.
    """

    run_id: str
    started: str
    options: str
    versions: dict[str, str]
    feeds: tuple[FeedSource, ...] = field(default=())

    def to_plain(self) -> dict[str, Any]:
        """Return it as JSON values."""
        feeds = [{name: getattr(feed, name) for name in FeedSource.__dataclass_fields__} for feed in self.feeds]
        return {"run_id": self.run_id, "started": self.started, "options": self.options, "versions": self.versions, "feeds": feeds}
