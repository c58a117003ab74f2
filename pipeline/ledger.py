"""What survives between runs: feed states, seen entries and lineage, in one SQLite file beside the output.

Rows come first, the ledger after them: a run stages its files, writes one journal that names them together with
the ledger's changes, moves the files into place and then applies the journal in one transaction. A run that is
killed before the journal leaves nothing; one that is killed after it is completed by the next run.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from transforms.edges.ledger import LineageSource, SeenEntry, SeenSource

_VERSION = 2
_SCHEMA = """
CREATE TABLE feeds (feed_id TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE seen (
  key TEXT PRIMARY KEY, entry_key TEXT NOT NULL, feed_id TEXT NOT NULL, story_id TEXT NOT NULL, revision INTEGER NOT NULL,
  content_hash TEXT NOT NULL, fingerprint TEXT NOT NULL, fate TEXT NOT NULL, attempts INTEGER NOT NULL, retry_due TEXT,
  first_seen TEXT NOT NULL, last_seen TEXT NOT NULL, retry TEXT NOT NULL, gist TEXT NOT NULL DEFAULT '') WITHOUT ROWID;
CREATE INDEX seen_retry ON seen (retry_due) WHERE retry_due IS NOT NULL;
CREATE INDEX seen_gist ON seen (last_seen) WHERE gist <> '';
CREATE TABLE lineage (story_id TEXT PRIMARY KEY, state TEXT NOT NULL, earliest TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE hosts (host TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE runs (run_id TEXT PRIMARY KEY, committed TEXT NOT NULL) WITHOUT ROWID;
"""
# What brings a ledger of each version to the next.
_MIGRATIONS = {1: "ALTER TABLE seen ADD COLUMN gist TEXT NOT NULL DEFAULT '';CREATE INDEX seen_gist ON seen (last_seen) WHERE gist <> '';"}
_COLUMNS = tuple(column.name for column in dataclasses.fields(SeenEntry))
_TIMES = frozenset({"retry_due", "first_seen", "last_seen"})
_CHUNK = 500  # SQLite's oldest limit of bound values is 999.


class LedgerError(RuntimeError):
    """The ledger cannot be used; the message names the file and the cure."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What one run changes in the ledger; plain JSON values, so that the journal can hold it.

    Args:
        feeds: State of each polled feed, JSON by feed id.
        seen: Entries handled, as :func:`seen_to_plain` gives them.
        lineage: State by story id, with the story's time.
        hosts: robots.txt and retry state by host.
        forget_lineage_before: Lineage and gists older than this are dropped (the horizon).
    """

    run_id: str
    committed: str
    feeds: Mapping[str, str] = field(default_factory=dict)
    seen: tuple[dict[str, Any], ...] = ()
    lineage: tuple[tuple[str, str, str], ...] = ()
    hosts: Mapping[str, str] = field(default_factory=dict)
    forget_lineage_before: str = ""


def seen_to_plain(entry: SeenEntry) -> dict[str, Any]:
    """Turn a seen entry into JSON values; times as RFC 3339."""
    plain = dataclasses.asdict(entry)
    return {name: value.isoformat() if isinstance(value, dt.datetime) else value for name, value in plain.items()}


def seen_from_plain(plain: Mapping[str, Any]) -> SeenEntry:
    """Turn JSON values back into a seen entry."""
    # A journal that an earlier version left may lack the newest fields.
    known = {name: plain[name] for name in _COLUMNS if name in plain}
    values: dict[str, Any] = {name: dt.datetime.fromisoformat(value) if name in _TIMES and value else value for name, value in known.items()}
    return SeenEntry(**values)


class RunLedger(Protocol):
    """What a run asks of its ledger, wherever that is kept."""

    @property
    def seen(self) -> SeenSource:
        """Where workers look up seen entries."""
        ...

    @property
    def lineage(self) -> LineageSource:
        """Where workers read the fingerprints of earlier stories."""
        ...

    def feed_states(self) -> dict[str, str]:
        """Return the state of every polled feed, JSON by feed id."""
        ...

    def host_states(self) -> dict[str, str]:
        """Return what is remembered of every host, JSON by host."""
        ...

    def retries(self, now: dt.datetime) -> list[str]:
        """Return the entries, JSON, whose failed fetch may be tried again by now."""
        ...

    def has_run(self, run_id: str) -> bool:
        """Tell whether a run's changes have been applied."""
        ...

    def apply(self, changes: Changes) -> None:
        """Apply one run's changes, all or none; a second time does nothing."""
        ...


def _chunks(keys: Iterable[str]) -> Iterator[list[str]]:
    iterator = iter(keys)
    while chunk := list(islice(iterator, _CHUNK)):
        yield chunk


class SqliteSeenReader:
    """Reads the seen entries; safe beside a writer."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False)

    def lookup(self, keys: Iterable[str]) -> Mapping[str, SeenEntry]:
        """Return the remembered entries among the keys."""
        found: dict[str, SeenEntry] = {}
        for chunk in _chunks(keys):
            marks = ",".join("?" * len(chunk))
            for row in self._connection.execute(f"SELECT {','.join(_COLUMNS)} FROM seen WHERE key IN ({marks})", chunk):  # noqa: S608 - marks only
                entry = seen_from_plain(dict(zip(_COLUMNS, row, strict=True)))
                found[entry.key] = entry
        return found

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


@dataclass(frozen=True, slots=True)
class SqliteSeen:
    """Opens :class:`SqliteSeenReader` on a worker of the same machine."""

    path: Path

    def open(self) -> SqliteSeenReader:
        """Open the ledger for reading."""
        return SqliteSeenReader(self.path)


@dataclass(frozen=True, slots=True)
class SqliteLineage:
    """Reads lineage members on a worker of the same machine."""

    path: Path

    def members(self) -> list[str]:
        """Return the members within the horizon as JSON, by story id."""
        with closing(sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            return [state for (state,) in connection.execute("SELECT state FROM lineage ORDER BY story_id")]


class Ledger:
    """The embedded ledger.

    Args:
        path: The SQLite file; made where it is missing.

    Raises:
        LedgerError: The file is no ledger, or one of a newer version.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._connection = sqlite3.connect(path, isolation_level=None)
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute("PRAGMA synchronous=FULL")
            (version,) = self._connection.execute("PRAGMA user_version").fetchone()
            if version == 0:
                self._connection.executescript(f"BEGIN;{_SCHEMA}PRAGMA user_version={_VERSION};COMMIT;")
            elif version in _MIGRATIONS:
                self._connection.executescript(f"BEGIN;{_MIGRATIONS[version]}PRAGMA user_version={version + 1};COMMIT;")
        except sqlite3.DatabaseError as error:
            raise LedgerError(f"{path}: {error}; move the file away to start anew, or restore it from a copy") from error
        if version > _VERSION:
            raise LedgerError(f"{path} was written by a newer dyadwire (ledger version {version}, this one reads {_VERSION}); upgrade dyadwire")

    @property
    def lineage(self) -> SqliteLineage:
        """Where workers read the fingerprints of earlier stories."""
        return SqliteLineage(self.path)

    @property
    def seen(self) -> SqliteSeen:
        """Where workers look up seen entries."""
        return SqliteSeen(self.path)

    def feed_states(self) -> dict[str, str]:
        """Return the state of every polled feed, JSON by feed id."""
        return dict(self._connection.execute("SELECT feed_id, state FROM feeds"))

    def host_states(self) -> dict[str, str]:
        """Return what is remembered of every host, JSON by host."""
        return dict(self._connection.execute("SELECT host, state FROM hosts"))

    def lineage_states(self) -> dict[str, str]:
        """Return the lineage state of every story within the horizon, JSON by story id."""
        return dict(self._connection.execute("SELECT story_id, state FROM lineage ORDER BY story_id"))

    def retries(self, now: dt.datetime) -> list[str]:
        """Return the entries, JSON, whose failed fetch may be tried again by now."""
        due = self._connection.execute("SELECT retry FROM seen WHERE retry_due <= ? AND retry <> '' ORDER BY key", (now.isoformat(),))
        return [text for (text,) in due]

    def runs(self) -> set[str]:
        """Return the runs whose changes have been applied."""
        return {run for (run,) in self._connection.execute("SELECT run_id FROM runs")}

    def has_run(self, run_id: str) -> bool:
        """Tell whether a run's changes have been applied."""
        return self._connection.execute("SELECT 1 FROM runs WHERE run_id=?", (run_id,)).fetchone() is not None

    def apply(self, changes: Changes) -> None:
        """Apply one run's changes in one transaction; a second time does nothing."""
        if self.has_run(changes.run_id):
            return
        marks = ",".join("?" * len(_COLUMNS))
        with self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany("INSERT OR REPLACE INTO feeds VALUES (?,?)", changes.feeds.items())
            rows = ([plain.get(name, "") for name in _COLUMNS] for plain in changes.seen)
            self._connection.executemany(f"INSERT OR REPLACE INTO seen ({','.join(_COLUMNS)}) VALUES ({marks})", rows)  # noqa: S608 - marks only
            self._connection.executemany("INSERT OR REPLACE INTO lineage VALUES (?,?,?)", changes.lineage)
            self._connection.executemany("INSERT OR REPLACE INTO hosts VALUES (?,?)", changes.hosts.items())
            self._connection.execute("DELETE FROM lineage WHERE earliest < ?", (changes.forget_lineage_before,))
            self._connection.execute("UPDATE seen SET gist='' WHERE gist <> '' AND last_seen < ?", (changes.forget_lineage_before,))
            self._connection.execute("INSERT INTO runs VALUES (?,?)", (changes.run_id, changes.committed))

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


def changes_to_json(changes: Changes) -> str:
    """Return the journal's text of a run's changes."""
    return json.dumps({field.name: getattr(changes, field.name) for field in dataclasses.fields(changes)}, ensure_ascii=False)


def changes_from_json(text: str) -> Changes:
    """Read a journal's changes back.

    >>> changes_from_json(changes_to_json(Changes("r1", "2026-01-01T00:00:00+00:00"))).run_id
    'r1'
    """
    plain = json.loads(text)
    return Changes(**{**plain, "seen": tuple(plain["seen"]), "lineage": tuple(tuple(item) for item in plain["lineage"])})
