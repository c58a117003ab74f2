"""An extractor that no page can hurt: its process has a budget of CPU and memory for each page."""

from __future__ import annotations

import atexit
from collections.abc import Callable
from functools import cache
from typing import Any

from schemas.elements import ExtractedStory
from transforms.edges.guarded import Guarded, QuarantineError
from transforms.logic.extraction import ExtractionError, extract

CPU_S = 20  # four hundred times the mean page
WALL_S = 120.0  # a machine under load gives a page its seconds of CPU late
MEMORY_BYTES = 2 << 30


def guarded(function: Callable[..., Any], cpu_s: int = CPU_S, memory_bytes: int = MEMORY_BYTES) -> Guarded:
    """Return a function that reads pages, under the budget of one page."""
    return Guarded(function, cpu_s=cpu_s, wall_s=WALL_S, memory_bytes=memory_bytes)


def extracted(content: bytes, **about: Any) -> ExtractedStory | tuple[str, str]:
    """Extract a page; reason and detail where a parser failed on it. Arguments as for :func:`transforms.logic.extraction.extract`.

    >>> extracted(b"").status
    'empty'
    """
    try:
        return extract(content, **about)
    except ExtractionError as error:
        return error.reason, str(error)


def extract_guarded(content: bytes, **about: Any) -> ExtractedStory:
    """Extract a page in the worker of this process.

    Raises:
        QuarantineError: The page broke its budget or killed the worker, or a parser failed on it.
    """
    found = _worker().call(content, **about)
    if isinstance(found, ExtractedStory):
        return found
    raise QuarantineError(*found)


@cache
def _worker() -> Guarded:
    worker = guarded(extracted)
    atexit.register(worker.close)
    return worker
