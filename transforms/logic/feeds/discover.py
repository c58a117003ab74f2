"""The feeds that a web page names for itself (autodiscovery, HTML standard 4.6.7.1)."""

from __future__ import annotations

import html
import re
from urllib.parse import urljoin

_HEAD = 200_000
_MOST = 20
_LINK = re.compile(r"<link\b([^<>]{0,2000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"(?<![\w:-])([a-zA-Z:_-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json"})


def discover(text: str, url: str = "") -> tuple[str, ...]:
    """Return the addresses of the feeds a page names, in its order, each once. They are shown to a person, never asked.

    Args:
        text: The page, decoded.
        url: Its address; without one relative addresses stay as they are.

    >>> discover('<link rel="alternate" type="application/rss+xml" href="/rss">', "https://news.example/en")
    ('https://news.example/rss',)
    """
    found: dict[str, None] = {}
    for tag in _LINK.findall(text[:_HEAD]):
        given = {name.lower(): html.unescape(double or single or bare).strip() for name, double, single, bare in _ATTRIBUTE.findall(tag)}
        kind = given.get("type", "").partition(";")[0].strip().lower()
        if "alternate" in given.get("rel", "").lower().split() and kind in _TYPES and given.get("href"):
            try:
                found[urljoin(url, given["href"])] = None
            except ValueError:
                continue
    return tuple(found)[:_MOST]
