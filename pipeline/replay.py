"""Run everything behind the fetch again, run by run, over what an archive holds: the graph is the same, the network is not there."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.options import RunConfig
from pipeline.recall import ArchiveSource, Recall, ReplayClock
from pipeline.rounds import RoundResult, run_round
from schemas.elements import FeedSource
from transforms.edges.clock import SystemClock
from transforms.edges.warc_reader import ArchivedRun, in_order, shared_index, warc_files


class OutputUsedError(ValueError):
    """The folder for a replay holds something already."""


@dataclass(frozen=True, slots=True)
class Replay:
    """One archived run, run again.

    Args:
        archived: The run as the archive knows it.
        result: What came of it now.
        withheld: Feeds left out because their rights keep their text out of the archive.
    """

    archived: ArchivedRun
    result: RoundResult
    withheld: tuple[str, ...]

    @property
    def missing(self) -> int:
        """Entries that were listed and whose page that run had not fetched."""
        return sum(item.count for item in self.result.run.rejected if item.reason == "not_archived")


def _config(run: ArchivedRun, out: Path) -> RunConfig:
    """Return the archived run's own configuration, as far as it decides what becomes of an entry."""
    options = json.loads(run.about.options)
    kept = {name: options[name] for name in ("max_age_days", "horizon_days") if name in options}
    return RunConfig(None, out, ignore_due=True, log_json=True, archive=False, replay_of=run.about.run_id, **kept)


def _feeds(run: ArchivedRun) -> tuple[list[FeedSource], tuple[str, ...]]:
    polled = [feed for feed in run.about.feeds if feed.feed_id in run.feeds]
    withheld = tuple(feed.feed_id for feed in polled if run.feeds[feed.feed_id].withheld)
    return [feed for feed in polled if feed.feed_id not in withheld], withheld


def replay(archives: Iterable[Path], out: Path) -> Iterator[Replay]:
    """Replay every run of an archive, the earliest first, into an empty folder.

    Args:
        archives: WARC files, or folders that hold some.
        out: Folder for the tables; its ledger starts from nothing.

    Yields:
        One replay for each archived run, when its rows are durable.

    Raises:
        ArchiveError: An archive cannot be read.
        OutputUsedError: The folder is not empty.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise OutputUsedError(f"--out {out}: is not empty; a replay starts from nothing, name a new folder")
    paths = tuple(warc_files(archives))
    for run in in_order(shared_index(paths)):
        feeds, withheld = _feeds(run)
        source = ArchiveSource(paths, run.about.run_id)
        clock = ReplayClock(dt.datetime.fromisoformat(run.about.started))
        result = run_round(_config(run, out), feeds, source, clock, Recall(source, run.about, SystemClock()))
        yield Replay(run, result, withheld)


_FATES = (("story", "stories"), ("revision", "revisions"), ("rejected", "rejected"), ("dead", "dead letters"))


def replay_fields(one: Replay) -> dict[str, Any]:
    """Return a replayed run as JSON fields: ``before`` are the fates of its pages in the archive, the others those of its entries now."""
    run = one.result.run
    return {
        "replay_of": one.archived.about.run_id,
        "started": one.archived.about.started,
        "run_id": run.run_id,
        "before": dict(one.archived.fates),
        "listed": run.listed,
        "stories": run.stories,
        "revisions": run.revisions,
        "seen": run.seen,
        "rejected": {item.reason: item.count for item in run.rejected},
        "dead_letters": run.dead_letters,
        "not_archived": one.missing,
        "withheld_feeds": list(one.withheld),
    }


def replay_line(one: Replay) -> str:
    """Return a replayed run in a few words, what became of its pages before and now."""
    run, before = one.result.run, one.archived.fates
    now = {"story": run.stories, "revision": run.revisions, "dead": run.dead_letters}
    # Entries without address or too old are rejected before their page is asked for; the archive knows of pages.
    unasked = sum(item.count for item in run.counters if item.reason == "DropSeen/rejected")
    now["rejected"] = sum(item.count for item in run.rejected) - one.missing - unasked
    parts = [f"{words} {before[fate]} -> {now[fate]}" for fate, words in _FATES]
    more = f"; {one.missing} entries without archived page" if one.missing else ""
    more += f"; left out for their rights: {', '.join(one.withheld)}" if one.withheld else ""
    return f"run {one.archived.about.run_id} again as {run.run_id}: {run.listed} entries listed; {', '.join(parts)}{more}"
