"""One terminal outcome for every listed entry, counted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import apache_beam as beam
from apache_beam.metrics.metric import Metrics
from apache_beam.pvalue import PCollection

from schemas.elements import Failure, Outcome, Rejection, TaggedStory
from transforms.logic.revisions import gist_of, gist_to_json
from transforms.logic.rights import withhold
from transforms.logic.seen import MAX_ATTEMPTS, entry_to_json, fingerprint, seen_key


def outcome_of_rejection(rejection: Rejection) -> Outcome:
    """Return the outcome of an expected end."""
    entry = rejection.entry
    return Outcome(
        rejection.feed_id,
        rejection.entry_key,
        "rejected",
        rejection.reason,
        seen_key(entry) if entry else "",
        story_id=rejection.history.story_id,
        revision=rejection.history.revision,
        content_hash=rejection.history.content_hash,
        fingerprint=fingerprint(entry) if entry else "",
        first_seen=rejection.history.first_seen,
        fetched=rejection.stage != "DropSeen",
        gist=rejection.history.gist,
    )


def outcome_of_failure(failure: Failure, rights: Mapping[str, str]) -> Outcome:
    """Return the outcome of an entry that became a dead letter; its summary waits in the ledger only where its feed's rights are full."""
    entry = failure.entry
    return Outcome(
        failure.feed_id,
        failure.entry_key,
        "dead",
        failure.reason,
        seen_key(entry) if entry else "",
        story_id=failure.history.story_id,
        revision=failure.history.revision,
        content_hash=failure.history.content_hash,
        fingerprint=fingerprint(entry) if entry else "",
        attempts=failure.attempts,
        first_seen=failure.history.first_seen,
        retry=withhold(entry_to_json(entry), rights.get(failure.feed_id, "full")) if entry and failure.attempts < MAX_ATTEMPTS else "",
        fetched=True,
        gist=failure.history.gist,
    )


def outcome_of_story(tagged: TaggedStory) -> Outcome:
    """Return the outcome of an entry that became a story or a later revision of one."""
    story = tagged.story
    return Outcome(
        story.entry.feed_id,
        story.entry.entry_key,
        "story" if story.revision == 1 else "revision",
        "",
        seen_key(story.entry),
        story_id=story.story_id,
        revision=story.revision,
        content_hash=story.content_hash,
        fingerprint=fingerprint(story.entry),
        first_seen=story.first_seen,
        language=story.language,
        bilateral=tagged.tags.bilateral_security,
        fetched=True,
        gist=gist_to_json(gist_of(tagged)),
    )


class Fates(NamedTuple):
    """The three kinds of end a stage may give, to be flattened over all stages."""

    seen: PCollection[Outcome]
    rejected: PCollection[Rejection]
    dead: PCollection[Failure]


def count(stage: str, outcome: str) -> None:
    """Add one to the counter ``stage/outcome``."""
    Metrics.counter(stage, outcome).inc()


class RecordOutcomes(beam.PTransform):
    """Flatten every end of every entry into outcomes, one for each listed entry.

    Bounded and unbounded; adds no duplicates; keeps no order.

    Args:
        written: Outcomes of the stories that were written.
        rights: Retention policy by feed.
    """

    def __init__(self, written: PCollection[Outcome], rights: Mapping[str, str]) -> None:
        super().__init__()
        self._written, self._rights = written, dict(rights)

    def expand(self, fates: Fates) -> PCollection[Outcome]:
        """Return the outcomes of all entries."""
        rejected = fates.rejected | "OutcomesOfRejected" >> beam.Map(outcome_of_rejection)
        entries = fates.dead | "OnlyEntries" >> beam.Filter(lambda failure: bool(failure.entry_key))
        dead = entries | "OutcomesOfDead" >> beam.Map(outcome_of_failure, self._rights)
        return (self._written, fates.seen, rejected, dead) | "FlattenOutcomes" >> beam.Flatten()
