"""Choose a page's headline."""

from __future__ import annotations

import re
import unicodedata
from html import unescape
from itertools import islice

from transforms.logic.extraction.head import Head, fold

_SEPARATOR = re.compile(r"\s+[|\-–—·•»:/]+\s+|\s*\|\s*")
_KICKER = re.compile(r"\s*:\s+|\s+[|\-–—·•/]+\s+")
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


def without_kickers(first: str, second: str) -> str:
    """Return what two spellings of a headline share behind kickers that differ, empty where they share no whole part.

    >>> without_kickers("Unrest: Two ministers resign at once", "Capital - Two ministers resign at once")
    'Two ministers resign at once'
    """
    tails = [{_key(text[cut.end() :]): text[cut.end() :] for cut in islice(_KICKER.finditer(text), _MAX_CUTS)} for text in (first, second)]
    shared = [tails[0][key] for key in tails[0] if key in tails[1]]
    longest = max(shared, key=len, default="")
    return longest if len(longest) >= 2 * _MIN_TITLE and _key(first) != _key(second) else ""


def _shown(head: Head, social: str, data: str) -> str:
    """Return the headline that the page shows and gives to both kinds of social cards, where JSON-LD has one for search engines."""
    heading, card = head.headings[0] if head.headings else "", head.first("twitter:title")
    key = _key(heading)
    if len(heading) < _MIN_TITLE or not data or _key(data) == key or not key == _key(social) == _key(without_site(card, others=(social,))):
        return ""
    # A kicker in an element of its own is glued to the first word of a heading.
    return social if len(social.split()) > len(heading.split()) else heading


def _whole(text: str, spellings: tuple[str, ...]) -> str:
    """Return the spelling that goes on where a text was cut off with dots, else the text."""
    cut = text.rstrip(" .…")
    if cut == text or not text.endswith(("...", "…")) or len(cut) < _MIN_TITLE:
        return text
    return next((other for other in spellings if other.startswith(cut) and len(_key(other)) > len(_key(cut))), text)


def _as_edited(title: str, social: str, page_title: str) -> str:
    """Return the spelling that both cards and page title have where it differs in marks alone: themes set quotation marks anew for the eye."""
    return social if social == page_title and _key(social) == _key(title) else title


def choose_title(head: Head, feed_title: str = "") -> str:
    """Choose the headline: JSON-LD, then og:title, then h1, then the page title, each without the site's name.

    The first heading goes before JSON-LD where both social cards agree with it; kickers that differ between heading and
    og:title are left out. Quotation marks are those of og:title and page title where these two agree.

    >>> from transforms.logic.extraction.jsonld import ArticleData
    >>> choose_title(Head(ArticleData(), {"ogtitle": "Ministers meet in Jakarta | Post"}, headings=("Ministers meet in Jakarta",)))
    'Ministers meet in Jakarta'
    """
    data, page_title = _prepared(head.data.headline), _prepared(head.title)
    social = _prepared(head.first("og:title", "twitter:title", "dc.title", "dcterms.title", "parsely-title", "sailthru.title"))
    heading, site = head.headings[0] if head.headings else "", head.first("og:site_name", "application-name")
    data, social = (_whole(text, (heading, without_site(page_title, site), data, social)) for text in (data, social))
    shown = _shown(head, social, data) or ("" if data else without_kickers(social, heading))
    if shown:
        return fold(shown)
    spellings = tuple(text for text in (*head.headings, data, social, page_title, feed_title) if text)
    for text in (data, social, heading, page_title):
        is_heading = _key(text) in map(_key, head.headings)
        others = (text,) if is_heading else tuple(other for other in spellings if len(other) < len(text))
        title = fold(without_site(text, site, others, by_length=text != data))
        if len(title) >= _MIN_TITLE or (title and is_heading):
            return _as_edited(title, *(without_site(other, site, (title,)) for other in (social, page_title)))
    return fold(feed_title or data or social or page_title)


def _prepared(text: str) -> str:
    """Decode what was escaped twice, and fold white space."""
    return fold(unescape(text))[:_MAX_TITLE]
