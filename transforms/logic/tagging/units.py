"""A story cut into units, headline and sentences, with the states and acts of each, in reading order."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from schemas.tags import Mention
from transforms.logic.tagging.actors import beside, is_agent, is_located, is_people, source_of, stands_for_state
from transforms.logic.tagging.events_lexicon import Act
from transforms.logic.tagging.patterns import Hit, longest
from transforms.logic.tagging.text import Text
from transforms.logic.tagging.topics_spans import merged

# Relations are read in the first sentences only: what a wire story is about stands there, and the cost stays linear.
MAX_SENTENCES = 30
_PLACE_KINDS = frozenset({"capital", "city"})
_HEADLINE = 3.0
_REPEATED = 0.5
_WEIGHTS = (2.6, 2.0, 1.4, 1.0, 0.8)
_LATER = 0.45
_LEAD = 3
_LONGEST_HEADLINE = 220
_COMPARED = 40
TITLE = -1
_HOMES = {"tr": "TUR", "fa": "IRN", "id": "IDN", "mk": "MKD", "hr": "HRV", "ru": "RUS"}
_BESIDE = 4


class Actor(NamedTuple):
    """A state where a unit names it; offsets into the text as given.

    Args:
        place: Named by its capital or a city.
        located: Named as the place of something: "in Syria".
        state: The words mean the state, not a private person or thing of that nationality; told apart in the lead alone.
        people: The words mean people of that nationality: refugees, doctors, a minority.
        joined: Stands behind another state and an "and".
        source: Stands in the clause that only says who reported it.
        agent: Does what a passive verb says: "by Russian jets".
    """

    iso3: str
    start: int
    end: int
    place: bool
    located: bool = False
    state: bool = True
    people: bool = False
    joined: bool = False
    source: bool = False
    agent: bool = False


class Deed(NamedTuple):
    """An act where a unit names it; offsets into the text as given."""

    act: Act
    start: int
    end: int
    rule_id: str


@dataclass(frozen=True, slots=True)
class Marks:
    """What a text names, before it is cut into units.

    Args:
        mentions: States, officials of states among them.
        deeds: Hits of the layer ``event``.
        statuses: Hits of the layer ``status``.
        others: Actors that are no single state, with their offsets.
    """

    mentions: Sequence[tuple[str, Mention]]
    deeds: Sequence[Hit]
    statuses: Sequence[Hit]
    others: Sequence[tuple[str, int]] = ()


@dataclass(frozen=True)
class Unit:
    """A headline or a sentence.

    Args:
        text: The headline or the body that the offsets point into.
        index: -1 for a headline given apart, else the number of the sentence.
        headline: Part of the headline, given apart or the first line of the body.
        lead: Part of the headline or one of the first three sentences behind it.
        weight: How much it says of what the story is about.
        actors: States in order; a state named by its capital or a city is a place.
        deeds: Acts in order.
        statuses: Status words with their offsets.
        others: Actors that are no single state (``IGO``, ``STAGE`` the United Nations, ``ARMED``, ``BLOC``) and words of trade
            and lives, with their offsets.
    """

    text: Text
    index: int
    headline: bool
    lead: bool
    start: int
    end: int
    weight: float
    actors: tuple[Actor, ...]
    deeds: tuple[Deed, ...]
    statuses: tuple[tuple[str, int], ...]
    others: tuple[tuple[str, int], ...] = ()

    @cached_property
    def states(self) -> tuple[str, ...]:
        """The states in order of first mention, those named only by a place last."""
        named = [actor.iso3 for actor in self.actors if not actor.place]
        return tuple(dict.fromkeys([*named, *(actor.iso3 for actor in self.actors)]))

    @cached_property
    def actors_proper(self) -> tuple[str, ...]:
        """The states named as such, in order of first mention; one that is only the scene is left out."""
        return tuple(dict.fromkeys(actor.iso3 for actor in self.actors if not actor.place and not actor.located))

    @cached_property
    def only_people(self) -> frozenset[str]:
        """The states that stand here only in the name of people: "ethnic Albanians", "Swiss doctors"."""
        states = {actor.iso3 for actor in self.actors if not actor.people}
        return frozenset(actor.iso3 for actor in self.actors if actor.iso3 not in states)

    @cached_property
    def only_sources(self) -> frozenset[str]:
        """The states that only tell what others did: "..., Armenian officials said"."""
        acting = {actor.iso3 for actor in self.actors if not actor.source and not actor.place and not actor.located}
        return frozenset(actor.iso3 for actor in self.actors if actor.source and actor.iso3 not in acting)


_AND = re.compile(r"\s*(?:,?\s*(?:and|&|ve|и|i|dhe|et|y|e|dan|û)\s+(?:the |la |le |les |l'|el |los )?|\s?و\s?)$", re.IGNORECASE)


def _actor(text: Text, iso3: str, name: Mention, *, lead: bool) -> Actor:
    around = beside(text, name)
    located, people = is_located(text, name, around), is_people(text, name, around)
    state = not lead or stands_for_state(text, name, around)
    return Actor(iso3, name.start, name.end, name.kind in _PLACE_KINDS, located, state, people, agent=is_agent(text, around))


def _related(text: Text, actors: Sequence[Actor], start: int, end: int) -> tuple[Actor, ...]:
    """Mark the actors of a sentence that an "and" joins to the one before, and those that are only its source."""
    if not actors:
        return ()
    source = start + source_of(text.original[start:end].rstrip()) if text.language == "en" else end
    made: list[Actor] = []
    for actor in actors:
        joined = bool(made) and made[-1].iso3 != actor.iso3 and bool(_AND.fullmatch(text.original[made[-1].end : actor.start]))
        told = actor.start >= source
        # "in Geneva, Switzerland": the state is where its city is.
        beside = bool(made) and made[-1].place and made[-1].iso3 == actor.iso3 and text.original[made[-1].end : actor.start] == ", "
        made.append(actor._replace(joined=joined, source=told, located=actor.located or beside) if joined or told or beside else actor)
    return tuple(made)


def _unit(text: Text, index: int, span: tuple[int, int], place: _Place, marks: Marks) -> Unit:
    start, end = text.span(*span) if span[1] > span[0] else (0, 0)
    named = [_actor(text, iso3, name, lead=place.lead) for iso3, name in marks.mentions if start <= name.start < end]
    actors = _related(text, sorted(named, key=lambda actor: actor.start), start, end)
    deeds = []
    for hit in marks.deeds:
        if hit.cue.value is not None and span[0] <= hit.start < span[1] and text.folded[hit.start - 1 : hit.start] != "-":
            first, last = text.span(hit.start, hit.end)
            deeds.append(Deed(hit.cue.value, first, last, hit.cue.rule_id))
    statuses = tuple((hit.cue.value, text.span(hit.start, hit.end)[0]) for hit in marks.statuses if span[0] <= hit.start < span[1])
    others = tuple((kind, at) for kind, at in marks.others if start <= at < end)
    return Unit(text, index, place.headline, place.lead, start, end, place.weight, actors, tuple(deeds), statuses, others)


@dataclass(frozen=True, slots=True)
class _Place:
    headline: bool
    lead: bool
    weight: float


def headline_end(text: Text) -> int:
    r"""Return where the headline on the first line of a body ends, as a folded offset; 0 where there is none.

    >>> headline_end(Text("Ministers meet in Ankara\nThe ministers of defence met on Monday.", "en"))
    24
    """
    end = text.folded.find("\n")
    line = text.folded[: max(end, 0)].strip()
    return end if line and len(line) <= _LONGEST_HEADLINE and line[-1] not in ".;:,؛،" and text.folded[end:].strip() else 0


def _acts(hits: Sequence[Hit]) -> list[Hit]:
    """Keep the longest cues; of two that cover the same words the one that says it is no act goes first."""
    return longest(sorted(hits, key=lambda hit: hit.cue.value is not None))


def _parted(text: Text, spans: Sequence[tuple[int, int]], marks: Marks) -> list[Marks]:
    """Part marks by the sentence that they stand in or behind: each sentence then looks through its own alone."""
    folded, original = [start for start, _ in spans], [text.span(*span)[0] for span in spans]
    mentions: list[list[tuple[str, Mention]]] = [[] for _ in range(len(spans) + 1)]
    deeds: list[list[Hit]] = [[] for _ in mentions]
    statuses: list[list[Hit]] = [[] for _ in mentions]
    others: list[list[tuple[str, int]]] = [[] for _ in mentions]
    for pair in marks.mentions:
        mentions[bisect_right(original, pair[1].start)].append(pair)
    for hit in marks.deeds:
        deeds[bisect_right(folded, hit.start)].append(hit)
    for hit in marks.statuses:
        statuses[bisect_right(folded, hit.start)].append(hit)
    for other in marks.others:
        others[bisect_right(original, other[1])].append(other)
    return list(map(Marks, mentions, deeds, statuses, others))[1:]


def cut(text: Text, marks: Marks, excluded: Sequence[tuple[int, int]] = (), title: str = "") -> list[Unit]:
    """Cut a body into units.

    Args:
        text: The body.
        marks: What it names.
        excluded: Stretches that are no story (dateline, credit, read-also), as original offsets.
        title: The headline given apart, folded: the first line of a body often repeats it.
    """
    outside = merged(excluded)
    named = [pair for pair in marks.mentions if not outside.covers(pair[1].start)]
    acts = [hit for hit in _acts(marks.deeds) if not outside.covers(text.span(hit.start, hit.end)[0])]
    kept = Marks(named, acts, marks.statuses, marks.others)
    first_line = headline_end(text)
    repeated = bool(title) and text.folded.lstrip().startswith(title[:_COMPARED])
    units: list[Unit] = []
    rank = 0
    spans = text.sentences[:MAX_SENTENCES]
    for index, (span, own) in enumerate(zip(spans, _parted(text, spans, kept), strict=True)):
        if span[0] < first_line:
            place = _Place(headline=True, lead=True, weight=_REPEATED if repeated else _HEADLINE)
        else:
            place = _Place(headline=False, lead=rank < _LEAD, weight=_WEIGHTS[rank] if rank < len(_WEIGHTS) else _LATER)
            rank += 1
        units.append(_unit(text, index, span, place, own))
    return units


def home_of(language: str) -> str | None:
    """Return the one state whose wires write in a language; None where several do.

    >>> home_of("tr"), home_of("ar")
    ('TUR', None)
    """
    return _HOMES.get(language)


def at_home(unit: Unit, posts: Sequence[Hit]) -> Unit:
    """Give a unit of the lead the state of its language where it names a post without a state.

    Only languages that one state's wires write in have a home; an own border or army says the same.

    Args:
        unit: A headline or sentence.
        posts: Hits of the layer ``post`` in the body.
    """
    home = home_of(unit.text.language)
    if home is None or not unit.lead or unit.index == TITLE or home in unit.states:
        return unit
    for hit in posts:
        start, end = unit.text.span(hit.start, hit.end)
        is_beside = any(min(abs(actor.start - end), abs(start - actor.end)) <= _BESIDE for actor in unit.actors)
        if unit.start <= start < unit.end and not is_beside:
            actors = sorted((*unit.actors, Actor(home, start, end, place=False)), key=lambda actor: actor.start)
            return replace(unit, actors=tuple(actors))
    return unit


def cut_title(text: Text, marks: Marks) -> Unit:
    """Make the unit of a headline."""
    kept = Marks(marks.mentions, _acts(marks.deeds), marks.statuses, marks.others)
    return _unit(text, TITLE, (0, len(text.folded)), _Place(headline=True, lead=True, weight=_HEADLINE), kept)
