"""When to ask a feed again, and what is remembered of it between polls. Pure: clock and chance are parameters."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import tomllib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

_TIMES = frozenset({"next_due", "last_unconditional", "newest", "last_polled"})
_HALF, _MOST = 1 / 3, 2 / 3
MAX_KEYS = 2_000
ANSWERED = frozenset({"ok", "not_modified", "unchanged", "empty", "stale"})


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is remembered of a feed.

    Args:
        etag: Validator as received, opaque; the same for ``last_modified``.
        body_sha256: Digest of the last document.
        interval_s: The adaptive interval.
        failures: Failed polls in a row; ``same_failures`` those with ``last_outcome``.
        ended: Why the feed is polled no more, empty while it is.
        url: Address adopted after permanent redirects, empty for the list's own.
        redirect: Where 301 and 308 pointed last, and how often in a row.
        keys: Entry keys of the last document, for the overrun alarm.
        liar: True after validators said "unchanged" while the document had changed.
    """

    etag: str = ""
    last_modified: str = ""
    body_sha256: str = ""
    next_due: dt.datetime | None = None
    last_polled: dt.datetime | None = None
    last_unconditional: dt.datetime | None = None
    interval_s: float = 0.0
    failures: int = 0
    same_failures: int = 0
    last_outcome: str = ""
    ended: str = ""
    url: str = ""
    redirect: str = ""
    redirects: int = 0
    keys: tuple[str, ...] = ()
    newest: dt.datetime | None = None
    liar: bool = False
    polls: int = 0


@dataclass(frozen=True, slots=True)
class Observation:
    """What one poll found, as far as the schedule cares.

    Args:
        outcome: ok, unchanged, not_modified, empty, or a failure's name.
        seen_share: Share of listed entries that were known already, 0 to 1.
        conditional: Whether a validator was sent.
    """

    outcome: str
    conditional: bool = False
    etag: str = ""
    last_modified: str = ""
    body_sha256: str = ""
    keys: Sequence[str] = ()
    seen_share: float = 1.0
    newest: dt.datetime | None = None
    retry_after_s: int | None = None
    max_age_s: int | None = None
    expires: dt.datetime | None = None
    ttl_s: int = 0
    skip_hours: Collection[int] = ()
    skip_days: Collection[int] = ()
    permanent_redirect: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """When to ask again and why.

    Args:
        state: What to remember.
        basis: adaptive, failure, retry_after, max_age, expires, ttl or skip: the rule that decided.
        alarms: window_overrun, stale, lying_validator, over_cap, moved or ended.
    """

    state: FeedState
    basis: str
    alarms: tuple[str, ...] = ()


@cache
def rules() -> dict[str, Any]:
    """Return the table of intervals."""
    return tomllib.loads((files("schemas") / "codebook" / "feeds" / "schedule.toml").read_text("utf-8"))


def state_to_json(state: FeedState) -> str:
    """Return a state as JSON, for the ledger."""
    return json.dumps(dataclasses.asdict(state), default=lambda value: value.isoformat(), ensure_ascii=False)


def state_from_json(text: str) -> FeedState:
    """Read a state back; an empty text is a feed never polled.

    >>> state_from_json(state_to_json(FeedState(etag='W/"x"'))).etag
    'W/"x"'
    """
    if not text:
        return FeedState()
    plain = json.loads(text)
    for name in _TIMES:
        plain[name] = dt.datetime.fromisoformat(plain[name]) if plain[name] else None
    return FeedState(**{**plain, "keys": tuple(plain["keys"])})


def is_due(state: FeedState, now: dt.datetime) -> bool:
    """Tell whether a feed may be polled now.

    >>> is_due(FeedState(), dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    True
    """
    return not state.ended and (state.next_due is None or state.next_due <= now)


def validators(state: FeedState, now: dt.datetime) -> tuple[str, str]:
    """Return the validators to send, both empty when an unconditional poll is due.

    >>> validators(FeedState(etag='"x"'), dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    ('', '')
    """
    last = state.last_unconditional
    if last is None or (now - last).total_seconds() >= rules()["unconditional_s"]:
        return "", ""
    return state.etag, state.last_modified


def _adaptive(state: FeedState, seen: Observation) -> float:
    """Return the next interval from the share of entries that were known: mostly known, longer; mostly new, shorter."""
    table = rules()
    interval: float = state.interval_s or table["first_s"]
    if seen.outcome in {"not_modified", "unchanged"} or seen.seen_share > _MOST:
        interval *= 1.5
    elif seen.seen_share < _HALF:
        interval /= 2
    return float(min(max(interval, table["min_s"]), table["max_s"]))


def _failure_s(state: FeedState, outcome: str) -> float:
    table = rules()["outcomes"]
    base: float = table.get(outcome, table["default"])
    return float(max(base, min(base * 2 ** min(state.failures, 10), table["max_failure_s"])))


def _asked(seen: Observation, now: dt.datetime) -> dict[str, float]:
    """Return what the server asks for, in seconds from now, by the rule that says so."""
    asked = {
        "retry_after": float(seen.retry_after_s or 0),
        "max_age": float(seen.max_age_s or 0),
        "expires": (seen.expires - now).total_seconds() if seen.expires and seen.max_age_s is None else 0.0,
        "ttl": float(seen.ttl_s),
    }
    return {name: value for name, value in asked.items() if value > 0}


def _past_skips(due: dt.datetime, hours: Collection[int], days: Collection[int]) -> dt.datetime:
    """Return the first hour at or after a time in which the feed does not ask to be left alone; a week of skips is nonsense."""
    moved = due
    for _ in range(7 * 24):
        if moved.hour not in hours and moved.isoweekday() not in days:
            return moved
        moved = moved.replace(minute=0, second=0, microsecond=0) + dt.timedelta(hours=1)
    return due


def _end(state: FeedState, outcome: str, same: int) -> str:
    most = rules()["ends"].get(outcome)
    return outcome if most and same >= most else state.ended


def _moved(state: FeedState, seen: Observation) -> tuple[str, str, int]:
    """Return adopted address, candidate and count: a permanent redirect is adopted after several polls that agree."""
    target = seen.permanent_redirect
    if seen.outcome not in ANSWERED or not target or target == state.url:
        return state.url, "", 0
    count = state.redirects + 1 if target == state.redirect else 1
    return (target, "", 0) if count >= rules()["ends"]["permanent_redirect"] else (state.url, target, count)


def _newest(state: FeedState, seen: Observation, now: dt.datetime) -> dt.datetime | None:
    """Return the newest time known: one in the future counts as now, or it would hide for months that a feed is stale."""
    times = [time for time in (seen.newest, state.newest) if time is not None]
    return min(max(times), now) if times else None


def _alarms(state: FeedState, seen: Observation, now: dt.datetime) -> list[str]:
    alarms = []
    if seen.outcome == "ok" and state.keys and seen.keys and not set(state.keys) & set(seen.keys):
        alarms.append("window_overrun")
    newest = _newest(state, seen, now)
    if seen.outcome in ANSWERED and newest and (now - newest).total_seconds() > rules()["stale_s"]:
        alarms.append("stale")
    same = (seen.etag, seen.last_modified) == (state.etag, state.last_modified) if seen.etag == "" else seen.etag == state.etag
    if seen.outcome == "ok" and not seen.conditional and state.last_outcome == "not_modified" and same and (seen.etag or seen.last_modified):
        alarms.append("lying_validator")
    return alarms


def decide(state: FeedState, seen: Observation, now: dt.datetime, chance: float = 0.0) -> Decision:
    """Decide when to poll next: the longest of our own interval and what the server asks for.

    Only our own part is capped; what a server asks for is obeyed up to seven days, and flagged beyond.

    Args:
        state: What was remembered before the poll.
        seen: What the poll found.
        now: Time of the poll, aware UTC.
        chance: 0 to 1, for the jitter.
    """
    table = rules()
    answered = seen.outcome in ANSWERED
    own = _adaptive(state, seen) if answered else _failure_s(state, seen.outcome)
    alarms = _alarms(state, seen, now)
    interval = own / 2 if "window_overrun" in alarms else own
    basis, seconds = "adaptive" if answered else "failure", max(interval, table["min_s"]) * (1 + table["jitter"] * chance)
    for name, value in _asked(seen, now).items():
        if value > seconds:
            basis, seconds = name, value
    if seconds > table["cap_s"]:
        seconds = table["cap_s"]
        alarms.append("over_cap")
    due = now + dt.timedelta(seconds=seconds)
    allowed = _past_skips(due, seen.skip_hours, seen.skip_days)
    basis = "skip" if allowed != due else basis
    same = state.same_failures + 1 if not answered and seen.outcome == state.last_outcome else int(not answered)
    url, redirect, redirects = _moved(state, seen)
    ended = _end(state, seen.outcome, same)
    alarms += ["moved"] * (url != state.url) + ["ended"] * (ended != state.ended)
    fresh = seen.outcome in {"ok", "unchanged"}
    return Decision(
        replace(
            state,
            etag=seen.etag if fresh else state.etag,
            last_modified=seen.last_modified if fresh else state.last_modified,
            body_sha256=seen.body_sha256 or state.body_sha256,
            next_due=allowed,
            last_polled=now,
            last_unconditional=now if answered and not seen.conditional else state.last_unconditional,
            interval_s=interval if answered else state.interval_s,
            failures=0 if answered else state.failures + 1,
            same_failures=same,
            last_outcome=seen.outcome,
            ended=ended,
            url=url,
            redirect=redirect,
            redirects=redirects,
            keys=tuple(seen.keys[:MAX_KEYS]) if seen.outcome == "ok" else state.keys,
            newest=_newest(state, seen, now),
            liar=state.liar or "lying_validator" in alarms,
            polls=state.polls + 1,
        ),
        basis,
        tuple(alarms),
    )
