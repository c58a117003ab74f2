"""Where rows go: a folder of Parquet files, whole or not at all."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from schemas.arrow import arrow_schema
from schemas.tables import TABLES

MAX_BUFFERED_ROWS = 200
MAX_BUFFERED_CHARS = 4_000_000
MAX_OPEN_FILES = 16


class RowWriter(Protocol):
    """Takes rows of one table."""

    def write(self, row: Mapping[str, Any]) -> None:
        """Take one plain row that fits the table."""
        ...

    def close(self) -> list[str]:
        """Make what was written appear, and return the names of its files."""
        ...


class Sink(Protocol):
    """Opens writers on a worker; picklable."""

    def open(self, table: str) -> RowWriter:
        """Open a writer for a table, named without version."""
        ...

    def keep(self, names: Collection[str]) -> None:
        """Delete the files that are not named."""
        ...


class _DayFile:
    """One growing Parquet file under a temporary name."""

    def __init__(self, target: Path, schema: pa.Schema) -> None:
        self._target, self._schema = target, schema
        target.parent.mkdir(parents=True, exist_ok=True)
        self._temporary = target.with_name(f".{target.name}")
        self._writer = pq.ParquetWriter(self._temporary, schema, compression="zstd")
        self._rows: list[Mapping[str, Any]] = []
        self._chars = 0

    def write(self, row: Mapping[str, Any]) -> None:
        self._rows.append(row)
        self._chars += len(row.get("body") or "") + len(row.get("payload") or "")
        if len(self._rows) >= MAX_BUFFERED_ROWS or self._chars >= MAX_BUFFERED_CHARS:
            self._flush()

    def _flush(self) -> None:
        if self._rows:
            self._writer.write_table(pa.Table.from_pylist(self._rows, schema=self._schema))
            self._rows, self._chars = [], 0

    def close(self) -> str:
        self._flush()
        self._writer.close()
        self._temporary.rename(self._target)
        return str(self._target)


class ParquetWriter:
    """Writes rows of one table into ``<table>/day=YYYY-MM-DD/<run>-<tail>.parquet``.

    Buffers by size, not by bundle: a bundle of a bounded pipeline is the whole input.

    Raises:
        OSError: The disk is full or the folder cannot be written.
    """

    def __init__(self, folder: Path, table: str, run_id: str) -> None:
        self._folder, self._run_id = folder / table, run_id
        self._schema = arrow_schema(table)
        self._partition = TABLES[table].partition
        self._files: dict[str, _DayFile] = {}
        self._closed: list[str] = []

    def write(self, row: Mapping[str, Any]) -> None:
        """Take one row; it lands in the file of its day."""
        day = row[self._partition].isoformat()
        if day not in self._files:
            if len(self._files) >= MAX_OPEN_FILES:
                self._close_one()
            self._files[day] = _DayFile(self._folder / f"day={day}" / f"{self._run_id}-{uuid.uuid4().hex[:8]}.parquet", self._schema)
        self._files[day].write(row)

    def _close_one(self) -> None:
        self._closed.append(self._files.pop(next(iter(self._files))).close())

    def close(self) -> list[str]:
        """Close every file and give it its name; return the names."""
        while self._files:
            self._close_one()
        return self._closed


@dataclass(frozen=True, slots=True)
class ParquetSink:
    """Opens :class:`ParquetWriter` under a staging folder.

    Args:
        folder: The run's staging folder, on this machine.
        run_id: Start of every file name.
    """

    folder: Path
    run_id: str

    def open(self, table: str) -> ParquetWriter:
        """Open a writer; files appear when it is closed."""
        return ParquetWriter(self.folder, table, self.run_id)

    def keep(self, names: Collection[str]) -> None:
        """Delete the files that are not named."""
        for path in self.folder.glob("*/day=*/*.parquet"):
            if str(path) not in names:
                path.unlink()
