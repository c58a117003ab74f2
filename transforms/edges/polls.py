"""One poll of one feed: the request, and what its answer makes of row, state and entries."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from schemas.elements import Failure, FeedEntry, FeedSource
from schemas.rows import FeedPollRow
from transforms.edges.feed_worker import FeedParser
from transforms.edges.fetch_records import FetchResult, Request
from transforms.edges.sitemaps import read_index
from transforms.logic.feeds.model import Child, ParsedFeed
from transforms.logic.feeds.schedule import (
    ANSWERED,
    Decision,
    Observation,
    decide,
    validators,
)
from transforms.logic.feeds.state import FeedState, state_to_json
from transforms.logic.web_addresses import host_of, without_secrets


@dataclass(frozen=True, slots=True)
class FeedJob:
    """A feed with what is remembered of it.

    Args:
        state: Its state as JSON, empty where it was never polled.
        forced: Poll it even where it is not due.
    """

    feed: FeedSource
    state: str
    run_id: str
    forced: bool = False


@dataclass(frozen=True, slots=True)
class FeedReceipt:
    """What the ledger must learn of a poll."""

    feed_id: str
    polled: bool
    listed: int
    failed: bool
    state: str


@dataclass(frozen=True, slots=True)
class Poll:
    """One poll with all it gave.

    Args:
        sitemaps: Rows of the sitemaps that were asked with their index.
    """

    row: FeedPollRow
    sitemaps: tuple[FeedPollRow, ...]
    receipt: FeedReceipt
    entries: tuple[FeedEntry, ...]
    failure: Failure | None


Ask = Callable[[list[Request]], Iterable[FetchResult]]


def request_of(job: FeedJob, state: FeedState, now: dt.datetime) -> Request:
    """Return the request of a poll: validators as received, unless an unconditional poll is due."""
    etag, last_modified = validators(state, now)
    feed = job.feed
    return Request(state.url or feed.url, etag=etag, last_modified=last_modified, plain_http=feed.plain_http, kind="feed", key=feed.feed_id)


def _outcome(result: FetchResult, parsed: ParsedFeed | None) -> str:
    if parsed is not None:
        return parsed.status
    return "unchanged" if result.outcome == "ok" else result.outcome


def _ahead_s(result: FetchResult) -> float:
    """Return the seconds a server's clock is ahead of ours, by its Date and the age that a cache adds."""
    if result.date is None or result.fetched is None:
        return 0.0
    age = result.header("age").strip()
    return (result.date - result.fetched).total_seconds() + (int(age) if age.isdecimal() and len(age) < 9 else 0)  # noqa: PLR2004


def observe(result: FetchResult, parsed: ParsedFeed | None, state: FeedState) -> Observation:
    """Return what a poll found, as far as the schedule cares."""
    entries = parsed.entries if parsed else ()
    keys = tuple(entry.entry_key for entry in entries)
    known = set(state.keys)
    # Of an index only the sitemaps that changed were read: what the others list is still there.
    window = tuple(dict.fromkeys((*keys, *state.keys))) if parsed and parsed.kind == "sitemap_index" else keys
    kept = result.outcome == "not_modified"
    # Of a document that breaks off nothing is remembered that would keep the rest from being sent again.
    whole = parsed is None or not parsed.cut
    return Observation(
        outcome=_outcome(result, parsed),
        conditional=bool(result.request.etag or result.request.last_modified),
        etag=(result.etag or (state.etag if kept else "")) * whole,
        last_modified=(result.last_modified or (state.last_modified if kept else "")) * whole,
        body_sha256=digest_of(result) * whole,
        keys=window,
        seen_share=sum(key in known for key in keys) / len(keys) if keys else 1.0,
        newest=max((entry.published.value for entry in entries if entry.published), default=None),
        retry_after_s=result.retry_after_s,
        max_age_s=result.max_age_s,
        expires=result.expires,
        ttl_s=parsed.ttl_s if parsed else 0,
        skip_hours=parsed.skip_hours if parsed else (),
        skip_days=parsed.skip_days if parsed else (),
        permanent_redirect=result.permanent_redirect,
        ahead_s=_ahead_s(result),
    )


def _entry(entry: FeedEntry, feed: FeedSource) -> FeedEntry:
    """The flag of a publisher without https goes with its entries: their pages are asked for by the same rule."""
    return replace(entry, flags=(*entry.flags, "plain_http")) if feed.plain_http else entry


def _row(job: FeedJob, state: FeedState, result: FetchResult, parsed: ParsedFeed | None, seen: Observation, decision: Decision) -> FeedPollRow:
    polled = result.fetched or dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    known = set(state.keys)
    return FeedPollRow(
        poll_id=f"{job.run_id}:{job.feed.feed_id}",
        day=polled.date(),
        run_id=job.run_id,
        feed_id=job.feed.feed_id,
        publisher=job.feed.publisher,
        host=host_of(result.request.url),
        url=without_secrets(result.request.url),
        final_url=without_secrets(result.final_url) or None,
        polled=polled,
        outcome="stale" if seen.outcome == "ok" and "stale" in decision.alarms else seen.outcome,
        status=result.status,
        kind=(parsed.kind if parsed else "") or None,
        conditional=seen.conditional,
        sent_etag=result.request.etag or None,
        sent_last_modified=result.request.last_modified or None,
        etag=result.etag or None,
        last_modified=result.last_modified or None,
        body_sha256=seen.body_sha256 or None,
        bytes=result.wire_bytes,
        elapsed_ms=result.elapsed_ms,
        hops=len(result.hops),
        listed=len(parsed.entries) if parsed else 0,
        new=sum(key not in known for key in seen.keys),
        newest=seen.newest,
        due=state.next_due,
        next_due=decision.state.next_due,
        next_due_basis=decision.basis,
        retry_after_s=result.retry_after_s,
        max_age_s=result.max_age_s,
        failures=decision.state.failures,
        alarms=decision.alarms,
        robots=result.robots or None,
        hub=(parsed.hub if parsed else "") or None,
        user_agent=dict(result.sent).get("User-Agent", ""),
        transport=result.transport,
        problems=parsed.problems if parsed else ((result.detail,) if result.detail else ()),
    )


def _parse(job: FeedJob, result: FetchResult, parser: FeedParser) -> ParsedFeed:
    feed = job.feed
    return parser.parse(
        result.content,
        url=result.final_url,
        content_type=result.content_type,
        publisher=feed.publisher,
        feed_id=feed.feed_id,
        language=feed.language,
        fetched=result.fetched,
    )


def _document(job: FeedJob, state: FeedState, result: FetchResult, parser: FeedParser) -> ParsedFeed | None:
    """Return what a poll's document lists, None where there is no new one.

    An identical document is not parsed again, nor is one that hurt the parser: its digest says so.
    """
    digest = digest_of(result)
    if digest and digest == state.poison_sha256:
        return ParsedFeed("hostile", problems=("the document that hurt the parser before; it was not parsed again",))
    return _parse(job, result, parser) if result.outcome == "ok" and digest != state.body_sha256 else None


def _sitemap(
    job: FeedJob, feed: FeedState, index: str, state: FeedState, result: FetchResult, parsed: ParsedFeed | None
) -> tuple[FeedPollRow, FeedState]:
    """Return the row of one sitemap of an index and its new state: a feed's, but for the entry keys, which its index keeps."""
    seen = replace(observe(result, parsed, state), permanent_redirect="")
    decision = decide(state, seen, result.fetched or dt.datetime.now(dt.UTC), follows=True)
    row = _row(job, replace(state, keys=feed.keys), result, parsed, seen, decision)
    name = hashlib.blake2b(result.request.url.encode("utf-8", "replace"), digest_size=8).hexdigest()
    return replace(row, poll_id=f"{row.poll_id}:{name}", sitemap_of=without_secrets(index)), replace(decision.state, keys=())


def _read(
    job: FeedJob, state: FeedState, result: FetchResult, parser: FeedParser, ask: Ask
) -> tuple[ParsedFeed | None, FeedState, tuple[FeedPollRow, ...]]:
    """Return what a poll lists, None where it lists nothing new, the state with what was learnt of sitemaps, and their rows."""
    parsed = _document(job, state, result, parser)
    unchanged = parsed is None and result.outcome in ("ok", "not_modified")
    index = [Child(child.url, child.changed) for child in state.children] if unchanged else list(parsed.children) if parsed else []
    rows: list[FeedPollRow] = []

    def read(known: FeedState, answer: FetchResult) -> tuple[ParsedFeed | None, FeedState]:
        found = _document(job, known, answer, parser)
        row, learnt = _sitemap(job, state, result.request.url, known, answer, found)
        rows.append(row)
        return found, learnt

    if not index:
        return parsed, state, ()
    joined, children = read_index(index, result, state.children, ask, read, forced=job.forced)
    return joined, replace(state, children=children), tuple(rows)


def digest_of(result: FetchResult) -> str:
    """Return the digest of a document, empty where there is none."""
    return hashlib.sha256(result.content).hexdigest() if result.content else ""


def poll_of(job: FeedJob, state: FeedState, result: FetchResult, parser: FeedParser, chance: float, ask: Ask) -> Poll:
    """Turn the result of a poll into its row, the feed's new state and the entries it lists.

    Args:
        job: The feed.
        state: What was remembered of it.
        result: What it answered.
        parser: Reads documents.
        chance: 0 to 1, for the spread of polls.
        ask: Fetches the sitemaps that an index names.
    """
    feed = job.feed
    parsed, state, sitemaps = _read(job, state, result, parser, ask)
    seen = observe(result, parsed, state)
    # The poll of an index ends with its last sitemap: none of them is asked again within the hour.
    ended = max([result.fetched or dt.datetime.now(dt.UTC), *(row.polled for row in sitemaps)])
    decision = decide(state, seen, ended, chance)
    failed = seen.outcome not in ANSWERED
    entries = tuple(_entry(entry, feed) for entry in parsed.entries) if parsed and not failed else ()
    failure = None
    if parsed is not None and failed:
        detail = f"{host_of(feed.url)}: {'; '.join(parsed.problems) or parsed.status}"
        url = without_secrets(feed.url)
        failure = Failure("PollFeeds", parsed.status, detail, feed.feed_id, "", url, json.dumps({"feed_id": feed.feed_id, "url": url}))
    row = _row(job, state, result, parsed, seen, decision)
    receipt = FeedReceipt(feed.feed_id, polled=True, listed=len(entries), failed=failed, state=state_to_json(decision.state))
    return Poll(row, sitemaps, receipt, entries, failure)
