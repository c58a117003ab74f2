"""WriteReceipts: what the ledger must learn of a run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import apache_beam as beam
from apache_beam.pvalue import PCollection
from apache_beam.utils.windowed_value import WindowedValue

from transforms.commit_files import at_the_end
from transforms.edges.receipts import Receipts, ReceiptWriter


class _WriteReceiptFn(beam.DoFn):
    def __init__(self, receipts: Receipts, kind: str) -> None:
        self._receipts, self._kind = receipts, kind
        self._writer: ReceiptWriter | None = None

    def start_bundle(self) -> None:
        self._writer = None

    def process(self, receipt: Any) -> None:
        if self._writer is None:
            self._writer = self._receipts.open(self._kind)
        self._writer.write(receipt)

    def finish_bundle(self) -> Iterator[WindowedValue]:
        if self._writer is not None:
            yield from map(at_the_end, self._writer.close())


class WriteReceipts(beam.PTransform):
    """Write receipts of one kind.

    Guarantees: each element is one receipt; a receipt is there before the run is committed. Gives the names of the files.

    Args:
        receipts: Where they go.
        kind: ``outcomes``, ``states`` or ``lineage``.
    """

    def __init__(self, receipts: Receipts, kind: str) -> None:
        super().__init__()
        self._receipts, self._kind = receipts, kind

    def expand(self, elements: PCollection[Any]) -> PCollection[str]:
        """Write."""
        return elements | "WriteReceipt" >> beam.ParDo(_WriteReceiptFn(self._receipts, self._kind)).with_output_types(str)
