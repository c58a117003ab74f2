"""Rows and receipts on their way: JSON lines in a folder of this machine or of Cloud Storage."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import os
import uuid
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from apache_beam.io.filesystem import CompressionTypes
from apache_beam.io.filesystems import FileSystems

_SUFFIX = ".jsonl"
_TYPE = "application/json"


def is_remote(folder: str) -> bool:
    """Tell whether a folder is reached from other machines, rather than one of this machine.

    >>> is_remote("gs://wires/staging"), is_remote("out/.cloud")
    (True, False)
    """
    return "://" in folder


def _plain(value: Any) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"a row holds {type(value).__name__}; use strings, numbers, booleans, dates and times")


def line_of(value: Any) -> bytes:
    r"""Return a row or a receipt as one line of JSON, as a load job reads it.

    Args:
        value: A plain row, or a frozen dataclass of plain values.

    Raises:
        ValueError: A float is no number; validation rejects such rows before.

    >>> line_of({"day": dt.date(2026, 3, 1), "text": "a\nb"})
    b'{"day":"2026-03-01","text":"a\\nb"}\n'
    """
    fields = value if isinstance(value, Mapping) else {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    text = json.dumps(fields, default=_plain, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode("utf-8", "replace") + b"\n"


class LinesWriter:
    """Writes one file of lines, which appears when it is closed: on Cloud Storage by itself, here by a rename.

    Args:
        folder: Where; made with the first line.
        name: What the file's name begins with.
    """

    def __init__(self, folder: str, name: str) -> None:
        file = f"{name}-{uuid.uuid4().hex[:12]}{_SUFFIX}"
        self._folder, self._path = folder, f"{folder}/{file}"
        self._temporary = self._path if is_remote(folder) else f"{folder}/.{file}"
        self._file: IO[bytes] | None = None

    def write(self, value: Any) -> None:
        """Take one plain row or one receipt."""
        if self._file is None:
            if not is_remote(self._folder):
                Path(self._folder).mkdir(parents=True, exist_ok=True)
            self._file = FileSystems.create(self._temporary, _TYPE, CompressionTypes.UNCOMPRESSED)
        self._file.write(line_of(value))

    def close(self) -> list[str]:
        """Make the file appear, unless nothing was written; return its name."""
        if self._file is None:
            return []
        self._file.close()
        if self._temporary != self._path:
            os.rename(self._temporary, self._path)  # noqa: PTH104 - a path of Beam's, a string
        return [self._path]


@dataclass(frozen=True, slots=True)
class Spool:
    """A folder of JSON lines, one prefix a table or a kind of receipt; both a Sink and Receipts.

    Args:
        folder: On this machine, or ``gs://bucket/path``.
    """

    folder: str

    def open(self, name: str) -> LinesWriter:
        """Open a writer for a table or a kind of receipt."""
        return LinesWriter(self.folder, name)

    def files(self, name: str = "") -> list[str]:
        """Return the files of a table or a kind, of all where none is named."""
        if not is_remote(self.folder) and not Path(self.folder).is_dir():
            return []
        (found,) = FileSystems.match([f"{self.folder}/{name}-*{_SUFFIX}" if name else f"{self.folder}/*{_SUFFIX}"])
        return sorted(item.path for item in found.metadata_list)

    def read(self, name: str) -> Iterator[dict[str, Any]]:
        """Yield the lines of a table or a kind as JSON objects, file by file."""
        for path in self.files(name):
            with FileSystems.open(path, _TYPE, CompressionTypes.UNCOMPRESSED) as lines:
                yield from map(json.loads, lines)

    def keep(self, names: Collection[str]) -> None:
        """Delete the files that are not named."""
        # By their last part, which no two files share: a file system may give a path back in another shape.
        kept = {name.rpartition("/")[2] for name in names}
        files = [path for path in self.files() if path.rpartition("/")[2] not in kept]
        if files:
            FileSystems.delete(files)


class _GrowingFile:
    def __init__(self, path: str) -> None:
        self.stream: Any = FileSystems.create(path, "application/octet-stream", CompressionTypes.UNCOMPRESSED)

    def commit(self) -> None:
        self.stream.close()


@dataclass(frozen=True, slots=True)
class CloudStore:
    """Files under a folder of Cloud Storage; each appears when it is committed.

    Args:
        folder: ``gs://bucket/path``.
    """

    folder: str

    def create(self, name: str) -> _GrowingFile:
        """Begin a file."""
        return _GrowingFile(f"{self.folder}/{name}")
