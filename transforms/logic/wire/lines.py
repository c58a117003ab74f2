"""Furniture that fills a line or stands at the end: read-also lines, credits, end marks, footers, invitations."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from schemas.elements import Furniture
from transforms.logic.tagging.text import fold
from transforms.logic.wire.agencies import agency_of, is_agency_name

_LAST_LINES = 3
_FIRST_LINES = 4
_PICTURE = re.compile(r"^(?:\\?[*_]{1,2})?!\[[^\]]*\]\([^)]*\)(?:\\?[*_]{1,2})?$")
_EMBED = re.compile(r"^\\?\[[\w. ]{3,24}\\?\]$")
_NAME = re.compile(r"^[^\W\d_][\w.'’-]*(?: (?:[^\W\d_][\w.'’-]*|de|del|da|bin|al|van|der|von|dan|and|ve|et|y|i|и|و)){1,5}$")
_TAIL = re.compile(r"\s*[(\[/]\s*(?P<name>[^()\[\]/\n]{2,24}?)\s*[)\]/]?\s*$")
_MAX_TAIL_LINE = 24
_TAIL_CHARS = 28
_QUOTED_CHARS = 700  # The first sentences: further on a story quotes others than its source.
_QUOTE = "[\"'“”«»]?"
_FOUR_WORDS = r"\w+(?:[.\-]\w+)*(?: \w+(?:[.\-]\w+)*){0,3}"
_HBS = frozenset({"bs", "hr", "sr-Latn", "sr-Cyrl", "hbs"})
_MARKS = ":：>|-[("
_SENTENCE_ENDS = (".", "!", "؟", "۔", '."', '".')


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((files("schemas") / "codebook" / "wire" / "furniture.toml").read_text("utf-8"))


@cache
def _starts() -> tuple[str, ...]:
    return tuple(fold(start)[0] for start in _table()["read_also"]["starts"])


@cache
def _credit() -> re.Pattern[str]:
    labels = "|".join(re.escape(fold(label)[0]) for label in _table()["credit"]["labels"])
    return re.compile(rf"^[\s(\[]*(?:{labels})\s*[:\uff1a]\s*(?P<name>\S.{{1,70}}?)[\s)\]]*$")


@cache
def _folded(section: str, field: str) -> tuple[str, ...]:
    return tuple(fold(text)[0] for text in _table()[section][field])


def lines(text: str) -> Iterator[tuple[int, int]]:
    r"""Yield the spans of the lines of a text that hold something, trimmed.

    >>> list(lines("a\n\n b "))
    [(0, 1), (4, 5)]
    """
    start = 0
    for line in text.split("\n"):
        stripped = line.strip()
        if stripped:
            first = start + line.index(stripped[0])
            yield first, first + len(stripped)
        start += len(line) + 1


def _is_pointer(bare: str) -> bool:
    """Tell whether a line points to another story: by the mark behind its first words, or by not being a sentence."""
    start = next((start for start in _starts() if bare.startswith(start)), None)
    if start is None:
        return False
    rest = bare[len(start) :].lstrip()
    return start.endswith(":") or not rest or rest[0] in _MARKS or not rest.endswith(_SENTENCE_ENDS)


def _is_call(bare: str) -> bool:
    """Tell whether a line calls the reader: its verb opens it, or closes it in languages that put the verb last."""
    return bare.startswith(_folded("invitation", "verbs")) or any(verb in bare[-_TAIL_CHARS:] for verb in _folded("invitation", "closing"))


@cache
def _labelled(section: str) -> re.Pattern[str]:
    labels = "|".join(sorted((re.escape(label) for label in _folded(section, "labels")), key=len, reverse=True))
    return re.compile(rf"^(?:{labels})\s*[:\uff1a/|]\s*(?P<rest>\S.*)$")


@cache
def _byline_words() -> re.Pattern[str]:
    return re.compile(rf"^(?:{'|'.join(re.escape(word) for word in _folded('byline', 'words'))})\s+(?P<rest>\S.*)$")


def _is_caption(line: str, folded: str) -> bool:
    """Tell whether a line is a picture in Markdown, or a caption or a picture's credit with its label."""
    bare = folded.strip("*_()[] ")
    return bool(_PICTURE.match(line)) or (len(folded) <= _table()["caption"]["max_chars"] and bool(_labelled("caption").match(bare)))


def byline_of(line: str) -> str:
    """Return the name that a byline gives, empty where a line is none.

    >>> byline_of("Penulis: Rina Widodo"), byline_of("By the way, ministers met.")
    ('Rina Widodo', '')
    """
    bare = line.strip("*_()[] \u200e\u200f")
    if len(bare) > _table()["byline"]["max_chars"] or bare.endswith(_SENTENCE_ENDS):
        return ""
    folded = fold(bare)[0]
    found = _labelled("byline").match(folded) or _byline_words().match(folded)
    name = bare[len(bare) - len(found["rest"]) :].strip() if found and len(folded) == len(bare) else ""
    words = name.split()
    cased = all(not word[0].islower() for word in (words[0], words[-1])) if words else False
    return name if _NAME.match(name) and cased and not agency_of(name) else ""


def _kind(folded: str) -> str:
    """Return which furniture a folded line is, empty for the story's own words."""
    bare = folded.lstrip("*#>-• \"'")
    if len(folded) <= _table()["read_also"]["max_chars"] and _is_pointer(bare):
        return "read_also"
    if len(folded) <= _table()["footer"]["max_chars"] and any(part in folded for part in _folded("footer", "contains")):
        return "footer"
    if len(folded) <= _table()["update"]["max_chars"] and any(part in folded for part in _folded("update", "contains")):
        return "update"
    if len(folded) <= _table()["invitation"]["max_chars"] and any(part in folded for part in _folded("invitation", "channels")):
        return "invitation" if _is_call(bare) else ""
    return ""


def find_lines(text: str, title: str) -> list[Furniture]:
    """Return the lines of a text that are furniture, with the offsets they have in it.

    Args:
        text: The text.
        title: Headline: repeated as the first line it is furniture.
    """
    found = []
    spans = list(lines(text))
    for number, (start, end) in enumerate(spans):
        folded = fold(text[start:end])[0]
        line = text[start:end]
        kind = _kind(folded)
        if not kind and _is_caption(line, folded):
            kind = "caption"
        if not kind and _EMBED.match(line) and folded.lstrip("\\").startswith(_folded("embed", "marks")):
            kind = "embed"
        if not kind and (number < _FIRST_LINES or number >= len(spans) - _LAST_LINES) and byline_of(line):
            kind = "byline"
        if not kind and number == 0 and title and folded.strip(" .\"'") == fold(title)[0].strip(" .\"'"):
            kind = "repeated_title"
        if kind:
            found.append(Furniture(kind, start, end, line, f"wire.{kind}"))
    tail = _tail_pointer(text, spans[-1]) if spans and not any(item.start == spans[-1][0] for item in found) else None
    return [*found, tail] if tail else found


@cache
def _tails() -> re.Pattern[str]:
    starts = "|".join(re.escape(start) for start in _folded("read_also", "tails"))
    return re.compile(rf"(?<=[.!?»\"'؟\])…])\s+(?:{starts})(?:\s+[^:.]{{0,40}})?\s*:[^.]*$")


def _tail_pointer(text: str, span: tuple[int, int]) -> Furniture | None:
    """Return the pointer to other stories that hangs behind the last sentence, on its line."""
    line = text[span[0] : span[1]]
    folded = fold(line)[0]
    match = _tails().search(folded) if len(folded) == len(line) else None
    if match is None:
        return None
    start = span[0] + match.start() + len(match.group()) - len(match.group().lstrip())
    return Furniture("read_also", start, span[1], text[start : span[1]], "wire.read_also_tail")


@cache
def _quotes(language: str) -> tuple[tuple[re.Pattern[str], bool], ...]:
    """Return the turns of phrase of a language, with whether the agency stands at their end."""
    group = "hbs" if language in _HBS else language
    made = []
    for words in _table()["quoted"].get(group, ()):
        before, after = (re.escape(part) for part in fold(words)[0].split("{agency}"))
        made.append((re.compile(rf"(?<!\w){before}{_QUOTE}(?P<agency>{_FOUR_WORDS}){_QUOTE}{after}"), not after))
    return tuple(made)


def _agency_in(words: list[str], *, first: bool) -> str:
    """Return the longest run of words that is an agency's name, from the first word on or up to the last."""
    for length in range(len(words), 0, -1):
        name = " ".join(words[:length] if first else words[-length:])
        if is_agency_name(name):
            return name
    return ""


def find_quoted(text: str, language: str) -> tuple[str, str]:
    """Return the words with which the first sentences say whose report this is, and that agency's id; both empty where they do not.

    >>> find_quoted("Dua menteri bertemu di Oslo, dilansir dari AFP, Senin.", "id")
    ('dilansir dari AFP', 'AFP')
    """
    head = text[:_QUOTED_CHARS]
    folded, offsets = fold(head)
    for pattern, at_end in _quotes(language):
        for match in pattern.finditer(folded):
            name = _agency_in(match["agency"].split(), first=at_end)
            if name:
                start, end = (match.start(), match.start("agency") + len(name)) if at_end else (match.end("agency") - len(name), match.end())
                return head[offsets[start] : offsets[end]] if offsets else head[start:end], agency_of(name)
    return "", ""


def find_credit(text: str) -> tuple[Furniture, str] | None:
    r"""Return the credit of a text with its agency's id: a labelled line anywhere near the end, or a last line that is an agency.

    >>> find_credit("One.\nSUMBER: ANADOLU")[1]
    'AA'
    """
    spans = list(lines(text))[-_LAST_LINES:]
    for start, end in reversed(spans):
        line = text[start:end]
        labelled = _credit().match(fold(line)[0]) if len(line) <= _table()["credit"]["max_chars"] else None
        if labelled:
            return Furniture("credit", start, end, line, "wire.credit_line"), agency_of(labelled["name"])
    if not spans:
        return None
    start, end = spans[-1]
    line = text[start:end]
    bare = line.strip(" ()[]/.-")
    if len(spans) > 1 and len(line) <= _MAX_TAIL_LINE and agency_of(bare):
        return Furniture("credit", start, end, line, "wire.credit_last_line"), agency_of(bare)
    tail = _TAIL.search(line)
    if tail and agency_of(tail["name"]) and line[: tail.start()].rstrip()[-1:] in {".", "!", "?", '"', "”", "»"}:
        first = start + tail.start() + (len(tail.group()) - len(tail.group().lstrip()))
        return Furniture("credit", first, end, text[first:end], "wire.credit_tail"), agency_of(tail["name"])
    return None


def find_end_mark(text: str, end: int) -> Furniture | None:
    """Return the mark that ends a story, looked for right before an offset (the credit's, or the end)."""
    head = text[:end].rstrip()
    for mark in _table()["end_mark"]["marks"]:
        if head.endswith(mark) and (not mark.isalpha() or head[: -len(mark)].endswith("\n")):
            start = len(head) - len(mark)
            return Furniture("end_mark", start, len(head), mark, "wire.end_mark")
    return None
