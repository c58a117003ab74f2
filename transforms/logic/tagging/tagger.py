"""The tagger: one pass over the words, then countries, topics, pairs, acts, people and the decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from schemas.tags import CountryTag, Evidence, Mention, OrganisationTag, Tags
from transforms.logic.dates import find_dates
from transforms.logic.language import identify
from transforms.logic.language.identify import script_of
from transforms.logic.tagging.actors import BLOC, PORTRAIT, TRADE, find_leaders
from transforms.logic.tagging.countries import find_countries
from transforms.logic.tagging.decision import decide, is_sport
from transforms.logic.tagging.decision_frames import FRAME, Frames, find_frames
from transforms.logic.tagging.declared import believed
from transforms.logic.tagging.dyads import Relations, dyad_tags, relate
from transforms.logic.tagging.events import Setting, find_events
from transforms.logic.tagging.forums import find_forum, find_instrument
from transforms.logic.tagging.lexicon import scan
from transforms.logic.tagging.officials import find_officials
from transforms.logic.tagging.organisations import find_organisations
from transforms.logic.tagging.patterns import Hit, longest
from transforms.logic.tagging.register import term_at
from transforms.logic.tagging.text import Text
from transforms.logic.tagging.topics import find_topics, read_subject
from transforms.logic.tagging.topics_signals import security_signals
from transforms.logic.tagging.topics_spans import Spans, merged
from transforms.logic.tagging.units import Marks, Unit, at_home, cut, cut_title, home_of

MAX_CHARS = 60_000
_SHARED_BODIES = frozenset({"IGO", "ARMED"})
# The United Nations are mostly the stage on which two states speak of each other.
_STAGES = frozenset({"UN", "UNSC"})


@dataclass(slots=True)
class Reading:
    """A text read once: its hits by layer and the states it names."""

    text: Text
    hits: dict[str, list[Hit]] = field(default_factory=dict)
    countries: list[tuple[str, Mention]] = field(default_factory=list)


def read(text: str, language: str) -> Reading:
    """Find every cue in a text in one pass."""
    reading = Reading(Text(text, language))
    if text:
        reading.hits = scan(reading.text)
        reading.countries = find_countries(reading.text, reading.hits.get("country", []))
    return reading


_Named = tuple[str, Mention]


def leaders(reading: Reading, published: dt.datetime | None) -> list[tuple[str, Mention]]:
    """Return the states that a text names by people who held an office of theirs: a leader acts for the state."""
    day = published.date() if published else None
    made = []
    for hit in longest(reading.hits.get("person", [])):
        term = term_at(hit.cue.value, day)
        if term is not None:
            start, end = reading.text.span(hit.start, hit.end)
            made.append((term.country, Mention(start, end, reading.text.original[start:end], "official", hit.cue.rule_id)))
    return [*made, *find_leaders(reading.text, reading.hits.get("leader", []), day)]


def _others(reading: Reading, organisations: Sequence[OrganisationTag]) -> list[tuple[str, int]]:
    """Return who acts without being one state: bodies of many states, armed groups, "coalition", "Western countries"."""
    shared = [tag for tag in organisations if tag.type in _SHARED_BODIES]
    found = [("STAGE" if tag.id in _STAGES else tag.type, item.start) for tag in shared for item in tag.evidence]
    for layer in (BLOC, TRADE, PORTRAIT):
        found += [(layer.upper(), reading.text.span(hit.start, hit.end)[0]) for hit in longest(reading.hits.get(layer, []))]
    return found


def _marks(reading: Reading, organisations: Sequence[OrganisationTag], officials: Sequence[_Named] = ()) -> Marks:
    return Marks([*reading.countries, *officials], reading.hits.get("event", []), reading.hits.get("status", []), _others(reading, organisations))


def _without(countries: Sequence[tuple[str, Mention]], excluded: Sequence[tuple[int, int]]) -> list[tuple[str, Mention]]:
    outside = merged(excluded)
    return [pair for pair in countries if not outside.covers(pair[1].start)]


def _outside(hits: Sequence[Hit], folded: Spans) -> list[Hit]:
    return [hit for hit in hits if not folded.covers(hit.start)]


def _roles(units: Sequence[Unit], relations: Relations, principal: str | None, countries: Sequence[_Named], dateline: str | None) -> dict[str, str]:
    """Return the role of each state: principal, third party, venue, dateline or mentioned."""
    roles: dict[str, str] = {}
    named = {actor.iso3 for unit in units for actor in unit.actors if not (actor.place or actor.located)}
    scenes = {actor.iso3 for unit in units for actor in unit.actors} - named
    acting = {state for pair, entry in relations.pairs.items() if any(deed for _, _, deed in entry.units) for state in pair.split("-")}
    for iso3 in dict.fromkeys(pair[0] for pair in countries):
        kinds = {mention.kind for state, mention in countries if state == iso3}
        if principal and iso3 in principal.split("-"):
            roles[iso3] = "principal"
        elif kinds <= {"capital", "city"} or (iso3 in scenes and iso3 not in acting):
            roles[iso3] = "venue"
        else:
            roles[iso3] = "third_party" if iso3 in acting else "mentioned"
    if dateline and dateline not in roles:
        roles[dateline] = "dateline"
    return roles


def _country_tags(body: Sequence[_Named], title: Sequence[_Named], relations: Relations, roles: dict[str, str]) -> tuple[CountryTag, ...]:
    total = sum(relations.weights.values()) or 1.0
    made = []
    for iso3, role in roles.items():
        mentions = tuple(mention for state, mention in sorted(body, key=lambda pair: pair[1].start) if state == iso3)
        heading = tuple(mention for state, mention in title if state == iso3)
        made.append(CountryTag(iso3, role, round(relations.weights.get(iso3, 0.0) / total, 3), mentions, heading))
    return tuple(sorted(made, key=lambda tag: (-tag.salience, tag.iso3)))


def _deciding(text: Text, units: Sequence[Unit], principal: str | None) -> tuple[Evidence, ...]:
    """Return the first sentences that name the principal pair."""
    if principal is None:
        return ()
    states = set(principal.split("-"))
    shown = [unit for unit in units if unit.index >= 0 and states <= set(unit.states)][:2]
    return tuple(Evidence(unit.start, unit.end, text.original[unit.start : unit.end], "decision.pair_sentence") for unit in shown)


def tag_text(
    text: str,
    *,
    title: str = "",
    language: str = "",
    published: dt.datetime | None = None,
    dateline: str | None = None,
    excluded: Sequence[tuple[int, int]] = (),
) -> Tags:
    """Tag one story. Deterministic, linear in the text, and never raises on any text.

    Args:
        text: The body; all offsets point into it. Relations are read in its first 60,000 characters.
        title: Headline, where it is not the first line of the text.
        language: BCP 47 tag, taken as sure; identified where it is empty, unknown to us or of another script than the text.
        published: When it was published: relative dates are read against it.
        dateline: Country of a dateline that was cut off the text, ISO 3166-1 alpha-3.
        excluded: Stretches of the text that are no story (dateline, credit, read-also), as offsets.
    """
    whole = f"{title}\n{text}" if title else text
    declared = believed(language, whole)
    found = None if declared else identify(whole)
    tag = found.tag if found else declared
    body, heading = read(text[:MAX_CHARS], tag), read(title[:1_000], tag)
    body.countries = _without(body.countries, excluded)
    organisations = find_organisations(body.text, body.hits.get("organisation", []), body.countries)
    # "Shanghai Cooperation Organisation" names no city: what stands inside the name of a body of many states is that body.
    inside = [(item.start, item.end) for tag in organisations if tag.type in _SHARED_BODIES for item in tag.evidence]
    body.countries = _without(body.countries, inside)
    led, headed = leaders(body, published), leaders(heading, published)
    units = cut(body.text, _marks(body, organisations, led), excluded, heading.text.folded.strip())
    if title:
        bodies = find_organisations(heading.text, heading.hits.get("organisation", []), heading.countries)
        units.insert(0, cut_title(heading.text, _marks(heading, bodies, headed)))
    relations = relate(units)
    if relations.principal is None:
        # Papers leave their own state unsaid: "the Minister of Defence" of a Turkish page is Turkey's.
        homed = [at_home(unit, body.hits.get("post", [])) for unit in units]
        relations, units = (relations if homed == units else relate(homed)), homed
    folded = [(body.text.folded_at(start), body.text.folded_at(end)) for start, end in excluded]
    left_out = merged(folded)
    subject = read_subject(body.text, body.hits, heading.text, heading.hits, folded)
    security = security_signals(subject, body.hits.get("domain", ()), heading.hits.get("domain", ()))
    topics = find_topics(subject)
    sport = {hit.cue.rule_id for reading in (body, heading) for hit in reading.hits.get("domain", ()) if hit.cue.value == "sport"}
    if is_sport(security, topics, len(sport)):
        relations, units = Relations({}, relations.weights, relations.lead_weights), []
    frames = Frames(find_frames(heading.text, heading.hits.get(FRAME, [])), find_frames(body.text, body.hits.get(FRAME, [])))
    decision = decide(units, relations, security, topics, frames)
    day = published.date() if published else None
    furniture = merged(excluded)
    dates = [date for date in find_dates(body.text, tag, day) if not furniture.covers(date.start)]
    events = find_events(units, Setting(body.text, body.countries, dates, topics, decision.principal, day))
    pair = decision.principal if decision.bilateral else None
    named, titled = [*body.countries, *led], [*heading.countries, *headed]
    people = {layer: _outside(hits, left_out) for layer, hits in body.hits.items()} if folded else body.hits
    shown = day or max((date.value for date in dates if date.precision == "day"), default=None)
    return Tags(
        language=tag,
        language_confidence=found.confidence if found else 1.0,
        script=found.script if found else script_of(text[:1_500]),
        bilateral_security=decision.bilateral,
        score=decision.score,
        margin=decision.margin,
        reasons=decision.reasons,
        countries=_country_tags(named, titled, relations, _roles(units, relations, decision.principal, [*titled, *named], dateline)),
        dyads=tuple(dyad_tags(body.text, relations, decision.principal)),
        topics=tuple(topics),
        events=tuple(events),
        officials=tuple(find_officials(body.text, people, body.countries, shown, home_of(tag) or dateline)),
        organisations=tuple(organisations),
        forum=find_forum(body.text, people.get("forum", ()), pair),
        instrument=find_instrument(body.text, body.hits.get("instrument", []), body.hits.get("stage", [])) if pair else None,
        evidence=_deciding(body.text, units, pair),
    )
