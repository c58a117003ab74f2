"""Clean the lines of a body: composed characters, no headline repeated, the standfirst apart."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib import resources

# U+200C and U+200D shape Persian and Kurdish words: they stay.
_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad\u200e\u200f\u202a-\u202e]")
_SPACES = re.compile(r"[^\S\n]+")
_BULLET = re.compile(r"^[-•▪◦‣·*]\s+")
_LOOK = 3
_SAMPLE, _ODD_SHARE = 4000, 0.02
_ODD = frozenset({"Cc", "Cn", "Co", "Cs"})
_BYLINE_WORDS = 7
_DATE_ALONE = re.compile(
    r"\W*(?:[^\W\d]+\W{1,2}){0,3}(?:\d{1,2}[./-]\d{1,2}[./-]\d{4}|\d{4}-\d{2}-\d{2})(?:[\s,|–-]*\d{1,2}[:.]\d{2}(?:\s*[^\W\d]+)?)?"
    r"(?:\W+[^\W\d]+\W+\d{1,2}[./-]\d{1,2}[./-]\d{4}(?:[\s,|–-]*\d{1,2}[:.]\d{2})?)?\W*$"
)


def clean(text: str) -> str:
    r"""Compose characters, drop invisible ones and white space at the ends of lines, drop empty lines.

    >>> clean("  Cafe\u0301\u00a0one \n\n two\u200b ")
    'Café one\ntwo'
    """
    text = _SPACES.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", text)))
    return "\n".join(line for line in (line.strip() for line in text.split("\n")) if line)


def is_garbled(text: str) -> bool:
    r"""Whether a text is mostly no text: bytes of something else, or of another encoding.

    >>> is_garbled("Ministers met."), is_garbled("\x01\ufffd\x02\ufffd met")
    (False, True)
    """
    head = text[:_SAMPLE]
    odd = sum(char == "\ufffd" or (unicodedata.category(char) in _ODD and char not in "\n\u200c\u200d") for char in head)
    return odd > _ODD_SHARE * len(head)


def line_key(text: str) -> str:
    """Return what two spellings of one line share: letters and digits, case folded.

    >>> line_key("“Ministers meet”") == line_key("Ministers Meet!")
    True
    """
    return re.sub(r"\W+", "", unicodedata.normalize("NFKC", text).casefold())


@cache
def _labels() -> frozenset[str]:
    data = tomllib.loads(resources.files("schemas").joinpath("codebook/profiles/labels.toml").read_text("utf-8"))
    return frozenset(line_key(label) for label in data["labels"]) - {""}


def _is_byline(line: str, authors: frozenset[str]) -> bool:
    words = line.split()
    return len(words) <= _BYLINE_WORDS and any(line_key(" ".join(words[cut:])) in authors for cut in range(min(3, len(words))))


def tidy(body: str, titles: tuple[str, ...], standfirst: str, authors: tuple[str, ...] = ()) -> tuple[str, bool]:
    r"""Take labels out, and of the first lines repeated headlines, names of the authors, dates alone, and the standfirst.

    Args:
        body: Lines of the body.
        titles: Every spelling of the headline.
        standfirst: The standfirst as marked in the page.
        authors: Names as the metadata has them: a line that is one of them after at most two words is a byline.

    Returns:
        The body, and whether the standfirst stood in it.

    >>> tidy("Ministers meet\nIn short.\nText.\nEnd.", ("Ministers meet",), "In short.")
    ('Text.\nEnd.', True)
    """
    keys = {line_key(title) for title in titles if title} - {""}
    apart, names, labels = line_key(standfirst), frozenset(map(line_key, authors)) - {""}, _labels()
    lines = [_BULLET.sub("", line) for line in clean(body).split("\n")]
    kept: list[str] = []
    found = False
    for index, line in enumerate(lines):
        key = line_key(line)
        if key in labels or (index < _LOOK and len(lines) > 1 and key in keys):
            continue
        if index <= _LOOK and len(lines) > 1 and (_DATE_ALONE.match(line) or _is_byline(line, names)):
            continue
        if apart and index < _LOOK + 1 and key == apart and len(lines) > _LOOK:
            found = True
            continue
        if not key or (kept and line == kept[-1]):
            continue
        kept.append(line)
    return "\n".join(kept), found
