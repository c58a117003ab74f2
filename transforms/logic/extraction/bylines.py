"""The byline that a page prints: links whose classes or addresses say that they name an author."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

BY = re.compile(
    r"^(?:by|von|par|por|oleh|penulis|av|af|di|da|nga|shkruan|yazan|haber|muhabir|автор|текст|piše|пише|пишува|autor(?:ica|a)?|autori|redaksi|بقلم|کتب|كتب|نووسەر|نویسنده)\s*[:\s]\s*",
    re.IGNORECASE,
)
_NAMED = ("author", "byline", "autor", "yazar", "muhabir", "penulis", "redakt", "reporter", "writer")
_BYLINES = ", ".join(
    [f'[class*="{word}" i] a[href], a[class*="{word}" i]' for word in _NAMED] + [f'a[href*="/{word}/"]' for word in ("author", "authors", "autor")]
)
_ASIDE = frozenset({"nav", "footer", "aside", "form"})
_NAME = re.compile(r"^[^\W\d_][^\W\d]*[\w.'’-]*(?: [^\W\d_][\w.'’-]*){1,4}$")
_MOST = 20


def is_name(text: str) -> bool:
    """Tell whether a text has the form of a person's name: two to five words, first and last one not in small letters.

    >>> is_name("Ana de la Cruz"), is_name("Read more"), is_name("Desk 7")
    (True, False, False)
    """
    words = text.split()
    return bool(_NAME.match(text)) and not any(words[at][0].islower() for at in (0, -1))


def _is_aside(node: LexborNode) -> bool:
    above: LexborNode | None = node
    while above is not None and above.tag not in _ASIDE:
        above = above.parent
    return above is not None


def printed_authors(tree: LexborHTMLParser) -> tuple[str, ...]:
    """Return the names that the page links in its first byline, told by the names of its classes or addresses.

    >>> printed_authors(LexborHTMLParser('<nav><a class=author href=/a>Nav Bar</a></nav><p class=byline><a href=/b>Ana Horvat</a></p>'))
    ('Ana Horvat',)
    """
    found: list[tuple[LexborNode, str]] = []
    for node in tree.css(_BYLINES)[:_MOST]:
        name = BY.sub("", " ".join(node.text(separator=" ").split()))
        if is_name(name) and not _is_aside(node):
            found.append((node, name))
    if not found:
        return ()
    first = found[0][0]
    around = {node.mem_id for node in (first.parent, first.parent.parent if first.parent is not None else None) if node is not None}
    return tuple(
        dict.fromkeys(
            name for node, name in found if any(up is not None and up.mem_id in around for up in (node.parent, node.parent and node.parent.parent))
        )
    )
