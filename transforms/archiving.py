"""ArchiveFates, and what the stages that fetch share: a writer of the archive for the length of a bundle."""

from __future__ import annotations

import apache_beam as beam
from apache_beam.pvalue import PCollection

from schemas.elements import Outcome
from transforms.edges.archive import Archive, ArchiveWriter


class ArchivingFn(beam.DoFn):
    """Holds a writer of the archive for the length of a bundle."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._writer: ArchiveWriter | None = None

    @property
    def archive(self) -> ArchiveWriter:
        """The bundle's writer."""
        if self._writer is None:
            self._writer = self._archive.open()
        return self._writer

    def finish_bundle(self) -> None:
        """Make what was archived appear."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None


class _FateFn(ArchivingFn):
    def process(self, outcome: Outcome) -> None:
        if outcome.fetched:
            self.archive.fate(outcome)


class ArchiveFates(beam.PTransform):
    """Keep beside each archived page what became of it: its row, or why there is none.

    Guarantees: one record for each outcome of an entry whose page was asked for; they appear when the bundle ends.

    Args:
        archive: Keeps them.
    """

    def __init__(self, archive: Archive) -> None:
        super().__init__()
        self._archive = archive

    def expand(self, outcomes: PCollection[Outcome]) -> PCollection[None]:
        """Write."""
        return outcomes | "ArchiveFate" >> beam.ParDo(_FateFn(self._archive)).with_output_types(type(None))
