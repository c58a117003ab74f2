"""Choose a page's headline."""

from __future__ import annotations

import re
import unicodedata
from itertools import islice

from transforms.logic.extraction.head import Head, fold

_SEPARATOR = re.compile(r"\s+[|\-–—·•»:/]+\s+|\s*[|»]\s*")
_MAX_SITE = 60
_MIN_TITLE = 8
_MAX_TITLE = 1000
_MAX_CUTS = 20


def _key(text: str) -> str:
    return re.sub(r"\W+", "", unicodedata.normalize("NFKC", text).casefold())


def without_site(title: str, site: str = "", others: tuple[str, ...] = (), *, by_length: bool = True) -> str:
    """Take the site's name off a page title.

    Args:
        title: Content of ``title`` or ``og:title``.
        site: Name of the site where known.
        others: Other spellings of the headline, such as h1: a part equal to one of them is the title.
        by_length: Also take off a short last part that is not known to be the site's name.

    >>> without_site("Minister visits Jakarta for talks on trade - News | Example")
    'Minister visits Jakarta for talks on trade'
    >>> without_site("A - B", others=("A - B",))
    'A - B'
    """
    keys = {_key(other): other for other in others if other}
    if _key(title) in keys or not title:
        return title
    cuts = list(islice(_SEPARATOR.finditer(title), _MAX_CUTS))
    for cut in cuts:
        for part in (title[: cut.start()], title[cut.end() :]):
            if _key(part) in keys:
                return part
    if site and _key(title).endswith(_key(site)):
        for cut in reversed(cuts):
            if _key(title[cut.end() :]) == _key(site):
                return title[: cut.start()]
    for cut in cuts if by_length else ():
        head, tail = title[: cut.start()], title[cut.end() :]
        if len(head) >= 2 * len(tail) and len(head) >= _MIN_TITLE and len(tail) <= _MAX_SITE and not cut.group().strip().startswith(":"):
            return head
    return title


def choose_title(head: Head, feed_title: str = "") -> str:
    """Choose the headline: JSON-LD, then og:title, then h1, then the page title, each without the site's name.

    >>> from transforms.logic.extraction.jsonld import ArticleData
    >>> choose_title(Head(ArticleData(), {"ogtitle": "Ministers meet in Jakarta | Post"}, headings=("Ministers meet in Jakarta",)))
    'Ministers meet in Jakarta'
    """
    data = fold(head.data.headline)[:_MAX_TITLE]
    social = head.first("og:title", "twitter:title", "dc.title", "dcterms.title", "parsely-title", "sailthru.title")[:_MAX_TITLE]
    site = head.first("og:site_name", "application-name")
    spellings = tuple(text for text in (*head.headings, data, social, head.title, feed_title) if text)
    for text in (data, social, head.headings[0] if head.headings else "", head.title):
        is_shown = _key(text) in map(_key, head.headings)
        others = (text,) if is_shown else tuple(other for other in spellings if len(other) < len(text))
        title = fold(without_site(text, site, others, by_length=text != data))
        if len(title) >= _MIN_TITLE or (title and is_shown):
            return title
    return fold(feed_title or data or social or head.title)
