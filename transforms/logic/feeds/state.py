"""What is remembered of a feed between two polls."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
from dataclasses import dataclass, field, replace
from typing import Any

_TIMES = ("next_due", "last_unconditional", "newest", "last_polled")
_LISTS = ("keys", "skip_hours", "skip_days")


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is remembered of a feed.

    Args:
        etag: Validator as received, opaque; the same for ``last_modified``.
        body_sha256: Digest of the last document that could be read; ``poison_sha256`` of the last one that hurt the parser.
        interval_s: The adaptive interval.
        failures: Failed polls in a row; ``same_failures`` those with ``last_outcome``.
        ended: Why the feed is polled no more, empty while it is.
        listed: Digest of the address that the feed list gave when this was learnt.
        url: Address adopted after permanent redirects, empty for the list's own.
        redirect: Where 301 and 308 pointed last, and how often in a row.
        keys: Entry keys of the last document, for the overrun alarm.
        liar: True after validators said "unchanged" while the document had changed.
        ttl_s: What the last document asked for; the same for ``skip_hours`` and ``skip_days``: a 304 does not repeat it.
    """

    etag: str = ""
    last_modified: str = ""
    body_sha256: str = ""
    poison_sha256: str = ""
    next_due: dt.datetime | None = None
    last_polled: dt.datetime | None = None
    last_unconditional: dt.datetime | None = None
    interval_s: float = 0.0
    failures: int = 0
    same_failures: int = 0
    last_outcome: str = ""
    ended: str = ""
    listed: str = ""
    url: str = ""
    redirect: str = ""
    redirects: int = 0
    keys: tuple[str, ...] = ()
    newest: dt.datetime | None = None
    liar: bool = False
    polls: int = 0
    ttl_s: int = 0
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()
    children: tuple[ChildState, ...] = ()


@dataclass(frozen=True, slots=True)
class ChildState:
    """What is remembered of one sitemap of an index.

    Args:
        changed: Its time of change as the index gave it when it was last read.
        state: As of a feed; its entry keys stand with the index.
    """

    url: str
    changed: str = ""
    state: FeedState = field(default_factory=FeedState)


def state_to_json(state: FeedState) -> str:
    """Return a state as JSON, for the ledger."""
    return json.dumps(dataclasses.asdict(state), default=lambda value: value.isoformat(), ensure_ascii=False)


def state_from_json(text: str) -> FeedState:
    """Read a state back; an empty text is a feed never polled.

    >>> state_from_json(state_to_json(FeedState(etag='W/"x"'))).etag
    'W/"x"'
    """
    return _state(json.loads(text)) if text else FeedState()


def _state(plain: dict[str, Any]) -> FeedState:
    times = {name: dt.datetime.fromisoformat(plain[name]) if plain[name] else None for name in _TIMES}
    lists = {name: tuple(plain[name]) for name in _LISTS if name in plain}
    # What an earlier version remembered of a sitemap has no state of its own: it starts anew.
    children = tuple(ChildState(child["url"], child["changed"], _state(child["state"])) for child in plain.get("children", ()) if "state" in child)
    return FeedState(**{**plain, **times, **lists, "children": children})


def of_address(state: FeedState, url: str) -> FeedState:
    """Return the state where it was learnt of this address, else a new one: an edited line of the feed list starts anew.

    >>> of_address(FeedState(etag="x"), "https://a.example/f").etag
    'x'
    >>> of_address(of_address(FeedState(etag="x"), "https://a.example/f"), "https://a.example/g").etag
    ''
    """
    digest = hashlib.blake2b(url.encode("utf-8", "replace"), digest_size=8).hexdigest()
    if state.listed and state.listed != digest:
        return FeedState(listed=digest)
    return replace(state, listed=digest)


def is_due(state: FeedState, now: dt.datetime) -> bool:
    """Tell whether a feed may be polled now.

    >>> is_due(FeedState(), dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    True
    """
    return not state.ended and (state.next_due is None or state.next_due <= now)
