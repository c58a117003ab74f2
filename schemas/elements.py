"""What flows between the stages: frozen records read by attribute."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from schemas.tags import Tags


@dataclass(frozen=True, slots=True)
class Clock:
    """A moment with where it comes from and how exact it is.

    Args:
        value: Aware UTC time; the first instant of the day or month for coarse precisions.
        basis: feed, json_ld, meta, page, text, url, header or fetch.
        precision: second, minute, day or month.
        offset_minutes: The source's own offset from UTC, None where it gave none.
        raw: The string as found.
    """

    value: dt.datetime
    basis: str
    precision: str = "second"
    offset_minutes: int | None = None
    raw: str = ""


@dataclass(frozen=True, slots=True)
class FeedSource:
    """One line of a feed list.

    Args:
        feed_id: Stable name, such as ``aa-en-live``; lower case, digits and hyphens.
        url: Absolute http or https address.
        publisher: Name of the publisher.
        country: ISO 3166-1 alpha-3 of the publisher.
        language: BCP 47 tag the feed declares.
        section: The publisher's section.
        kind: rss, atom, rdf, json_feed, news_sitemap, sitemap_index or auto.
        trust: wire, state_media, newspaper, broadcaster or government.
        plain_http: Allow http without TLS for this publisher.
        rights: Retention policy of the text: full, excerpt or hash.
    """

    feed_id: str
    url: str
    publisher: str
    country: str
    language: str
    section: str = ""
    kind: str = "auto"
    trust: str = "wire"
    plain_http: bool = False
    rights: str = "full"
    note: str = ""


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry listed by a feed: a reference to a story, small enough to cross a shuffle.

    Args:
        entry_key: Versioned digest of publisher and id (or URL key, or title and date).
        url: Absolute address of the page, unescaped; empty where the entry has none.
        url_key: The key that all variants of the address share; empty without address.
        published: When the feed says it was published, None where it does not or cannot be read.
        published_raw: The same as the feed writes it, kept where it cannot be read.
        modified: Same for the last change.
        flags: Such as future_date, no_id, no_link, unread_date.
    """

    feed_id: str
    publisher: str
    entry_key: str
    id: str
    url: str
    url_key: str
    title: str
    summary: str = ""
    language: str = ""
    published: Clock | None = None
    modified: Clock | None = None
    image: str = ""
    flags: tuple[str, ...] = ()
    listed: dt.datetime | None = None
    published_raw: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """What earlier runs know of an entry.

    Args:
        revision: Latest revision written, 0 where none was.
        content_hash: Digest of that revision's text.
        attempts: Failed fetches so far.
        first_seen: When a feed first listed it.
        gist: Small facts of that revision as JSON, empty where none are remembered.
    """

    story_id: str = ""
    revision: int = 0
    content_hash: str = ""
    attempts: int = 0
    first_seen: dt.datetime | None = None
    gist: str = ""


@dataclass(frozen=True, slots=True)
class FreshEntry:
    """An entry whose page is to be fetched."""

    entry: FeedEntry
    history: History = History()


@dataclass(frozen=True, slots=True)
class Page:
    """A fetched article page with its entry. Never crosses a shuffle.

    Args:
        url: Address asked for; ``final_url`` the one that answered after redirects.
        content: Decompressed bytes.
        content_type: The header as sent.
        robots: Decision and rule, such as ``allowed:*``.
        opt_out: Signals seen, such as ``content-signal:ai-train=no``.
        flags: amp, canonical_home, canonical_elsewhere.
    """

    entry: FeedEntry
    url: str
    final_url: str
    status: int
    content: bytes
    content_type: str
    fetched: dt.datetime
    last_modified: str = ""
    robots: str = ""
    opt_out: tuple[str, ...] = ()
    history: History = History()
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExtractedPage:
    """A page with the story it holds."""

    page: Page
    story: ExtractedStory


@dataclass(frozen=True, slots=True)
class ExtractedStory:
    """What the page says, before wire furniture is read and removed.

    Args:
        status: ok, suspect, consent_wall, soft_404, paywall, script_shell, not_html, too_deep or empty.
        body: Paragraphs joined by a line feed; NFC; no title line.
        site: What the site calls itself.
        method: Which path gave the body, such as ``profile:aa-2026`` or ``trafilatura:fast``.
    """

    status: str
    title: str = ""
    body: str = ""
    standfirst: str = ""
    authors: tuple[str, ...] = ()
    published: Clock | None = None
    modified: Clock | None = None
    language_declared: str = ""
    canonical_url: str = ""
    image: str = ""
    credit_links: tuple[str, ...] = ()
    site: str = ""
    method: str = ""
    profile: str = ""
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Furniture:
    """A piece of wire furniture that was read from the text and taken out of the body.

    Offsets point into the text before removal (``ExtractedStory.body``).
    """

    kind: str
    start: int
    end: int
    text: str
    rule_id: str = ""


@dataclass(frozen=True, slots=True)
class WireText:
    """A body without its furniture, and what the furniture said.

    Args:
        dateline: The dateline as written, empty where there is none.
        located: Place of the dateline as the text writes it, capitals lowered: evidence is not translated.
        credit: The credit as written; ``origin_agency`` its agency's id (``AA``, ``TASS``).
        chain: Agencies from origin to republisher.
        cited: Ids of agencies that the first sentences cite without being the story's origin.
    """

    body: str
    standfirst: str = ""
    dateline: str = ""
    located: str = ""
    dateline_country: str = ""
    dateline_agency: str = ""
    dateline_date: dt.date | None = None
    credit: str = ""
    origin_agency: str = ""
    chain: tuple[str, ...] = ()
    cited: tuple[str, ...] = ()
    byline: str = ""
    removed: tuple[Furniture, ...] = ()


@dataclass(frozen=True, slots=True)
class WireStory:
    """A normalised story: page, text and clocks together. The tagger's input.

    Args:
        before: Small facts of the revision before as JSON, empty where none are remembered.
    """

    entry: FeedEntry
    story_id: str
    revision: int
    url: str
    canonical_url: str
    url_key: str
    extracted: ExtractedStory
    wire: WireText
    language: str
    language_confidence: float
    script: str
    published: Clock | None
    modified: Clock | None
    fetched: dt.datetime
    first_seen: dt.datetime
    content_hash: str
    robots: str = ""
    opt_out: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    final_url: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class TaggedStory:
    """A wire story with its tags: what becomes a row."""

    story: WireStory
    tags: Tags


@dataclass(frozen=True, slots=True)
class Failure:
    """An element that a named exception stopped: becomes a dead letter.

    Args:
        stage: Label of the stage.
        reason: Short code, such as ``fetch_timeout``.
        detail: One sentence for a person: what, where, cure.
        payload: The original input, JSON, replayable; cut at 1 MiB.
    """

    stage: str
    reason: str
    detail: str
    feed_id: str
    entry_key: str
    url: str
    payload: str = ""
    attempts: int = 1
    entry: FeedEntry | None = None
    history: History = History()


@dataclass(frozen=True, slots=True)
class Rejection:
    """An expected end of an entry that is not a story, counted by reason."""

    stage: str
    reason: str
    feed_id: str
    entry_key: str
    url: str
    detail: str = ""
    entry: FeedEntry | None = None
    history: History = History()


@dataclass(frozen=True, slots=True)
class Outcome:
    """The one fate of one listed entry; small enough to cross a shuffle.

    Args:
        fate: story, revision, seen, rejected or dead.
        reason: Why, for seen, rejected and dead.
        key: URL key, or the entry key where the entry has no URL.
        fingerprint: Digest of what the feed said of it.
        retry: The entry as JSON, where its fetch may be tried again.
        fetched: Its page was asked for in this run.
        gist: Small facts of the latest revision as JSON.
    """

    feed_id: str
    entry_key: str
    fate: str
    reason: str = ""
    key: str = ""
    story_id: str = ""
    revision: int = 0
    content_hash: str = ""
    fingerprint: str = ""
    attempts: int = 0
    first_seen: dt.datetime | None = None
    language: str = ""
    bilateral: bool = False
    retry: str = ""
    fetched: bool = False
    gist: str = ""
