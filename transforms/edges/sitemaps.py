"""The sitemaps that a sitemap index names, read with it as one feed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from urllib.parse import urlsplit

from schemas.elements import FeedEntry
from transforms.edges.fetch_records import FetchResult, Request
from transforms.logic.feeds.entries import unique
from transforms.logic.feeds.model import Child, ParsedFeed
from transforms.logic.feeds.state import ChildState

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


def due(children: Iterable[Child], known: Iterable[ChildState]) -> Iterator[Child]:
    """Yield those that may have changed: of the others the index repeats the time of change they were read with.

    >>> list(due([Child("u", "2026-03-01")], [ChildState("u", "2026-03-01")]))
    []
    """
    read = {(state.url, state.changed) for state in known}
    return (child for child in children if not child.changed or (child.url, child.changed) not in read)


def read_index(
    index: Sequence[Child],
    url: str,
    known: Sequence[ChildState],
    template: Request,
    ask: Callable[[list[Request]], Iterable[FetchResult]],
    read: Callable[[FetchResult], ParsedFeed],
) -> tuple[ParsedFeed | None, tuple[ChildState, ...]]:
    """Ask for the sitemaps of an index that may have changed, and join what they list.

    Args:
        index: As listed.
        url: Address of the index.
        known: What is remembered of its sitemaps.
        template: The request of the index: its flags hold, and validators are sent only where it sent one.
        ask: Fetches requests, each once.
        read: Parses one answer.

    Returns:
        The joined feed, None where no sitemap has changed; and what to remember.
    """
    children = chosen(index, url)
    if index and not children:
        return ParsedFeed("empty", "sitemap_index", problems=("none of its sitemaps is on its own host",)), ()
    before = {state.url: state for state in known}
    todo = {child.url: child for child in due(children, known)}
    found: list[ParsedFeed] = []
    problems: list[str] = []
    after = {child.url: before[child.url] for child in children if child.url in before}
    for result in ask([_request(child, before.get(child.url), template) for child in todo.values()]):
        child = todo[result.request.url]
        parsed = read(result) if result.outcome == "ok" else ParsedFeed(result.outcome)
        if parsed.status in _READ:
            found.append(parsed)
            after[child.url] = ChildState(child.url, child.changed, result.etag, result.last_modified)
        elif parsed.status != "not_modified":
            problems.append(f"sitemap {urlsplit(child.url).path[:100]}: {parsed.status}")
    if not found and not problems:
        return None, tuple(after.values())
    entries, doubled = unique([entry for parsed in found for entry in parsed.entries])
    return _joined(found, entries, [*problems, *doubled]), tuple(after.values())


def _request(child: Child, state: ChildState | None, template: Request) -> Request:
    is_conditional = bool(state and (template.etag or template.last_modified))
    etag, last_modified = (state.etag, state.last_modified) if state and is_conditional else ("", "")
    return Request(child.url, etag, last_modified, template.plain_http, template.kind, template.key)


def _joined(found: Sequence[ParsedFeed], entries: tuple[FeedEntry, ...], problems: Sequence[str]) -> ParsedFeed:
    first = found[0] if found else ParsedFeed(problems[0].rpartition(" ")[2])
    status = first.status if not found else "ok" if entries else "empty"
    return ParsedFeed(status, "sitemap_index", first.title, first.language, entries, problems=tuple(problems))
