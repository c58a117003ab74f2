"""A small fingerprint of a text, from which the overlap of two texts can be estimated."""

from __future__ import annotations

import hashlib
import re
import struct
from dataclasses import dataclass

from transforms.logic.tagging.text import fold

SHINGLE = 3
SIZE = 96
KEYS = 24
_BYTES = 4
_LIMIT = 1 << (8 * _BYTES)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Sketch:
    """The bottom-k sketch of a text: its k smallest shingle hashes (Broder 1997; Cohen and Kaplan 2007).

    Args:
        packed: At most 96 unsigned numbers of 32 bits, little-endian, ascending; all shingles where the text has fewer. Kept
            packed: a hundred thousand of them stand in memory at once.
    """

    packed: bytes

    @property
    def hashes(self) -> tuple[int, ...]:
        """The numbers, ascending."""
        return struct.unpack(f"<{len(self.packed) // _BYTES}I", self.packed)

    @property
    def keys(self) -> tuple[int, ...]:
        """The 24 smallest: stories are compared where they share some."""
        head = self.packed[: KEYS * _BYTES]
        return struct.unpack(f"<{len(head) // _BYTES}I", head)

    def __len__(self) -> int:
        """How many numbers it holds."""
        return len(self.packed) // _BYTES


def _hash(shingle: str) -> int:
    return int.from_bytes(hashlib.blake2b(shingle.encode("utf-8", "replace"), digest_size=_BYTES).digest(), "big")


def sketch(text: str) -> Sketch:
    """Return the sketch of a text: of its folded words in threes. Deterministic, linear.

    >>> sketch("one two three four") == sketch("One two, three FOUR!")
    True
    """
    words = _WORD.findall(fold(text)[0])
    shingles = {" ".join(words[at : at + SHINGLE]) for at in range(max(1, len(words) - SHINGLE + 1))} if words else set()
    smallest = sorted({_hash(item) for item in shingles})[:SIZE]
    return Sketch(struct.pack(f"<{len(smallest)}I", *smallest))


def similarity(first: Sketch, second: Sketch) -> float:
    """Estimate the Jaccard similarity of two texts from their sketches, 0 to 1.

    >>> similarity(sketch("a b c d"), sketch("a b c d"))
    1.0
    """
    one, two = set(first.hashes), set(second.hashes)
    union = sorted(one | two)[:SIZE]
    shared = one & two
    return sum(value in shared for value in union) / len(union) if union else 0.0


def containment(first: Sketch, second: Sketch) -> float:
    """Estimate how much of the shorter text stands in the longer one, 0 to 1: a copy that lost its last paragraphs.

    >>> containment(sketch("a b c d e f"), sketch("a b c d")) > 0.9
    True
    """
    one, two = first.hashes, second.hashes
    if not one or not two:
        return 0.0
    # Below the smaller of the two largest hashes both sketches know every shingle.
    limit = min(item[-1] if len(item) == SIZE else _LIMIT for item in (one, two))
    low, other = ({value for value in item if value <= limit} for item in (one, two))
    return len(low & other) / max(1, min(len(low), len(other)))
