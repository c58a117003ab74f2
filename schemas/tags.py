"""The tags a story carries, each with the words that prove it.

Every span is a pair of character offsets into the story's ``body`` (or into the text that
``dyadwire tag`` was given), end exclusive, so that ``body[start:end] == text``.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from schemas.columns import column


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of the body that support a tag."""

    start: int = column("First character of the evidence, an offset into body.")
    end: int = column("Offset just behind the last character of the evidence.")
    text: str = column("The evidence as it stands in body.")
    rule_id: str = column("The lexicon entry or rule that read it.")


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where the body names a country."""

    start: int = column("First character of the mention, an offset into body.")
    end: int = column("Offset just behind the last character of the mention.")
    text: str = column("The mention as it stands in body.")
    kind: str = column("name, demonym, capital, city, metonym, official, body.")
    rule_id: str = column("The lexicon entry or rule that read it.")


@dataclass(frozen=True, slots=True)
class CountryTag:
    """A state or territory that the story mentions."""

    iso3: str = column("ISO 3166-1 alpha-3 code; Kosovo is XKX.")
    role: str = column("principal, third_party, venue, dateline or mentioned (codebook section 2).")
    salience: float = column("Share of the story's weight on this country, 0 to 1.")
    mentions: tuple[Mention, ...] = column("Where the body names it.", default=())
    title_mentions: tuple[Mention, ...] = column("Where the headline names it: offsets into title.", default=())


@dataclass(frozen=True, slots=True)
class DyadTag:
    """An unordered pair of states that the text relates by an act or statement."""

    pair: str = column("Two ISO 3166-1 alpha-3 codes, sorted, joined by a hyphen: IDN-RUS.")
    principal: bool = column("True for the pair that the story's main act binds.")
    source: str | None = column("The acting state where the text has a direction.", default=None)
    target: str | None = column("The state acted upon where the text has a direction.", default=None)
    reciprocal: bool = column("True where both act alike (meet, agree).", default=False)
    score: float = column("Confidence, 0 to 1.", default=0.0)
    evidence: tuple[Evidence, ...] = column("The words that relate the two.", default=())


@dataclass(frozen=True, slots=True)
class TopicTag:
    """A topic of the codebook, section 3."""

    code: str = column("One of the 23 topic codes, such as CT or MAR.")
    score: float = column("Confidence, 0 to 1.", default=0.0)
    evidence: tuple[Evidence, ...] = column("The words that say so.", default=())


@dataclass(frozen=True, slots=True)
class EventTag:
    """An act between states, coded in PLOVER."""

    plover: str = column("PLOVER root, one of 16, such as AGREE or SANCTION.")
    mode: str | None = column("PLOVER mode where the text states it, such as visit.", default=None)
    cameo: str | None = column("CAMEO code where it follows from root and mode.", default=None)
    quad_class: str = column("verbal_cooperation, material_cooperation, verbal_conflict or material_conflict.", default="")
    contexts: tuple[str, ...] = column("PLOVER contexts, such as military or terrorism.", default=())
    primary: bool = column("True for the story's main act; at most one.", default=False)
    status: str = column("happened, ongoing, planned, proposed, postponed, cancelled, denied, alleged or historical.", default="happened")
    actors: tuple[str, ...] = column("Acting states, ISO 3166-1 alpha-3.", default=())
    recipients: tuple[str, ...] = column("States acted upon, ISO 3166-1 alpha-3.", default=())
    date: dt.date | None = column("First day of the event's date; NULL when the text has none.", default=None)
    date_precision: str | None = column("day, month or year.", default=None)
    date_basis: str | None = column("explicit, relative:<to what> or fallback:<clock>.", default=None)
    venue_city: str | None = column("City where it took place, in English.", default=None)
    venue_country: str | None = column("Country where it took place, ISO 3166-1 alpha-3.", default=None)
    score: float = column("Confidence, 0 to 1.", default=0.0)
    evidence: tuple[Evidence, ...] = column("The words that report it.", default=())


@dataclass(frozen=True, slots=True)
class OfficialTag:
    """A person the story names in an office."""

    name: str = column("The name as written in the story's language.")
    post_text: str | None = column("The post as written.", default=None)
    post: str | None = column("The post in English, such as defence minister.", default=None)
    rank: str | None = column(
        "head_of_state, head_of_government, minister, deputy_minister, security_adviser, military_chief, ambassador, spokesperson or other.",
        default=None,
    )
    country: str | None = column("ISO 3166-1 alpha-3 of the state served.", default=None)
    person_id: str | None = column("Key in the register of offices where the person is known; joins transliterations.", default=None)
    post_basis: str | None = column("text where the story states the post, register where the dated register supplied it.", default=None)
    speaker: bool = column("True where the story quotes or cites the person.", default=False)
    evidence: tuple[Evidence, ...] = column("Name with post.", default=())


@dataclass(frozen=True, slots=True)
class OrganisationTag:
    """An organisation the story names."""

    id: str = column("Short identifier, such as ASEAN, NATO, RUS:security_council.")
    name: str = column("Name in English.")
    type: str = column("IGO, GOV, MIL, NGO, ARMED or MEDIA.")
    country: str | None = column("ISO 3166-1 alpha-3 for a state's own body.", default=None)
    evidence: tuple[Evidence, ...] = column("Where the body names it.", default=())


@dataclass(frozen=True, slots=True)
class ForumTag:
    """A recurring bilateral forum."""

    name: str = column("Name as written.")
    type: str = column("consultation, dialogue, commission, committee, summit or forum.")
    series_id: str = column("Pair and type: IDN-RUS:consultation.")
    edition: int | None = column("Ordinal of the meeting reported.", default=None)
    edition_basis: str | None = column("explicit, or inferred from the next edition's ordinal.", default=None)
    evidence: tuple[Evidence, ...] = column("Where the body names it.", default=())


@dataclass(frozen=True, slots=True)
class InstrumentTag:
    """An agreement and where it stands."""

    type: str = column("treaty, agreement, mou, protocol, joint_statement, contract, plan or verbal.")
    stage: str = column("proposed, negotiated, agreed, signed, ratified, in_force, suspended or terminated.")
    evidence: tuple[Evidence, ...] = column("Where the body names it.", default=())


@dataclass(frozen=True, slots=True)
class Tags:
    """All that the tagger says of one text."""

    language: str
    language_confidence: float
    script: str
    bilateral_security: bool
    score: float
    margin: float
    reasons: tuple[str, ...] = ()
    countries: tuple[CountryTag, ...] = ()
    dyads: tuple[DyadTag, ...] = ()
    topics: tuple[TopicTag, ...] = ()
    events: tuple[EventTag, ...] = ()
    officials: tuple[OfficialTag, ...] = ()
    organisations: tuple[OrganisationTag, ...] = ()
    forum: ForumTag | None = None
    instrument: InstrumentTag | None = None
    evidence: tuple[Evidence, ...] = ()
