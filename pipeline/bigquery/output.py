"""A BigQuery dataset as the output of a round: files, staging tables, one journal row, one transaction."""

from __future__ import annotations

import datetime as dt
import json
import logging
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager

from google.api_core import exceptions
from google.cloud import bigquery

from pipeline.bigquery import sql
from pipeline.bigquery.checks import Schemas, check_clock, check_staging, check_tables
from pipeline.bigquery.jobs import load_lines, patient, run_sql
from pipeline.bigquery.lease import Lease, LeaseLostError, leased
from pipeline.bigquery.ledger import BigQueryLedger, ledger_rows
from pipeline.bigquery.resources import APP_LABEL
from pipeline.bigquery.spool import CloudStore, Spool, is_remote
from pipeline.bigquery.target import Target, connect, explained, parse_target
from pipeline.ledger import Changes
from pipeline.options import APPEND, RunConfig
from pipeline.output import Staged
from schemas.tables import ALL_TABLES
from transforms.edges.archive import FolderStore, Store
from transforms.edges.clock import Clock

_LOG = logging.getLogger(__name__)
STAGING_DAYS = 7
_LOADS = 4
_NEVER_STAGED = frozenset({"ledger_commits", "ledger_lease"})


class DatasetOutput:
    """Rows and ledger in one dataset, held by a lease.

    Args:
        client: Of the target's project.
        target: The dataset, its tables made.
        lease: Held for as long as this is used.
        schemas: Columns of its tables, by table id.
        config: Where files are on their way, and whether rows are merged or appended.
    """

    def __init__(self, client: bigquery.Client, target: Target, lease: Lease, schemas: Schemas, config: RunConfig) -> None:
        self._client, self._target, self._lease, self._schemas = client, target, lease, schemas
        self._out, self._append = config.out, config.write == APPEND
        here = config.out / ".cloud" / str(target)
        self._base = config.staging.rstrip("/") or str(here)
        self.ledger = BigQueryLedger(client, target, here / "ledger.sqlite", self._apply)
        # Files of runs that died: what counts of them is staged. In a bucket its lifecycle deletes them.
        for left in [path for path in here.iterdir() if path.is_dir()]:
            shutil.rmtree(left)
        self.recovered = self._recover()
        self.ledger.refresh()

    def stage(self, run_id: str) -> Staged:
        """Make room for a run: a folder that nobody reads."""
        folder = f"{self._base}/{run_id}"
        # The archive is no part of a run's tables: what a run that died has fetched stays in it, and does no harm.
        archive: Store = CloudStore(self._base) if is_remote(folder) else FolderStore(self._out)
        if is_remote(folder):
            self.ledger.lend(folder)
        return Staged(run_id, Spool(f"{folder}/rows"), Spool(f"{folder}/receipts"), archive)

    def publish(self, staged: Staged, changes: Changes) -> None:
        """Load the run's rows, journal it, and bring it into the tables together with its changes."""
        self.ledger.apply(changes)
        self._clean(staged.run_id)

    def _apply(self, changes: Changes) -> None:
        rows = Spool(f"{self._base}/{changes.run_id}/rows")
        _write_ledger(rows, changes)
        loaded = self._load(changes.run_id, rows)
        appended = sql.APPENDED if self._append else frozenset()
        days = self._days(changes.run_id, [name for name in loaded if name not in appended])
        touched = {name: None if name in appended else sorted(day.isoformat() for table, day in days if table == name) for name in loaded}
        journal = json.dumps(touched)
        run_sql(self._client, sql.prepare_sql(self._target, changes.run_id, journal, changes.forget_lineage_before, self._lease.holder))
        self._commit(changes.run_id, journal, changes.forget_lineage_before)

    def _load(self, run_id: str, rows: Spool) -> list[str]:
        found = {name: files for name in ALL_TABLES if name not in _NEVER_STAGED and (files := rows.files(name))}
        with ThreadPoolExecutor(_LOADS) as pool:
            list(pool.map(lambda item: self._load_table(run_id, *item), found.items()))
        return list(found)

    def _load_table(self, run_id: str, name: str, files: list[str]) -> None:
        known = {column.name for column in ALL_TABLES[name].columns}
        # The order of columns inside a record is BigQuery's: a MERGE assigns records by place, not by name.
        schema = [field for field in self._schemas[ALL_TABLES[name].address] if field.name in known]
        table = bigquery.Table(f"{self._target}.{sql.staging_name(run_id, name)}", schema)
        table.expires = dt.datetime.now(dt.UTC) + dt.timedelta(days=STAGING_DAYS)
        table.labels = APP_LABEL | {"kind": "staging"}
        self._client.create_table(table, exists_ok=True, retry=patient())
        load_lines(self._client, f"{table.project}.{table.dataset_id}.{table.table_id}", schema, files)

    def _days(self, run_id: str, names: list[str]) -> set[tuple[str, dt.date]]:
        partitioned = [name for name in names if ALL_TABLES[name].partition]
        if not partitioned:
            return set()
        return {(row["name"], row["day"]) for row in run_sql(self._client, sql.days_sql(self._target, run_id, partitioned))}

    def _commit(self, run_id: str, journal: str, forget: str) -> None:
        touched = json.loads(journal)
        columns = {name: self._columns(run_id, name) for name in touched}
        script = sql.commit_sql(self._target, run_id, sql.parts_of(touched, columns), forget, self._lease.holder)
        with self._lease.quiet():
            run_sql(self._client, script)
        state = self._state(run_id)
        if state != "done":
            left = "its rows are staged, and the next run completes it" if state else "nothing of it was written: run again"
            raise LeaseLostError(f"run {run_id} lost its lease of {self._target} to another run; {left}. A longer --lease makes that rarer")
        for name in columns:
            self._client.delete_table(f"{self._target}.{sql.staging_name(run_id, name)}", not_found_ok=True, retry=patient())

    def _columns(self, run_id: str, name: str) -> list[str]:
        live = self._client.get_table(f"{self._target}.{sql.staging_name(run_id, name)}", retry=patient())
        return [field.name for field in live.schema]

    def _state(self, run_id: str) -> str:
        rows = run_sql(self._client, f"SELECT state FROM {self._target.table(sql.COMMITS)} WHERE run_id = {sql.literal(run_id)}")
        return next((str(row["state"]) for row in rows), "")

    def _recover(self) -> tuple[str, ...]:
        """Complete journalled runs; delete what others left."""
        waiting = list(run_sql(self._client, sql.waiting_sql(self._target)))
        for row in waiting:
            forget = row["forget_lineage_before"]
            try:
                self._commit(row["run_id"], row["tables"], forget.isoformat() if forget else "")
            except exceptions.NotFound as error:
                self._give_up(row["run_id"], error)
        found = [table.table_id for table in self._client.list_tables(str(self._target), retry=patient())]
        left = {name: run for name in found if (run := sql.run_of_staging(name))}
        for name in left:
            self._client.delete_table(f"{self._target}.{name}", not_found_ok=True, retry=patient())
        return (*(row["run_id"] for row in waiting), *sorted(set(left.values())))

    def _give_up(self, run_id: str, error: Exception) -> None:
        if not str(error).count("staging_"):
            raise error
        run_sql(self._client, f"UPDATE {self._target.table(sql.COMMITS)} SET state = 'expired' WHERE run_id = {sql.literal(run_id)}")
        gone = "run %s was staged and not completed within %s days: its staging tables are gone, what its feeds still list is read again"
        _LOG.warning(gone, run_id, STAGING_DAYS)

    def _clean(self, run_id: str) -> None:
        folder = f"{self._base}/{run_id}"
        if is_remote(folder):
            Spool(f"{folder}/rows").keep(())
            Spool(f"{folder}/receipts").keep(())
            self.ledger.take_back()
        else:
            shutil.rmtree(folder, ignore_errors=True)


def _write_ledger(rows: Spool, changes: Changes) -> None:
    writers = {}
    for name, row in ledger_rows(changes):
        if name not in writers:
            writers[name] = rows.open(name)
        writers[name].write(row)
    for writer in writers.values():
        writer.close()


@contextmanager
def opened_dataset(config: RunConfig, clock: Clock) -> Iterator[DatasetOutput]:
    """Hold a dataset for one run, with what earlier runs left half-done completed.

    Raises:
        LeaseHeldError: Another run writes to it.
        CloudError: BigQuery refuses, cannot be reached, or its tables do not fit; the message says what to do.
    """
    target = parse_target(config.to)
    check_staging(config.staging)
    with explained(target), closing(connect(target)) as client:
        schemas = check_tables(client, target)
        check_clock(client, clock.now())
        with leased(client, target, config.lease_s) as lease:
            output = DatasetOutput(client, target, lease, schemas, config)
            with closing(output.ledger):
                yield output
