"""A story cut into units, headline and sentences, with the states and acts of each, in reading order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from schemas.tags import Mention
from transforms.logic.tagging.events_lexicon import Act
from transforms.logic.tagging.patterns import Hit, longest
from transforms.logic.tagging.text import Text

# Relations are read in the first sentences only: what a wire story is about stands there, and the cost stays linear.
MAX_SENTENCES = 30
_PLACE_KINDS = frozenset({"capital", "city"})
_WEIGHTS = (3.0, 2.0, 1.4, 1.0, 0.8)
_LATER = 0.45
TITLE = -1


@dataclass(frozen=True, slots=True)
class Actor:
    """A state where a unit names it; offsets into the text as given."""

    iso3: str
    start: int
    end: int
    place: bool


@dataclass(frozen=True, slots=True)
class Deed:
    """An act where a unit names it; offsets into the text as given."""

    act: Act
    start: int
    end: int
    rule_id: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A headline or a sentence.

    Args:
        index: -1 for the headline, else the number of the sentence.
        weight: How much it says of what the story is about.
        actors: States in order; a state named by its capital or a city is a place.
        deeds: Acts in order.
        statuses: Status words with their offsets.
    """

    index: int
    start: int
    end: int
    weight: float
    actors: tuple[Actor, ...]
    deeds: tuple[Deed, ...]
    statuses: tuple[tuple[str, int], ...]

    @property
    def states(self) -> tuple[str, ...]:
        """The states in order of first mention, those named only by a place last."""
        named = [actor.iso3 for actor in self.actors if not actor.place]
        return tuple(dict.fromkeys([*named, *(actor.iso3 for actor in self.actors)]))

    @property
    def actors_proper(self) -> tuple[str, ...]:
        """The states named as such, in order of first mention."""
        return tuple(dict.fromkeys(actor.iso3 for actor in self.actors if not actor.place))


def _unit(text: Text, index: int, span: tuple[int, int], weight: float, parts: _Parts) -> Unit:
    start, end = text.span(*span) if span[1] > span[0] else (0, 0)
    actors = tuple(
        sorted(
            (Actor(iso3, name.start, name.end, name.kind in _PLACE_KINDS) for iso3, name in parts.mentions if start <= name.start < end),
            key=lambda actor: actor.start,
        )
    )
    deeds = []
    for hit in parts.deeds:
        if span[0] <= hit.start < span[1]:
            first, last = text.span(hit.start, hit.end)
            deeds.append(Deed(hit.cue.value, first, last, hit.cue.rule_id))
    statuses = tuple((hit.cue.value, text.span(hit.start, hit.end)[0]) for hit in parts.statuses if span[0] <= hit.start < span[1])
    return Unit(index, start, end, weight, actors, tuple(deeds), statuses)


@dataclass(frozen=True, slots=True)
class _Parts:
    mentions: Sequence[tuple[str, Mention]]
    deeds: Sequence[Hit]
    statuses: Sequence[Hit]


def _inside(position: int, excluded: Sequence[tuple[int, int]]) -> bool:
    return any(start <= position < end for start, end in excluded)


def cut(
    text: Text,
    mentions: Sequence[tuple[str, Mention]],
    deeds: Sequence[Hit],
    statuses: Sequence[Hit],
    excluded: Sequence[tuple[int, int]] = (),
) -> list[Unit]:
    """Cut a body into units.

    Args:
        text: The body.
        mentions: States named in it.
        deeds: Hits of the layer ``event``.
        statuses: Hits of the layer ``status``.
        excluded: Stretches that are no story (dateline, credit, read-also), as original offsets.
    """
    kept = [pair for pair in mentions if not _inside(pair[1].start, excluded)]
    acts = [hit for hit in longest(deeds) if not _inside(text.span(hit.start, hit.end)[0], excluded)]
    parts = _Parts(kept, acts, list(statuses))
    units = []
    for index, span in enumerate(text.sentences[:MAX_SENTENCES]):
        weight = _WEIGHTS[index] if index < len(_WEIGHTS) else _LATER
        units.append(_unit(text, index, span, weight, parts))
    return units


def cut_title(text: Text, mentions: Sequence[tuple[str, Mention]], deeds: Sequence[Hit], statuses: Sequence[Hit]) -> Unit:
    """Make the unit of a headline."""
    return _unit(text, TITLE, (0, len(text.folded)), 3.0, _Parts(mentions, longest(deeds), list(statuses)))
