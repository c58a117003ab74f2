"""Who wrote a story: what metadata and page say, one name each."""

from __future__ import annotations

import re

from transforms.logic.extraction.bylines import BY, is_name
from transforms.logic.extraction.head import Head, fold

_ADDRESS = re.compile(r"^(?:https?:|www\.)|@")
_AND = re.compile(r"\s+(?:and|und|og|och|et|y|e|dan|ve|и|i|en|و)\s+")


def _each_name(field: str) -> list[str]:
    """Part the names of one field; "and" parts only names of two words or more, so that "Ortega y Gasset" stays whole."""
    found: list[str] = []
    for part in field.split(";"):
        sides = _AND.split(part.strip())
        found += sides if all(" " in side for side in sides) else [part.strip()]
    return [name for part in found for name in _without_place(part)]


def _without_place(field: str) -> list[str]:
    """Part names joined by commas; one word behind a name is where its bearer wrote."""
    parts = [part.strip() for part in field.split(",")]
    if not all(is_name(part) for part in parts[:1]):
        return [field]
    return [part for number, part in enumerate(parts) if number == 0 or is_name(part)]


def find_authors(head: Head) -> tuple[str, ...]:
    """Return the authors: JSON-LD, then meta tags, then the page's own byline; the publisher only where nobody else is named.

    >>> from transforms.logic.extraction.jsonld import ArticleData
    >>> find_authors(Head(ArticleData(authors=("By Ana Horvat and Nora Halden",)), {}))
    ('Ana Horvat', 'Nora Halden')
    """
    meta = filter(None, (head.first("author", "article:author", "dc.creator", "parsely-author", "sailthru.author", "byl"),))
    publishers = {name.casefold() for name in (head.data.publisher, head.first("og:site_name", "application-name")) if name}
    spelled = [[name for name in map(fold, names) if name and not _ADDRESS.search(name)] for names in (head.data.authors, meta, head.people)]
    listed = next((names for names in spelled if any(name.casefold() not in publishers for name in names)), None) or next(filter(None, spelled), [])
    names = [BY.sub("", part) for name in listed for part in _each_name(BY.sub("", name))]
    return tuple(dict.fromkeys(name for name in names if name and not _ADDRESS.search(name)))
