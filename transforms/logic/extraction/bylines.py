"""The byline that a page prints: links whose classes or addresses say that they name an author."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

BY = re.compile(
    r"^(?:by|von|par|por|oleh|penulis|av|af|di|da|nga|shkruan|yazan|haber|muhabir|автор|текст|piše|пише|пишува|autor(?:ica|a)?|autori|redaksi|بقلم|کتب|كتب|نووسەر|نویسنده)\s*[:\s]\s*",
    re.IGNORECASE,
)
_NAMED = re.compile(r"author|byline|autor|yazar|muhabir|penulis|redakt|reporter|writer", re.IGNORECASE)
_PROFILE = re.compile(r"/(?:authors?|autor)/", re.IGNORECASE)
_ASIDE = frozenset({"nav", "footer", "aside", "form"})
_NAME = re.compile(r"^[^\W\d_][^\W\d]*[\w.'’-]*(?: [^\W\d_][\w.'’-]*){1,4}$")
_MOST, _DEEPEST = 20, 60


def is_name(text: str) -> bool:
    """Tell whether a text has the form of a person's name: two to five words, first and last one not in small letters.

    >>> is_name("Ana de la Cruz"), is_name("Read more"), is_name("Desk 7")
    (True, False, False)
    """
    words = text.split()
    return bool(_NAME.match(text)) and not any(words[at][0].islower() for at in (0, -1))


def _above(node: LexborNode, levels: int) -> Iterator[LexborNode]:
    above = node.parent
    while above is not None and levels:
        yield above
        above, levels = above.parent, levels - 1


def _names_somebody(link: LexborNode) -> bool:
    if _PROFILE.search(link.attributes.get("href") or ""):
        return True
    return any(_NAMED.search(node.attributes.get("class") or "") for node in (link, *_above(link, 2)))


def printed_authors(tree: LexborHTMLParser) -> tuple[str, ...]:
    """Return the names that the page links in its first byline, told by the names of its classes or addresses.

    >>> printed_authors(LexborHTMLParser('<nav><a class=author href=/a>Nav Bar</a></nav><p class=byline><a href=/b>Ana Horvat</a></p>'))
    ('Ana Horvat',)
    """
    found: list[tuple[str, set[int]]] = []
    for link in islice(filter(_names_somebody, tree.css("a[href]")), _MOST):
        name = BY.sub("", " ".join(link.text(separator=" ").split()))
        if is_name(name) and not any(node.tag in _ASIDE for node in _above(link, _DEEPEST)):
            found.append((name, {node.mem_id for node in _above(link, 2)}))
    return tuple(dict.fromkeys(name for name, around in found if around & found[0][1]))
