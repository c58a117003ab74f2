"""The rows of every table, version 1: the single source of all columns.

From these dataclasses come the BigQuery JSON, the Arrow schema, the DuckDB views and the column pages
(:mod:`schemas.generate`). Names follow ninjs 3.1 and schema.org NewsArticle where they have one.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from schemas.columns import column
from schemas.tags import CountryTag, DyadTag, EventTag, Evidence, ForumTag, InstrumentTag, OfficialTag, OrganisationTag, TopicTag


@dataclass(frozen=True, slots=True)
class Removed:
    """Wire furniture that was read and taken out of the body."""

    kind: str = column("dateline, credit, read_also, end_mark, byline, footer, update, invitation, repeated_title, caption or embed.")
    start: int = column("Offset of its first character in the text before removal.")
    end: int = column("Offset just behind its last character in the text before removal.")
    text: str = column("The furniture as it stood.")
    rule_id: str = column("The rule that read it.", default="")


@dataclass(frozen=True, slots=True)
class NewText:
    """A paragraph that the revision before did not have."""

    start: int = column("Its first character, an offset into body.")
    end: int = column("Offset just behind its last character.")


@dataclass(frozen=True, slots=True)
class NumberChange:
    """A number that differs from the revision before, in digits."""

    before: str | None = column("What stood there; NULL for a number that is new.")
    after: str | None = column("What stands there now; NULL for a number that is gone.")


@dataclass(frozen=True, slots=True)
class RevisionChanges:
    """What a revision changes against the one before."""

    changed: tuple[str, ...] = column("headline, body, numbers and tags: those of them that differ.")
    headline_before: str | None = column("The headline before, where it differs.")
    paragraphs_added: int = column("Paragraphs of the body that the revision before did not have.")
    paragraphs_removed: int = column("Paragraphs of the revision before that the body no longer has.")
    new_text: tuple[NewText, ...] = column("Where the added paragraphs stand.", default=())
    numbers: tuple[NumberChange, ...] = column("Numbers of headline and body that differ, two to ten also where written out.", default=())
    tags_gained: tuple[str, ...] = column("Tags that are new, such as topic:CT, dyad:IDN-RUS, event:AGREE:happened, bilateral_security.", default=())
    tags_lost: tuple[str, ...] = column("Tags that are gone.", default=())


@dataclass(frozen=True, slots=True)
class StoryRow:
    """One revision of one wire story, with its tags."""

    row_key: str = column("story_id and revision joined by a colon: the primary key.")
    story_id: str = column("Versioned digest of the story's URL key (or entry key where it has no URL). Stable over revisions.")
    revision: int = column("1 for the first text seen, one more for each changed headline or body.")
    day: dt.date = column("UTC day of published, of first_seen where the story has no date. Tables are partitioned by it.")
    feed_id: str = column("The feed that listed it first in this run.")
    publisher: str = column("Name of the publisher (schema.org publisher).")
    publisher_country: str | None = column("ISO 3166-1 alpha-3 of the publisher.")
    entry_key: str = column("Versioned digest of the feed entry: publisher and id.")
    guid: str | None = column("The entry's id as the feed gives it.")
    url: str = column("Address as the feed gives it.")
    final_url: str | None = column("Address that answered, after redirects.")
    canonical_url: str | None = column("Address the page names as canonical, else the cleaned address.")
    url_key: str = column("Key shared by all variants of the address: trackers, AMP, mobile, scheme folded.")
    headline: str = column("Headline of the page, of the feed where the page has none (ninjs headline).")
    standfirst: str | None = column("Summary printed above the body (schema.org alternativeHeadline).")
    body: str | None = column("Text without wire furniture; NULL or cut where the publisher's rights say so (see retention).")
    body_chars: int = column("Characters of the whole body without furniture.")
    body_sha256: str = column("SHA-256 of the whole body without furniture, hexadecimal.")
    retention: str = column(
        "What of the text is kept: full, excerpt (300 characters of body and of standfirst) or hash (none). Headline, names, attributions and codes "
        "always are; evidence, mentions and furniture whose words are not kept have an empty text and keep their offsets."
    )
    language: str = column("Detected language, BCP 47; und where unknown.")
    language_confidence: float = column("Confidence of the detection, 0 to 1.")
    language_declared: str | None = column("Language that page or feed declares, BCP 47.")
    script: str | None = column("ISO 15924 code of the main script.")
    dateline: str | None = column("Dateline as written (schema.org dateline).")
    located: str | None = column("Place of the dateline as written, capitals lowered (ninjs located); dateline_country is its state.")
    dateline_country: str | None = column("ISO 3166-1 alpha-3 of the dateline's place. Never makes a dyad.")
    credit: str | None = column("Credit as written (schema.org creditText).")
    origin_agency: str | None = column("Identifier of the agency the text comes from, such as AA.")
    credit_chain: tuple[str, ...] = column("Agencies and outlets from the origin to the page.", default=())
    cited_agencies: tuple[str, ...] = column("Agencies that the first sentences cite: where something was said, no credit.", default=())
    dateline_agency: str | None = column("Identifier of the agency in the dateline.", default=None)
    dateline_date: dt.date | None = column("Day in the dateline; its year from the publication where it has none.", default=None)
    authors: tuple[str, ...] = column("Bylines.", default=())
    image: str | None = column("Address of the main image.", default=None)
    published: dt.datetime | None = column("When the source says it was published, UTC.", default=None)
    published_basis: str | None = column("feed, json_ld, meta, page, text or url.", default=None)
    published_precision: str | None = column("second, minute, day or month.", default=None)
    published_offset_minutes: int | None = column("The source's own offset from UTC in minutes.", default=None)
    published_raw: str | None = column("The time as the source wrote it.", default=None)
    modified: dt.datetime | None = column("When the source says it was last changed, UTC.", default=None)
    modified_basis: str | None = column("feed, json_ld, meta, page or header.", default=None)
    modified_precision: str | None = column("second, minute, day or month.", default=None)
    first_seen: dt.datetime = column("When a feed first listed the story to us, UTC.", default=dt.datetime(1970, 1, 1, tzinfo=dt.UTC))
    fetched: dt.datetime = column("When the page was fetched, UTC.", default=dt.datetime(1970, 1, 1, tzinfo=dt.UTC))
    processed: dt.datetime = column("When the row was made, UTC.", default=dt.datetime(1970, 1, 1, tzinfo=dt.UTC))
    bilateral_security: bool = column("True where the story's main content is a security matter between exactly two states.", default=False)
    score: float = column("Score of that decision, 0 to 1.", default=0.0)
    margin: float = column("Distance of the score from the threshold.", default=0.0)
    reasons: tuple[str, ...] = column("Why it was decided so, such as lead_pair:IDN-RUS.", default=())
    countries: tuple[CountryTag, ...] = column("States the story mentions, with role and mentions.", default=())
    dyads: tuple[DyadTag, ...] = column("Pairs of states the text relates.", default=())
    topics: tuple[TopicTag, ...] = column("Topics of the codebook with evidence.", default=())
    events: tuple[EventTag, ...] = column("Acts between states, in PLOVER.", default=())
    officials: tuple[OfficialTag, ...] = column("People named in an office.", default=())
    organisations: tuple[OrganisationTag, ...] = column("Organisations named.", default=())
    forum: ForumTag | None = column("Recurring bilateral forum.", default=None)
    instrument: InstrumentTag | None = column("Agreement and its stage.", default=None)
    evidence: tuple[Evidence, ...] = column("The sentences that decide, offsets into body.", default=())
    removed: tuple[Removed, ...] = column("Wire furniture taken out of the body.", default=())
    extraction_status: str = column("ok or suspect; other outcomes are no stories.", default="ok")
    extraction_method: str = column("Path that gave the body, such as profile:aa-2026 or trafilatura:fast.", default="")
    extractor_version: str = column("Library and version, such as trafilatura-2.3.1.", default="")
    profile: str | None = column("Publisher profile used, with its valid-from date.", default=None)
    flags: tuple[str, ...] = column("Warnings, such as future_date, body_shorter_than_summary, language_mismatch.", default=())
    robots: str | None = column("robots.txt decision and the rule that made it.", default=None)
    opt_out: tuple[str, ...] = column(
        "Machine-readable reservations of page and host: content-signal, content-usage, robots:noai, robots:noimageai, tdm-reservation, "
        "tdm-policy, rsl (address of a licence).",
        default=(),
    )
    revision_changes: RevisionChanges | None = column(
        "What differs from the revision before; NULL for the first, and where that one lies behind the horizon.", default=None
    )
    archive_record: str | None = column("WARC-Record-ID of the page as it was fetched; NULL where it is not archived.", default=None)
    code_version: str = column("Version of the program that made the row.", default="")
    codebook_version: str = column("Version of the codebook data.", default="")
    lexicon_version: str = column("Digest of all lexicon files.", default="")
    run_id: str = column("The run that wrote the row; joins runs.", default="")
    extra: str | None = column("JSON object with input that has no column of its own.", default=None)


@dataclass(frozen=True, slots=True)
class DeadLetterRow:
    """An entry that a named failure stopped, with the input to replay it."""

    letter_id: str = column("Digest of run, entry and stage: the primary key.")
    day: dt.date = column("UTC day of failed. Tables are partitioned by it.")
    run_id: str = column("The run in which it failed; joins runs.")
    feed_id: str = column("The feed that listed the entry; empty for a whole feed.")
    entry_key: str = column("Key of the entry; empty for a whole feed.")
    url: str = column("Address of the page or feed.")
    stage: str = column("Label of the stage that failed.")
    reason: str = column("Short code, such as timeout or schema.")
    detail: str = column("One sentence: what failed, where, and the cure.")
    attempts: int = column("How often it has been tried, this run included.")
    payload: str | None = column("The original input as JSON, cut at 1 MiB.")
    failed: dt.datetime = column("When it failed, UTC.")
    code_version: str = column("Version of the program.")


@dataclass(frozen=True, slots=True)
class FeedPollRow:
    """One poll of one feed: what was sent, what came, why the next one is when."""

    poll_id: str = column("Run and feed joined by a colon, of a sitemap with a digest of its address behind: the primary key.")
    day: dt.date = column("UTC day of polled. Tables are partitioned by it.")
    run_id: str = column("The run that polled; joins runs.")
    feed_id: str = column("The feed, a line of the feed list.")
    publisher: str = column("Name of the publisher.")
    host: str = column("Host the feed was asked from.")
    url: str = column("Address asked for.")
    final_url: str | None = column("Address that answered, after redirects.")
    polled: dt.datetime = column("When the request was sent, UTC.")
    outcome: str = column("ok, not_modified, unchanged, stale, not_due, or the name of the failure.")
    status: int | None = column("HTTP status of the last hop; NULL where no answer came.")
    kind: str | None = column("rss, rdf, atom, json_feed, news_sitemap or sitemap_index.")
    conditional: bool = column("True where a validator was sent.")
    sent_etag: str | None = column("If-None-Match as sent, quotes included.")
    sent_last_modified: str | None = column("If-Modified-Since as sent.")
    etag: str | None = column("ETag as received, opaque.")
    last_modified: str | None = column("Last-Modified as received, opaque.")
    body_sha256: str | None = column("SHA-256 of the decoded document.")
    bytes: int = column("Bytes received on the wire.")
    elapsed_ms: int = column("Milliseconds from request to the last byte.")
    hops: int = column("Redirects followed.")
    listed: int = column("Entries the document lists; of an index those of its sitemaps together.")
    new: int = column("Entries not seen before.")
    newest: dt.datetime | None = column("Time of the newest dated entry, UTC.")
    due: dt.datetime | None = column("When this poll was allowed, UTC.")
    next_due: dt.datetime | None = column("When the next poll is allowed, UTC.")
    next_due_basis: str = column("Which rule set next_due: adaptive, retry_after, max_age, expires, ttl, skip or sy.")
    retry_after_s: int | None = column("Retry-After in seconds, from seconds or date.")
    max_age_s: int | None = column("Cache-Control max-age in seconds.")
    failures: int = column("Failed polls in a row, this one included.")
    alarms: tuple[str, ...] = column("window_overrun, stale, lying_validator, clock_skew, over_cap, moved, moved_back or ended.")
    robots: str | None = column("robots.txt decision and rule.")
    hub: str | None = column("WebSub hub advertised.")
    user_agent: str = column("User-Agent as sent.")
    transport: str = column("https or plain.")
    problems: tuple[str, ...] = column("What was wrong with the document, in words.")
    sitemap_of: str | None = column(
        "Address of the index that names this sitemap; NULL for the feed itself. What a sitemap lists stands in the row of its index as well.",
        default=None,
    )


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """How many entries ended for one reason."""

    reason: str = column("Reason code.")
    count: int = column("Entries.")


@dataclass(frozen=True, slots=True)
class FeedAccount:
    """What became of the entries of one feed: listed is the sum of the others."""

    feed_id: str = column("The feed.")
    listed: int = column("Entries listed.")
    stories: int = column("Entries that became a first revision.")
    revisions: int = column("Entries that became a later revision.")
    seen: int = column("Entries already seen and unchanged.")
    rejected: tuple[ReasonCount, ...] = column("Entries rejected, by reason.")
    dead_letters: int = column("Entries that became dead letters.")


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run: what it did and with what."""

    run_id: str = column("Time of start and a random tail: the primary key.")
    day: dt.date = column("UTC day of started. Tables are partitioned by it.")
    started: dt.datetime = column("When the run started, UTC.")
    finished: dt.datetime = column("When its rows were complete, UTC.")
    runner: str = column("Beam runner.")
    feeds: int = column("Feeds polled.")
    listed: int = column("Entries listed: stories + revisions + seen + rejected + dead_letters.")
    stories: int = column("First revisions written.")
    revisions: int = column("Later revisions written.")
    seen: int = column("Entries already seen and unchanged.")
    rejected: tuple[ReasonCount, ...] = column("Entries rejected, by reason.")
    dead_letters: int = column("Dead letters of entries.")
    feed_failures: int = column("Feeds that could not be read.")
    bilateral: int = column("Stories with bilateral_security true.")
    accounts: tuple[FeedAccount, ...] = column("The same by feed.")
    counters: tuple[ReasonCount, ...] = column("Counters stage/outcome of the graph.")
    code_version: str = column("Version of the program.")
    codebook_version: str = column("Version of the codebook data.")
    lexicon_version: str = column("Digest of all lexicon files.")
    options: str = column("The run's configuration as JSON, without secrets.")
    newest: dt.datetime | None = column("Newest publication time that any feed of the ledger has told so far, UTC.", default=None)
    lag_s: float | None = column("Seconds from newest to finished: how far the run is behind its sources.", default=None)


@dataclass(frozen=True, slots=True)
class TwinDifference:
    """A field in which a story differs from the first of its language editions."""

    field: str = column("countries, numbers, officials, topics or acts.")
    only_here: tuple[str, ...] = column("Values that only this story has.", default=())
    only_there: tuple[str, ...] = column("Values that only the first edition has.", default=())


@dataclass(frozen=True, slots=True)
class LineageRow:
    """Which wire story a story belongs to. The row of an origin is written anew whenever its group or its twins change."""

    row_key: str = column("story_id and run joined by a colon: the primary key; the latest run of a story counts.")
    day: dt.date = column("Day of the story. Tables are partitioned by it.")
    story_id: str = column("The story; joins stories.")
    wire_story_id: str = column(
        "Shared by all copies of one wire story: the story_id of its origin, which is the page of the agency most copies credit, else the earliest."
    )
    kind: str = column("origin, exact, near, republication or single.")
    origin_agency: str | None = column("Agency that credit or dateline name, else the agency whose page it is.")
    similarity: float = column("Estimated Jaccard similarity with the origin, 0 to 1.")
    twin_group: str | None = column("Shared by the language editions of one agency story; on the row of an origin.")
    assigned: dt.datetime = column("When it was assigned, UTC.")
    run_id: str = column("The run that assigned it; joins runs.")
    own_page: bool | None = column("True where the page is the agency's own.", default=None)
    copies: int | None = column("Stories of the group, the origin included, when this row was written.", default=None)
    origins: int | None = column("Independent origins among them: agencies that credits name, 1 where none does.", default=None)
    earliest: dt.datetime | None = column("Time of the group's first story, UTC: published, else first seen.", default=None)
    twin_score: float | None = column("How alike the closest language edition is, 0 to 1.", default=None)
    twin_differences: tuple[TwinDifference, ...] = column("What differs from the first of its language editions.", default=())
