"""Which listed entries need a fetch: new ones, changed ones and failed ones whose time has come."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from typing import Any

from schemas.elements import Clock, FeedEntry, FreshEntry, History, Outcome, Rejection
from transforms.edges.ledger import SeenEntry
from transforms.logic.urls import is_opaque

# A page that is not there yet often is a little later; after the last one the entry stays dead.
RETRY_AFTER = (dt.timedelta(minutes=15), dt.timedelta(hours=3), dt.timedelta(hours=24))
MAX_ATTEMPTS = 1 + len(RETRY_AFTER)


def seen_key(entry: FeedEntry) -> str:
    """Return the key an entry is remembered by: all addresses of one page share it.

    >>> seen_key(FeedEntry("f", "p", "e1:x", "1", "", "", "t"))
    'e1:x'
    """
    return entry.url_key or entry.entry_key


def fingerprint(entry: FeedEntry) -> str:
    """Return a digest of what the feed says of an entry: a change means the story may have one.

    >>> a = FeedEntry("f", "p", "k", "1", "u", "u", "Title")
    >>> fingerprint(a) == fingerprint(a)
    True
    """
    modified = entry.modified.value.isoformat() if entry.modified else ""
    text = "\x1f".join((entry.language.split("-")[0], " ".join(entry.title.split()), modified))
    return "f1:" + hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=12).hexdigest()


def entry_to_json(entry: FeedEntry) -> str:
    """Return an entry as JSON, for the ledger."""
    return json.dumps(dataclasses.asdict(entry), default=lambda value: value.isoformat(), ensure_ascii=False)


def entry_from_json(text: str) -> FeedEntry:
    """Read an entry back; fields that its time knew and ours does not, and a summary that was withheld, are left out.

    >>> entry = FeedEntry("f", "p", "k", "1", "u", "u", "t", published=Clock(dt.datetime(2026, 1, 1, tzinfo=dt.UTC), "feed"))
    >>> entry_from_json(entry_to_json(entry)) == entry
    True
    """
    plain: dict[str, Any] = json.loads(text)
    for name in ("published", "modified"):
        if plain[name]:
            plain[name] = Clock(**{**plain[name], "value": dt.datetime.fromisoformat(plain[name]["value"])})
    plain["flags"] = tuple(plain["flags"])
    plain["listed"] = dt.datetime.fromisoformat(plain["listed"]) if plain["listed"] else None
    known = FeedEntry.__dataclass_fields__
    return FeedEntry(**{name: value for name, value in plain.items() if name in known})


def retry_due(attempts: int, now: dt.datetime) -> dt.datetime | None:
    """Return when a failed fetch may be tried again; None after the last try.

    >>> retry_due(4, dt.datetime(2026, 1, 1, tzinfo=dt.UTC)) is None
    True
    """
    return now + RETRY_AFTER[attempts - 1] if 0 < attempts < MAX_ATTEMPTS else None


def _outcome(entry: FeedEntry, remembered: SeenEntry | None, reason: str) -> Outcome:
    return Outcome(
        entry.feed_id, entry.entry_key, "seen", reason, seen_key(entry) if remembered else "", story_id=remembered.story_id if remembered else ""
    )


def _one(entry: FeedEntry, remembered: SeenEntry | None, now: dt.datetime, max_age: dt.timedelta | None) -> FreshEntry | Outcome | Rejection:
    if remembered is None:
        history = History(first_seen=entry.listed or now)
    else:
        history = History(
            remembered.story_id, remembered.revision, remembered.content_hash, remembered.attempts, remembered.first_seen, remembered.gist
        )
        if remembered.fate == "dead" and remembered.retry_due and remembered.retry_due <= now:
            return FreshEntry(entry, history)
        if remembered.fate != "story" or remembered.fingerprint == fingerprint(entry):
            return _outcome(entry, remembered, f"known_{remembered.fate}")
    if not entry.url:
        return Rejection("DropSeen", "no_link", entry.feed_id, entry.entry_key, "", "the entry has no usable address", entry, history)
    if is_opaque(entry.url):
        detail = "an aggregator's address that does not say which page it leads to; list the publisher's own feed"
        return Rejection("DropSeen", "unresolved", entry.feed_id, entry.entry_key, entry.url, detail, entry, history)
    told = entry.published or entry.modified
    if max_age and told and told.value < now - max_age:
        return Rejection("DropSeen", "too_old", entry.feed_id, entry.entry_key, entry.url, f"published {told.value:%Y-%m-%d}", entry, history)
    return FreshEntry(entry, history)


def split_seen(
    entries: Sequence[FeedEntry], remembered: SeenEntry | None, now: dt.datetime, max_age: dt.timedelta | None = None
) -> list[FreshEntry | Outcome | Rejection]:
    """Decide the fate of all entries that share one key.

    The first by feed id and entry key is looked at; the others say the same page and count as seen.

    Args:
        entries: Entries of this run with one :func:`seen_key`, in any order; at least one.
        remembered: What earlier runs know of the key.
        now: The run's time, aware UTC.
        max_age: Older entries are rejected as ``too_old``; None takes all.

    Returns:
        One item for each entry, so that the counts add up.

    >>> entry = FeedEntry("f", "p", "k", "1", "https://a.example/1", "a.example/1", "t")
    >>> [type(item).__name__ for item in split_seen([entry, entry], None, dt.datetime(2026, 1, 1, tzinfo=dt.UTC))]
    ['FreshEntry', 'Outcome']
    """
    first, *others = sorted(entries, key=lambda entry: (entry.feed_id, entry.entry_key))
    return [_one(first, remembered, now, max_age), *(_outcome(entry, None, "same_address") for entry in others)]
