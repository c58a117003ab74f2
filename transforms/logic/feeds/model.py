"""What is read from a feed document."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.elements import FeedEntry

CUT = "the document breaks off within an entry, which is left out"


@dataclass(frozen=True, slots=True)
class Child:
    """A sitemap that a sitemap index names: its absolute address, and its time of change as written, empty where none is given."""

    url: str
    changed: str = ""


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed document, read.

    Args:
        status: ok, empty (a feed without entries, or no bytes), not_a_feed, html_page, hostile or too_big.
        kind: rss, rdf, atom, json_feed, news_sitemap, sitemap or sitemap_index; empty where it is no feed.
        entries: In the order of the document.
        ttl_s: Seconds the feed asks to be left alone (``ttl``, ``sy:updatePeriod``), 0 where it does not.
        skip_hours: Hours of the day, UTC, in which it asks not to be polled; ``skip_days`` weekdays from Monday = 1.
        hub: WebSub hub it advertises.
        children: Sitemaps that a sitemap index names.
        feeds: Feeds that a web page names, for html_page.
        cut: The document breaks off within an entry, which is left out.
        problems: What was wrong with the document, in words.
    """

    status: str
    kind: str = ""
    title: str = ""
    language: str = ""
    entries: tuple[FeedEntry, ...] = ()
    ttl_s: int = 0
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()
    hub: str = ""
    self_link: str = ""
    children: tuple[Child, ...] = ()
    feeds: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    cut: bool = False
