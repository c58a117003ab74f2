"""What a story is about on security: the 23 topics of the codebook, each with the words that say so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from schemas.tags import Evidence, TopicTag
from transforms.logic.tagging.patterns import Hit, longest
from transforms.logic.tagging.text import Text
from transforms.logic.tagging.topics_lexicon import GENERAL
from transforms.logic.tagging.topics_spans import Spans, merged

# Weight of one cue by class: a strong cue carries a topic alone, a weak one in the lead or with a second, a context
# cue only beside another of its topic.
WEIGHT = {"strong": 3.0, "weak": 1.5, "context": 0.75}
# Weight of the place: the codebook decides by headline and the first three sentences.
_HEADLINE, _FIRST, _LEAD, _BODY = 3.0, 2.0, 1.5, 1.0
LEAD_SENTENCES = 3
# A cue repeated says little more: the second counts this share, the third this share of that.
_REPEAT = 0.5
# A story whose lead lists this many topics in a sentence of agreement reports a broad deal: what it agrees on or
# discusses further down belongs to it, however much heavier the first topics are.
_LISTED = 3
# A topic needs this much by itself, and this share of the best topic's weight to be more than a passing mention.
_FLOOR = 3.0
_SHARE = 0.35
# Security policy and regional order are the general case of every other topic and stand in many a closing sentence:
# beside a heavier topic they need this share of it.
_GENERAL_CASE = frozenset({"POL", "REG"})
_GENERAL_SHARE = 0.55
# The codebook: ordinary crime has no topic, a pure death toll is not disaster management; and the name of an alliance is
# no regional order. Weak cues, however many, do
# not carry these.
_STRONG_ONLY = frozenset({"DIS", "LE", "REG"})
# Letters by which two words count as one.
_HEAD = 5
_MAX_EVIDENCE = 8
#: The hits of a text by layer.
Layers = Mapping[str, Sequence[Hit]]


@dataclass(frozen=True, slots=True)
class Scored:
    """A topic with its weight and the hits that make it."""

    code: str
    weight: float
    hits: tuple[Hit, ...]
    title_hits: tuple[Hit, ...] = ()


def clean_hits(layers: Layers, excluded: Sequence[tuple[int, int]] = ()) -> list[Hit]:
    """Drop topic hits that a blocking cue, an excluded span or a longer hit of another topic explains away.

    Args:
        layers: Hits of a text; ``topic`` and ``topic_not`` are read.
        excluded: Folded offsets of boilerplate.

    Returns:
        Topic hits by start; of one topic none overlap.
    """
    topic = layers.get("topic")
    if not topic:
        return []
    outside = merged(excluded)
    blocks = _blocks(layers.get("topic_not", ()))
    by_code: dict[str, list[Hit]] = {}
    for hit in topic:
        code = hit.cue.value[0]
        if not outside.overlaps(hit.start, hit.end) and not (code in blocks and blocks[code].overlaps(hit.start, hit.end)):
            by_code.setdefault(code, []).append(hit)
    kept = {code: _strongest(group) for code, group in by_code.items()}
    spans = {code: merged((hit.start, hit.end) for hit in group) for code, group in kept.items() if code != GENERAL}
    clean = (hit for code, group in kept.items() for hit in group if not _is_inside_other(hit, code, spans))
    return sorted(clean, key=lambda hit: (hit.start, hit.end))


def _blocks(hits: Iterable[Hit]) -> dict[str, Spans]:
    """Return what blocking cues cover, by the code they block."""
    by_code: dict[str, list[tuple[int, int]]] = {}
    for hit in hits:
        by_code.setdefault(hit.cue.value, []).append((hit.start, hit.end))
    return {code: merged(stretches) for code, stretches in by_code.items()}


def _strongest(hits: list[Hit]) -> list[Hit]:
    """Keep one of overlapping hits of a topic: any strong one before longer weaker ones."""
    strong = longest(hit for hit in hits if hit.cue.value[1] == "strong")
    taken = merged((hit.start, hit.end) for hit in strong)
    return strong + longest(hit for hit in hits if hit.cue.value[1] != "strong" and not taken.overlaps(hit.start, hit.end))


def _is_inside_other(hit: Hit, code: str, spans: Mapping[str, Spans]) -> bool:
    """Tell whether a hit that is not strong lies within a longer one of another topic."""
    return hit.cue.value[1] != "strong" and any(other != code and held.holds(hit.start, hit.end) for other, held in spans.items())


def place_weight(text: Text, hit: Hit) -> float:
    """Return the weight of the place a hit stands at."""
    index = text.sentence_of(hit.start)
    return _FIRST if index == 0 else _LEAD if index < LEAD_SENTENCES else _BODY


def weigh(text: Text, hits: list[Hit], title_hits: Sequence[Hit] = ()) -> dict[str, Scored]:
    """Weigh each topic by the class, the place and the variety of its cues.

    Args:
        text: The body.
        hits: Clean topic hits of the body.
        title_hits: Clean topic hits of the headline where it is apart from the body.

    Returns:
        Weights by code, general security vocabulary under its own.
    """
    entries: dict[str, list[tuple[float, Hit, bool]]] = {}
    for hit in title_hits:
        entries.setdefault(hit.cue.value[0], []).append((WEIGHT[hit.cue.value[1]] * _HEADLINE, hit, True))
    for hit in hits:
        entries.setdefault(hit.cue.value[0], []).append((WEIGHT[hit.cue.value[1]] * place_weight(text, hit), hit, False))
    return {code: _sum_up(code, found) for code, found in entries.items()}


def _sum_up(code: str, found: list[tuple[float, Hit, bool]]) -> Scored:
    seen: dict[str, float] = {}
    weight = 0.0
    for value, hit, _ in sorted(found, key=lambda entry: -entry[0]):
        share = seen.get(hit.cue.rule_id, 1.0)
        weight += value * share
        seen[hit.cue.rule_id] = share * _REPEAT
    body = tuple(hit for _, hit, title in found if not title)
    return Scored(code, weight, body, tuple(hit for _, hit, title in found if title))


def _has_footing(scored: Scored, text: Text, words: Mapping[str, set[str]]) -> bool:
    """Tell whether a topic's cues may carry it.

    A strong cue may. A weak one may in the lead or beside a second cue of the topic, as long as some other word of
    the story speaks of security too: "attack" says little in a story about a shark.
    """
    hits = (*scored.hits, *scored.title_hits)
    kinds = {hit.cue.value[1] for hit in hits}
    if "strong" in kinds:
        return True
    if "weak" not in kinds or scored.code in _STRONG_ONLY:
        return False
    own = words[scored.code]
    if not any(code != scored.code and others - own for code, others in words.items()):
        return False
    lead = bool(scored.title_hits) or any(text.sentence_of(hit.start) < LEAD_SENTENCES for hit in scored.hits if hit.cue.value[1] == "weak")
    return lead or len({hit.cue.rule_id for hit in hits}) > 1


def _words(text: Text, weights: Mapping[str, Scored]) -> dict[str, set[str]]:
    """Return the heads of the words that speak for each topic: inflected forms count as one."""
    return {code: {text.folded[hit.start : hit.start + _HEAD] for hit in scored.hits} for code, scored in weights.items()}


def _framed_codes(text: Text, weights: dict[str, Scored], framed: AbstractSet[int]) -> tuple[set[str], set[str]]:
    """Return the topics that strong cues put into the first sentence, and those they put into a sentence of agreement."""
    strong = [(hit.cue.value[0], text.sentence_of(hit.start)) for s in weights.values() for hit in s.hits if hit.cue.value[1] == "strong"]
    first = {code for code, index in strong if index == 0 and code != GENERAL}
    return first, {code for code, index in strong if index in framed and code != GENERAL}


def choose(weights: dict[str, Scored], text: Text, framed: AbstractSet[int] = frozenset()) -> list[Scored]:
    """Choose the topics that a story is about, the heaviest first.

    Args:
        weights: What ``weigh`` gives.
        text: The body.
        framed: Indexes of the sentences that agree on something or discuss it.

    Returns:
        The topics that stand by themselves; in a story of one or two subjects only those near the heaviest.
    """
    words = _words(text, weights)
    real = sorted((s for s in weights.values() if s.code != GENERAL and _has_footing(s, text, words)), key=lambda s: (-s.weight, s.code))
    if not real:
        return []
    first, agreed = _framed_codes(text, weights, framed)
    listed = agreed if 0 in framed and len(first) >= _LISTED else set()
    return [s for s in real if s.weight >= _FLOOR and (s.code in listed or s.weight >= real[0].weight * _share(s.code))]


def _share(code: str) -> float:
    return _GENERAL_SHARE if code in _GENERAL_CASE else _SHARE


@dataclass(frozen=True, slots=True)
class Subject:
    """What the words of a story say of topics, weighed once.

    Args:
        text: The body.
        heading: The headline where it is given apart, else empty.
        hits: Clean topic hits of the body, general security vocabulary among them.
        title_hits: The same of the headline.
        weights: Weight of each topic by code.
        framed: Indexes of the sentences that agree on something or discuss it.
    """

    text: Text
    heading: Text
    hits: list[Hit]
    title_hits: list[Hit]
    weights: dict[str, Scored]
    framed: frozenset[int]


def read_subject(text: Text, layers: Layers, heading: Text, title_layers: Layers, excluded: Sequence[tuple[int, int]] = ()) -> Subject:
    """Weigh what a story says of topics.

    Args:
        text: The body.
        layers: Its hits; ``topic``, ``topic_not`` and ``topic_frame`` are read.
        heading: The headline where it is given apart, else empty: it adds weight and no evidence.
        title_layers: Its hits.
        excluded: Folded offsets of boilerplate: nothing there counts.

    >>> read_subject(Text("", "en"), {}, Text("", "en"), {}).weights
    {}
    """
    hits, title_hits = clean_hits(layers, excluded), clean_hits(title_layers)
    framed = frozenset(text.sentence_of(hit.start) for hit in layers.get("topic_frame", ()))
    return Subject(text, heading, hits, title_hits, weigh(text, hits, title_hits), framed)


def find_topics(subject: Subject) -> list[TopicTag]:
    """Return the topics of a story, the heaviest first, with evidence in the body's original offsets.

    >>> find_topics(read_subject(Text("", "en"), {}, Text("", "en"), {}))
    []
    """
    chosen = choose(subject.weights, subject.text, subject.framed)
    return [TopicTag(s.code, round(1.0 - 1.0 / (1.0 + s.weight / 4.0), 3), _evidence(subject.text, s.hits)) for s in chosen]


def _evidence(text: Text, hits: Sequence[Hit]) -> tuple[Evidence, ...]:
    """Return the words that prove a topic: the strong cues where there are any, in order."""
    strong = [hit for hit in hits if hit.cue.value[1] == "strong"]
    spans = sorted((*text.span(hit.start, hit.end), hit.cue.rule_id) for hit in (strong or hits))[:_MAX_EVIDENCE]
    return tuple(Evidence(start, end, text.original[start:end], rule) for start, end, rule in spans)
