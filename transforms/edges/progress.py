"""Counts of what this process has done, for whoever shows progress."""

from __future__ import annotations

from collections import Counter

_COUNTS: Counter[str] = Counter()


def tick(name: str) -> None:
    """Count one thing done in this process."""
    _COUNTS[name] += 1


def counts() -> Counter[str]:
    """Return a copy of the counts, in the order of first appearance."""
    return Counter(dict(_COUNTS))


def reset() -> None:
    """Start from nothing."""
    _COUNTS.clear()
