"""Titles, summaries and links as feeds write them, made plain."""

from __future__ import annotations

import html
import re
import unicodedata

MAX_TITLE = 1_000
MAX_SUMMARY = 2_000
_TAG = re.compile(r"<(?:/?[A-Za-z][^<>]{0,2000}|!--.{0,2000}?--)>", re.DOTALL)
_BLOCK = re.compile(r"</?(?:p|div|br|li|ul|h\d)\b[^<>]{0,500}>", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
# Invisible characters: zero width, soft hyphen, marks and overrides of direction. ZWNJ stays: Persian needs it.
_INVISIBLE = re.compile("[\u00ad\u200b\u200d\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def plain(text: str, most: int = MAX_TITLE) -> str:
    r"""Return text without tags, entities, invisible characters and runs of space, in NFC, cut at a length.

    >>> plain("AT&amp;T <b>R&amp;D</b>\x1b[31m \u202eabc")
    'AT&T R&D[31m abc'
    """
    if len(text) > 20 * most:
        text = text[: 20 * most]
    once = html.unescape(text)
    bare = _TAG.sub("", _BLOCK.sub(" ", once))
    twice = _TAG.sub("", html.unescape(bare)) if "&" in bare else bare
    clean = _UNPRINTABLE.sub("", _INVISIBLE.sub("", unicodedata.normalize("NFC", twice)))
    return _SPACE.sub(" ", clean).strip()[:most].strip()
