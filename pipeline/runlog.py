"""One structured line a run, as Cloud Logging reads it from stderr: severity, counts, lag, counters."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from typing import Any

from schemas.rows import RunRow
from transforms.logic.feeds.state import state_from_json

_COUNTS = ("feeds", "listed", "stories", "revisions", "seen", "dead_letters", "feed_failures", "bilateral")


def newest_known(states: Iterable[str]) -> dt.datetime | None:
    """Return the newest publication time that any feed has told so far.

    Args:
        states: States of feeds as JSON; empty for a feed never polled.

    >>> newest_known([""]) is None
    True
    """
    times = [state.newest for state in map(state_from_json, states) if state.newest is not None]
    return max(times, default=None)


def lag_seconds(newest: dt.datetime | None, now: dt.datetime) -> float | None:
    """Return how far a run is behind the newest publication it knows of; None where no feed gives dates.

    >>> lag_seconds(dt.datetime(2026, 3, 1, 11, tzinfo=dt.UTC), dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC))
    3600.0
    """
    return None if newest is None else max(0.0, (now - newest).total_seconds())


def severity(run: RunRow) -> str:
    """Return how loud a run is: ERROR where no feed could be read, WARNING where something failed, else INFO."""
    if run.feeds and run.feed_failures >= run.feeds:
        return "ERROR"
    return "WARNING" if run.feed_failures or run.dead_letters else "INFO"


def _line(fields: dict[str, Any]) -> str:
    return json.dumps(fields, ensure_ascii=False, sort_keys=True)


def run_line(run: RunRow, recovered: Iterable[str] = ()) -> str:
    """Return the line of a run that ended.

    Field names are those of ``runs``; alerts are built on them. The keys ``severity``, ``time`` and ``message`` are those
    that Cloud Logging's agents lift out of a JSON line.

    Args:
        run: The run's row.
        recovered: Runs that were completed or deleted before it.

    Returns:
        One JSON object without line breaks.
    """
    counters = {item.reason: item.count for item in run.counters}
    written = f"{run.stories} stories, {run.revisions} revisions, {run.dead_letters} dead letters"
    fields = {
        "severity": severity(run),
        "time": run.finished.isoformat(),
        "message": f"run {run.run_id}: {run.feeds} feeds, {run.listed} entries, {written}",
        "event": "run",
        "run_id": run.run_id,
        "runner": run.runner,
        **{name: getattr(run, name) for name in _COUNTS},
        "rejected": {item.reason: item.count for item in run.rejected},
        "stale_feeds": counters.get("PollFeeds/stale", 0),
        "newest": run.newest.isoformat() if run.newest else None,
        "lag_s": run.lag_s,
        "duration_s": (run.finished - run.started).total_seconds(),
        "counters": counters,
        "recovered": list(recovered),
        "code_version": run.code_version,
        "lexicon_version": run.lexicon_version,
    }
    return _line(fields)


def failure_text(error: Exception, *, as_json: bool) -> str:
    """Return what is told of a run that could not be made: the message, or one JSON object of severity ERROR.

    >>> json.loads(failure_text(ValueError("no room"), as_json=True))["message"]
    'no room'
    """
    fields = {"severity": "ERROR", "message": str(error), "event": "run_failed", "error": type(error).__name__}
    return _line(fields) if as_json else str(error)
