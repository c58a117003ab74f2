"""Progress of long work: one moving line on a terminal, plain lines elsewhere."""

from __future__ import annotations

import logging
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from transforms.edges import progress as edge

_TERMINAL_S = 0.2
_PLAIN_S = 15.0


def line(counts: Counter[str]) -> str:
    """Return the progress line.

    >>> line(Counter({"polled": 3, "fetched": 7}))
    'polled 3 · fetched 7'
    """
    return " · ".join(f"{name} {count}" for name, count in counts.items())


@contextmanager
def quiet_imports() -> Iterator[None]:
    """Keep Beam from telling, while it is imported, which cloud libraries a local run has no need of."""
    root = logging.getLogger()
    level = root.level
    root.setLevel(logging.ERROR)
    try:
        yield
    finally:
        root.setLevel(level)


@contextmanager
def shown(stream: TextIO | None = None) -> Iterator[None]:
    """Show the counts of this process until the block ends."""
    out = stream or sys.stderr
    edge.reset()
    done = threading.Event()
    terminal = out.isatty()

    def show() -> None:
        while not done.wait(_TERMINAL_S if terminal else _PLAIN_S):
            text = line(edge.counts())
            if text:
                out.write(f"\r\x1b[K{text}" if terminal else f"{text}\n")
                out.flush()

    thread = threading.Thread(target=show, name="progress", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
        if terminal:
            out.write("\r\x1b[K")
            out.flush()
