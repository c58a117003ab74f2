"""Entries: one record of strings for each, whatever the format, made into a FeedEntry."""

from __future__ import annotations

import datetime as dt
import html
from dataclasses import dataclass

from schemas.elements import Clock, FeedEntry
from transforms.logic.dates import parse_date
from transforms.logic.feeds.text import MAX_SUMMARY, plain
from transforms.logic.identity import entry_key
from transforms.logic.urls import UrlError, canonical_url, url_key

MAX_ENTRIES = 2_000
_MAX_RAW = 2 * MAX_ENTRIES
_NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)
_AHEAD = dt.timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class RawEntry:
    """An entry as its document has it: strings, empty where missing."""

    id: str = ""
    link: str = ""
    title: str = ""
    summary: str = ""
    published: str = ""
    modified: str = ""
    language: str = ""
    image: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """What every entry of a document shares.

    Args:
        url: Address of the document; links are relative to it.
        fetched: When it was fetched; later dates are flagged.
    """

    feed_id: str
    publisher: str
    url: str
    language: str
    fetched: dt.datetime | None


def _address(raw: RawEntry, origin: Origin) -> tuple[str, str, str]:
    """Return address, key and flag of an entry: its link, else an id that is an address."""
    for candidate in (raw.link, raw.id if raw.id.startswith(("http://", "https://")) else ""):
        if not candidate.strip():
            continue
        try:
            return canonical_url(candidate, origin.url), url_key(candidate, origin.url), ""
        except UrlError:
            return "", "", "bad_link"
    return "", "", "no_link"


def _clock(raw: str, origin: Origin, language: str) -> Clock | None:
    return parse_date(raw, language or origin.language) if raw.strip() else None


def _flags(raw: RawEntry, published: Clock | None, origin: Origin, address_flag: str) -> tuple[str, ...]:
    checks = (
        (not raw.id.strip(), "no_id"),
        (bool(address_flag), address_flag),
        (not raw.title.strip(), "no_title"),
        (not raw.published.strip(), "no_date_listed"),
        (bool(raw.published.strip()) and published is None, "unread_date"),
        (bool(published and origin.fetched and published.value > origin.fetched + _AHEAD), "future_date"),
    )
    return tuple(name for wrong, name in checks if wrong)


def make_entry(raw: RawEntry, origin: Origin) -> FeedEntry:
    """Make the entry of a raw one. Nothing is dropped: what is missing or odd becomes a flag."""
    url, key, address_flag = _address(raw, origin)
    language = raw.language or origin.language
    published, modified = _clock(raw.published, origin, language), _clock(raw.modified, origin, language)
    title = plain(raw.title)
    identity = html.unescape(html.unescape(raw.id)).strip()[:2000]
    return FeedEntry(
        feed_id=origin.feed_id,
        publisher=origin.publisher,
        entry_key=entry_key(origin.publisher, identity, key, title, published),
        id=identity,
        url=url,
        url_key=key,
        title=title,
        summary=plain(raw.summary, MAX_SUMMARY),
        language=language,
        published=published,
        modified=modified,
        image=plain(raw.image),
        flags=_flags(raw, published, origin, address_flag),
        listed=origin.fetched,
        published_raw=plain(raw.published, 200),
    )


def latest(raws: list[RawEntry]) -> list[RawEntry]:
    """Return at most twice as many raw entries as are kept, those told last. What lists more, sitemaps and JSON Feed, has dates that sort as text."""
    if len(raws) <= _MAX_RAW:
        return raws
    order = sorted(range(len(raws)), key=lambda place: (raws[place].published or raws[place].modified, -place), reverse=True)
    return [raws[place] for place in sorted(order[:_MAX_RAW])]


def unique(entries: list[FeedEntry]) -> tuple[tuple[FeedEntry, ...], list[str]]:
    """Return the entries without repeated ones, the newest of them beyond the cap, and what was left out in words."""
    seen: dict[tuple[str, str], FeedEntry] = {}
    for entry in entries:
        seen.setdefault((entry.entry_key, entry.url_key), entry)
    kept = list(seen.values())
    problems = [f"{len(entries) - len(kept)} entries listed twice"] if len(kept) < len(entries) else []
    if len(kept) > MAX_ENTRIES:
        problems.append(f"{len(kept)} entries; the newest {MAX_ENTRIES} are taken")
        newest = sorted(range(len(kept)), key=lambda place: (_told(kept[place]), -place), reverse=True)[:MAX_ENTRIES]
        kept = [kept[place] for place in sorted(newest)]
    return tuple(kept), problems


def _told(entry: FeedEntry) -> dt.datetime:
    clock = entry.published or entry.modified
    return clock.value if clock else _NEVER
