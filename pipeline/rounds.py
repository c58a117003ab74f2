"""One bounded round: what is due is polled, what is new becomes rows, then the ledger learns of it."""

from __future__ import annotations

import datetime as dt
import secrets
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.runners.portability.fn_api_runner.fn_runner import FnApiRunner
from apache_beam.runners.runner import PipelineResult

from pipeline import graph
from pipeline.closing import RunFacts, ledger_changes, run_row
from pipeline.handed_on import HandedOn
from pipeline.options import IN_PROCESS, RunConfig
from pipeline.output import Output, Staged, opened_output
from pipeline.progress import shown
from pipeline.recall import Recall
from pipeline.versions import versions
from schemas.elements import FeedEntry, FeedSource
from schemas.encode import to_plain
from schemas.rows import RunRow
from transforms.edges.archive import Archive, NoArchive, RunAbout
from transforms.edges.clock import Clock
from transforms.edges.fetches import Fetches
from transforms.edges.kept_answers import KeptAnswers
from transforms.edges.polls import FeedJob
from transforms.edges.warc import WarcArchive
from transforms.logic.rows import RunStamp
from transforms.logic.seen import entry_from_json


@dataclass(frozen=True, slots=True)
class RoundResult:
    """What a round did.

    Args:
        recovered: Runs that were completed or deleted before this one started.
        by_language: Stories and revisions written, by language.
    """

    run: RunRow
    recovered: tuple[str, ...]
    by_language: Mapping[str, int]


def new_run_id(now: dt.datetime) -> str:
    """Return a run id that sorts by time."""
    return f"{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"


def run_round(config: RunConfig, feeds: Iterable[FeedSource], fetcher: Fetches, clock: Clock, recall: Recall | None = None) -> RoundResult:
    """Run one round into an output.

    Args:
        config: What to do, and where to write.
        feeds: The feeds; those not due are left alone.
        fetcher: Answers requests on workers.
        clock: Tells the time.
        recall: What stands in for ledger and hour where an archived run is run again.

    Returns:
        What was done; rows and ledger are durable.

    Raises:
        OutputError: The folder cannot be written.
        OutputBusyError: Another run holds the output.
        LedgerError: Its ledger cannot be read.
        CloudError: BigQuery refuses, or cannot be reached.
        AccountingError: The fates do not add up.
    """
    try:
        with opened_output(config, clock) as output:
            return _round(config, list(feeds), fetcher, clock, output, recall)
    finally:
        fetcher.close()


def _round(
    config: RunConfig, feeds: list[FeedSource], fetcher: Fetches, clock: Clock, output: Output, recall: Recall | None
) -> RoundResult:
    wall, ledger = recall.wall if recall else clock, output.ledger
    started = wall.now()
    run_id = new_run_id(started)
    staged = output.stage(run_id)
    states = ledger.feed_states()
    kept = None
    if recall is None and staged.files is not None and config.runner == IN_PROCESS:
        fetcher = kept = KeptAnswers(fetcher, config.out / ".answers", clock)
    hosts = ledger.host_states()
    fetcher.remember(hosts)
    if recall is None and config.runner != IN_PROCESS:
        fetcher = HandedOn(fetcher, staged.receipts, tuple(sorted(hosts.items())), clock)
    jobs = [FeedJob(feed, states.get(feed.feed_id, ""), run_id, config.ignore_due) for feed in feeds]
    known = recall.about.feeds if recall else feeds
    retries = recall.source.retries() if recall else [entry_from_json(text) for text in ledger.retries(started)]
    rights, countries = policies(known, retries), {feed.feed_id: feed.country for feed in known}
    archive = _archive(config, staged, run_id, feeds, started)
    stamp = RunStamp(run_id, versions(), rights, countries, run_id if isinstance(archive, WarcArchive) else config.replay_of)
    seen = recall.seen(ledger.seen) if recall else ledger.seen
    parts = graph.GraphParts(jobs, retries, fetcher, seen, ledger.lineage, staged.sink, staged.receipts, stamp, clock, config.max_age)
    parts = replace(parts, archive=archive, wall=wall)
    with nullcontext() if config.log_json else shown():
        result = _run_graph(config, parts)
    learned = {name: state for name, state in fetcher.learned().items() if hosts.get(name) != state}
    staged.settle()
    retried = tuple(entry.feed_id for entry in retries)
    facts = RunFacts(stamp, config.runner, config.to_json(), started, retried, states, config.horizon_days)
    run, languages = run_row(facts, staged.receipts, _counters(result), wall.now())
    writer = staged.sink.open("runs")
    writer.write(to_plain(run))
    writer.close()
    output.publish(staged, ledger_changes(facts, staged.receipts, clock.now(), learned))
    if kept is not None:
        kept.forget()
    return RoundResult(run, output.recovered, languages)


def policies(feeds: Iterable[FeedSource], retries: Iterable[FeedEntry]) -> dict[str, str]:
    """Return the retention policy by feed; of an entry tried again whose feed has left the list nobody says any more what may be kept: ``hash``.

    >>> entry = FeedEntry("gone", "p", "k", "1", "u", "u", "t")
    >>> policies([FeedSource("f", "https://a.example/rss", "p", "USA", "en")], [entry])
    {'gone': 'hash', 'f': 'full'}
    """
    return {entry.feed_id: "hash" for entry in retries} | {feed.feed_id: feed.rights for feed in feeds}


def _archive(config: RunConfig, staged: Staged, run_id: str, feeds: list[FeedSource], started: dt.datetime) -> Archive:
    if not config.archive or staged.files is None:
        return NoArchive()
    about = RunAbout(run_id, started.isoformat(), config.to_json(), asdict(versions()), tuple(feeds))
    return WarcArchive(staged.files, about)


def _run_graph(config: RunConfig, parts: graph.GraphParts) -> PipelineResult:
    options = PipelineOptions(list(config.beam_flags))
    runner: Any = FnApiRunner() if config.runner == IN_PROCESS else config.runner
    pipeline = beam.Pipeline(runner=runner, options=options)
    graph.build(pipeline, parts)
    result = pipeline.run()
    result.wait_until_finish()
    return result


def _counters(result: PipelineResult) -> dict[str, int]:
    found: Counter[str] = Counter()
    for counter in result.metrics().query()["counters"]:
        metric = counter.key.metric
        if metric.namespace and not metric.namespace.startswith("apache_beam"):
            found[f"{metric.namespace}/{metric.name}"] += counter.committed or 0
    return dict(found)


def output_tables(out: Path) -> list[str]:
    """Return the tables an output folder holds.

    >>> output_tables(Path("no such folder"))
    []
    """
    return sorted(path.name for path in out.iterdir() if path.is_dir() and not path.name.startswith(".")) if out.is_dir() else []
