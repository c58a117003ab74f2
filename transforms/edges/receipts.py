"""Receipts: small records of what a run did, from which the ledger is brought up to date."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol


class ReceiptWriter(Protocol):
    """Takes receipts of one kind."""

    def write(self, receipt: Any) -> None:
        """Take one frozen dataclass of strings, numbers, booleans and times."""
        ...

    def close(self) -> list[str]:
        """Make what was written appear, and return the names of its files."""
        ...


class Receipts(Protocol):
    """Opens receipt writers on a worker; picklable."""

    def open(self, kind: str) -> ReceiptWriter:
        """Open a writer for one kind of receipt."""
        ...


#: The kind of receipt that names the files a run stands by.
MANIFEST = "manifest"


def committed(manifests: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """Return the names of the latest manifest; none where there is none.

    Args:
        manifests: As read from receipts of the kind ``manifest``.

    >>> sorted(committed([{"written": "2026-03-01T12:01:00+00:00", "names": ["b"]}, {"written": "2026-03-01T12:00:00+00:00", "names": ["a"]}]))
    ['b']
    """
    latest = max(manifests, key=lambda manifest: str(manifest["written"]), default={"names": ()})
    return frozenset(latest["names"])


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.isoformat()
    raise TypeError(f"a receipt holds {type(value).__name__}; use strings, numbers, booleans and times")


class _LinesWriter:
    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._file = path.open("w", encoding="utf-8", errors="replace")

    def write(self, receipt: Any) -> None:
        fields = {field.name: getattr(receipt, field.name) for field in dataclasses.fields(receipt)}
        self._file.write(json.dumps(fields, default=_plain, ensure_ascii=False) + "\n")

    def close(self) -> list[str]:
        self._file.close()
        return [str(self._path)]


@dataclass(frozen=True, slots=True)
class LineReceipts:
    """Receipts as JSON lines under a folder on this machine.

    Args:
        folder: The run's staging folder.
    """

    folder: Path

    def open(self, kind: str) -> ReceiptWriter:
        """Open a writer for one kind of receipt."""
        return _LinesWriter(self.folder / "receipts" / f"{kind}-{uuid.uuid4().hex[:8]}.jsonl")

    def read(self, kind: str) -> Iterator[dict[str, Any]]:
        """Yield the receipts of one kind as JSON objects, file by file."""
        for path in sorted((self.folder / "receipts").glob(f"{kind}-*.jsonl")):
            with path.open(encoding="utf-8") as lines:
                yield from map(json.loads, lines)

    def keep(self, names: Collection[str]) -> None:
        """Delete the files that are not named."""
        for path in (self.folder / "receipts").glob("*.jsonl"):
            if str(path) not in names:
                path.unlink()
