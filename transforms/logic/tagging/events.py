"""Acts between states: root, mode, status, actors, date and venue, each with its words."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from schemas.tags import EventTag, Evidence, Mention, TopicTag
from schemas.topics import topics_table
from transforms.logic.dates import DateMention
from transforms.logic.tagging.dyads import pair_of
from transforms.logic.tagging.events_sides import in_order, sides, told_last
from transforms.logic.tagging.events_verbs import BLAMED, VERB_LAST, place_factor, verbs_of
from transforms.logic.tagging.text import Text
from transforms.logic.tagging.units import TITLE, Deed, Unit

MAX_EVENTS = 8
QUADS = {
    "verbal_cooperation": ("AGREE", "CONSULT", "SUPPORT", "CONCEDE"),
    "material_cooperation": ("COOPERATE", "AID", "RETREAT"),
    "verbal_conflict": ("REQUEST", "ACCUSE", "REJECT", "THREATEN"),
    "material_conflict": ("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"),
}
_QUAD = {root: quad for quad, roots in QUADS.items() for root in roots}
# In a tie the act that says more: a signature outweighs the meeting at which it was given.
_RANK = {"SANCTION": 9, "COERCE": 8, "ASSAULT": 8, "AID": 8, "MOBILIZE": 7, "COOPERATE": 7, "RETREAT": 7, "CONCEDE": 7, "THREATEN": 7, "REJECT": 6}
_ORDER = ("denied", "cancelled", "postponed", "proposed", "planned", "alleged", "historical", "ongoing")
# Acts done by saying so, and what their words may hold without telling where they stand.
_SAID = frozenset({"ACCUSE", "REJECT", "REQUEST", "THREATEN"})
_IN_WORDS = frozenset({"planned", "alleged"})
_NEAR = 60
_PLACE = frozenset({"capital", "city"})
_MIN_WEIGHT = 0.5
_CONDOLING = 0.15
_IN_HEADLINE = 1.3
_EMPATHY = "018"  # CAMEO: make empathetic comment
_ANNOUNCED = 0.8
# "In" before a place, in the languages that say it with a word.
_IN = re.compile(r"(?:^|\s)(?:in|at|di|à|a|en|в|во|у|u|në|li|لە|في|فی|در|ب)\s$")
_LOCATIVE = re.compile(r"['’][dt][ae]$")


def status_of(unit: Unit, deed: Deed, *, verb_last: bool = False) -> str:
    """Return where an act stands by the words around it: the first status in order that stands near it in its unit.

    Who accuses, refuses, asks or threatens has done so: what is planned or alleged behind such a word is what was said.

    Args:
        unit: The headline or sentence.
        deed: The act.
        verb_last: The language puts what was said before the verb.
    """
    near = {name for name, position in unit.statuses if position - deed.start >= -_NEAR and position - deed.end <= _NEAR // 2}
    if deed.act.plover in _SAID:
        near -= {name for name, position in unit.statuses if name in _IN_WORDS and (verb_last or position >= deed.start)}
    return next((name for name in _ORDER if name in near), "happened")


def _date_of(unit: Unit, dates: Sequence[DateMention], story: dt.date | None) -> tuple[dt.date | None, str | None, str | None]:
    inside = [date for date in dates if unit.start <= date.start < unit.end]
    if inside:
        found = inside[0]
        basis = "explicit" if found.basis == "explicit" else f"relative:{'published' if story else 'text'}"
        return found.value, found.precision, basis
    return (story, "day", "fallback:published") if story else (None, None, None)


def _is_venue(text: Text, mention: Mention) -> bool:
    """Tell whether a mention is a place of the act: a city, or a seat of power behind "in" or with a locative ending."""
    if mention.kind in _PLACE:
        return True
    before = text.original[max(0, mention.start - 8) : mention.start].lower()
    return mention.kind == "metonym" and bool(_IN.search(before) or (text.language == "tr" and _LOCATIVE.search(mention.text)))


def _venue_of(text: Text, unit: Unit, mentions: Sequence[tuple[str, Mention]]) -> tuple[str | None, str | None]:
    for iso3, mention in mentions:
        if unit.start <= mention.start < unit.end and _is_venue(text, mention):
            return mention.text, iso3
    return None, None


def _score(unit: Unit, deed: Deed, principal: str | None) -> float:
    states = unit.actors_proper
    pair = pair_of(states[0], states[1]) if len(states) >= 2 else ""  # noqa: PLR2004
    bonus = 1.6 if pair and pair == principal else 1.2 if principal and any(state in principal for state in states) else 0.7
    return unit.weight * (_IN_HEADLINE if unit.headline else 1.0) * deed.act.weight * bonus


def _is_condolence(units: Sequence[Unit]) -> bool:
    """Tell whether the lead of a story condemns an attack and stands by those attacked: support for them, not blame."""
    lead = [unit for unit in units if unit.lead]
    blamed = any({"ACCUSE", "ASSAULT"} <= {deed.act.plover for deed in unit.deeds} for unit in lead)
    return blamed and any(deed.act.cameo == _EMPATHY for unit in lead for deed in unit.deeds)


def _in_body(units: Sequence[Unit], states: Sequence[str]) -> Unit | None:
    """Return the first sentence that names the pair, else the first that names one of the two: where a headline's act is shown."""
    body = [unit for unit in units if unit.index != TITLE]
    both = (unit for unit in body if set(states) <= set(unit.states))
    return next(both, None) or next((unit for unit in body if set(states) & set(unit.states)), None)


@dataclass(frozen=True)
class Setting:
    """What the acts of a story are read against.

    Args:
        body: The body; all evidence points into it.
        mentions: States of the body with offsets, for venues.
        dates: Dates of the body.
        topics: Topics, for contexts.
        principal: The principal pair.
        day: Day of publication.
    """

    body: Text
    mentions: Sequence[tuple[str, Mention]]
    dates: Sequence[DateMention]
    topics: Sequence[TopicTag]
    principal: str | None
    day: dt.date | None

    @cached_property
    def states(self) -> list[str]:
        """The two states of the principal pair, or none."""
        return self.principal.split("-") if self.principal else []

    @cached_property
    def contexts(self) -> tuple[str, ...]:
        """PLOVER contexts of the topics."""
        return tuple(sorted({context for topic in self.topics for context in topics_table()[topic.code].plover}))


@dataclass(frozen=True, slots=True)
class _Found:
    """An act while it is weighed against the others.

    Args:
        where: The sentence of the body that shows it; ``start`` and ``end`` are the words of it that do.
        score: What speaks for it by itself.
        rank: The same with what decides ties, and with the headline that announces it.
    """

    unit: Unit
    deed: Deed
    where: Unit
    score: float
    rank: float
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    start: int
    end: int


def find_events(units: Sequence[Unit], setting: Setting) -> list[EventTag]:
    """Return the acts of a story in reading order, one of them primary.

    An act that only the headline names is shown by the sentence of the body that names its actors; its rule starts with ``title:``.

    Args:
        units: Headline and sentences.
        setting: What they are read against.
    """
    condoling = _is_condolence(units)
    shown = _in_body(units, setting.states)
    found: list[_Found] = []
    for unit in units:
        where = shown if unit.index == TITLE else unit
        if where is None or not unit.deeds:
            continue
        verbs, states = verbs_of(unit), in_order(unit)
        for deed in _strongest(unit):
            score = _score(unit, deed, setting.principal) * place_factor(unit, deed, verbs)
            if condoling and deed.act.plover in BLAMED | {"ACCUSE"}:
                score *= _CONDOLING
            if score >= _MIN_WEIGHT:
                actors, recipients = sides(told_last(unit, states, deed), deed, setting.states)
                edges = _edges(unit, deed, where, (*actors, *recipients))
                found.append(_Found(unit, deed, where, score, score + _RANK.get(deed.act.plover, 5) / 100, actors, recipients, *edges))
    return _chosen(_joined(found), setting)


def _strongest(unit: Unit) -> list[Deed]:
    """Return the acts of a unit, one for each root, in order."""
    best: dict[str, Deed] = {}
    for deed in unit.deeds:
        if deed.act.plover not in best or deed.act.weight > best[deed.act.plover].act.weight:
            best[deed.act.plover] = deed
    return sorted(best.values(), key=lambda deed: deed.start)


def _edges(unit: Unit, deed: Deed, where: Unit, states: Sequence[str]) -> tuple[int, int]:
    actors = [(actor.start, actor.end) for actor in where.actors if actor.iso3 in states]
    edges = [(deed.start, deed.end), *actors][:3] if where is unit else actors[:3] or [(where.start, where.end)]
    return min(edge[0] for edge in edges), max(edge[1] for edge in edges)


def _tag(found: _Found, setting: Setting, *, primary: bool) -> EventTag:
    deed, where = found.deed, found.where
    date, precision, basis = _date_of(where, setting.dates, setting.day)
    city, country = _venue_of(setting.body, where, setting.mentions)
    rule = deed.rule_id if where is found.unit else f"title:{deed.rule_id}"
    return EventTag(
        plover=deed.act.plover,
        mode=deed.act.mode or None,
        cameo=deed.act.cameo or None,
        quad_class=_QUAD[deed.act.plover],
        contexts=setting.contexts,
        status=status_of(found.unit, deed, verb_last=setting.body.language in VERB_LAST),
        actors=found.actors,
        recipients=found.recipients,
        date=date,
        date_precision=precision,
        date_basis=basis,
        venue_city=city,
        venue_country=country,
        score=round(found.score / (found.score + 2), 3),
        primary=primary,
        evidence=(Evidence(found.start, found.end, setting.body.original[found.start : found.end], rule),),
    )


def _joined(found: Sequence[_Found]) -> list[_Found]:
    """Let a headline's act lend its weight to the act of the body that it announces, and stand alone only where there is none."""
    kept = [item for item in found if item.where is item.unit]
    for title in (item for item in found if item.where is not item.unit):
        same = [index for index, item in enumerate(kept) if item.deed.act.plover == title.deed.act.plover]
        if same:
            best = max(same, key=lambda index: kept[index].rank)
            ranks = sorted((title.rank, kept[best].rank))
            kept[best] = replace(kept[best], rank=ranks[1] + _ANNOUNCED * ranks[0])
        else:
            kept.append(title)
    return kept


def _chosen(found: Sequence[_Found], setting: Setting) -> list[EventTag]:
    """Keep the heaviest acts, mark the heaviest as primary and put them back in reading order."""
    ranked = sorted(found, key=lambda item: (-item.rank, item.start))[:MAX_EVENTS]
    tags = [_tag(item, setting, primary=item is ranked[0]) for item in ranked]
    return sorted(tags, key=lambda tag: tag.evidence[0].start)
