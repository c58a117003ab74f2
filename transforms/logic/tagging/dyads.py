"""Which pairs of states a story relates, and which pair its main act binds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise

from schemas.tags import DyadTag, Evidence
from transforms.logic.tagging.text import Text
from transforms.logic.tagging.units import TITLE, Deed, Unit

_CROSS = 0.5
# In a sentence of many states the first two are the actors; a list relates nobody.
_MANY = 4
_OTHER = 0.35
_MIN_OTHER = 1.0
# What a state does in a country it mostly does to it; what is said or agreed there only happens there.
_ACTS_ON_SCENE = frozenset({"ASSAULT", "MOBILIZE", "COERCE", "RETREAT", "AID"})
_SCENE_SHARE = {False: 0.3, True: 0.7}
_SOV = frozenset({"tr", "fa", "kmr", "ckb"})


def pair_of(first: str, second: str) -> str:
    """Return the key of a pair.

    >>> pair_of("RUS", "IDN")
    'IDN-RUS'
    """
    return "-".join(sorted((first, second)))


@dataclass(slots=True)
class PairScore:
    """What speaks for a pair while it is added up.

    Args:
        lead: Score from headline and first three sentences.
        units: Units that name both with an act, best first evidence.
    """

    score: float = 0.0
    lead: float = 0.0
    units: list[tuple[float, Unit, Deed | None]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Relations:
    """The pairs of a story.

    Args:
        pairs: Score by pair, best first.
        weights: Weight of each state over the whole story.
        lead_weights: The same over headline and lead.
    """

    pairs: dict[str, PairScore]
    weights: dict[str, float]
    lead_weights: dict[str, float]

    @property
    def principal(self) -> str | None:
        """The best pair, None where there is none."""
        return next(iter(self.pairs), None)


def _deed_of(unit: Unit) -> Deed | None:
    return max(unit.deeds, key=lambda deed: deed.act.weight, default=None)


def _unit_pairs(unit: Unit) -> list[tuple[str, str, float]]:
    """Return the pairs of one unit with their share: the first two states full, later ones less, places less still."""
    people = unit.only_people
    proper = [iso3 for iso3 in unit.actors_proper if iso3 not in people]
    places = [iso3 for iso3 in unit.states if iso3 not in proper and iso3 not in people]
    found = []
    for (i, first), (j, second) in combinations(enumerate(proper[:_MANY]), 2):
        share = 1.0 if (i, j) == (0, 1) else _OTHER
        found.append((first, second, share * (1.0 if len(proper) <= _MANY - 1 else 0.6)))
    if len(proper) == 1:
        found += [(proper[0], place, _SCENE_SHARE[bool({deed.act.plover for deed in unit.deeds} & _ACTS_ON_SCENE)]) for place in places[:1]]
    return found


def relate(units: Sequence[Unit]) -> Relations:
    """Add up what speaks for each pair of states.

    Args:
        units: Headline, where there is one, and sentences.
    """
    pairs: dict[str, PairScore] = {}
    weights: defaultdict[str, float] = defaultdict(float)
    lead_weights: defaultdict[str, float] = defaultdict(float)
    for unit in units:
        in_lead = unit.lead
        for iso3 in unit.states:
            value = unit.weight * (1.0 if iso3 in unit.actors_proper else 0.3)
            weights[iso3] += value
            lead_weights[iso3] += value if in_lead else 0.0
        deed = _deed_of(unit)
        act = 0.5 + (deed.act.weight if deed else 0.0)
        for first, second, share in _unit_pairs(unit):
            entry = pairs.setdefault(pair_of(first, second), PairScore())
            value = unit.weight * share * act
            entry.score += value
            entry.lead += value if in_lead else 0.0
            entry.units.append((value, unit, deed))
    _across(units, pairs)
    ordered = dict(sorted(pairs.items(), key=lambda item: (-(item[1].score + item[1].lead), item[0])))
    return Relations(ordered, dict(weights), dict(lead_weights))


def _across(units: Sequence[Unit], pairs: dict[str, PairScore]) -> None:
    """A lead often spreads its two states over two sentences: "Warsaw said ... Belarus answered"."""
    lead = [unit for unit in units if unit.lead]
    for one, two in pairwise(lead):
        if len(one.actors_proper) == 1 and len(two.actors_proper) >= 1:
            first, second = one.actors_proper[0], next((iso3 for iso3 in two.actors_proper if iso3 != one.actors_proper[0]), None)
            if second:
                value = _CROSS * min(one.weight, two.weight) * (0.5 + max((deed.act.weight for deed in (*one.deeds, *two.deeds)), default=0.0))
                entry = pairs.setdefault(pair_of(first, second), PairScore())
                entry.score += value
                entry.lead += value
                entry.units.append((value, one, _deed_of(one)))


def _direction(unit: Unit, deed: Deed | None, pair: str) -> tuple[str | None, str | None, bool]:
    """Return source, target and reciprocity: by order of mention, the actor first; both alike for acts done together."""
    first, second = pair.split("-")
    order = [iso3 for iso3 in unit.states if iso3 in (first, second)]
    if deed is None or deed.act.reciprocal or len(order) < 2:  # noqa: PLR2004
        return None, None, bool(deed and deed.act.reciprocal)
    return order[0], order[1], False


def dyad_tags(text: Text, relations: Relations, principal: str | None) -> list[DyadTag]:
    """Return the pairs as tags: the principal first, then others the text relates by an act.

    Args:
        text: The body.
        relations: Its pairs.
        principal: The pair the main act binds, None where there is none.
    """
    top = max((entry.score for entry in relations.pairs.values()), default=0.0)
    tags = []
    for pair, entry in relations.pairs.items():
        with_deed = any(deed is not None for _, _, deed in entry.units)
        if pair != principal and (not with_deed or entry.score < max(_MIN_OTHER, _OTHER * top)):
            continue
        _, unit, deed = max(entry.units, key=lambda item: item[0])
        source, target, reciprocal = _direction(unit, deed, pair)
        in_body = [item for item in entry.units if item[1].index != TITLE]
        evidence: tuple[Evidence, ...] = ()
        if in_body:
            _, shown, act = max(in_body, key=lambda item: item[0])
            evidence = (_evidence(text, shown, act, pair),)
        score = round(min(1.0, entry.score / (entry.score + 2.0)), 3)
        tags.append(DyadTag(pair, pair == principal, source, target, reciprocal, score, evidence))
    return sorted(tags, key=lambda tag: (not tag.principal, -tag.score, tag.pair))


def _evidence(text: Text, unit: Unit, deed: Deed | None, pair: str) -> Evidence:
    """Return the stretch of a unit from its first to its last word that names the pair and the act."""
    states = pair.split("-")
    firsts = [next((actor for actor in unit.actors if actor.iso3 == state), None) for state in states]
    edges = [(actor.start, actor.end) for actor in firsts if actor]
    if deed:
        edges.append((deed.start, deed.end))
    start, end = (min(edge[0] for edge in edges), max(edge[1] for edge in edges)) if edges else (unit.start, unit.end)
    return Evidence(start, end, text.original[start:end], f"dyad.unit:{deed.rule_id if deed else 'named_together'}")
