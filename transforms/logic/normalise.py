"""From an extracted page to a wire story: furniture read, language known, clocks chosen, identity given."""

from __future__ import annotations

import datetime as dt

from schemas.elements import Clock, ExtractedPage, FeedEntry, Outcome, WireStory
from transforms.logic.extraction.clocks import local_day
from transforms.logic.identity import content_hash, story_id
from transforms.logic.language import identify
from transforms.logic.seen import fingerprint, seen_key
from transforms.logic.urls import UrlError, canonical_url
from transforms.logic.wire import read_furniture

_FINEST = {"second": 0, "minute": 1, "day": 2, "month": 3}
MAX_AHEAD = dt.timedelta(minutes=10)
_SAME_MOMENT = dt.timedelta(minutes=2)


def choose_clock(feed: Clock | None, page: Clock | None) -> Clock | None:
    """Choose between what feed and page say: the feed, unless the page is as exact and gives its zone while the feed gives none.

    A feed that prints the publisher's local time as GMT gives way too.

    >>> choose_clock(None, None) is None
    True
    """
    if feed is None or page is None:
        return feed or page
    finer = _FINEST.get(page.precision, 9) < _FINEST.get(feed.precision, 9)
    zoned = feed.offset_minutes is None and page.offset_minutes is not None and page.precision == feed.precision
    return page if finer or zoned or is_mislabelled(feed, page) else feed


def is_mislabelled(feed: Clock | None, page: Clock | None) -> bool:
    """Tell whether a feed prints local time as GMT: it runs ahead of the page by just the page's own offset.

    >>> noon = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
    >>> is_mislabelled(Clock(noon, "feed", "second", 0), Clock(noon - dt.timedelta(hours=3), "json_ld", "second", 180))
    True
    """
    if feed is None or page is None or feed.offset_minutes != 0 or not page.offset_minutes or "day" in {feed.precision, page.precision}:
        return False
    return abs(feed.value - page.value - dt.timedelta(minutes=page.offset_minutes)) <= _SAME_MOMENT


def _flags(page: ExtractedPage, published: Clock | None, language: str, declared: str) -> tuple[str, ...]:
    flags = list(page.page.flags)
    if published and published.value > page.page.fetched + MAX_AHEAD:
        flags.append("future_date")
    if published is None:
        flags.append("no_date")
    if is_mislabelled(page.page.entry.published, page.story.published):
        flags.append("feed_time_mislabelled")
    if declared and language != "und" and declared.split("-", maxsplit=1)[0].lower() not in _same_language(language):
        flags.append("language_mismatch")
    return tuple(flags)


_HBS = frozenset({"bs", "hr", "sr", "sh", "hbs", "me", "cnr"})
_KURDISH = frozenset({"ku", "kmr", "ckb", "kur"})


def _same_language(tag: str) -> frozenset[str]:
    """Return the tags a page may declare for a language: publishers write ku for both Kurdish languages."""
    base = tag.split("-", maxsplit=1)[0]
    groups = (_HBS, _KURDISH, frozenset({"id", "in", "ms"}), frozenset({"fa", "per", "prs"}))
    return next((group for group in groups if base in group), frozenset({base}))


def _canonical(entry: FeedEntry, page: ExtractedPage) -> str:
    # A front page named as canonical is a slip of the publisher's template, and no address of this story.
    named = "" if "canonical_home" in page.page.flags else page.story.canonical_url
    for address in (named, page.page.final_url, entry.url):
        try:
            if address:
                return canonical_url(address, page.page.final_url)
        except UrlError:
            continue
    return entry.url


def normalise(extracted: ExtractedPage) -> WireStory | Outcome:
    """Make a wire story of an extracted page.

    Returns:
        The story, or the outcome ``seen`` where the text is the one already written: changed furniture is no revision.
    """
    page, story = extracted.page, extracted.story
    entry, history = page.entry, page.history
    title = story.title or entry.title
    declared = story.language_declared or entry.language
    language = identify(f"{title}\n{story.body}", declared)
    published = choose_clock(entry.published, story.published)
    wire = read_furniture(
        title,
        story.body,
        standfirst=story.standfirst,
        language=language.tag,
        publisher=entry.publisher,
        credit_links=story.credit_links,
        reference=local_day(published) if published else None,
    )
    digest = content_hash(title, wire.body)
    if history.revision and history.content_hash == digest:
        return Outcome(
            entry.feed_id,
            entry.entry_key,
            "seen",
            "unchanged_text",
            seen_key(entry),
            history.story_id,
            history.revision,
            digest,
            fingerprint(entry),
            first_seen=history.first_seen,
            fetched=True,
            gist=history.gist,
        )
    return WireStory(
        entry=entry,
        story_id=history.story_id or story_id(seen_key(entry)),
        revision=history.revision + 1,
        url=entry.url,
        canonical_url=_canonical(entry, extracted),
        url_key=entry.url_key,
        extracted=story,
        wire=wire,
        language=language.tag,
        language_confidence=language.confidence,
        script=language.script,
        published=published,
        modified=choose_clock(entry.modified, story.modified),
        fetched=page.fetched,
        first_seen=history.first_seen or page.fetched,
        content_hash=digest,
        robots=page.robots,
        opt_out=page.opt_out,
        flags=_flags(extracted, published, language.tag, declared),
        final_url=page.final_url,
        before=history.gist,
    )
