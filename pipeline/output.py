"""Where a round's rows and its ledger's changes go: a folder of this machine, or a BigQuery dataset."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from pipeline.ledger import Changes, RunLedger
from pipeline.options import RunConfig
from transforms.edges.archive import Store
from transforms.edges.clock import Clock
from transforms.edges.receipts import MANIFEST, Receipts, committed
from transforms.edges.sink import Sink


class OutputRefusedError(RuntimeError):
    """The output cannot be written now; the message says why and what to do."""


class RunReceipts(Receipts, Protocol):
    """Receipts that can be read back when the graph has run."""

    def read(self, kind: str) -> Iterator[dict[str, Any]]:
        """Yield the receipts of one kind as JSON objects."""
        ...

    def keep(self, names: Collection[str]) -> None:
        """Delete the files that are not named."""
        ...


@dataclass(frozen=True, slots=True)
class Staged:
    """Where one run writes before it publishes.

    Args:
        sink: Takes rows, on workers.
        receipts: Take what the ledger must learn, on workers.
        files: Takes the files of the archive, on workers; None where the output has no place for them.
    """

    run_id: str
    sink: Sink
    receipts: RunReceipts
    files: Store | None = None

    def settle(self) -> None:
        """Delete what no bundle stands by that came through: the files of bundles that were done again."""
        names = committed(self.receipts.read(MANIFEST))
        self.sink.keep(names)
        self.receipts.keep(names)


class Output(Protocol):
    """Rows and ledger of one place, held by one run at a time."""

    @property
    def ledger(self) -> RunLedger:
        """What earlier runs learned."""
        ...

    @property
    def recovered(self) -> tuple[str, ...]:
        """Runs that were completed or deleted when the output was opened."""
        ...

    def stage(self, run_id: str) -> Staged:
        """Make room for a run; nothing of it is seen by readers."""
        ...

    def publish(self, staged: Staged, changes: Changes) -> None:
        """Make a run's rows seen and its changes known; a run that dies in here is completed by the next."""
        ...


@contextmanager
def opened_output(config: RunConfig, clock: Clock) -> Iterator[Output]:
    """Hold the output of a configuration for one run, with what earlier runs left half-done completed.

    Raises:
        OutputError: The folder cannot be written.
        OutputBusyError: Another run holds it.
        LedgerError: Its ledger cannot be read.
        CloudError: BigQuery refuses, or cannot be reached.
    """
    if config.to:
        from pipeline.bigquery.output import opened_dataset  # noqa: PLC0415 - a local run needs no cloud library

        with opened_dataset(config, clock) as dataset:
            yield dataset
        return
    from pipeline.staging import opened_folder  # noqa: PLC0415

    with opened_folder(config.out) as folder:
        yield folder
