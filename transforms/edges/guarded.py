"""A function that cannot hurt its caller: it runs in a reusable process under hard limits of time and memory."""

from __future__ import annotations

import math
import multiprocessing as mp
import multiprocessing.connection
import resource
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

MAX_PER_PROCESS = 2_000


class QuarantineError(Exception):
    """An input that broke a limit or killed the process: ``reason`` is cpu_budget, wall_time, memory or killed.

    Args:
        detail: A few words for a person.
    """

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


def _limit(kind: int, most: int) -> None:
    _, hard = resource.getrlimit(kind)
    resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _serve(pipe: multiprocessing.connection.Connection, function: Callable[..., Any], memory_bytes: int, cpu_s: int) -> None:
    # An interrupt of the terminal is the caller's business.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit(resource.RLIMIT_AS, memory_bytes)
    _limit(resource.RLIMIT_CORE, 0)
    while True:
        try:
            arguments, named = pipe.recv()
        except EOFError:
            return
        # The system counts the seconds of the whole process and ends it at the limit, whatever it is doing.
        _limit(resource.RLIMIT_CPU, math.ceil(time.process_time()) + cpu_s)
        try:
            pipe.send(("done", function(*arguments, **named)))
        except MemoryError:
            pipe.send(("memory", None))


class Guarded:
    """Calls a function in a process of its own, which is ended and replaced when an input breaks a limit or kills it.

    Thread-safe: one call at a time. The process starts with the first call, and anew after every 2,000.

    Args:
        function: Importable by name; its arguments and what it returns are pickled.
        cpu_s: Most seconds of CPU for one call; ``wall_s`` of waiting for it.
        memory_bytes: Most address space of the process.
    """

    def __init__(self, function: Callable[..., Any], *, cpu_s: int, wall_s: float, memory_bytes: int) -> None:
        self._function, self._cpu_s, self._wall_s, self._memory = function, cpu_s, wall_s, memory_bytes
        self._lock = threading.Lock()
        self._process: Any = None
        self._pipe: Any = None
        self._served = 0

    def call(self, *arguments: Any, **named: Any) -> Any:
        """Return what the function returns.

        Raises:
            QuarantineError: The input broke a limit, or the process died on it; the next call has a new one.
        """
        with self._lock:
            self._ready()
            try:
                self._pipe.send((arguments, named))
                if self._pipe.poll(self._wall_s):
                    self._served += 1
                    fate, found = self._pipe.recv()
                    if fate == "done":
                        return found
                    problem = QuarantineError("memory", f"needs more than {self._memory >> 20} MiB of memory")
                else:
                    problem = QuarantineError("wall_time", f"took more than {self._wall_s:g} seconds")
            except (EOFError, OSError):
                problem = self._death()
            self._end()
            raise problem

    def _death(self) -> QuarantineError:
        self._process.join(1.0)
        code = self._process.exitcode
        if code == -signal.SIGXCPU:
            return QuarantineError("cpu_budget", f"took more than {self._cpu_s} seconds of CPU")
        how = f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
        return QuarantineError("killed", f"killed the process that read it ({how})")

    def _ready(self) -> None:
        if self._process is not None and (not self._process.is_alive() or self._served >= MAX_PER_PROCESS):
            self._end()
        if self._process is None:
            context = mp.get_context("spawn")
            self._pipe, theirs = context.Pipe()
            arguments = (theirs, self._function, self._memory, self._cpu_s)
            self._process = context.Process(target=_serve, args=arguments, daemon=True, name=self._function.__name__)
            self._process.start()
            theirs.close()
            self._served = 0

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._pipe.close()
            self._process = None
