"""The ledger in BigQuery: read once when a run starts into a copy on this machine, written in the transaction of the rows."""

from __future__ import annotations

import datetime as dt
import shutil
import sqlite3
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from apache_beam.io.filesystem import CompressionTypes
from apache_beam.io.filesystems import FileSystems
from google.cloud import bigquery

from pipeline.bigquery.jobs import run_sql
from pipeline.bigquery.sql import COMMITS, literal
from pipeline.bigquery.target import Target
from pipeline.ledger import Changes, Ledger, SqliteLineage, SqliteSeen
from schemas.tables import LEDGER_TABLES
from transforms.edges.ledger import LineageSource, SeenReader, SeenSource

LENT = "ledger.sqlite"  # The name of a copy that is lent to workers, in the run's folder.
_MANY = 200  # From so many missing runs on the whole ledger is read: a longer list of runs prunes nothing.


def ledger_rows(changes: Changes) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the ledger's rows of a run, each with the name of its table.

    >>> list(ledger_rows(Changes("r1", "2026-01-01T00:00:00+00:00", {"feed": "{}"})))
    [('ledger_feeds', {'feed_id': 'feed', 'state': '{}', 'run_id': 'r1'})]
    """
    run = {"run_id": changes.run_id}
    yield from (("ledger_feeds", {"feed_id": name, "state": state} | run) for name, state in changes.feeds.items())
    yield from (("ledger_seen", plain | run) for plain in changes.seen)
    yield from (("ledger_lineage", {"story_id": story, "state": state, "earliest": time} | run) for story, state, time in changes.lineage)
    yield from (("ledger_hosts", {"host": name, "state": state} | run) for name, state in changes.hosts.items())


def _text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.datetime) else value


def changes_of(run_id: str, committed: dt.datetime, rows: Mapping[str, Iterable[Mapping[str, Any]]], forget: str) -> Changes:
    """Return what a run changed, from the rows that are still its own.

    >>> changes_of("r1", dt.datetime(2026, 1, 1, tzinfo=dt.UTC), {"ledger_feeds": [{"feed_id": "f", "state": "{}", "run_id": "r1"}]}, "").feeds
    {'f': '{}'}
    """
    got: dict[str, list[dict[str, Any]]] = {name: [{key: _text(value) for key, value in row.items()} for row in rows.get(name, ())] for name in _READ}
    return Changes(
        run_id,
        committed.isoformat(),
        {row["feed_id"]: row["state"] for row in got["ledger_feeds"]},
        tuple({key: value for key, value in row.items() if key != "run_id"} for row in got["ledger_seen"]),
        tuple((row["story_id"], row["state"], row["earliest"]) for row in got["ledger_lineage"]),
        {row["host"]: row["state"] for row in got["ledger_hosts"]},
        forget,
    )


_READ = ("ledger_feeds", "ledger_seen", "ledger_lineage", "ledger_hosts")


class BigQueryLedger:
    """The ledger of a dataset.

    What it gives is read from a copy in SQLite, brought up to date by what other runs have committed since: the copy knows which
    runs it holds, and every row of the ledger which run wrote it last. A copy of something else is made anew.

    Args:
        client: Of the target's project.
        target: The dataset.
        copy: Where the copy is kept; better than making it anew, never needed.
        commit: Brings a run's changes into the dataset; see :meth:`apply`.
    """

    def __init__(self, client: bigquery.Client, target: Target, copy: Path, commit: Callable[[Changes], None]) -> None:
        self._client, self._target, self._copy, self._commit = client, target, copy, commit
        self._uri = ""
        copy.parent.mkdir(parents=True, exist_ok=True)
        self._local = Ledger(copy)

    def refresh(self) -> None:
        """Read what the copy does not hold."""
        commits = run_sql(
            self._client,
            f"SELECT run_id, committed, forget_lineage_before FROM {self._target.table(COMMITS)} WHERE state = 'done'",
        )
        done = {row["run_id"]: row for row in commits}
        if not self._local.runs() <= done.keys():
            self._local.close()
            self._copy.unlink()
            self._local = Ledger(self._copy)
        missing = sorted(done.keys() - self._local.runs(), key=lambda run: done[run]["committed"])
        if not missing:
            return
        where = "TRUE" if len(missing) > _MANY else f"run_id IN ({', '.join(map(literal, missing))})"
        rows: dict[str, dict[str, list[Mapping[str, Any]]]] = {run: {} for run in missing}
        for name in _READ:
            for row in run_sql(self._client, f"SELECT * FROM {self._target.table(LEDGER_TABLES[name].address)} WHERE {where}"):
                if row["run_id"] in rows:
                    rows[row["run_id"]].setdefault(name, []).append(dict(row.items()))
        for run in missing:
            self._local.apply(changes_of(run, done[run]["committed"], rows[run], _text(done[run]["forget_lineage_before"]) or ""))

    def lend(self, folder: str) -> None:
        """Put a copy of the copy where workers on other machines can read it."""
        self._uri = f"{folder}/{LENT}"
        with tempfile.TemporaryDirectory() as made:
            snapshot = Path(made) / "ledger.sqlite"
            with closing(sqlite3.connect(self._copy)) as connection:
                connection.execute("VACUUM INTO ?", (str(snapshot),))
            with FileSystems.create(self._uri, "application/octet-stream", CompressionTypes.UNCOMPRESSED) as lent:
                lent.write(snapshot.read_bytes())

    def take_back(self) -> None:
        """Delete the lent copy; what the ledger gives is read here again."""
        if self._uri:
            FileSystems.delete([self._uri])
            _forget(self._uri)
            self._uri = ""

    @property
    def seen(self) -> SeenSource:
        """Where workers look up seen entries."""
        return LentLedger(self._uri) if self._uri else self._local.seen

    @property
    def lineage(self) -> LineageSource:
        """Where workers read the fingerprints of earlier stories."""
        return LentLedger(self._uri) if self._uri else self._local.lineage

    def feed_states(self) -> dict[str, str]:
        """Return the state of every polled feed, JSON by feed id."""
        return self._local.feed_states()

    def host_states(self) -> dict[str, str]:
        """Return what is remembered of every host, JSON by host."""
        return self._local.host_states()

    def retries(self, now: dt.datetime) -> list[str]:
        """Return the entries, JSON, whose failed fetch may be tried again by now."""
        return self._local.retries(now)

    def has_run(self, run_id: str) -> bool:
        """Tell whether a run's changes have been applied."""
        return self._local.has_run(run_id)

    def apply(self, changes: Changes) -> None:
        """Bring one run's changes into the dataset, all or none; a second time does nothing.

        Raises:
            LeaseLostError: Another run has taken the dataset.
        """
        if not self.has_run(changes.run_id):
            self._commit(changes)
            self._local.apply(changes)

    def close(self) -> None:
        """Close the copy."""
        self._local.close()


_FETCHED: dict[str, Path] = {}
_FETCHING = threading.Lock()


def _fetched(uri: str) -> Path:
    with _FETCHING:
        if uri not in _FETCHED:
            path = Path(tempfile.mkdtemp(prefix="dyadwire-")) / LENT
            with FileSystems.open(uri, compression_type=CompressionTypes.UNCOMPRESSED) as lent:
                path.write_bytes(lent.read())
            _FETCHED[uri] = path
        return _FETCHED[uri]


def _forget(uri: str) -> None:
    with _FETCHING:
        path = _FETCHED.pop(uri, None)
    if path is not None:
        shutil.rmtree(path.parent)


@dataclass(frozen=True, slots=True)
class LentLedger:
    """Reads a lent copy on any machine; each process fetches it once.

    Args:
        uri: Where :meth:`BigQueryLedger.lend` put it.
    """

    uri: str

    def open(self) -> SeenReader:
        """Open the seen entries for reading."""
        return SqliteSeen(_fetched(self.uri)).open()

    def members(self) -> list[str]:
        """Return the members within the horizon as JSON, by story id."""
        return SqliteLineage(_fetched(self.uri)).members()
