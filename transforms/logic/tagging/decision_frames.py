"""Who acts in a lead, and what else it is about: matters named after a state, companies, many partners."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from transforms.logic.tagging.codebook import cues_by_language, read
from transforms.logic.tagging.dyads import ACTS_ON_SCENE
from transforms.logic.tagging.patterns import Cue, Hit, longest
from transforms.logic.tagging.text import Text
from transforms.logic.tagging.units import TITLE, Actor, Unit

FRAME = "frame"
_FILE = "decision/frames.toml"
# "Syria crisis", "Syria's crisis": letters between a name and the word that makes it a matter.
_BESIDE = 3


@dataclass(frozen=True, slots=True)
class Frame:
    """Words of one kind of ``schemas/codebook/decision/frames.toml`` at offsets into the text as given."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Frames:
    """The frames of a headline given apart and of a body, in order."""

    heading: tuple[Frame, ...] = ()
    body: tuple[Frame, ...] = ()

    def within(self, unit: Unit) -> tuple[Frame, ...]:
        """Return the frames of a unit."""
        found = self.heading if unit.index == TITLE else self.body
        return tuple(frame for frame in found if unit.start <= frame.start < unit.end)


def load_cues() -> list[Cue]:
    """Return the cues of all kinds."""
    return [Cue(cue, FRAME, kind, where, f"frame.{kind}:{cue}") for kind, table in read(_FILE).items() for cue, where in cues_by_language(table)]


def find_frames(text: Text, hits: Sequence[Hit]) -> tuple[Frame, ...]:
    """Return the frames of a text in order; of one kind none overlap.

    Args:
        text: The text.
        hits: Hits of the layer ``frame``.

    >>> find_frames(Text("", "en"), [])
    ()
    """
    by_kind: dict[str, list[Hit]] = {}
    for hit in hits:
        by_kind.setdefault(hit.cue.value, []).append(hit)
    found = [Frame(kind, *text.span(hit.start, hit.end)) for kind, group in by_kind.items() for hit in longest(group)]
    return tuple(sorted(found, key=lambda frame: (frame.start, frame.kind)))


def _is_beside(actor: Actor, frame: Frame) -> bool:
    behind, before = frame.start - actor.end, actor.start - frame.end
    return 0 <= before <= _BESIDE or (frame.kind == "matter" and 0 <= behind <= _BESIDE)


def acting(unit: Unit, frames: Frames) -> tuple[Actor, ...]:
    """Return who acts in a unit: states, not scenes, cities, peoples, matters named after a state or where a group is banned.

    >>> unit = Unit(Text("", "en"), 0, True, True, 0, 30, 1.0, (Actor("GBR", 0, 2, False), Actor("SYR", 10, 15, False)), (), ())
    >>> [actor.iso3 for actor in acting(unit, Frames(body=(Frame("matter", 16, 22),)))]
    ['GBR']
    """
    named = [frame for frame in frames.within(unit) if frame.kind in {"matter", "banned"}]
    able = (actor for actor in unit.actors if actor.state and not (actor.place or actor.located or actor.people))
    return tuple(actor for actor in able if not any(_is_beside(actor, frame) for frame in named))


def engaged(unit: Unit, frames: Frames) -> frozenset[str]:
    """Return the states that act in a unit, and those in whose land or on whose people another acts by force, aid or arrest.

    Args:
        unit: A headline or sentence.
        frames: Frames of the story.

    >>> engaged(Unit(Text("", "en"), 0, True, True, 0, 9, 1.0, (), (), ()), Frames())
    frozenset()
    """
    active = {actor.iso3 for actor in acting(unit, frames)}
    if active and {deed.act.plover for deed in unit.deeds} & ACTS_ON_SCENE:
        active |= {actor.iso3 for actor in unit.actors if not actor.people and not actor.place}
    return frozenset(active)
