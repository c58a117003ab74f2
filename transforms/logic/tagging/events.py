"""Acts between states: root, mode, status, actors, date and venue, each with its words."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from schemas.tags import EventTag, Evidence, Mention, TopicTag
from transforms.logic.dates import DateMention
from transforms.logic.tagging.dyads import pair_of
from transforms.logic.tagging.text import Text
from transforms.logic.tagging.topics_crosswalk import topics_table
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
_NEAR = 60
_PLACE = frozenset({"capital", "city"})
_MIN_WEIGHT = 0.5
_VERB_LAST = frozenset({"tr", "fa", "kmr", "ckb"})
_BY_RANK = (2.2, 1.2, 0.8)
_AS_NOUN = 0.55
_LAST_WORDS = re.compile(r"(?:(\w+)\s+)?(\w+)\s+$")
_NOUN_MARKS = frozenset(
    "the a an of in for on against by after over with its their his her some any new from to during before amid at into about "
    "le la les l un une des du de d au aux en dans pour sur contre par après sa son leur el los las del al una sobre contra por tras su "
    "di dari untuk dengan dalam atas terhadap u na o za od protiv do sa в на о об от для против после из у за për në e të nga kundër".split()
)
# "In" before a place, in the languages that say it with a word.
_IN = re.compile(r"(?:^|\s)(?:in|at|di|à|a|en|в|во|у|u|në|li|لە|في|فی|در|ب)\s$")
_LOCATIVE = re.compile(r"['’][dt][ae]$")


def status_of(unit: Unit, deed: Deed) -> str:
    """Return where an act stands by the words around it: the first status in order that stands near it in its unit."""
    near = {name for name, position in unit.statuses if -_NEAR <= position - deed.start <= _NEAR // 2}
    return next((name for name in _ORDER if name in near), "happened")


def _sides(unit: Unit, deed: Deed, principal: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    states = unit.actors_proper or unit.states
    if deed.act.reciprocal and len(states) >= 2:  # noqa: PLR2004
        return tuple(states[:2]), ()
    if len(states) >= 2:  # noqa: PLR2004
        return (states[0],), (states[1],)
    if len(states) == 1:
        other = tuple(state for state in principal if state != states[0])
        return (states[0],), other if len(principal) == 2 and states[0] in principal else ()  # noqa: PLR2004
    return tuple(principal), ()


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


def _is_noun(text: Text, deed: Deed) -> bool:
    """Tell whether an act stands as a noun behind an article or preposition: "the attack", "of sanctions"."""
    before = _LAST_WORDS.search(text.original[max(0, deed.start - 24) : deed.start])
    if before is None:
        return False
    second, last = (before[1] or "").lower(), before[2]
    if last.lower() in _NOUN_MARKS:
        return True
    # "the brutal attack" is a noun, "on Thursday rejected" is none.
    return second in _NOUN_MARKS and last.islower() and not text.original[deed.start : deed.end].split()[0].endswith("ed")


def _place_factor(text: Text, unit: Unit, deed: Deed) -> float:
    """Weigh an act by where it stands in its sentence: the governing verb comes first, in languages with the verb last it comes last."""
    verbs = [one for one in unit.deeds if not _is_noun(text, one)] or list(unit.deeds)
    if deed not in verbs:
        return _AS_NOUN
    ordered = verbs[::-1] if text.language in _VERB_LAST else verbs
    return _BY_RANK[min(ordered.index(deed), len(_BY_RANK) - 1)]


def _score(unit: Unit, deed: Deed, principal: str | None) -> float:
    states = unit.actors_proper
    pair = pair_of(states[0], states[1]) if len(states) >= 2 else ""  # noqa: PLR2004
    bonus = 1.6 if pair and pair == principal else 1.2 if principal and any(state in principal for state in states) else 0.7
    return unit.weight * deed.act.weight * bonus


def find_events(
    text: Text,
    units: Sequence[Unit],
    mentions: Sequence[tuple[str, Mention]],
    dates: Sequence[DateMention],
    topics: Sequence[TopicTag],
    principal: str | None,
    story: dt.date | None,
) -> list[EventTag]:
    """Return the acts of a story in reading order, one of them primary.

    The headline chooses which act is primary but is no evidence of its own: offsets point into the body.

    Args:
        text: The body.
        units: Headline and sentences.
        mentions: States with offsets, for venues.
        dates: Dates of the text.
        topics: Topics, for contexts.
        principal: The principal pair.
        story: Day of publication.
    """
    states = principal.split("-") if principal else []
    contexts = tuple(sorted({context for topic in topics for context in topics_table()[topic.code].plover}))
    headline = {deed.act.plover for unit in units if unit.index == TITLE for deed in unit.deeds}
    found: list[tuple[float, EventTag]] = []
    for unit in units:
        if unit.index == TITLE or not unit.deeds:
            continue
        for deed in _strongest(unit):
            score = _score(unit, deed, principal) * _place_factor(text, unit, deed) * (1.3 if deed.act.plover in headline else 1.0)
            if score < _MIN_WEIGHT:
                continue
            found.append((score + _RANK.get(deed.act.plover, 5) / 100, _tag(text, unit, deed, mentions, dates, contexts, states, story, score)))
    return _chosen(found)


def _strongest(unit: Unit) -> list[Deed]:
    """Return the acts of a unit, one for each root, in order."""
    best: dict[str, Deed] = {}
    for deed in unit.deeds:
        if deed.act.plover not in best or deed.act.weight > best[deed.act.plover].act.weight:
            best[deed.act.plover] = deed
    return sorted(best.values(), key=lambda deed: deed.start)


def _tag(
    text: Text,
    unit: Unit,
    deed: Deed,
    mentions: Sequence[tuple[str, Mention]],
    dates: Sequence[DateMention],
    contexts: tuple[str, ...],
    states: Sequence[str],
    story: dt.date | None,
    score: float,
) -> EventTag:
    actors, recipients = _sides(unit, deed, states)
    date, precision, basis = _date_of(unit, dates, story)
    city, country = _venue_of(text, unit, mentions)
    edges = [(deed.start, deed.end), *((actor.start, actor.end) for actor in unit.actors if actor.iso3 in (*actors, *recipients))][:3]
    start, end = min(edge[0] for edge in edges), max(edge[1] for edge in edges)
    return EventTag(
        plover=deed.act.plover,
        mode=deed.act.mode or None,
        cameo=deed.act.cameo or None,
        quad_class=_QUAD[deed.act.plover],
        contexts=contexts,
        status=status_of(unit, deed),
        actors=actors,
        recipients=recipients,
        date=date,
        date_precision=precision,
        date_basis=basis,
        venue_city=city,
        venue_country=country,
        score=round(score / (score + 2), 3),
        evidence=(Evidence(start, end, text.original[start:end], deed.rule_id),),
    )


def _chosen(found: list[tuple[float, EventTag]]) -> list[EventTag]:
    """Keep the heaviest acts, mark the heaviest as primary and put them back in reading order."""
    ranked = sorted(found, key=lambda item: (-item[0], item[1].evidence[0].start))[:MAX_EVENTS]
    if not ranked:
        return []
    first = ranked[0][1]
    tags = [_primary(tag) if tag is first else tag for _, tag in ranked]
    return sorted(tags, key=lambda tag: tag.evidence[0].start)


def _primary(tag: EventTag) -> EventTag:
    values = {name: getattr(tag, name) for name in EventTag.__dataclass_fields__}
    return EventTag(**{**values, "primary": True})
