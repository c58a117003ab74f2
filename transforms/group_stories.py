"""GroupStories: copies of one wire story share a wire_story_id, its language editions a twin_group, across outlets and runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import apache_beam as beam
from apache_beam.pvalue import PCollection

from schemas.elements import TaggedStory
from schemas.encode import to_plain
from transforms.edges.clock import Clock
from transforms.edges.ledger import LineageSource
from transforms.edges.sink import RowWriter, Sink
from transforms.logic.lineage import Assignment, Member, lineage_row, member_from_json, member_of, member_to_json, place_stories
from transforms.logic.rows import RunStamp
from transforms.outcomes import count


@dataclass(frozen=True, slots=True)
class LineageReceipt:
    """What the ledger must remember of a story for lineage.

    Args:
        earliest: Time of the last copy of its group: the state is forgotten when the horizon has passed it.
    """

    story_id: str
    state: str
    earliest: str


class Grouped(NamedTuple):
    """What GroupStories gives."""

    assignments: PCollection[Assignment]
    receipts: PCollection[LineageReceipt]
    files: PCollection[str]


class _GroupFn(beam.DoFn):
    """Groups all stories of a run at once; the state is small records, bounded by the horizon."""

    def __init__(self, source: LineageSource, sink: Sink, stamp: RunStamp, clock: Clock) -> None:
        self._source, self._sink, self._stamp, self._clock = source, sink, stamp, clock

    def process(self, element: tuple[None, Iterable[Member]]) -> Iterator[Any]:
        _, members = element
        # Two entries may have led to one story: the later text counts.
        fresh = {member.story_id: member for member in members}
        known = [member for text in self._source.members() if (member := member_from_json(text))]
        writer: RowWriter = self._sink.open("lineage")
        for placement in place_stories(fresh.values(), known):
            writer.write(to_plain(lineage_row(placement, self._stamp, self._clock.now())))
            count("GroupStories", placement.assignment.kind)
            yield placement.assignment
            latest = placement.assignment.latest.isoformat()
            yield beam.pvalue.TaggedOutput("receipts", LineageReceipt(placement.member.story_id, member_to_json(placement.member), latest))
        for name in writer.close():
            yield beam.pvalue.TaggedOutput("files", name)


class GroupStories(beam.PTransform):
    """Group copies of one wire story, link its language editions and write their lineage.

    Guarantees: one assignment for each story, and for each earlier one that changes its group; the same groups in any order of
    arrival; only fingerprints and traits of about a kilobyte cross the shuffle.

    Args:
        source: Gives the members of earlier runs.
        sink: Where lineage rows go.
    """

    def __init__(self, source: LineageSource, sink: Sink, stamp: RunStamp, clock: Clock) -> None:
        super().__init__()
        self._arguments = (source, sink, stamp, clock)

    def expand(self, stories: PCollection[TaggedStory]) -> Grouped:
        """Group."""
        split = (
            stories
            | "SketchStory" >> beam.Map(member_of).with_output_types(Member)
            | "KeyByNothing" >> beam.Map(lambda member: (None, member)).with_output_types(tuple[None, Member])
            | "GatherSketches" >> beam.GroupByKey()
            | "GroupCopies" >> beam.ParDo(_GroupFn(*self._arguments)).with_outputs("receipts", "files", main="assignments")
        )
        return Grouped(split.assignments, split.receipts, split.files)
