"""Recurring bilateral forums with the edition reported, and agreements with the stage they stand at."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from schemas.tags import Evidence, ForumTag, InstrumentTag
from transforms.logic.tagging.codebook import cues_by_language, read
from transforms.logic.tagging.patterns import Cue, Hit, longest
from transforms.logic.tagging.text import Text, fold
from transforms.logic.tagging.topics_lexicon import to_cyrillic

FORUM = "forum"
TYPE = "instrument"
STAGE = "stage"
_FORUMS = "forums/forums.toml"
_INSTRUMENTS = "forums/instruments.toml"
_HBS = ("bs", "hr", "sr-Latn")
# A later stage outweighs an earlier one that the same story also mentions.
_STAGE_ORDER = ("terminated", "suspended", "in_force", "ratified", "signed", "agreed", "negotiated", "proposed")
# An instrument and its stage stand close together, and near the start where the story is about them.
_NEAR = 90
_LEAD_SENTENCES = 4


def load_cues() -> list[Cue]:
    """Return the cues of forums, instruments and stages."""
    made = []
    for forum in read(_FORUMS)["forum"]:
        made += [Cue(cue, FORUM, forum["type"], where, f"forum.{forum['type']}:{cue}") for cue, where in cues_by_language(forum["names"])]
    for layer, section in ((TYPE, "type"), (STAGE, "stage")):
        for name, cues in read(_INSTRUMENTS)[section].items():
            made += [Cue(cue, layer, name, where, f"{layer}.{name}:{cue}") for cue, where in cues_by_language(cues)]
    return made


@cache
def _ordinals(language: str) -> tuple[tuple[str, int], ...]:
    """Return the stems of ordinals with their number, the longest first."""
    tables = read(_FORUMS)["ordinals"]
    words = tables["hbs"] if language in _HBS or language == "sr-Cyrl" else tables.get(language, ())
    words = [to_cyrillic(word) for word in words] if language == "sr-Cyrl" else words
    return tuple(sorted(((fold(word)[0], number) for number, word in enumerate(words, 1)), key=lambda item: -len(item[0])))


@cache
def _future(language: str) -> tuple[str, ...]:
    tables = read(_FORUMS)["future"]
    words = tables["hbs"] if language in _HBS or language == "sr-Cyrl" else tables.get(language, ())
    return tuple(fold(to_cyrillic(word) if language == "sr-Cyrl" else word)[0] for word in words)


def _edition(text: Text, sentence: tuple[int, int], around: int) -> tuple[int, int, int] | None:
    """Return the ordinal nearest to a place in a sentence, with its folded span."""
    start, end = sentence
    near = text.folded[max(start, around - 60) : min(end, around + 100)]
    offset = max(start, around - 60)
    for stem, number in _ordinals(text.language):
        found = re.search(rf"\b(?:ال)?{re.escape(stem)}\w{{0,4}}\b", near)
        if found:
            return number, offset + found.start(), offset + found.end()
    found = re.search(r"\b(\d{1,2})(?:st|nd|rd|th)\b|\bke-(\d{1,2})\b", near)
    return (int(found.group(1) or found.group(2)), offset + found.start(), offset + found.end()) if found else None


def _evidence(text: Text, start: int, end: int, rule_id: str) -> Evidence:
    first, last = text.span(start, end)
    return Evidence(first, last, text.original[first:last], rule_id)


def _with_acronym(text: Text, hit: Hit) -> tuple[int, str]:
    """Return the end of a forum's name with the acronym behind it in brackets, and that acronym, folded."""
    bracket = re.compile(r" \((\w{2,10})\)").match(text.folded, hit.end)
    return (bracket.end(), bracket.group(1)) if bracket else (hit.end, "")


def find_forum(text: Text, hits: Sequence[Hit], pair: str | None) -> ForumTag | None:
    """Return the recurring forum of a story's pair, None where it names none.

    "The sixth is planned for 2020" means that the fifth is reported: the edition then is one less, and says so.

    Args:
        text: The text.
        hits: Hits of the layer ``forum``.
        pair: The principal pair; without one a meeting belongs to no series.
    """
    kept = longest(hits)
    if not kept or pair is None:
        return None
    first = kept[0]
    end, acronym = _with_acronym(text, first)
    start, stop = text.span(first.start, end)
    evidence = [Evidence(start, stop, text.original[start:stop], first.cue.rule_id)]
    places = [hit.start for hit in kept]
    places += [match.start() for match in re.finditer(rf"\b{re.escape(acronym)}\b", text.folded)] if acronym else []
    edition, basis = None, None
    for place in sorted(places):
        sentence = text.sentences[text.sentence_of(place)]
        found = _edition(text, sentence, place)
        if found is None:
            continue
        planned = any(word in text.folded[slice(*sentence)] for word in _future(text.language))
        edition, basis = (found[0] - 1, "inferred from the next edition's ordinal") if planned and found[0] > 1 else (found[0], "explicit")
        evidence.append(_evidence(text, min(place, found[1]), max(found[2], place), "forum.ordinal"))
        break
    name = evidence[0].text
    return ForumTag(name, first.cue.value, f"{pair}:{first.cue.value}", edition, basis, tuple(evidence))


def find_instrument(text: Text, types: Sequence[Hit], stages: Sequence[Hit]) -> InstrumentTag | None:
    """Return the agreement a story leads with and its stage, None where the lead names none.

    Args:
        text: The text.
        types: Hits of the layer ``instrument``.
        stages: Hits of the layer ``stage``.
    """
    lead_end = text.sentences[min(_LEAD_SENTENCES, len(text.sentences)) - 1][1] if text.sentences else 0
    best: tuple[int, int, Hit, Hit] | None = None
    for kind in longest(types):
        if kind.start >= lead_end:
            break
        for stage in stages:
            distance = max(stage.start - kind.end, kind.start - stage.end)
            if distance > _NEAR or text.sentence_of(stage.start) != text.sentence_of(kind.start):
                continue
            rank = (_STAGE_ORDER.index(stage.cue.value), kind.start)
            if best is None or rank < best[:2]:
                best = (*rank, kind, stage)
    if best is None:
        return None
    _, _, kind, stage = best
    evidence = _evidence(text, min(kind.start, stage.start), max(kind.end, stage.end), f"{kind.cue.rule_id}+{stage.cue.rule_id}")
    return InstrumentTag(kind.cue.value, stage.cue.value, (evidence,))
