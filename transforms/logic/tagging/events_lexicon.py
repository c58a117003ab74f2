"""The cues of acts and of where they stand, read from ``schemas/codebook/events``."""

from __future__ import annotations

from dataclasses import dataclass

from transforms.logic.tagging.codebook import cues_by_language, read
from transforms.logic.tagging.patterns import Cue

EVENT = "event"
STATUS = "status"


@dataclass(frozen=True, slots=True)
class Act:
    """What an event cue means.

    Args:
        weight: 1 a plain act; less for words that often only frame another act.
        reciprocal: Both sides act alike.
    """

    plover: str
    mode: str
    cameo: str
    weight: float
    reciprocal: bool


def load_cues() -> list[Cue]:
    """Return the cues of acts, by root and by family, and of statuses; an act's cue without value is a word that only looks like one."""
    made = []
    for event in [*read("events/events.toml")["event"], *read("events/families.toml")["event"]]:
        act = Act(event["plover"], event.get("mode", ""), event["cameo"], float(event["weight"]), bool(event.get("reciprocal", False)))
        made += [Cue(cue, EVENT, act, where, f"event.{act.plover}:{cue}") for cue, where in cues_by_language(event["names"])]
    made += [Cue(cue, EVENT, None, where, f"event.not:{cue}") for cue, where in cues_by_language(read("events/events.toml")["not"])]
    for status in read("events/statuses.toml")["status"]:
        made += [Cue(cue, STATUS, status["name"], where, f"status.{status['name']}:{cue}") for cue, where in cues_by_language(status["names"])]
    return made
