"""The sitemaps that a sitemap index names, read with it as one feed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from schemas.elements import FeedEntry
from transforms.edges.fetch_records import FetchResult, Request
from transforms.logic.feeds.entries import unique
from transforms.logic.feeds.model import Child, ParsedFeed
from transforms.logic.feeds.schedule import ANSWERED, validators
from transforms.logic.feeds.state import ChildState, FeedState, is_due

MAX_CHILDREN = 20
_READ = frozenset({"ok", "empty"})


def chosen(index: Sequence[Child], url: str) -> tuple[Child, ...]:
    """Return the sitemaps of an index that are read: of its own host, news before others, the last changed first.

    Args:
        index: As listed.
        url: Address of the index. Sitemaps elsewhere are not its to name, and their host may be another worker's.

    >>> chosen([Child("https://a.example/1.xml"), Child("https://b.example/2.xml")], "https://a.example/index.xml")
    (Child(url='https://a.example/1.xml', changed=''),)
    """
    own = [child for child in index if urlsplit(child.url).netloc == urlsplit(url).netloc]
    ordered = sorted(own, key=lambda child: ("news" in urlsplit(child.url).path.lower(), child.changed), reverse=True)
    return tuple(ordered[:MAX_CHILDREN])


def due(children: Iterable[Child], known: Mapping[str, ChildState], now: dt.datetime, *, forced: bool = False) -> Iterator[Child]:
    """Yield those that may be asked and may have changed: of the others the index repeats the time of change they were read with.

    >>> child, now = Child("u", "2026-03-01"), dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    >>> list(due([child], {"u": ChildState("u", "2026-03-01")}, now)), list(due([child], {}, now)) == [child]
    ([], True)
    """
    for child in children:
        before = known.get(child.url, ChildState(child.url))
        if (not child.changed or child.changed != before.changed) and (forced or is_due(before.state, now)):
            yield child


def read_index(
    index: Sequence[Child],
    answer: FetchResult,
    known: Sequence[ChildState],
    ask: Callable[[list[Request]], Iterable[FetchResult]],
    read: Callable[[FeedState, FetchResult], tuple[ParsedFeed | None, FeedState]],
    *,
    forced: bool = False,
) -> tuple[ParsedFeed | None, tuple[ChildState, ...]]:
    """Ask for the sitemaps of an index that may have changed, and join what they list.

    Args:
        index: As listed.
        answer: That of the index: the flags of its request hold for its sitemaps.
        known: What is remembered of its sitemaps.
        ask: Fetches requests, each once.
        read: Takes the state of one sitemap and its answer; gives what it lists, None for nothing new, and its new state.
        forced: Ask those that are not due as well.

    Returns:
        The joined feed, None where no sitemap has changed; and what to remember.
    """
    children = chosen(index, answer.final_url)
    if index and not children:
        return ParsedFeed("empty", "sitemap_index", problems=("none of its sitemaps is on its own host",)), ()
    now = answer.fetched or dt.datetime.now(dt.UTC)
    before = {child.url: child for child in known}
    todo = {child.url: child for child in due(children, before, now, forced=forced)}
    found: list[ParsedFeed] = []
    problems: list[str] = []
    after = {child.url: before.get(child.url, ChildState(child.url)) for child in children}
    for result in ask([_request(after[url].state, url, answer.request, now) for url in todo]):
        child = todo[result.request.url]
        parsed, state = read(after[child.url].state, result)
        if parsed is not None and parsed.status in _READ:
            found.append(parsed)
        is_answered = state.last_outcome in ANSWERED
        # One that failed is asked again even where its index says no more of it.
        after[child.url] = ChildState(child.url, child.changed if is_answered else "", state)
        if not is_answered:
            problems.append(f"sitemap {urlsplit(child.url).path[:100]}: {state.last_outcome}")
    if not found and not problems:
        return None, tuple(after.values())
    entries, doubled = unique([entry for parsed in found for entry in parsed.entries])
    return _joined(found, entries, [*problems, *doubled]), tuple(after.values())


def _request(state: FeedState, url: str, index: Request, now: dt.datetime) -> Request:
    etag, last_modified = validators(state, now)
    return Request(url, etag, last_modified, index.plain_http, index.kind, index.key)


def _joined(found: Sequence[ParsedFeed], entries: tuple[FeedEntry, ...], problems: Sequence[str]) -> ParsedFeed:
    first = found[0] if found else ParsedFeed(problems[0].rpartition(" ")[2])
    status = first.status if not found else "ok" if entries else "empty"
    return ParsedFeed(status, "sitemap_index", first.title, first.language, entries, problems=tuple(problems))
