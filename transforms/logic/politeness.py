"""Our own behaviour scored by what publishers ask of feed readers.

Follows the criteria that a well-known server operator publishes and scores readers by (rachelbythebay.com/fs/help.html,
/w/feed/): conditional polls at most hourly, unconditional ones at most daily, validators sent back as opaque strings, no
cookies, referrers or additions to the address, Cache-Control and Retry-After honoured. Added here: 410 is final, nothing
before its own due time, and a User-Agent that says whom to write to.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from urllib.parse import urlsplit

from transforms.logic.http_headers import honoured_s

HOURLY_S = 3_600.0
DAILY_S = 86_400.0
SLACK_S = 1.0  # clocks are written to the second
UNSENT = frozenset(
    {"not_due", "host_waiting", "host_dead", "deferred", "robots_disallowed", "robots_unavailable", "blocked_address", "bad_url", "disabled"}
    | {"unsupported_scheme", "plain_http_refused", "dns_error", "connect_error"}
)
_GOOD = frozenset({"ok", "unchanged", "stale"})
_CONTACT = re.compile(r"\S+@\S+\.\S+|https?://\S+|\+\S+\.\S+")


@dataclass(frozen=True, slots=True)
class PollRecord:
    """One poll of one feed, as the table ``feed_polls`` keeps it.

    Args:
        url: Address asked for, the first hop.
        polled: When the request was sent, aware UTC.
        sent_etag: If-None-Match as sent, empty where none was; the same for ``sent_last_modified``.
        etag: ETag as received, empty where none was; the same for ``last_modified``.
        outcome: As in FetchResult; those in :data:`UNSENT` reached no server.
        due: When this poll was allowed; ``next_due`` when the next one is.
        sent_cookie: A Cookie header was sent; the same for ``sent_referer``.
        bytes: Received on the wire.
        sitemap_of: Address of the index that names it, empty for the feed itself.
    """

    feed_id: str
    url: str
    host: str
    polled: dt.datetime
    outcome: str
    status: int | None = None
    sent_etag: str = ""
    sent_last_modified: str = ""
    etag: str = ""
    last_modified: str = ""
    retry_after_s: int | None = None
    max_age_s: int | None = None
    due: dt.datetime | None = None
    next_due: dt.datetime | None = None
    sent_cookie: bool = False
    sent_referer: bool = False
    user_agent: str = ""
    bytes: int = 0
    sitemap_of: str = ""

    @property
    def asked(self) -> str:
        """What is asked again and again: a feed, wherever it moves, or one sitemap of it."""
        return f"{self.feed_id} {self.url}" if self.sitemap_of else self.feed_id

    @property
    def conditional(self) -> bool:
        """Whether a validator was sent."""
        return bool(self.sent_etag or self.sent_last_modified)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One rule: how often it applied and how often it was broken.

    Args:
        examples: At most five breaches, as feed, time and what was wrong.
    """

    name: str
    checked: int
    broken: int
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The score of a series of polls."""

    polls: int
    feeds: int
    hosts: int
    conditional: int
    not_modified: int
    bytes: int
    criteria: tuple[Criterion, ...]

    @property
    def score(self) -> float:
        """Per cent of the criteria that applied which were never broken; 100 for no polls."""
        applied = [one for one in self.criteria if one.checked]
        return 100.0 * sum(not one.broken for one in applied) / len(applied) if applied else 100.0

    @property
    def perfect(self) -> bool:
        """Whether nothing was broken."""
        return not any(one.broken for one in self.criteria)


@dataclass(slots=True)
class _Tally:
    checked: int = 0
    broken: int = 0
    examples: list[str] = field(default_factory=list)

    def check(self, poll: PollRecord, *, fine: bool, what: str) -> None:
        self.checked += 1
        if not fine:
            self.broken += 1
            if len(self.examples) < 5:  # noqa: PLR2004
                self.examples.append(f"{poll.feed_id} {poll.polled:%Y-%m-%dT%H:%M:%SZ} {what}")


def _gap_s(earlier: PollRecord, later: PollRecord) -> float:
    return (later.polled - earlier.polled).total_seconds()


def _held(polls: Sequence[PollRecord]) -> Iterator[tuple[PollRecord, set[str]]]:
    """Yield each poll of a feed with the validators that may be sent: those received since the last good document, with it."""
    held: set[str] = set()
    for poll in polls:
        yield poll, held
        received = {poll.etag, poll.last_modified} - {""}
        # An index that answers 304 is ok where one of its sitemaps brings news: its own document is still the old one.
        held = received if poll.outcome in _GOOD and poll.status != 304 else held | received  # noqa: PLR2004


def _conditional_hourly(polls: Sequence[PollRecord], tally: _Tally) -> None:
    for earlier, later in pairwise(polls):
        gap_s = _gap_s(earlier, later)
        tally.check(later, fine=gap_s >= HOURLY_S - SLACK_S, what=f"{gap_s:.0f} s after the last poll")


def _unconditional_daily(polls: Sequence[PollRecord], tally: _Tally) -> None:
    last: PollRecord | None = None
    for poll, held in _held(polls):
        if poll.conditional:
            continue
        # Where the server offers no validator there is no condition to send; the hourly rule above still holds.
        if last is not None and held:
            gap_s = _gap_s(last, poll)
            tally.check(poll, fine=gap_s >= DAILY_S - SLACK_S, what=f"unconditional {gap_s:.0f} s after the last such poll")
        last = poll if poll.status == 200 else last  # noqa: PLR2004 - what counts is the document sent for nothing


def _opaque(polls: Sequence[PollRecord], tally: _Tally) -> None:
    for poll, held in _held(polls):
        if poll.conditional:
            fine = {poll.sent_etag, poll.sent_last_modified} <= held | {""}
            tally.check(poll, fine=fine, what="a validator that was not received like this")


def _cache_control(polls: Sequence[PollRecord], tally: _Tally) -> None:
    for earlier, later in pairwise(polls):
        if earlier.max_age_s:
            wait_s = honoured_s(float(earlier.max_age_s))
            tally.check(later, fine=_gap_s(earlier, later) >= wait_s - SLACK_S, what=f"before max-age={earlier.max_age_s} had passed")


def _gone(polls: Sequence[PollRecord], tally: _Tally) -> None:
    gone = 0
    for poll in polls:
        tally.check(poll, fine=gone < 2, what="asked again after 410 twice")  # noqa: PLR2004
        gone = gone + 1 if poll.status == 410 else 0  # noqa: PLR2004


def _due(polls: Sequence[PollRecord], tally: _Tally) -> None:
    for earlier, later in pairwise(polls):
        due = later.due or earlier.next_due
        if due is not None:
            tally.check(later, fine=(due - later.polled).total_seconds() <= SLACK_S, what=f"before it was due at {due:%H:%M:%S}")


def _additions(polls: Sequence[PollRecord], tally: _Tally) -> None:
    for earlier, later in pairwise(polls):
        first, second = urlsplit(earlier.url), urlsplit(later.url)
        tally.check(later, fine=first[:3] != second[:3] or first.query == second.query, what="a query that changes from poll to poll")


def _retry_after(polls: Sequence[PollRecord], tally: _Tally) -> None:
    """Check a host's polls: the pause one address was told holds for all."""
    until: dt.datetime | None = None
    told: dt.datetime | None = None
    for poll in polls:
        if until is not None and told != poll.polled:
            tally.check(poll, fine=poll.polled >= until - dt.timedelta(seconds=SLACK_S), what=f"before Retry-After ended at {until:%H:%M:%S}")
        if poll.retry_after_s is not None and poll.status in (429, 503):
            end = poll.polled + dt.timedelta(seconds=honoured_s(float(poll.retry_after_s)))
            until = end if until is None or end > until else until
            told = poll.polled


def _plain_headers(polls: Sequence[PollRecord], tally: _Tally) -> None:
    for poll in polls:
        tally.check(poll, fine=not poll.sent_cookie and not poll.sent_referer, what="a cookie or a referrer")


def _named(polls: Sequence[PollRecord], tally: _Tally) -> None:
    for poll in polls:
        tally.check(poll, fine=bool(_CONTACT.search(poll.user_agent)), what="a User-Agent without contact")


_Rule = Callable[[Sequence[PollRecord], _Tally], None]
_BY_FEED: tuple[tuple[str, _Rule], ...] = (
    ("polls_at_most_hourly", _conditional_hourly),
    ("unconditional_at_most_daily", _unconditional_daily),
    ("validators_opaque", _opaque),
    ("cache_control_honoured", _cache_control),
    ("gone_is_final", _gone),
    ("never_before_due", _due),
    ("address_unchanged", _additions),
    ("no_cookie_no_referrer", _plain_headers),
    ("user_agent_with_contact", _named),
)
_BY_HOST: tuple[tuple[str, _Rule], ...] = (("retry_after_honoured_by_host", _retry_after),)


def score(polls: Iterable[PollRecord]) -> Report:
    """Score a series of polls.

    Args:
        polls: In any order, of any feeds; polls that were never sent are left out.

    >>> at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    >>> poll = PollRecord("a", "https://a.example/f", "a.example", at, "ok", 200, user_agent="dyadwire/1 (+me@a.example)")
    >>> score([poll]).perfect
    True
    """
    sent = sorted((poll for poll in polls if poll.outcome not in UNSENT), key=lambda poll: (poll.polled, poll.feed_id))
    tallies = {name: _Tally() for name, _ in (*_BY_FEED, *_BY_HOST)}
    for rules, key in ((_BY_FEED, "asked"), (_BY_HOST, "host")):
        ordered = sorted(sent, key=lambda poll, key=key: getattr(poll, key))  # type: ignore[misc]
        for _, group in groupby(ordered, key=lambda poll, key=key: getattr(poll, key)):  # type: ignore[misc]
            series = list(group)
            for name, rule in rules:
                rule(series, tallies[name])
    return Report(
        polls=len(sent),
        feeds=len({poll.feed_id for poll in sent}),
        hosts=len({poll.host for poll in sent}),
        conditional=sum(poll.conditional for poll in sent),
        not_modified=sum(poll.status == 304 for poll in sent),  # noqa: PLR2004
        bytes=sum(poll.bytes for poll in sent),
        criteria=tuple(Criterion(name, tally.checked, tally.broken, tuple(tally.examples)) for name, tally in tallies.items()),
    )
