"""The standfirst by what the metadata says: a description that the page prints, too, in a block of its own."""

from __future__ import annotations

import re
from html import unescape
from itertools import islice

from transforms.logic.extraction.head import Head, fold
from transforms.logic.extraction.lines import line_key

_SHORTEST, _LONGEST = 25, 1000
_MARKUP = re.compile(r"<[^>]*>")
# What a page may write as an entity, or part with an element: looked for is a stretch without any of it.
_ODD = re.compile(r"[^\w ,;.-]+")
_BLOCK_END = re.compile(r"</(?:p|div|h[1-6]|section|li|td|header|blockquote)\b", re.IGNORECASE)
_MOST_PLACES = 6
_PROOF = 40


def _places(html: str, piece: str, start: int) -> list[int]:
    return [match.start() for match in islice(re.finditer(re.escape(piece), html[start:]), _MOST_PLACES)]


def is_printed(html: str, text: str) -> bool:
    """Tell whether a page prints a text as the whole of a block, outside its head and scripts.

    >>> is_printed("<body><p class=x>In <b>short</b>: two ministers met.</p>", "In short: two ministers met.")
    True
    >>> is_printed('<head><meta content="Two met."><body><p>Two met. Later they parted.</p>', "Two met.")
    False
    """
    key = line_key(text)
    start = max(0, html.find("<body"))
    plain = max((part.strip() for part in _ODD.split(text)), key=len, default="")
    # Its beginning and its end: an element may stand inside one of them.
    pieces = dict.fromkeys(piece for piece in (plain[:_PROOF], plain[-_PROOF // 2 :]) if piece)
    for place in (place for piece in pieces for place in _places(html, piece, start)):
        at = start + place
        opened = html.rfind(">", start, at) + 1
        # Inline elements may stand before the stretch: go back to where the block opens.
        for _ in range(4):
            chunk = html[opened : opened + 3 * len(text) + 400]
            end = _BLOCK_END.search(chunk)
            if line_key(unescape(_MARKUP.sub("", chunk[: end.start()] if end else chunk))) == key:
                return True
            opened = html.rfind(">", start, max(start, opened - 1)) + 1
    return False


def printed_description(head: Head, html: str) -> str:
    """Return the description that the page prints as a block of its own, empty where it prints none: a standfirst then.

    Args:
        head: The page's metadata.
        html: The page, decoded.
    """
    found = (head.data.description, *(head.first(name) for name in ("og:description", "description", "twitter:description")))
    texts = dict.fromkeys(fold(unescape(_MARKUP.sub(" ", text))) for text in found)
    return next((text for text in texts if _SHORTEST <= len(text) <= _LONGEST and is_printed(html, text)), "")
