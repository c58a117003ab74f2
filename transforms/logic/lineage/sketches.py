"""A small fingerprint of a text, from which the overlap of two texts can be estimated."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from transforms.logic.tagging.text import fold

SHINGLE = 3
SIZE = 96
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Sketch:
    """The bottom-k sketch of a text: its k smallest shingle hashes (Broder 1997; Cohen and Kaplan 2007).

    Args:
        hashes: At most 96 numbers of 64 bits, ascending; all shingles where the text has fewer.
    """

    hashes: tuple[int, ...]


def sketch(text: str) -> Sketch:
    """Return the sketch of a text: of its folded words in threes. Deterministic, linear.

    >>> sketch("one two three four") == sketch("One two, three FOUR!")
    True
    """
    words = _WORD.findall(fold(text)[0])
    shingles = {" ".join(words[at : at + SHINGLE]) for at in range(max(1, len(words) - SHINGLE + 1))} if words else set()
    hashed = (int.from_bytes(hashlib.blake2b(item.encode("utf-8", "replace"), digest_size=8).digest(), "big") for item in shingles)
    return Sketch(tuple(sorted(hashed)[:SIZE]))


def similarity(first: Sketch, second: Sketch) -> float:
    """Estimate the Jaccard similarity of two texts from their sketches, 0 to 1.

    >>> similarity(sketch("a b c d"), sketch("a b c d"))
    1.0
    """
    union = sorted({*first.hashes, *second.hashes})[:SIZE]
    if not union:
        return 0.0
    shared = set(first.hashes) & set(second.hashes)
    return sum(value in shared for value in union) / len(union)


def containment(first: Sketch, second: Sketch) -> float:
    """Estimate how much of the shorter text stands in the longer one, 0 to 1: a copy that lost its last paragraphs.

    >>> containment(sketch("a b c d e f"), sketch("a b c d")) > 0.9
    True
    """
    if not first.hashes or not second.hashes:
        return 0.0
    # Below the smaller of the two largest hashes both sketches know every shingle.
    limit = min(first.hashes[-1] if len(first.hashes) == SIZE else 1 << 64, second.hashes[-1] if len(second.hashes) == SIZE else 1 << 64)
    one, two = ({value for value in item.hashes if value <= limit} for item in (first, second))
    return len(one & two) / max(1, min(len(one), len(two)))
