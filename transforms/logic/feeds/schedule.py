"""When to ask a feed again. Pure: clock and chance are parameters."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from transforms.logic.feeds.state import FeedState
from transforms.logic.http_headers import honoured_s

_HALF, _MOST = 1 / 3, 2 / 3
MAX_KEYS = 2_000
_LOST = frozenset({"gone", "not_found", "dns_error", "client_error"})
ANSWERED = frozenset({"ok", "not_modified", "unchanged", "empty", "stale"})


@dataclass(frozen=True, slots=True)
class Observation:
    """What one poll found, as far as the schedule cares.

    Args:
        outcome: ok, unchanged, not_modified, empty, or a failure's name.
        seen_share: Share of listed entries that were known already, 0 to 1.
        conditional: Whether a validator was sent.
        ttl_s: What the document asks for; the same for ``skip_hours`` and ``skip_days``. Taken for ok alone: other answers hold no document.
        ahead_s: Seconds the server's clock is ahead of ours, below 0 behind.
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
    ahead_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Decision:
    """When to ask again and why.

    Args:
        state: What to remember.
        basis: adaptive, failure, retry_after, max_age, expires, ttl or skip: the rule that decided.
        alarms: window_overrun, stale, lying_validator, clock_skew, over_cap, moved, moved_back or ended.
    """

    state: FeedState
    basis: str
    alarms: tuple[str, ...] = ()


@cache
def rules() -> dict[str, Any]:
    """Return the table of intervals."""
    return tomllib.loads((files("schemas") / "codebook" / "feeds" / "schedule.toml").read_text("utf-8"))


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


def _asked(seen: Observation, ttl_s: int, now: dt.datetime) -> dict[str, float]:
    """Return what the server asks for, in seconds from now, by the rule that says so."""
    asked = {
        "retry_after": float(seen.retry_after_s or 0),
        "max_age": float(seen.max_age_s or 0),
        # By the server's own clock: Expires is meant against its Date.
        "expires": (seen.expires - now).total_seconds() - seen.ahead_s if seen.expires and seen.max_age_s is None else 0.0,
        "ttl": float(ttl_s),
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


def _end(state: FeedState, seen: Observation) -> str:
    most = rules()["ends"].get(seen.outcome)
    return seen.outcome if most and _same(state, seen) >= most and not _is_lost(state, seen) else state.ended


def _same(state: FeedState, seen: Observation) -> int:
    if seen.outcome in ANSWERED:
        return 0
    return state.same_failures + 1 if seen.outcome == state.last_outcome else 1


def _is_lost(state: FeedState, seen: Observation) -> bool:
    """Tell whether an adopted address has stopped to answer, so that the list's own is asked again."""
    return bool(state.url) and seen.outcome in _LOST and _same(state, seen) >= rules()["ends"]["adopted"]


def _moved(state: FeedState, seen: Observation) -> tuple[str, str, int]:
    """Return adopted address, candidate and count: a permanent redirect is adopted after several polls that agree."""
    target = seen.permanent_redirect
    if _is_lost(state, seen):
        return "", "", 0
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
    if abs(seen.ahead_s) > rules()["skew_s"]:
        alarms.append("clock_skew")
    return alarms


def decide(state: FeedState, seen: Observation, now: dt.datetime, chance: float = 0.0, *, follows: bool = False) -> Decision:
    """Decide when to poll next: the longest of our own interval and what the server asks for.

    Only our own part is capped; what a server asks for is obeyed up to seven days. Beyond that it is taken for a slip, flagged,
    and a day is waited: a year of max-age meant for pictures must not end a feed.

    Args:
        state: What was remembered before the poll.
        seen: What the poll found.
        now: Time of the poll, aware UTC.
        chance: 0 to 1, for the jitter.
        follows: It is asked with its index, which has the interval; of our own only the least holds for it.
    """
    table = rules()
    answered, read = seen.outcome in ANSWERED, seen.outcome == "ok"
    ttl_s, hours, days = (seen.ttl_s, seen.skip_hours, seen.skip_days) if read else (state.ttl_s, state.skip_hours, state.skip_days)
    own = (table["min_s"] if follows else _adaptive(state, seen)) if answered else _failure_s(state, seen.outcome)
    alarms = _alarms(state, seen, now)
    interval = own / 2 if "window_overrun" in alarms else own
    basis, seconds = "adaptive" if answered else "failure", max(interval, table["min_s"]) * (1 + table["jitter"] * chance)
    for name, value in _asked(seen, ttl_s, now).items():
        honoured = honoured_s(value, table["cap_s"], table["slip_s"])
        alarms += ["over_cap"] * (honoured < value)
        if honoured > seconds:
            basis, seconds = name, honoured
    due = now + dt.timedelta(seconds=seconds)
    allowed = _past_skips(due, hours, days)
    basis = "skip" if allowed != due else basis
    url, redirect, redirects = _moved(state, seen)
    ended = _end(state, seen)
    alarms += ["moved" if url else "moved_back"] * (url != state.url) + ["ended"] * (ended != state.ended)
    fresh = seen.outcome in {"ok", "unchanged"}
    remembered = replace(
        state,
        etag=seen.etag if fresh else state.etag,
        last_modified=seen.last_modified if fresh else state.last_modified,
        body_sha256=(seen.body_sha256 if read else "") or state.body_sha256,
        poison_sha256=seen.body_sha256 if seen.outcome == "hostile" else state.poison_sha256,
        next_due=allowed,
        last_polled=now,
        last_unconditional=now if answered and not seen.conditional else state.last_unconditional,
        interval_s=interval if answered else state.interval_s,
        failures=0 if answered else state.failures + 1,
        same_failures=_same(state, seen),
        last_outcome=seen.outcome,
        ended=ended,
        url=url,
        redirect=redirect,
        redirects=redirects,
        keys=tuple(seen.keys[:MAX_KEYS]) if read else state.keys,
        newest=_newest(state, seen, now),
        liar=state.liar or "lying_validator" in alarms,
        polls=state.polls + 1,
        ttl_s=ttl_s,
        skip_hours=tuple(hours),
        skip_days=tuple(days),
    )
    return Decision(remembered, basis, tuple(dict.fromkeys(alarms)))
