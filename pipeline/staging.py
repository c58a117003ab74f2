"""Files appear whole or not at all: staging, journal, publication and recovery of an output folder."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipeline.ledger import Changes, Ledger, changes_from_json, changes_to_json
from pipeline.output import OutputRefusedError, Staged
from pipeline.preflight import check_output
from transforms.edges.archive import FolderStore
from transforms.edges.receipts import LineReceipts
from transforms.edges.sink import ParquetSink

_JOURNAL = "journal.json"


class OutputBusyError(OutputRefusedError):
    """Another run holds the output folder."""


@dataclass(frozen=True, slots=True)
class Recovery:
    """What was found of earlier runs: completed ones and leftovers deleted."""

    completed: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()


@contextmanager
def exclusive(out: Path) -> Iterator[None]:
    """Hold an output folder for one run; the lock goes with the process, however that ends.

    Raises:
        OutputBusyError: Another process holds it.
    """
    with (out / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise OutputBusyError(f"another run is writing to {out}; wait for it, or give this run its own folder with --out") from error
        yield


def staging_folder(out: Path, run_id: str) -> Path:
    """Return the folder a run writes into before it publishes."""
    return out / ".staging" / run_id


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_journal(staging: Path, changes: Changes) -> None:
    """Write the journal: from here on the run will be completed, by itself or by the next one."""
    files = sorted(path for path in staging.rglob("*") if path.is_file() and not path.name.startswith("."))
    names = [str(path.relative_to(staging)) for path in files if path.relative_to(staging).parts[0] != "receipts"]
    for name in names:
        _sync(staging / name)
    temporary = staging / f".{_JOURNAL}"
    temporary.write_text(json.dumps({"files": names, "changes": changes_to_json(changes)}), encoding="utf-8")
    _sync(temporary)
    temporary.rename(staging / _JOURNAL)
    _sync(staging)


def publish(out: Path, staging: Path, ledger: Ledger) -> None:
    """Move a journalled run's files into place and apply its changes; repeatable at any point."""
    journal = json.loads((staging / _JOURNAL).read_text(encoding="utf-8"))
    for name in journal["files"]:
        source, target = staging / name, out / name
        if source.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            source.replace(target)
            _sync(target.parent)
    ledger.apply(changes_from_json(journal["changes"]))
    shutil.rmtree(staging)


def recover(out: Path, ledger: Ledger) -> Recovery:
    """Complete journalled runs and delete the leftovers of others.

    Args:
        out: The output folder, held by :func:`exclusive`.
        ledger: Its ledger.

    Returns:
        The run ids completed and deleted.
    """
    completed, deleted = [], []
    root = out / ".staging"
    for staging in sorted(root.iterdir()) if root.is_dir() else ():
        if (staging / _JOURNAL).is_file():
            publish(out, staging, ledger)
            completed.append(staging.name)
        else:
            shutil.rmtree(staging)
            deleted.append(staging.name)
    return Recovery(tuple(completed), tuple(deleted))


class FolderOutput:
    """An output folder: Parquet files with the ledger beside them.

    Args:
        out: The folder, held by :func:`exclusive`.
        ledger: Its ledger.
    """

    def __init__(self, out: Path, ledger: Ledger) -> None:
        self._out, self.ledger = out, ledger
        found = recover(out, ledger)
        self.recovered = (*found.completed, *found.deleted)

    def stage(self, run_id: str) -> Staged:
        """Make the folder a run writes into."""
        folder = staging_folder(self._out, run_id)
        folder.mkdir(parents=True)
        return Staged(run_id, ParquetSink(folder, run_id), LineReceipts(folder), FolderStore(folder))

    def publish(self, staged: Staged, changes: Changes) -> None:
        """Journal the run, move its files into place, apply its changes."""
        folder = staging_folder(self._out, staged.run_id)
        write_journal(folder, changes)
        publish(self._out, folder, self.ledger)


@contextmanager
def opened_folder(out: Path) -> Iterator[FolderOutput]:
    """Hold an output folder for one run; raises as :func:`pipeline.output.opened_output` does."""
    check_output(out)
    with exclusive(out), closing(Ledger(out / "ledger.sqlite")) as ledger:
        yield FolderOutput(out, ledger)
