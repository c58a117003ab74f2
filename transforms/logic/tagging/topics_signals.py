"""How much a story is about security, for the decision whether it is a bilateral-security story."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from transforms.logic.tagging.patterns import Hit, longest
from transforms.logic.tagging.text import Text
from transforms.logic.tagging.topics import LEAD_SENTENCES, WEIGHT, Subject, place_weight
from transforms.logic.tagging.topics_lexicon import CLASSES, GENERAL
from transforms.logic.tagging.topics_spans import merged

# A domain word names its domain less surely than a topic cue its topic.
_DOMAIN_WEIGHT = 1.0
# How many letters two words of one domain must differ in to count as two: inflected forms are one word.
_SAME_WORD = 5
_BEST = 5


@dataclass(frozen=True, slots=True)
class SecuritySignals:
    """What the words of a story say about security, before countries are looked at.

    Args:
        lead: Weight of security cues in the headline and the first three sentences; 3 is one strong cue, doubled in
            headline and first sentence.
        title: The same in the headline alone, given apart or the first line of the body.
        body: Weight of security cues for a hundred words of body, repeated cues counted once and a half.
        topics: The heaviest topics with their weight, at most five.
        domain: The other domain with most weight (``sport``, ``economy``, ``culture``, ``crime``, ``weather``, ``health``,
            ``politics``, ``science``, ``transport``), empty where none is named.
        domain_share: Share of that domain in the weight of domain and security together, 0 to 1.
        lead_domain_share: The same in headline and lead.
    """

    lead: float = 0.0
    title: float = 0.0
    body: float = 0.0
    topics: tuple[tuple[str, float], ...] = ()
    domain: str = ""
    domain_share: float = 0.0
    lead_domain_share: float = 0.0


def _said_once(hits: list[Hit]) -> list[Hit]:
    """Drop general security words that a topic cue of their weight already covers."""
    topical = [hit for hit in hits if hit.cue.value[0] != GENERAL]
    if len(topical) == len(hits):
        return topical
    at_least = {kind: merged((t.start, t.end) for t in topical if WEIGHT[t.cue.value[1]] >= WEIGHT[kind]) for kind in CLASSES}
    return [hit for hit in hits if hit.cue.value[0] != GENERAL or not at_least[hit.cue.value[1]].overlaps(hit.start, hit.end)]


def _is_lead(text: Text, hit: Hit) -> bool:
    return text.sentence_of(hit.start) < LEAD_SENTENCES


def _sum_once(text: Text, hits: Iterable[Hit], *, at_place: bool) -> float:
    """Add up the weights of hits, the same cue again at half its last share."""
    seen: dict[str, float] = {}
    total = 0.0
    for hit in hits:
        key = hit.cue.rule_id if hit.cue.layer == "topic" else text.folded[hit.start : hit.start + _SAME_WORD]
        base = WEIGHT[hit.cue.value[1]] if hit.cue.layer == "topic" else _DOMAIN_WEIGHT
        share = seen.get(key, 1.0)
        total += base * share * (place_weight(text, hit) if at_place else 1.0)
        seen[key] = share / 2
    return total


def _share(part: float, other: float) -> float:
    return part / (part + other) if part + other else 0.0


def _domains(hits: Sequence[Hit], security: Sequence[Hit]) -> dict[str, list[Hit]]:
    """Group domain hits that no security cue touches."""
    out: dict[str, list[Hit]] = {}
    if not hits:
        return out
    covered = merged((hit.start, hit.end) for hit in security)
    for hit in longest(hits):
        if not covered.overlaps(hit.start, hit.end):
            out.setdefault(hit.cue.value, []).append(hit)
    return out


def security_signals(subject: Subject, domains: Sequence[Hit] = (), title_domains: Sequence[Hit] = ()) -> SecuritySignals:
    """Weigh the security content of a story against what else it may be about.

    Args:
        subject: What its words say of topics.
        domains: Hits of the body, layer ``domain``.
        title_domains: The same of the headline where it is given apart.

    Returns:
        The signals; all zero for a text that says nothing.

    >>> from transforms.logic.tagging.topics import read_subject
    >>> security_signals(read_subject(Text("", "en"), {}, Text("", "en"), {})).lead
    0.0
    """
    text, heading = subject.text, subject.heading
    clean, head = _said_once(subject.hits), _said_once(subject.title_hits)
    lead_weight = _sum_once(text, (hit for hit in clean if _is_lead(text, hit)), at_place=True) + _sum_once(heading, head, at_place=True)
    in_body, in_head = _domains(domains, clean), _domains(title_domains, head)
    domain = _main_domain(text, heading, in_body, in_head)
    other = in_body.get(domain, [])
    other_lead = _sum_once(text, (hit for hit in other if _is_lead(text, hit)), at_place=True)
    other_lead += _sum_once(heading, in_head.get(domain, []), at_place=True)
    total = _sum_once(text, clean, at_place=False)
    first_line = max(text.folded.find("\n"), 0)
    words = max(1, text.folded.count(" ") + 1)
    ranked = sorted(((s.code, round(s.weight, 2)) for s in subject.weights.values() if s.code != GENERAL), key=lambda pair: (-pair[1], pair[0]))
    return SecuritySignals(
        lead=round(lead_weight, 3),
        title=round(_sum_once(heading, head, at_place=False) + _sum_once(text, (hit for hit in clean if hit.start < first_line), at_place=False), 3),
        body=round(100.0 * total / max(words, 100), 3),
        topics=tuple(ranked[:_BEST]),
        domain=domain,
        domain_share=round(_share(_sum_once(text, other, at_place=False), total), 3),
        lead_domain_share=round(_share(other_lead, lead_weight), 3),
    )


def _main_domain(text: Text, heading: Text, in_body: dict[str, list[Hit]], in_head: dict[str, list[Hit]]) -> str:
    """Name the domain other than security with the most weight, empty where there is none."""
    weights = {
        name: _sum_once(text, in_body.get(name, ()), at_place=True) + _sum_once(heading, in_head.get(name, ()), at_place=True)
        for name in sorted(in_body.keys() | in_head.keys())
    }
    return max(weights, key=lambda name: weights[name], default="")
