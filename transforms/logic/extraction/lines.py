"""Clean the lines of a body: composed characters, no headline repeated, the standfirst apart."""

from __future__ import annotations

import re
import unicodedata

# U+200C and U+200D shape Persian and Kurdish words: they stay.
_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad\u200e\u200f\u202a-\u202e]")
_SPACES = re.compile(r"[^\S\n]+")
_BULLET = re.compile(r"^[-•▪◦‣·*]\s+")
_LOOK = 3


def clean(text: str) -> str:
    r"""Compose characters, drop invisible ones and white space at the ends of lines, drop empty lines.

    >>> clean("  Cafe\u0301\u00a0one \n\n two\u200b ")
    'Café one\ntwo'
    """
    text = _SPACES.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", text)))
    return "\n".join(line for line in (line.strip() for line in text.split("\n")) if line)


def line_key(text: str) -> str:
    """Return what two spellings of one line share: letters and digits, case folded.

    >>> line_key("“Ministers meet”") == line_key("Ministers Meet!")
    True
    """
    return re.sub(r"\W+", "", unicodedata.normalize("NFKC", text).casefold())


def tidy(body: str, titles: tuple[str, ...], standfirst: str) -> tuple[str, bool]:
    r"""Take repeated headlines out of the first lines, and the standfirst where it stands there.

    Args:
        body: Lines of the body.
        titles: Every spelling of the headline.
        standfirst: The standfirst as marked in the page.

    Returns:
        The body, and whether the standfirst stood in it.

    >>> tidy("Ministers meet\nIn short.\nText.\nMore.", ("Ministers meet",), "In short.")
    ('Text.\nMore.', True)
    """
    keys = {line_key(title) for title in titles if title} - {""}
    apart = line_key(standfirst)
    lines = [_BULLET.sub("", line) for line in clean(body).split("\n")]
    kept: list[str] = []
    found = False
    for index, line in enumerate(lines):
        key = line_key(line)
        if index < _LOOK and len(lines) > 1 and key in keys:
            continue
        if apart and index < _LOOK + 1 and key == apart and len(lines) > _LOOK:
            found = True
            continue
        if not key or (kept and line == kept[-1]):
            continue
        kept.append(line)
    return "\n".join(kept), found
