"""WriteReceipts: what the ledger must learn of a run."""

from __future__ import annotations

from typing import Any

import apache_beam as beam
from apache_beam.pvalue import PCollection

from transforms.edges.receipts import Receipts, ReceiptWriter


class _WriteReceiptFn(beam.DoFn):
    def __init__(self, receipts: Receipts, kind: str) -> None:
        self._receipts, self._kind = receipts, kind
        self._writer: ReceiptWriter | None = None

    def process(self, receipt: Any) -> None:
        if self._writer is None:
            self._writer = self._receipts.open(self._kind)
        self._writer.write(receipt)

    def finish_bundle(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None


class WriteReceipts(beam.PTransform):
    """Write receipts of one kind.

    Guarantees: each element is one receipt; a receipt is there before the run is committed.

    Args:
        receipts: Where they go.
        kind: ``outcomes``, ``states`` or ``lineage``.
    """

    def __init__(self, receipts: Receipts, kind: str) -> None:
        super().__init__()
        self._receipts, self._kind = receipts, kind

    def expand(self, elements: PCollection[Any]) -> PCollection[None]:
        """Write."""
        return elements | "WriteReceipt" >> beam.ParDo(_WriteReceiptFn(self._receipts, self._kind)).with_output_types(type(None))
