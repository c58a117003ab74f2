"""Stretches of text, asked in logarithmic time what they overlap or hold: a text of five megabytes must not take the square."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spans:
    """Stretches that do not overlap, in order.

    Args:
        starts: First offsets.
        ends: Offsets just behind the last.
    """

    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()

    def overlaps(self, start: int, end: int) -> bool:
        """Tell whether any stretch shares a character with the given one.

        >>> Spans((3,), (6,)).overlaps(5, 9), Spans((3,), (6,)).overlaps(6, 9)
        (True, False)
        """
        index = bisect_right(self.ends, start)
        return index < len(self.starts) and self.starts[index] < end

    def covers(self, position: int) -> bool:
        """Tell whether an offset stands in any stretch.

        >>> Spans((3,), (6,)).covers(5), Spans((3,), (6,)).covers(6)
        (True, False)
        """
        return self.overlaps(position, position + 1)

    def holds(self, start: int, end: int) -> bool:
        """Tell whether one stretch, longer than the given one, has it inside.

        >>> Spans((3,), (6,)).holds(4, 6), Spans((3,), (6,)).holds(3, 6)
        (True, False)
        """
        index = bisect_right(self.starts, start) - 1
        return index >= 0 and end <= self.ends[index] and self.ends[index] - self.starts[index] > end - start


def merged(stretches: Iterable[tuple[int, int]]) -> Spans:
    """Join stretches that overlap.

    >>> merged([(4, 6), (0, 2), (5, 9)])
    Spans(starts=(0, 4), ends=(2, 9))
    """
    starts: list[int] = []
    ends: list[int] = []
    for start, end in sorted(stretches):
        if ends and start < ends[-1]:
            ends[-1] = max(ends[-1], end)
        else:
            starts.append(start)
            ends.append(end)
    return Spans(tuple(starts), tuple(ends))
