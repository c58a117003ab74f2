"""GroupStories: copies of one wire story share a wire_story_id, across outlets and runs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import apache_beam as beam
from apache_beam.pvalue import PCollection

from schemas.elements import TaggedStory
from schemas.encode import to_plain
from schemas.rows import LineageRow
from transforms.edges.clock import Clock
from transforms.edges.ledger import LineageSource
from transforms.edges.sink import RowWriter, Sink
from transforms.logic.lineage import Member, assign, sketch
from transforms.logic.lineage.groups import Assignment, member_from_json, member_to_json
from transforms.logic.rows import RunStamp
from transforms.outcomes import count


@dataclass(frozen=True, slots=True)
class LineageReceipt:
    """What the ledger must remember of a story for lineage."""

    story_id: str
    state: str
    earliest: str


class Grouped(NamedTuple):
    """What GroupStories gives."""

    assignments: PCollection[Assignment]
    receipts: PCollection[LineageReceipt]


def member_of(tagged: TaggedStory) -> Member:
    """Return what lineage needs of a story: its fingerprint, not its text."""
    story = tagged.story
    time = story.published.value if story.published else story.first_seen
    return Member(story.story_id, story.language, time, story.wire.origin_agency, sketch(story.wire.body))


class _GroupFn(beam.DoFn):
    """Groups all stories of a run at once; the state is small records, bounded by the horizon."""

    def __init__(self, source: LineageSource, sink: Sink, stamp: RunStamp, clock: Clock) -> None:
        self._source, self._sink, self._stamp, self._clock = source, sink, stamp, clock

    def process(self, element: tuple[None, Iterable[Member]]) -> Iterator[Any]:
        _, members = element
        fresh = list(members)
        known = [member_from_json(text) for text in self._source.members()]
        writer: RowWriter = self._sink.open("lineage")
        by_id = {one.story_id: one for one in (*known, *fresh)}
        for assignment in assign(fresh, known):
            writer.write(to_plain(self._row(assignment, by_id[assignment.story_id])))
            count("GroupStories", assignment.kind)
            yield assignment
        writer.close()
        for member in fresh:
            yield beam.pvalue.TaggedOutput("receipts", LineageReceipt(member.story_id, member_to_json(member), member.time.isoformat()))

    def _row(self, assignment: Assignment, member: Member) -> LineageRow:
        return LineageRow(
            row_key=f"{assignment.story_id}:{self._stamp.run_id}",
            day=member.time.astimezone(dt.UTC).date(),
            story_id=assignment.story_id,
            wire_story_id=assignment.wire_story_id,
            kind=assignment.kind,
            origin_agency=member.agency or None,
            similarity=assignment.similarity,
            twin_group=None,
            assigned=self._clock.now(),
            run_id=self._stamp.run_id,
        )


class GroupStories(beam.PTransform):
    """Group copies of one wire story and write their lineage.

    Guarantees: one assignment for each story; the same groups in any order of arrival; only fingerprints cross the shuffle.

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
            | "GroupCopies" >> beam.ParDo(_GroupFn(*self._arguments)).with_outputs("receipts", main="assignments")
        )
        return Grouped(split.assignments, split.receipts)
