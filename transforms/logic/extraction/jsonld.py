"""Article metadata from JSON-LD, however broken."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

_COMMENTS = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)\s*$")
_TRAILING = re.compile(r",(\s*[}\]])")
_BARE_STRING = r'"%s"\s*:\s*"((?:[^"\\]|\\.)*)"'
_KEYS = ("headline", "datePublished", "dateModified", "description", "inLanguage", "articleBody")
_TYPES = re.compile(r"(?:Article|BlogPosting|Reportage|Report|LiveBlogPosting|NewsItem)$")
_LONGEST_NAME = 120
_MAX_NODES = 5000


@dataclass(frozen=True, slots=True)
class ArticleData:
    """What the page's JSON-LD says of the article; empty strings where it says nothing."""

    headline: str = ""
    description: str = ""
    body: str = ""
    published: str = ""
    modified: str = ""
    authors: tuple[str, ...] = ()
    publisher: str = ""
    image: str = ""
    language: str = ""
    url: str = ""
    free: bool | None = None
    broken: bool = False


def _loads(raw: str) -> tuple[Any, bool]:
    text = _COMMENTS.sub("", raw.strip()).strip()
    for attempt in (text, _TRAILING.sub(r"\1", text)):
        try:
            return json.loads(attempt, strict=False), False
        except (ValueError, RecursionError):
            continue
    found: dict[str, str] = {}
    for key in _KEYS:
        match = re.search(_BARE_STRING % key, text, re.DOTALL)
        if match:
            found[key] = match[1].replace('\\"', '"').replace("\\/", "/").replace("\\n", "\n")
    return ({"@type": "NewsArticle", **found} if "headline" in found else None), True


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    queue, seen = [value], 0
    while queue and seen < _MAX_NODES:
        node = queue.pop(0)
        seen += 1
        if isinstance(node, list):
            queue[:0] = node
        elif isinstance(node, dict):
            yield node
            queue.extend(child for key, child in node.items() if key in {"@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item"})


def _is_article(node: dict[str, Any]) -> bool:
    kinds = node.get("@type")
    return any(isinstance(kind, str) and _TYPES.search(kind) for kind in (kinds if isinstance(kinds, list) else [kinds]))


def _text(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name") or value.get("alternateName") or ""
    return unescape(value).strip() if isinstance(value, str) else ""


def _names(value: Any) -> tuple[str, ...]:
    people = value if isinstance(value, list) else [value]
    names = [" ".join(_text(person).split()) for person in people if person]
    return tuple(dict.fromkeys(name for name in names if name and len(name) < _LONGEST_NAME and not name.startswith("http")))


def _address(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("url") or value.get("@id") or value.get("contentUrl") or ""
    return _text(value) if not isinstance(value, dict) else ""


def _free(value: Any) -> bool | None:
    return {"true": True, "false": False}.get(str(value).lower())


def _read(node: dict[str, Any], *, broken: bool) -> ArticleData:
    return ArticleData(
        headline=_text(node.get("headline") or node.get("name")),
        description=_text(node.get("description")),
        body=_text(node.get("articleBody")),
        published=_text(node.get("datePublished") or node.get("dateCreated")),
        modified=_text(node.get("dateModified")),
        authors=_names(node.get("author") or node.get("creator")),
        publisher=_text(node.get("publisher")),
        image=_address(node.get("image") or node.get("thumbnailUrl")),
        language=_text(node.get("inLanguage")),
        url=_address(node.get("url") or node.get("mainEntityOfPage")),
        free=_free(node.get("isAccessibleForFree")),
        broken=broken,
    )


def read_jsonld(scripts: list[str]) -> ArticleData:
    """Read the article node of a page's JSON-LD blocks.

    The node that has a headline and a date wins over one that lacks either; earlier over later. Comments, CDATA, raw line
    feeds, trailing commas and cut documents are read as far as they go (``broken`` is then true).

    Args:
        scripts: Contents of the ``application/ld+json`` elements.

    >>> read_jsonld(['{"@graph": [{"@type": "NewsArticle", "headline": "A &amp; B",}]}']).headline
    'A & B'
    """
    best, weight = ArticleData(), -1
    for script in scripts:
        value, broken = _loads(script)
        for node in _nodes(value):
            if not _is_article(node):
                continue
            score = 2 * ("headline" in node) + 2 * ("datePublished" in node) + ("articleBody" in node)
            if score > weight:
                best, weight = _read(node, broken=broken), score
    return best
