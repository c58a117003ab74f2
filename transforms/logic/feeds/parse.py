"""Read a feed document: RSS, RDF, Atom, JSON Feed, news sitemaps and sitemap indexes."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
from collections import deque
from collections.abc import Mapping
from typing import Any

import feedparser

from transforms.logic.feeds.discover import discover
from transforms.logic.feeds.document import MAX_BYTES, MAX_SITEMAP_TAGS, MAX_TAGS, HostileDocumentError, decode, for_parser, inspect
from transforms.logic.feeds.entries import Origin, RawEntry, latest, make_entry, unique
from transforms.logic.feeds.model import CUT, ParsedFeed
from transforms.logic.feeds.sitemap import is_sitemap, read_sitemap
from transforms.logic.feeds.text import plain
from transforms.logic.web_addresses import without_secrets

_ROOT = re.compile(r"<(?!\?|!)(?:[\w\-]+:)?([A-Za-z][\w.\-]*)")
_KINDS = {"rss": "rss", "rdf": "rdf", "feed": "atom"}
_HTML_ROOTS = frozenset(
    "html head body div p script meta title link style table span a b br h1 h2 form img center font section main article noscript iframe".split()
)
_PERIODS = {"hourly": 3600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}
_DAYS = {name: number for number, name in enumerate(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), 1)}
_SKIP_HOUR = re.compile(r"<hour>\s*(\d{1,2})\s*</hour>", re.IGNORECASE)
_SKIP_DAY = re.compile(r"<day>\s*([A-Za-z]+)\s*</day>", re.IGNORECASE)
_EDGE = re.compile(r"<(/?)(?:[\w\-]+:)?(?:item|entry)\b[^<>]{0,2000}>", re.IGNORECASE)
_ITEM_IMAGE = re.compile(r"<image>\s*(?:<url>)?\s*(https?://[^<\s]+)", re.IGNORECASE)
_MAX_TTL_S = 7 * 86_400
_MAX_HUB = 500
_NO_ELEMENT = re.compile(r"<!--.*?-->|<\?.*?\?>", re.DOTALL)
# What a server prints before the document when one of its scripts complains.
_LATE = re.compile(r"<\?xml\b[^<>]{0,300}\?>\s*<(?:[\w\-]+:)?(?:rss|feed|rdf)\b", re.IGNORECASE)
_LOOK = 20_000
_BEGINS = re.compile(r"<(/?)(?:[\w\-]+:)?(?:item|entry|url|sitemap)\b[^<>]{0,2000}", re.IGNORECASE)
_ENDS = re.compile(r"</(?:[\w\-]+:)?(?:rss|feed|rdf|channel|urlset|sitemapindex)\s*>", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8}){0,4}")
_LONE = re.compile("[\ud800-\udfff]")


def root_of(text: str) -> str:
    """Return the name of a document's first element, lower case, without prefix.

    >>> root_of('<?xml version="1.0"?><!-- x --><rdf:RDF>')
    'rdf'
    """
    found = _ROOT.search(_NO_ELEMENT.sub("", text[:_LOOK]))
    return found.group(1).lower() if found else ""


def parse_feed(
    content: bytes,
    *,
    url: str = "",
    content_type: str = "",
    publisher: str = "",
    feed_id: str = "",
    language: str = "",
    fetched: dt.datetime | None = None,
) -> ParsedFeed:
    """Read a feed document from its bytes. Never raises for what a document holds, opens no file and asks no network.

    Args:
        content: Bytes as received, decompressed.
        url: Address of the document.
        content_type: The Content-Type header.
        publisher: Name of the publisher: entry ids are unique within it.
        feed_id: The feed.
        language: Language the feed list declares; used where the document declares none.
        fetched: When it was fetched, aware UTC.
    """
    if not content.strip(b" \t\r\n\0"):
        return ParsedFeed("empty", problems=("the document is empty",))
    if len(content) > MAX_BYTES:
        return ParsedFeed("too_big", problems=(f"{len(content)} bytes; {MAX_BYTES} are read at most",))
    return _read(decode(content, content_type, language), Origin(feed_id, publisher, url, language, fetched))


def _read(text: str, origin: Origin) -> ParsedFeed:
    if text[:1] in "{[":
        return _json_feed(text, origin)
    root = root_of(text)
    if root in _HTML_ROOTS:
        late = _LATE.search(text, 1, _LOOK)
        return _read(text[late.start() :], origin) if late else _page(text, origin)
    try:
        inspect(text, MAX_SITEMAP_TAGS if is_sitemap(root) else MAX_TAGS)
    except HostileDocumentError as error:
        return ParsedFeed("hostile", problems=(str(error),))
    if is_sitemap(root):
        return read_sitemap(text, root, origin, cut=is_cut(text))
    return _syndication(text, root, origin)


def is_cut(text: str) -> bool:
    """Tell whether a document breaks off within an entry: the address or title of that one may be half of it.

    >>> is_cut("<rss><item><link>https://a.example/12"), is_cut("<rss><item></item>"), is_cut("<rss><item><link/></rss>")
    (True, False, False)
    """
    if _ENDS.search(text, max(0, len(text) - _LOOK)):
        return False
    last = deque(_BEGINS.finditer(text), maxlen=1)
    return bool(last) and not last[0].group(1) and not last[0].group().endswith("/")


def _page(text: str, origin: Origin) -> ParsedFeed:
    feeds = discover(text, origin.url)
    problem = "a web page, not a feed: a consent or error page, or the feed has moved"
    return ParsedFeed("html_page", feeds=feeds, problems=(f"{problem}; it names {', '.join(feeds[:5])}" if feeds else problem,))


def _syndication(text: str, root: str, origin: Origin) -> ParsedFeed:
    try:
        parsed = feedparser.parse(io.BytesIO(for_parser(text)), sanitize_html=False, resolve_relative_uris=False)
    except (ValueError, TypeError, AttributeError, KeyError, IndexError, RecursionError, AssertionError) as error:
        return ParsedFeed("hostile", problems=(f"the parser failed on it ({type(error).__name__})",))
    if not parsed.version:
        return ParsedFeed("not_a_feed", problems=(f"no feed: the first element is <{root or 'none'}>",))
    head: Mapping[str, Any] = parsed.feed
    kind = _KINDS.get(root) or ("atom" if parsed.version.startswith("atom") else "rdf" if parsed.version in {"rss090", "rss10"} else "rss")
    language = _language(head.get("language")) or origin.language
    shared = Origin(origin.feed_id, origin.publisher, origin.url or str(head.get("link") or ""), language, origin.fetched)
    images = _item_images(text) if len(parsed.entries) else []
    raws = [_raw(entry, images[number] if number < len(images) else "") for number, entry in enumerate(parsed.entries)]
    cut = is_cut(text)
    entries, problems = unique([make_entry(raw, shared) for raw in raws[: -1 if cut else None]])
    problems += [CUT] * cut
    if parsed.bozo and parsed.get("bozo_exception"):
        problems.append(f"not well-formed: {plain(str(parsed.bozo_exception), 120)}")
    links = [link for link in head.get("links", []) if isinstance(link, Mapping)]
    outside = _outside(text)
    return ParsedFeed(
        status="ok" if entries else "empty",
        kind=kind,
        title=plain(str(head.get("title") or "")),
        language=language,
        entries=entries,
        ttl_s=_ttl_s(head),
        skip_hours=tuple(sorted({int(hour) % 24 for hour in _SKIP_HOUR.findall(outside)})),
        skip_days=tuple(sorted({_DAYS[day.lower()] for day in _SKIP_DAY.findall(outside) if day.lower() in _DAYS})),
        hub=_hub(_link(links, "hub")),
        self_link=_link(links, "self"),
        problems=tuple(problems),
        cut=cut,
    )


def _items(text: str) -> list[tuple[int, int]]:
    """Return where items begin and end, in one pass: a search for the end of each would be quadratic in items without one."""
    spans: list[tuple[int, int]] = []
    start = -1
    for edge in _EDGE.finditer(text):
        if not edge.group(1):
            if edge.group().endswith("/>"):
                spans.append(edge.span())
            elif start < 0:
                start = edge.start()
        elif start >= 0:
            spans.append((start, edge.end()))
            start = -1
    return spans


def _outside(text: str) -> str:
    at, kept = 0, []
    for start, end in _items(text):
        kept.append(text[at:start])
        at = end
    return "".join([*kept, text[at:]])


def _item_images(text: str) -> list[str]:
    """Return the item-level ``<image>`` addresses that feedparser drops, one for each item."""
    return [found.group(1) if (found := _ITEM_IMAGE.search(text, start, end)) else "" for start, end in _items(text)]


def _link(links: list[Mapping[str, Any]], rel: str) -> str:
    return next((str(link.get("href", "")) for link in links if link.get("rel") == rel), "")


def _hub(url: str) -> str:
    """Return a hub's address as it may be recorded: of the web, without secrets."""
    return without_secrets(url.strip())[:_MAX_HUB] if url.strip().lower().startswith(("http://", "https://")) else ""


def _language(value: object) -> str:
    """Return a language tag as declared, empty where it is none."""
    found = _LANGUAGE.fullmatch(value.strip()) if isinstance(value, str) else None
    return found.group() if found else ""


def _ttl_s(head: Mapping[str, Any]) -> int:
    """Return the seconds a feed asks for by ttl or sy:update*, at least 0 and at most seven days; nonsense counts as 0."""
    found = 0.0
    ttl = str(head.get("ttl") or "").strip()
    if ttl.isdecimal():
        found = int(ttl[:8]) * 60.0
    period = _PERIODS.get(str(head.get("sy_updateperiod") or "").strip().lower(), 0)
    if period:
        try:
            frequency = float(str(head.get("sy_updatefrequency") or "1").strip() or "1")
        except ValueError:
            frequency = 1.0
        found = max(found, period / frequency if frequency > 0 else 0.0)
    return int(min(found, _MAX_TTL_S))


def _raw(entry: Mapping[str, Any], image: str) -> RawEntry:
    contents = [str(part.get("value") or "") for part in entry.get("content", []) if isinstance(part, Mapping)]
    links = [link for link in entry.get("links", []) if isinstance(link, Mapping)]
    alternate = next((str(link.get("href") or "") for link in links if link.get("rel") == "alternate" and link.get("href")), "")
    media = entry.get("media_thumbnail") or entry.get("media_content") or []
    picture = image or next((str(item.get("url") or "") for item in media if isinstance(item, Mapping)), "")
    # feedparser answers `updated` with `published` where a document has only that.
    updated = str(dict.get(entry, "updated", "")) if isinstance(entry, dict) else ""
    published = str(entry.get("published") or entry.get("created") or "")
    identity, link = str(entry.get("id") or ""), alternate or str(entry.get("link") or "")
    # feedparser answers `link` with the guid where there is no link: a number is no address.
    is_guid = link == identity and not link.lower().startswith(("http://", "https://", "/"))
    return RawEntry(
        id=identity,
        link="" if is_guid else link,
        title=str(entry.get("title") or ""),
        summary=str(entry.get("summary") or "") or next(iter(contents), ""),
        published=published or updated,
        modified=updated if published else "",
        language=str(entry.get("title_detail", {}).get("language") or "") if isinstance(entry.get("title_detail"), Mapping) else "",
        image=picture,
    )


def _json_feed(text: str, origin: Origin) -> ParsedFeed:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        return ParsedFeed("not_a_feed", problems=(f"neither XML nor JSON: {plain(str(error), 80)}",))
    if not isinstance(data, dict) or "jsonfeed.org" not in str(data.get("version", "")):
        return ParsedFeed("not_a_feed", problems=("JSON, but not JSON Feed: `version` does not name jsonfeed.org",))
    language = _language(data.get("language")) or origin.language
    shared = Origin(origin.feed_id, origin.publisher, origin.url, language, origin.fetched)
    raws = [_json_raw(item) for item in _list(data, "items") if isinstance(item, dict)]
    entries, problems = unique([make_entry(raw, shared) for raw in latest(raws)])
    problems += [f"{len(raws)} entries; the latest are taken"] * (len(latest(raws)) < len(raws))
    hubs = [_hub(_word(hub.get("url"))) for hub in _list(data, "hubs") if isinstance(hub, dict)]
    return ParsedFeed(
        "ok" if entries else "empty",
        "json_feed",
        plain(_word(data.get("title"))),
        language,
        entries,
        hub=next(iter(hubs), ""),
        problems=tuple(problems),
    )


def _list(data: Mapping[str, Any], name: str) -> list[Any]:
    found = data.get(name)
    return found if isinstance(found, list) else []


def _word(value: object) -> str:
    """Return a string as it is and a whole number as text; what is anything else has no place in a feed."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return _LONE.sub("\N{REPLACEMENT CHARACTER}", value) if isinstance(value, str) else ""


def _json_raw(item: Mapping[str, Any]) -> RawEntry:
    def text(*names: str) -> str:
        return next((word for name in names if (word := _word(item.get(name)))), "")

    return RawEntry(
        id=text("id"),
        link=text("url", "external_url"),
        title=text("title"),
        summary=text("summary", "content_text", "content_html"),
        published=text("date_published"),
        modified=text("date_modified"),
        language=_language(item.get("language")),
        image=text("image", "banner_image"),
    )
