"""Which pairs of states a story relates, and which pair its main act binds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise

from schemas.tags import DyadTag, Evidence
from transforms.logic.tagging.events_sides import told_last
from transforms.logic.tagging.text import Text
from transforms.logic.tagging.units import TITLE, Deed, Unit

_CROSS = 0.5
# In a sentence of many states the first two are the actors; a list relates nobody.
_MANY = 4
_OTHER = 0.35
_MIN_OTHER = 1.0
# What a state does in a country it mostly does to it; what is said or agreed there only happens there.
ACTS_ON_SCENE = frozenset({"ASSAULT", "MOBILIZE", "COERCE", "RETREAT", "AID"})
_SCENE_SHARE = {False: 0.3, True: 0.7}
# Acts that one side does to another: two that do them alike do not do them to each other.
_ONE_SIDED = frozenset({"ASSAULT", "ACCUSE", "SANCTION", "THREATEN", "COERCE", "PROTEST", "AID", "REJECT", "REQUEST"})
# Whose paper or ministry reported it is no third party: "..., Qatar's Al Jazeera reported".
_AS_SOURCE = 0.1
# The codebook decides by the headline: a pair that it names alone outweighs one that sentences below it name first.
_HEADLINE_PAIR = 2.0
_NO_STATE = frozenset({"IGO", "STAGE", "ARMED"})
_THREE = 3


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


def _led_by_others(unit: Unit, iso3: str) -> bool:
    """Tell whether a sentence opens with somebody who is no state: what happens in a country is then theirs."""
    start = min(actor.start for actor in unit.actors if actor.iso3 == iso3)
    bodies = (at for kind, at in unit.others if kind in _NO_STATE)
    people = (actor.start for actor in unit.actors if actor.people)
    return any(at < start for at in (*bodies, *people))


def _is_pair(unit: Unit) -> bool:
    """Tell whether a headline names two states that act and no third."""
    return len(_proper(unit)) == len(unit.states) == 2  # noqa: PLR2004


def _proper(unit: Unit) -> list[str]:
    """Return the states that act in a unit: no mere people, and no mere source where two others act."""
    proper = [iso3 for iso3 in unit.actors_proper if iso3 not in unit.only_people]
    acting = [iso3 for iso3 in proper if iso3 not in unit.only_sources]
    return acting if len(acting) > 1 else proper


def _allies(unit: Unit, proper: Sequence[str]) -> tuple[str, str, str] | None:
    """Return the two states that act alike on a third, or that a third acts on alike, and the third: "closed its borders with X and Y"."""
    deed = _deed_of(unit)
    if deed is None or deed.act.reciprocal or deed.act.plover not in _ONE_SIDED or len(proper) < _THREE:
        return None
    first = {iso3: next(actor for actor in unit.actors if actor.iso3 == iso3) for iso3 in proper[:_MANY]}
    one, two, three = proper[:_THREE]
    joined = [first[two].joined, first[three].joined]
    if sum(joined) != 1 or (joined[1] and len(proper) > _THREE and first[proper[_THREE]].joined):
        return None
    return (one, two, three) if joined[0] else (two, three, one)


def _unit_pairs(unit: Unit) -> list[tuple[str, str, float]]:
    """Return the pairs of one unit with their share: the first two states full, later ones less, places less still."""
    if len(unit.states) < 2:  # noqa: PLR2004
        return []
    people, proper = unit.only_people, _proper(unit)
    places = [iso3 for iso3 in unit.states if iso3 not in proper and iso3 not in people]
    allies = _allies(unit, proper)
    if allies:
        one, two, other = allies
        return [(one, other, 1.0), (two, other, 1.0), (one, two, _OTHER)]
    found = []
    for (i, first), (j, second) in combinations(enumerate(proper[:_MANY]), 2):
        share = 1.0 if (i, j) == (0, 1) else _OTHER
        found.append((first, second, share * (1.0 if len(proper) <= _MANY - 1 else 0.6)))
    if len(proper) == 1 and proper[0] not in unit.only_sources and not _led_by_others(unit, proper[0]):
        found += [(proper[0], place, _SCENE_SHARE[bool({deed.act.plover for deed in unit.deeds} & ACTS_ON_SCENE)]) for place in places[:1]]
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
        if not unit.actors:
            continue
        in_lead = unit.lead
        for iso3 in unit.states:
            value = unit.weight * (_AS_SOURCE if iso3 in unit.only_sources else 1.0 if iso3 in unit.actors_proper else 0.3)
            weights[iso3] += value
            lead_weights[iso3] += value if in_lead else 0.0
        deed = _deed_of(unit)
        act = 0.5 + (deed.act.weight if deed else 0.0)
        for first, second, share in _unit_pairs(unit):
            entry = pairs.setdefault(pair_of(first, second), PairScore())
            value = unit.weight * share * act * (_HEADLINE_PAIR if unit.headline and _is_pair(unit) else 1.0)
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
    """Return source, target and reciprocity: by order of mention, the doer of a passive first; both alike for acts done together."""
    first, second = pair.split("-")
    order = [iso3 for iso3 in unit.states if iso3 in (first, second)]
    if deed is None or deed.act.reciprocal or len(order) < 2:  # noqa: PLR2004
        return None, None, bool(deed and deed.act.reciprocal)
    agents = {actor.iso3 for actor in unit.actors if actor.agent}
    if order[1] in agents and order[0] not in agents:
        order.reverse()
    source, target = told_last(unit, tuple(order), deed)[:2]
    return source, target, False


def _twin(relations: Relations, principal: str | None) -> str | None:
    """Return the other pair that the main act binds alike where one state acts on two, or two on one."""
    entry = relations.pairs.get(principal or "")
    if entry is None:
        return None
    value, unit, _ = max(entry.units, key=lambda item: item[0])
    allies = _allies(unit, _proper(unit))
    if allies is None:
        return None
    pairs = {pair_of(ally, allies[2]) for ally in allies[:2]}
    others = pairs - {principal}
    alike = [pair for pair in others if (value, unit) in [item[:2] for item in relations.pairs[pair].units]]
    return alike[0] if principal in pairs and alike else None


def dyad_tags(text: Text, relations: Relations, principal: str | None) -> list[DyadTag]:
    """Return the pairs as tags: the principal first, then others the text relates by an act.

    Args:
        text: The body.
        relations: Its pairs.
        principal: The pair the main act binds, None where there is none.
    """
    top = max((entry.score for entry in relations.pairs.values()), default=0.0)
    tags = []
    bound = {principal, _twin(relations, principal)}
    for pair, entry in relations.pairs.items():
        with_deed = any(deed is not None for _, _, deed in entry.units)
        if pair not in bound and (not with_deed or entry.score < max(_MIN_OTHER, _OTHER * top)):
            continue
        _, unit, deed = max(entry.units, key=lambda item: item[0])
        source, target, reciprocal = _direction(unit, deed, pair)
        in_body = [item for item in entry.units if item[1].index != TITLE]
        evidence: tuple[Evidence, ...] = ()
        if in_body:
            _, shown, act = max(in_body, key=lambda item: item[0])
            evidence = (_evidence(text, shown, act, pair),)
        score = round(min(1.0, entry.score / (entry.score + 2.0)), 3)
        tags.append(DyadTag(pair, pair in bound, source, target, reciprocal, score, evidence))
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
