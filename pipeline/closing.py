"""What closes a run, read from its receipts: the row of ``runs`` and the changes of the ledger."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from pipeline.accounts import accounts, reason_counts
from pipeline.ledger import Changes, seen_to_plain
from pipeline.runlog import lag_seconds, newest_known
from schemas.rows import FeedAccount, RunRow
from transforms.edges.ledger import SeenEntry
from transforms.logic.rows import RunStamp
from transforms.logic.seen import retry_due


class ReceiptReader(Protocol):
    """Reads the receipts of one run."""

    def read(self, kind: str) -> Iterator[dict[str, Any]]:
        """Yield the receipts of one kind as JSON objects."""
        ...


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What is known of a run before its receipts are read.

    Args:
        runner: Beam runner, as it stands in ``runs``.
        options: The configuration as JSON.
        retried: Feed of each entry whose failed fetch was tried again.
        states: States of all feeds before the run, JSON by feed id.
        horizon_days: How long a story is remembered for lineage.
    """

    stamp: RunStamp
    runner: str
    options: str
    started: dt.datetime
    retried: tuple[str, ...]
    states: Mapping[str, str]
    horizon_days: float


def _total(made: tuple[FeedAccount, ...], name: str) -> int:
    return sum(getattr(account, name) for account in made)


def run_row(facts: RunFacts, receipts: ReceiptReader, counters: Mapping[str, int], now: dt.datetime) -> tuple[RunRow, dict[str, int]]:
    """Return the row of a run, and how many stories and revisions it wrote by language.

    Args:
        facts: What is known beforehand.
        receipts: What the run left.
        counters: Counters ``stage/outcome`` of the graph.
        now: When its rows were complete.

    Raises:
        AccountingError: The fates do not add up to what was listed.
    """
    polls = list(receipts.read("states"))
    listed = Counter({poll["feed_id"]: poll["listed"] for poll in polls if poll["polled"]})
    listed.update(facts.retried)
    bilateral, languages = 0, Counter[str]()
    rejected: Counter[str] = Counter()
    for outcome in receipts.read("outcomes"):
        bilateral += outcome["bilateral"]
        languages[outcome["language"]] += outcome["fate"] in {"story", "revision"}
        rejected[outcome["reason"]] += outcome["fate"] == "rejected"
    made = accounts(listed, receipts.read("outcomes"))
    newest = newest_known((dict(facts.states) | {poll["feed_id"]: poll["state"] for poll in polls if poll["polled"]}).values())
    run = RunRow(
        run_id=facts.stamp.run_id,
        day=facts.started.date(),
        started=facts.started,
        finished=now,
        runner=facts.runner,
        feeds=len(listed),
        listed=_total(made, "listed"),
        stories=_total(made, "stories"),
        revisions=_total(made, "revisions"),
        seen=_total(made, "seen"),
        rejected=reason_counts(+rejected),
        dead_letters=_total(made, "dead_letters"),
        feed_failures=sum(poll["failed"] for poll in polls),
        bilateral=bilateral,
        accounts=made,
        counters=reason_counts(counters),
        code_version=facts.stamp.versions.code,
        codebook_version=facts.stamp.versions.codebook,
        lexicon_version=facts.stamp.versions.lexicon,
        options=facts.options,
        newest=newest,
        lag_s=lag_seconds(newest, now),
    )
    return run, dict(+languages)


def _remember(outcome: Mapping[str, Any], now: dt.datetime) -> dict[str, Any]:
    fate = {"story": "story", "revision": "story", "seen": "story"}.get(outcome["fate"], outcome["fate"])
    if outcome["revision"] and fate != "dead":
        fate = "story"
    first_seen = dt.datetime.fromisoformat(outcome["first_seen"]) if outcome["first_seen"] else now
    return seen_to_plain(
        SeenEntry(
            key=outcome["key"],
            entry_key=outcome["entry_key"],
            feed_id=outcome["feed_id"],
            story_id=outcome["story_id"],
            revision=outcome["revision"],
            content_hash=outcome["content_hash"],
            fingerprint=outcome["fingerprint"],
            fate=fate,
            attempts=outcome["attempts"],
            retry_due=retry_due(outcome["attempts"], now) if fate == "dead" else None,
            first_seen=first_seen,
            last_seen=now,
            retry=outcome["retry"] if fate == "dead" else "",
            gist=outcome["gist"],
        )
    )


def ledger_changes(facts: RunFacts, receipts: ReceiptReader, now: dt.datetime, hosts: Mapping[str, str]) -> Changes:
    """Return what the ledger must learn of a run.

    Args:
        facts: What is known beforehand.
        receipts: What the run left.
        now: When its rows were complete.
        hosts: What was learnt of hosts, JSON by name.
    """
    # An outcome without fingerprint only touched an entry: nothing new is known of it.
    seen = tuple(_remember(outcome, now) for outcome in receipts.read("outcomes") if outcome["key"] and outcome["fingerprint"])
    polls = [poll for poll in receipts.read("states") if poll["polled"]]
    horizon = (now - dt.timedelta(days=facts.horizon_days)).isoformat()
    lineage = tuple((item["story_id"], item["state"], item["earliest"]) for item in receipts.read("lineage"))
    return Changes(facts.stamp.run_id, now.isoformat(), {poll["feed_id"]: poll["state"] for poll in polls}, seen, lineage, hosts, horizon)
