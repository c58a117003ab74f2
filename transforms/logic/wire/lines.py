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
from transforms.logic.wire.agencies import agency_of

_LAST_LINES = 3
_TAIL = re.compile(r"\s*[(\[/]\s*(?P<name>[^()\[\]/\n]{2,24}?)\s*[)\]/]?\s*$")
_MAX_TAIL_LINE = 24
_TAIL_CHARS = 28
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
        kind = _kind(folded)
        if not kind and number == 0 and title and folded.strip(" .\"'") == fold(title)[0].strip(" .\"'"):
            kind = "repeated_title"
        if kind:
            found.append(Furniture(kind, start, end, text[start:end], f"wire.{kind}"))
    return found


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
