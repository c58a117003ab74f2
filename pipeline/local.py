"""Rounds on this machine: the feeds, the fetcher and the sample wire put together."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.ledger import LedgerError
from pipeline.options import RunConfig
from pipeline.output import OutputRefusedError
from pipeline.preflight import OutputError
from pipeline.rounds import RoundResult, run_round
from pipeline.sample.server import serve
from pipeline.sample.site import feed_list
from schemas.elements import FeedSource
from transforms.edges.clock import SystemClock
from transforms.fetch_pages import FetcherSource
from transforms.logic.feeds import read_feed_list

OneRound = Callable[[], RoundResult]


class UserError(Exception):
    """Something a person can put right; the message says what and how."""


def read_feeds(text: str, name: str) -> list[FeedSource]:
    """Read a feed list, every line of it good.

    Raises:
        UserError: A line is bad; the message names file, line, field and cure of every one.
    """
    feeds, problems = read_feed_list(text, name)
    if problems:
        raise UserError("\n".join(str(problem) for problem in problems))
    if not feeds:
        raise UserError(f"{name}: the list holds no feed; add a line, `feeds/wires.csv` shows the columns")
    return feeds


def feeds_of(path: Path) -> list[FeedSource]:
    """Read a feed list from a file.

    Raises:
        UserError: The file cannot be read, or a line is bad.
    """
    try:
        return read_feeds(path.read_text(encoding="utf-8-sig"), str(path))
    except UnicodeDecodeError as error:
        raise UserError(f"{path}: not UTF-8 at byte {error.start}; save the list as UTF-8") from error
    except OSError as error:
        raise UserError(f"{path}: {error.strerror}; name a feed list with --feeds") from error


@contextmanager
def opened_round(config: RunConfig, sample_edition: int = 1) -> Iterator[OneRound]:
    """Give a function that runs one round, with the sample wire served where no feed list is named.

    Raises:
        UserError: The feed list, the output folder or the ledger is bad.
    """
    clock = SystemClock()
    try:
        if config.feeds is not None:
            feeds = feeds_of(config.feeds)
            live = FetcherSource.live(
                config.contact,
                config.host_delay_s,
                config.deadline_s,
                config.concurrency,
                allow_addresses=config.allow_addresses,
                ca_file=str(config.ca_file) if config.ca_file else None,
            )
            yield lambda: run_round(config, feeds, live, clock)
            return
        with serve(sample_edition) as server:
            feeds = read_feeds(feed_list(), "sample wire")
            source = FetcherSource.loopback(server.hosts, server.address[1])
            yield lambda: run_round(config, feeds, source, clock)
    except (OutputError, OutputRefusedError, LedgerError) as error:
        raise UserError(str(error)) from error
    except OSError as error:
        # A disk that fills up during a run: what was staged is not published, the next run starts from what was.
        reason = error.strerror or str(error)
        raise UserError(f"--out {config.out}: {reason}; nothing of this run was published. Free some space and run again") from error


def tick_loop(one_round: OneRound, every_s: float, stop: threading.Event, ticks: int = 0) -> Iterator[RoundResult]:
    """Run rounds until told to stop, the start of one ``every_s`` after the start of the last.

    Args:
        one_round: Runs one round.
        every_s: Seconds from start to start; a round that takes longer is followed at once.
        stop: Set it to end after the round under way.
        ticks: Most rounds; 0 for no limit.

    Yields:
        The result of each round.

    >>> import threading
    >>> list(tick_loop(lambda: 1, 0.0, threading.Event(), 2))
    [1, 1]
    """
    clock = SystemClock()
    done = 0
    while not stop.is_set() and (ticks == 0 or done < ticks):
        started = clock.monotonic()
        yield one_round()
        done += 1
        if ticks == 0 or done < ticks:
            stop.wait(max(0.0, every_s - (clock.monotonic() - started)))
