"""How much a question reads from a folder of Parquet: the bytes of the columns it reads, in the days it reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

import pyarrow.parquet as pq

from pipeline.reads import Read


def _day(path: Path) -> dt.date:
    return dt.date.fromisoformat(path.parent.name.removeprefix("day="))


def _chunk_bytes(path: Path, columns: frozenset[str]) -> int:
    with pq.ParquetFile(path) as opened:
        found = opened.metadata
    groups = (found.row_group(number) for number in range(found.num_row_groups))
    chunks = (group.column(number) for group in groups for number in range(group.num_columns))
    return sum(chunk.total_compressed_size for chunk in chunks if chunk.path_in_schema.partition(".")[0] in columns)


def parquet_bytes(out: Path, reads: Iterable[Read]) -> int:
    """Return the stored bytes that scans read: every chunk of their columns in the folders of their days.

    Args:
        out: Folder that ``dyadwire run`` wrote.
        reads: As :func:`pipeline.reads.reads_of` gives them.

    >>> parquet_bytes(Path("no such folder"), [Read("runs_v1", frozenset({"run_id"}))])
    0
    """
    total = 0
    for read in reads:
        files = (out / read.table.rpartition("_v")[0]).glob("day=*/*.parquet")
        total += sum(_chunk_bytes(path, read.columns) for path in files if read.first <= _day(path) <= read.last)
    return total


def size_text(size: int) -> str:
    """Return a size in words.

    >>> size_text(999), size_text(1_234_567)
    ('999 B', '1.2 MB')
    """
    value, unit = float(size), "B"
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if value < 1000 or unit == "TB":  # noqa: PLR2004 - decimal units
            break
        value /= 1000
    return f"{value:.0f} B" if unit == "B" else f"{value:.1f} {unit}"
