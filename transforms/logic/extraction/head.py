"""What the head of a page says of the article: meta tags, links, title, headings, times, JSON-LD."""

from __future__ import annotations

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from transforms.logic.extraction.blocks import class_name
from transforms.logic.extraction.bylines import printed_authors
from transforms.logic.extraction.jsonld import ArticleData, read_jsonld

_JOINTS = str.maketrans("", "", ":._-")
_SHORTEST, _LONGEST_NAME = 2, 80
_MIN_STANDFIRST, _MIN_UNNAMED, _MAX_STANDFIRST = 12, 40, 600
_MAX_TITLE, _MAX_META = 1000, 4000
_MOST_DATED = 12
_DATED = ",".join(
    f'[class*="{word}" i]' for word in ("date", "time", "tarih", "publish", "posted", "datum", "vrijeme", "vreme", "fecha", "tanggal", "tarix")
)
_MAX_JSONLD = 1_000_000


def meta_key(name: str) -> str:
    """Return what the spellings of one meta name share: sites write colon, dot, hyphen and underscore alike.

    >>> meta_key("article:published_time") == meta_key("Article:Published:Time")
    True
    """
    return name.lower().translate(_JOINTS)


@dataclass(frozen=True, slots=True)
class Head:
    """Everything that is read before the page is stripped.

    Args:
        meta: First content of each meta name, property or itemprop, by :func:`meta_key`.
        times: Value of each ``time`` element, in order; ``dates`` the texts that the markup calls a date.
    """

    data: ArticleData
    meta: dict[str, str]
    title: str = ""
    headings: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    canonical: str = ""
    language: str = ""
    dates: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    standfirst: str = ""

    def first(self, *names: str) -> str:
        """Return the first of the named meta values that is not empty."""
        return next((found for name in names if (found := self.meta.get(meta_key(name)))), "")


def fold(text: str | None) -> str:
    r"""Fold white space.

    >>> fold(" a \n b ")
    'a b'
    """
    return " ".join((text or "").split())


def _meta(tree: LexborHTMLParser) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in tree.css("meta[content]"):
        attributes = node.attributes
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or attributes.get("http-equiv") or ""
        content = fold(attributes.get("content"))
        if name and content:
            found.setdefault(meta_key(name), content[:_MAX_META])
    return found


def _times(tree: LexborHTMLParser) -> tuple[str, ...]:
    found = [node.attributes.get("datetime") or node.attributes.get("content") or "" for node in tree.css("time[datetime], [itemprop=datePublished]")]
    return tuple(value.strip() for value in found[:40] if value and value.strip())


def _dates(tree: LexborHTMLParser) -> tuple[str, ...]:
    """Return the short texts that the markup calls a date, as a reader sees them."""
    found = (_text(node) for node in tree.css(_DATED)[:_MOST_DATED])
    return tuple(text for text in found if _SHORTEST < len(text) < _LONGEST_NAME and any(char.isdigit() for char in text))


def _people(tree: LexborHTMLParser, *, is_named: bool) -> tuple[str, ...]:
    """Return the names that the markup calls authors; the printed byline is searched only where metadata names nobody."""
    nodes = tree.css("a[rel~=author], [itemprop=author] [itemprop=name], [itemprop=author]:not(:has(*))")
    marked = tuple(dict.fromkeys(name for name in map(_text, nodes[:10]) if _SHORTEST < len(name) < _LONGEST_NAME))
    return marked or (() if is_named else printed_authors(tree))


def _text(node: LexborNode) -> str:
    return fold(node.text(separator=" ") if node.child is not None and node.child.tag != "-text" else node.text())


_STANDFIRST_NAME = re.compile(
    r"(?:^|[-_\s])(?:standfirst|spot|lead|lede|intro|summary|subtitle|sub-title|subheadline|sub-headline|subhead|dek|deck|excerpt|chapo|bajada|entradilla)"
    r"(?=$|[-_\s])",
    re.IGNORECASE,
)


def _is_standfirst(node: LexborNode, text: str, *, is_next: bool) -> bool:
    named = _STANDFIRST_NAME.search(class_name(node)) is not None
    shortest = _MIN_STANDFIRST if named or is_next else _MIN_UNNAMED
    return shortest < len(text) < _MAX_STANDFIRST and (named or node.tag == "h2") and node.css_first("p ~ p") is None


def _behind(node: LexborNode) -> str:
    """Return the standfirst among the next elements behind one, by its name or as the second heading."""
    following: LexborNode | None = node
    for step in range(3):
        following = following.next if following is not None else None
        while following is not None and following.tag in {"-text", "-comment"}:
            following = following.next
        if following is None:
            return ""
        text = _text(following)
        if _is_standfirst(following, text, is_next=step == 0):
            return text
    return ""


def _is_alone(node: LexborNode, around: LexborNode) -> bool:
    """Tell whether an element is all that the one around it shows."""
    child = around.child
    while child is not None:
        if child.mem_id != node.mem_id and child.tag != "-comment" and fold(child.text()):
            return False
        child = child.next
    return True


def _standfirst(tree: LexborHTMLParser) -> str:
    """Return the standfirst behind the headline, or behind the element that holds the headline alone."""
    for heading in tree.css("h1"):
        around = heading.parent
        found = _behind(heading) or (_behind(around) if around is not None and _is_alone(heading, around) else "")
        if found:
            return found
    return ""


def read_head(tree: LexborHTMLParser) -> Head:
    """Read a page's metadata before anything is stripped from it.

    >>> page = '<html lang=tr><title>A</title><meta property="og:title" content="B"><h1>C</h1>'
    >>> head = read_head(LexborHTMLParser(page))
    >>> head.language, head.title, head.first("og:title"), head.headings
    ('tr', 'A', 'B', ('C',))
    """
    scripts = [node.text() for node in tree.css('script[type="application/ld+json" i]')]
    links = {(node.attributes.get("rel") or "").lower(): node.attributes.get("href") or "" for node in reversed(tree.css("link[rel][href]"))}
    meta = _meta(tree)
    root = tree.css_first("html")
    title = tree.css_first("head title") or tree.css_first("title")
    attributes = root.attributes if root is not None else {}
    data = read_jsonld([script for script in scripts if len(script) < _MAX_JSONLD])
    return Head(
        data=data,
        meta=meta,
        title=fold(title.text())[:_MAX_TITLE] if title is not None else "",
        headings=tuple(text[:_MAX_TITLE] for text in map(_text, tree.css("h1")[:6]) if text),
        times=_times(tree),
        canonical=links.get("canonical", "").strip(),
        language=(attributes.get("lang") or attributes.get("xml:lang") or meta.get("contentlanguage") or "").strip(),
        dates=_dates(tree),
        people=_people(tree, is_named=any(name != data.publisher for name in data.authors) or bool(meta.get("author"))),
        standfirst=_standfirst(tree),
    )
