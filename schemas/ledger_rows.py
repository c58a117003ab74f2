"""The rows of the ledger where it lives in BigQuery: what survives between runs. Analysts need none of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from schemas.columns import column


@dataclass(frozen=True, slots=True)
class LedgerFeedRow:
    """What is remembered of one polled feed."""

    feed_id: str = column("The feed: the key.")
    state: str = column("Validators, schedule and failures as JSON.")
    run_id: str = column("The run that wrote it last; joins runs.")


@dataclass(frozen=True, slots=True)
class LedgerSeenRow:
    """One entry that has been handled."""

    key: str = column("URL key, or the entry key where the entry has no URL: the key.")
    entry_key: str = column("Versioned digest of the feed entry.")
    feed_id: str = column("The feed that listed it last.")
    story_id: str = column("The story it became; empty where it became none.")
    revision: int = column("Latest revision written; 0 where none was.")
    content_hash: str = column("Digest of headline and body of that revision.")
    fingerprint: str = column("Digest of what the feed said: title and modification time.")
    fate: str = column("story, rejected or dead.")
    attempts: int = column("Failed fetches so far.")
    retry_due: dt.datetime | None = column("When a dead entry may be tried again, UTC; NULL for never.")
    first_seen: dt.datetime = column("When a feed first listed it, UTC.")
    last_seen: dt.datetime = column("When it was last handled, UTC.")
    retry: str = column("The entry as JSON while a retry is due; empty otherwise.")
    gist: str | None = column("Headline, digests of paragraphs, numbers and tags of the latest revision as JSON.")
    run_id: str = column("The run that wrote it last; joins runs.")


@dataclass(frozen=True, slots=True)
class LedgerLineageRow:
    """The fingerprint of one story within the horizon, for lineage."""

    story_id: str = column("The story: the key.")
    state: str = column("Fingerprint and times as JSON.")
    earliest: dt.datetime = column("Time of the story, UTC; forgotten behind the horizon.")
    run_id: str = column("The run that wrote it last; joins runs.")


@dataclass(frozen=True, slots=True)
class LedgerHostRow:
    """What is remembered of one host: pauses it asked for, its robots.txt."""

    host: str = column("pause: or robots: and the host: the key.")
    state: str = column("What is remembered, as JSON or as a time.")
    run_id: str = column("The run that wrote it last; joins runs.")


@dataclass(frozen=True, slots=True)
class LedgerCommitRow:
    """One run that is to be completed or has been: the journal."""

    run_id: str = column("The run: the key.")
    state: str = column("prepared: every row is staged and the run will be completed; done: tables and ledger have it.")
    tables: str = column("Rows staged and partitions touched by table, as JSON.")
    forget_lineage_before: dt.datetime | None = column("Lineage older than this is dropped with the run, UTC.")
    prepared: dt.datetime = column("When the journal was written, UTC.")
    committed: dt.datetime | None = column("When the run was completed, UTC.")


@dataclass(frozen=True, slots=True)
class LedgerLeaseRow:
    """Who may write: one row, changed by compare-and-set."""

    name: str = column("run: the one lease there is.")
    holder: str = column("The run that holds it; empty where it is free.")
    expires: dt.datetime = column("When others may take it, by BigQuery's clock, UTC.")
    version: int = column("One more with each change.")
