"""WriteStories and WriteDeadLetters: rows that fit the table into the sink, the others to dead letters."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import apache_beam as beam
from apache_beam.pvalue import PCollection

from schemas.elements import Failure, Outcome, TaggedStory
from schemas.encode import problems, to_plain
from schemas.rows import FeedPollRow
from transforms.commit_files import at_the_end
from transforms.edges.clock import Clock
from transforms.edges.sink import RowWriter, Sink
from transforms.logic.rows import RunStamp, dead_letter_row, story_row
from transforms.outcomes import count, outcome_of_story


class Written(NamedTuple):
    """What WriteStories gives: an outcome for each row written, a failure for each that does not fit, the names of the files."""

    outcomes: PCollection[Outcome]
    dead: PCollection[Failure]
    files: PCollection[str]


class _WriterFn(beam.DoFn):
    """Holds a writer of one table for the length of a bundle."""

    table = ""

    def __init__(self, sink: Sink, stamp: RunStamp, clock: Clock) -> None:
        self._sink, self._stamp, self._clock = sink, stamp, clock
        self._writer: RowWriter | None = None

    @property
    def _open(self) -> RowWriter:
        if self._writer is None:
            self._writer = self._sink.open(self.table)
        return self._writer

    def start_bundle(self) -> None:
        self._writer = None

    def finish_bundle(self) -> Iterator[Any]:
        if self._writer is not None:
            for name in self._writer.close():
                yield beam.pvalue.TaggedOutput("files", at_the_end(name))


class _WriteStoryFn(_WriterFn):
    table = "stories"

    def process(self, tagged: TaggedStory) -> Iterator[Any]:
        row = to_plain(story_row(tagged, self._stamp, self._clock.now()))
        wrong = problems(self.table, row)
        if wrong:
            count("WriteStories", "dead")
            yield beam.pvalue.TaggedOutput("dead", _unfit(tagged, row, wrong))
            return
        self._open.write(row)
        count("WriteStories", "ok")
        yield outcome_of_story(tagged)


def _unfit(tagged: TaggedStory, row: dict[str, Any], wrong: list[str]) -> Failure:
    entry = tagged.story.entry
    detail = f"the row breaks the schema of stories: {'; '.join(wrong[:5])}"
    payload = json.dumps(row, default=str, ensure_ascii=True)
    return Failure("WriteStories", "schema", detail, entry.feed_id, entry.entry_key, entry.url, payload, 1, entry)


class _WriteDeadLetterFn(_WriterFn):
    table = "dead_letters"

    def process(self, failure: Failure) -> None:
        self._open.write(to_plain(dead_letter_row(failure, self._stamp, self._clock.now())))
        count("WriteDeadLetters", "ok")


class WriteStories(beam.PTransform):
    """Validate and write the rows of tagged stories.

    Guarantees: each story is one row or one failure; rows appear in the sink when the bundle ends, and count when their file is committed.
    """

    def __init__(self, sink: Sink, stamp: RunStamp, clock: Clock) -> None:
        super().__init__()
        self._arguments = (sink, stamp, clock)

    def expand(self, stories: PCollection[TaggedStory]) -> Written:
        """Write; give outcomes and failures."""
        written = stories | "WriteStory" >> beam.ParDo(_WriteStoryFn(*self._arguments)).with_outputs("dead", "files", main="outcomes")
        return Written(written.outcomes, written.dead, written.files)


class WriteDeadLetters(beam.PTransform):
    """Write failures as dead letters, with the original input, replayable."""

    def __init__(self, sink: Sink, stamp: RunStamp, clock: Clock) -> None:
        super().__init__()
        self._arguments = (sink, stamp, clock)

    def expand(self, failures: PCollection[Failure]) -> PCollection[str]:
        """Write; give the names of the files."""
        return (failures | "WriteDeadLetter" >> beam.ParDo(_WriteDeadLetterFn(*self._arguments)).with_outputs("files")).files


class _WritePollFn(_WriterFn):
    table = "feed_polls"

    def process(self, poll: FeedPollRow) -> None:
        count("WritePolls", poll.outcome)
        self._open.write(to_plain(poll))


class WritePolls(beam.PTransform):
    """Write one row for each poll: what was sent, what came, why the next one is when."""

    def __init__(self, sink: Sink, stamp: RunStamp, clock: Clock) -> None:
        super().__init__()
        self._arguments = (sink, stamp, clock)

    def expand(self, polls: PCollection[FeedPollRow]) -> PCollection[str]:
        """Write; give the names of the files."""
        return (polls | "WritePoll" >> beam.ParDo(_WritePollFn(*self._arguments)).with_outputs("files")).files
