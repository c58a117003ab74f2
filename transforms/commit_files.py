"""CommitFiles: the manifest of the files that a run stands by.

A runner may do a bundle again: its worker died, or a later step of it failed. What the first try gave is dropped by the runner, but the
file that it wrote stays. So writers give the names of their files as elements, which only a bundle that came through gives, and the
names come together here. What is not in the manifest is deleted before anything of the run is read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import apache_beam as beam
from apache_beam.pvalue import PCollection
from apache_beam.transforms.window import GlobalWindow
from apache_beam.utils.windowed_value import WindowedValue

from transforms.edges.clock import Clock
from transforms.edges.receipts import MANIFEST, Receipts


@dataclass(frozen=True, slots=True)
class Manifest:
    """The files of a run.

    Args:
        written: When they were listed; a runner that starts the whole graph again lists them again, and the later list counts.
        names: As their writers gave them.
    """

    written: dt.datetime
    names: tuple[str, ...]


def at_the_end(value: Any) -> WindowedValue:
    """Return an element as ``finish_bundle`` must give it."""
    return WindowedValue(value, GlobalWindow().max_timestamp(), (GlobalWindow(),))


class _WriteManifestFn(beam.DoFn):
    def __init__(self, receipts: Receipts, clock: Clock) -> None:
        self._receipts, self._clock = receipts, clock

    def process(self, element: tuple[None, Iterable[str]]) -> Iterator[str]:
        writer = self._receipts.open(MANIFEST)
        writer.write(Manifest(self._clock.now(), tuple(sorted(set(element[1])))))
        yield from writer.close()


class CommitFiles(beam.PTransform):
    """Write the manifest of all files.

    Guarantees: holds the files of bundles that came through and no other; nothing is written where there are none.

    Args:
        receipts: Where it goes.
        clock: Dates it.
    """

    def __init__(self, receipts: Receipts, clock: Clock) -> None:
        super().__init__()
        self._receipts, self._clock = receipts, clock

    def expand(self, files: PCollection[str]) -> PCollection[str]:
        """Gather the names and write them."""
        return (
            files
            | "KeyByNothing" >> beam.Map(lambda name: (None, name)).with_output_types(tuple[None, str])
            | "GatherNames" >> beam.GroupByKey()
            | "WriteManifest" >> beam.ParDo(_WriteManifestFn(self._receipts, self._clock)).with_output_types(str)
        )
