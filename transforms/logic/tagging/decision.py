"""Decide whether a story's main content is a security matter between exactly two states (codebook section 1)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from schemas.tags import TopicTag
from transforms.logic.tagging.decision_frames import Frames, acting, engaged
from transforms.logic.tagging.dyads import Relations
from transforms.logic.tagging.topics_signals import SecuritySignals
from transforms.logic.tagging.units import Unit

THRESHOLD = 0.5
_ONE_AGAINST_TWO = 3
_MANY_STATES = frozenset({"BLOC", "IGO"})
_PLAIN_ACT = 0.8
# Sport borrows the words of war: there they prove nothing.
_SPORT = "sport"
_PLAY = frozenset({_SPORT, "culture"})
_PLAYED, _SPORT_WORDS = 0.5, 2


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


# Weights of the signals: the codebook's rules, rounded from a fit to labelled stories (tests/eval/fit_decision.py, which also
# prints what they give on stories that they were not fitted to).
_BIAS = -3.8
WEIGHTS = {
    "title_pair": 0.6,
    "act_pair": 1.1,
    "title_security": 1.0,
    "security_body": 6.0,
    "other_domain": -5.7,
    "trade": -3.2,
    "portrait": -2.4,
    "third_state": -1.0,
    "headline_many": -2.4,
    "bloc": -4.5,
    "armed": -2.3,
    "one_sided": -2.9,
    "idle": -1.1,
    "outsider": -1.5,
    "partners": -0.7,
    "firm": -1.5,
}


# What each signal means, for whoever asks why; the first four speak for a story, the others against it.
MEANINGS = {
    "title_pair": "the headline names both states",
    "act_pair": "both act in one sentence of the lead that reports a plain act",
    "title_security": "the headline speaks of security",
    "security_body": "words of security are dense",
    "other_domain": "words of another domain outweigh them",
    "trade": "the lead is about trade measures",
    "portrait": "it reads like a life or a list",
    "third_state": "a third state weighs as much in the lead",
    "headline_many": "the headline names more than three states",
    "bloc": "a bloc or an organisation of states is in the headline or first sentence",
    "armed": "an armed group is in the headline or first sentence",
    "one_sided": "one of the two states is hardly named",
    "idle": "one of the two, or both, never act in the lead",
    "outsider": "another state is the first to act",
    "partners": "several partners or countries are named together",
    "firm": "a company is named before any state that acts",
    "no_topic": "no topic of the codebook was found",
    "no_pair": "no two states are related",
}


def is_sport(security: SecuritySignals, topics: Sequence[TopicTag], words: int) -> bool:
    """Tell whether a text is about sport alone: what its words of war do is done on a pitch.

    Args:
        security: What the words say about security.
        topics: Topics of the story.
        words: Different words of sport that it holds; "match" alone may be a verb.
    """
    return not topics and security.domain == _SPORT and security.lead_domain_share >= _PLAYED and words >= _SPORT_WORDS


def _saturate(value: float, half: float) -> float:
    return value / (value + half) if value > 0 else 0.0


def _third(relations: Relations, pair: str) -> float:
    """Return how much a third state weighs in the lead against the weaker of the pair, 0 to 1."""
    states = pair.split("-")
    weaker = min(relations.lead_weights.get(state, 0.0) for state in states)
    third = max((weight for state, weight in relations.lead_weights.items() if state not in states), default=0.0)
    return min(1.0, third / weaker) if weaker else 1.0


def _crowd(states: set[str], opening: Sequence[Unit], frames: Frames) -> dict[str, float]:
    """Say what else than a pair of states headline and first sentence are about.

    An armed group that both states of the pair deal with is what they speak of, not whom one of them deals with.

    Args:
        states: The pair.
        opening: Headline and first sentence.
        frames: Frames of the story.
    """
    kinds = {kind for unit in opening for kind, _ in unit.others}
    alone = {kind for unit in opening if not states <= engaged(unit, frames) for kind, _ in unit.others}
    return {
        "bloc": float(bool(_MANY_STATES & kinds)),
        "armed": float("ARMED" in alone),
        "trade": float("TRADE" in kinds),
        "portrait": float("PORTRAIT" in kinds),
        "partners": float(any(frame.kind == "partners" for unit in opening for frame in frames.within(unit))),
        "firm": float(any(_firm_leads(unit, frames) for unit in opening)),
    }


def _firm_leads(unit: Unit, frames: Frames) -> bool:
    """Tell whether a company is named before any state that acts."""
    first = min((actor.start for actor in acting(unit, frames)), default=unit.end)
    return any(frame.kind == "firm" and frame.start < first for frame in frames.within(unit))


def _players(states: set[str], lead: Sequence[Unit], opening: Sequence[Unit], frames: Frames) -> dict[str, float]:
    """Say how many of the pair never act in the lead, and how often another state is the first to act.

    Args:
        states: The pair.
        lead: Headline and first three sentences.
        opening: Headline and first sentence.
        frames: Frames of the story.
    """
    active = {iso3 for unit in lead for iso3 in engaged(unit, frames)}
    firsts = [actors[0].iso3 for unit in opening if (actors := acting(unit, frames))]
    outside = sum(iso3 not in states for iso3 in firsts)
    return {"idle": float(len(states - active)), "outsider": outside / len(firsts) if firsts else 0.0}


def _signals(units: Sequence[Unit], relations: Relations, security: SecuritySignals, frames: Frames) -> dict[str, float]:
    pair = relations.principal
    if pair is None:
        return {}
    states = set(pair.split("-"))
    headline = [unit for unit in units if unit.headline]
    lead = [unit for unit in units if unit.lead]
    opening = [*headline, *[unit for unit in lead if not unit.headline][:1]]
    clauses = [unit for unit in lead if states <= engaged(unit, frames)]
    weaker, stronger = sorted(relations.weights.get(state, 0.0) for state in states)
    return {
        **_crowd(states, opening, frames),
        **_players(states, lead, opening, frames),
        "title_pair": float(any(states <= set(unit.states) for unit in headline)),
        "act_pair": float(any(deed.act.weight >= _PLAIN_ACT for unit in clauses for deed in unit.deeds)),
        "title_security": float(security.title > 0),
        "security_body": _saturate(security.body, 3.0),
        "other_domain": max(security.lead_domain_share, security.domain_share * 0.8) * (2.0 if security.domain in _PLAY else 1.0),
        "third_state": _third(relations, pair),
        "headline_many": float(len({iso3 for unit in headline for iso3 in unit.actors_proper}) > _ONE_AGAINST_TWO),
        "one_sided": 1.0 - _saturate(weaker, 0.35 * stronger) * 1.35 if stronger else 1.0,
    }


def decide(
    units: Sequence[Unit],
    relations: Relations,
    security: SecuritySignals,
    topics: Sequence[TopicTag],
    frames: Frames,
) -> Decision:
    """Decide whether a story is a bilateral-security story.

    Args:
        units: Headline and sentences.
        relations: Pairs of states.
        security: What the words say about security.
        topics: Topics of the story.
        frames: What else headline and sentences are about.
    """
    signals = _signals(units, relations, security, frames)
    pair = relations.principal
    if not signals or pair is None:
        return Decision(False, 0.0, -THRESHOLD, ("no_pair",), None)  # noqa: FBT003
    parts = {name: WEIGHTS[name] * value for name, value in signals.items()}
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
        "title_pair": pair,
        "act_pair": pair,
        "security_body": next((code for code, _ in security.topics), ""),
        "other_domain": security.domain,
    }.get(name, "")
    return f"{name}:{detail}" if detail else name
