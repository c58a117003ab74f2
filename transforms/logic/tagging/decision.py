"""Decide whether a story's main content is a security matter between exactly two states (codebook section 1)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from schemas.tags import TopicTag
from transforms.logic.tagging.dyads import Relations
from transforms.logic.tagging.topics_signals import SecuritySignals
from transforms.logic.tagging.units import TITLE, Unit

THRESHOLD = 0.5
_EARLY = 8
_ONE_AGAINST_TWO = 3
_MANY_STATES = frozenset({"BLOC", "IGO"})
_PLAIN_ACT = 0.8
# Both named in headline and lead, in different sentences.
_SPREAD = 0.6
# Sport borrows the words of war: there they prove nothing.
_PLAY = frozenset({"sport", "culture"})


@dataclass(frozen=True, slots=True)
class Decision:
    """The decision with what made it.

    Args:
        score: 0 to 1; ``margin`` its distance from the threshold, positive for yes.
        reasons: Signals that counted, the heaviest first, such as ``lead_pair:IDN-RUS``.
        principal: The pair, whatever the decision.
    """

    bilateral: bool
    score: float
    margin: float
    reasons: tuple[str, ...]
    principal: str | None


# Weights of the signals: the codebook's rules, rounded from a fit to the development stories (tests/eval/fit_decision.py, which also
# prints what they give on stories that they were not fitted to).
_BIAS = -3.5
_WEIGHTS = {
    "lead_pair": 1.2,
    "title_pair": 0.7,
    "pair_lead": 0.5,
    "dominance": 0.3,
    "act_pair": 1.2,
    "title_security": 1.1,
    "security_lead": 0.6,
    "security_body": 3.3,
    "other_domain": -4.9,
    "trade": -2.7,
    "portrait": -2.4,
    "third_state": -0.8,
    "headline_many": -2.2,
    "bloc": -3.0,
    "bloc_first": -1.2,
    "armed": -1.8,
    "private": -1.6,
    "one_sided": -2.6,
    "cues_apart": -0.7,
}


def _saturate(value: float, half: float) -> float:
    return value / (value + half) if value > 0 else 0.0


def _third(relations: Relations, pair: str) -> float:
    """Return how much a third state weighs in the lead against the weaker of the pair, 0 to 1."""
    states = pair.split("-")
    weaker = min(relations.lead_weights.get(state, 0.0) for state in states)
    third = max((weight for state, weight in relations.lead_weights.items() if state not in states), default=0.0)
    return min(1.0, third / weaker) if weaker else 1.0


def _crowd(opening: Sequence[Unit]) -> dict[str, float]:
    """Say what else than a pair of states headline and first sentence are about.

    Args:
        opening: Headline and first sentence.
    """
    kinds = {kind for unit in opening for kind, _ in unit.others}
    first = any(
        min(at for kind, at in unit.others if kind in _MANY_STATES) < min((actor.start for actor in unit.actors), default=unit.end)
        for unit in opening
        if _MANY_STATES & {kind for kind, _ in unit.others}
    )
    return {
        "bloc": float(bool(_MANY_STATES & kinds)),
        "bloc_first": float(first),
        "armed": float("ARMED" in kinds),
        "trade": float("TRADE" in kinds),
        "portrait": float("PORTRAIT" in kinds),
    }


def _signals(units: Sequence[Unit], relations: Relations, security: SecuritySignals, cues: Sequence[int]) -> dict[str, float]:
    pair = relations.principal
    if pair is None:
        return {}
    states = set(pair.split("-"))
    entry = relations.pairs[pair]
    headline = [unit for unit in units if unit.headline]
    opening = [unit for unit in units if unit.lead]
    lead = [unit for unit in opening if not unit.headline]
    named = [actor for unit in opening for actor in unit.actors if not actor.located and not actor.place]
    proper, acting = {actor.iso3 for actor in named}, {actor.iso3 for actor in named if actor.state}
    clauses = [unit for unit in opening if states <= {actor.iso3 for actor in unit.actors if actor.state and not actor.place}]
    together = [unit for unit in units if TITLE < unit.index < _EARLY and states <= set(unit.states)]
    weaker, stronger = sorted(relations.weights.get(state, 0.0) for state in states)
    total = sum(other.score for other in relations.pairs.values()) or 1.0
    in_lead = any(states <= set(unit.states) for unit in lead[:2])
    return {
        **_crowd([*headline, *lead[:1]]),
        "lead_pair": 1.0 if in_lead else _SPREAD if states <= proper else 0.0,
        "title_pair": float(any(states <= set(unit.states) for unit in headline)),
        "pair_lead": _saturate(entry.lead, 3.0),
        "dominance": entry.score / total,
        "act_pair": float(any(deed.act.weight >= _PLAIN_ACT for unit in clauses for deed in unit.deeds)),
        "title_security": float(security.title > 0),
        "security_lead": _saturate(security.lead, 5.0),
        "security_body": _saturate(security.body, 3.0),
        "other_domain": max(security.lead_domain_share, security.domain_share * 0.8) * (2.0 if security.domain in _PLAY else 1.0),
        "third_state": _third(relations, pair),
        "headline_many": float(len({iso3 for unit in headline for iso3 in unit.actors_proper}) > _ONE_AGAINST_TWO),
        "private": float(states & acting < states & proper),
        "one_sided": 1.0 - _saturate(weaker, 0.35 * stronger) * 1.35 if stronger else 1.0,
        "cues_apart": float(not any(unit.start <= at < unit.end for unit in together for at in cues)),
    }


def decide(
    units: Sequence[Unit],
    relations: Relations,
    security: SecuritySignals,
    cues: Sequence[int],
    topics: Sequence[TopicTag],
) -> Decision:
    """Decide whether a story is a bilateral-security story.

    Args:
        units: Headline and sentences.
        relations: Pairs of states.
        security: What the words say about security.
        cues: Where security words stand, as original offsets.
        topics: Topics of the story.
    """
    signals = _signals(units, relations, security, cues)
    pair = relations.principal
    if not signals or pair is None:
        return Decision(False, 0.0, -THRESHOLD, ("no_pair",), None)  # noqa: FBT003
    parts = {name: _WEIGHTS[name] * value for name, value in signals.items()}
    score = 1 / (1 + math.exp(-(_BIAS + sum(parts.values()))))
    if security.lead <= 0 and security.body < 1.0:
        score = min(score, 0.2)
    if not topics:
        # The codebook gives every such story a topic.
        score, parts["no_topic"] = min(score, 0.4), -1.0
    said = sorted(((abs(value), name) for name, value in parts.items() if abs(value) >= 0.2), reverse=True)  # noqa: PLR2004
    reasons = tuple(_reason(name, pair, security) for _, name in said)
    return Decision(score >= THRESHOLD, round(score, 3), round(score - THRESHOLD, 3), reasons, pair)


def _reason(name: str, pair: str, security: SecuritySignals) -> str:
    detail = {
        "lead_pair": pair,
        "title_pair": pair,
        "security_lead": next((code for code, _ in security.topics), ""),
        "other_domain": security.domain,
    }.get(name, "")
    return f"{name}:{detail}" if detail else name
