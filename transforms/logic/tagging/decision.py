"""Decide whether a story's main content is a security matter between exactly two states (codebook section 1)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from schemas.tags import OrganisationTag, TopicTag
from transforms.logic.tagging.dyads import Relations
from transforms.logic.tagging.topics_signals import SecuritySignals
from transforms.logic.tagging.units import TITLE, Unit

THRESHOLD = 0.5
_EARLY = 8
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


# Weights of the signals, set by hand from the codebook's rules and checked on the labelled stories.
_BIAS = -4.4
_WEIGHTS = {
    "lead_pair": 1.9,
    "title_pair": 1.2,
    "pair_lead": 0.9,
    "dominance": 2.0,
    "security_lead": 2.4,
    "security_body": 1.3,
    "lead_act": 0.8,
    "other_domain": -4.5,
    "third_state": -1.6,
    "organisation": -0.9,
    "one_sided": -1.4,
    "cues_apart": -1.6,
}


def _saturate(value: float, half: float) -> float:
    return value / (value + half) if value > 0 else 0.0


def _third(relations: Relations, pair: str) -> float:
    """Return how much a third state weighs in the lead against the weaker of the pair, 0 to 1."""
    states = pair.split("-")
    weaker = min(relations.lead_weights.get(state, 0.0) for state in states)
    third = max((weight for state, weight in relations.lead_weights.items() if state not in states), default=0.0)
    return min(1.0, third / weaker) if weaker else 1.0


def _signals(
    units: Sequence[Unit], relations: Relations, security: SecuritySignals, organisations: Sequence[OrganisationTag], cues: Sequence[int]
) -> dict[str, float]:
    pair = relations.principal
    if pair is None:
        return {}
    states = set(pair.split("-"))
    entry = relations.pairs[pair]
    total = sum(other.score for other in relations.pairs.values()) or 1.0
    title = next((unit for unit in units if unit.index == TITLE), None)
    lead = [unit for unit in units if TITLE < unit.index < 3]  # noqa: PLR2004
    weaker = min(relations.weights.get(state, 0.0) for state in states)
    stronger = max(relations.weights.get(state, 0.0) for state in states)
    lead_end = max((unit.end for unit in lead), default=0)
    bodies = [tag for tag in organisations if tag.type in {"IGO", "ARMED"} and any(item.start < lead_end for item in tag.evidence)]
    together = [unit for unit in units if TITLE < unit.index < _EARLY and states <= set(unit.states)]
    apart = not any(unit.start <= at < unit.end for unit in together for at in cues)
    return {
        "cues_apart": 1.0 if apart else 0.0,
        "lead_pair": 1.0 if any(states <= set(unit.states) for unit in lead[:2]) else 0.0,
        "title_pair": 1.0 if title is not None and states <= set(title.states) else 0.0,
        "pair_lead": _saturate(entry.lead, 3.0),
        "dominance": entry.score / total,
        "security_lead": _saturate(security.lead, 5.0),
        "security_body": _saturate(security.body, 3.0),
        "lead_act": 1.0 if any(deed for _, unit, deed in entry.units if deed and unit.index < 3) else 0.0,  # noqa: PLR2004
        "other_domain": max(security.lead_domain_share, security.domain_share * 0.8) * (2.0 if security.domain in _PLAY else 1.0),
        "third_state": _third(relations, pair),
        "organisation": min(1.0, len(bodies) / 2),
        "one_sided": 1.0 - _saturate(weaker, 0.35 * stronger) * 1.35 if stronger else 1.0,
    }


def decide(
    units: Sequence[Unit],
    relations: Relations,
    security: SecuritySignals,
    organisations: Sequence[OrganisationTag],
    cues: Sequence[int],
    topics: Sequence[TopicTag],
) -> Decision:
    """Decide whether a story is a bilateral-security story.

    Args:
        units: Headline and sentences.
        relations: Pairs of states.
        security: What the words say about security.
        organisations: Organisations named.
        cues: Where security words stand, as original offsets.
        topics: Topics of the story.
    """
    signals = _signals(units, relations, security, organisations, cues)
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
