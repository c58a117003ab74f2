"""The words of wire furniture by kind, read once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from transforms.logic.tagging.text import fold

SENTENCE_ENDS = (".", "!", "؟", "۔", '."', '".')


@cache
def table() -> dict[str, Any]:
    """Return the sections of the furniture's words."""
    return tomllib.loads((files("schemas") / "codebook" / "wire" / "furniture.toml").read_text("utf-8"))


@cache
def words(section: str, field: str) -> tuple[str, ...]:
    """Return a list of words, folded for matching.

    >>> "baca juga" in words("read_also", "starts")
    True
    """
    return tuple(fold(text)[0] for text in table()[section][field])


@cache
def alternatives(section: str, field: str) -> str:
    """Return a list of words as the alternatives of a regex, longest first."""
    return "|".join(sorted((re.escape(text) for text in words(section, field)), key=len, reverse=True))


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
