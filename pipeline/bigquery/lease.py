"""The lease of a dataset: one holder at a time, by BigQuery's clock, taken by compare-and-set and renewed while it is used."""

from __future__ import annotations

import os
import secrets
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from google.api_core import exceptions
from google.cloud import bigquery

from pipeline.bigquery.jobs import run_sql
from pipeline.bigquery.sql import LEASE, held, literal
from pipeline.bigquery.target import CloudError, Target

_RENEWALS = 3  # A lease is renewed so many times before it would run out.


class LeaseHeldError(CloudError):
    """Another run writes to the dataset; the message says who, and until when."""


class LeaseLostError(CloudError):
    """The lease ran out while a run worked and another one took it: nothing more may be written."""


def new_holder() -> str:
    """Return a name for this process that no other has, and that tells a person where it runs."""
    return f"{socket.gethostname()}/{os.getpid()}/{secrets.token_hex(4)}"


class Lease:
    """Holds the right to write to a dataset; use :func:`leased`.

    Args:
        client: Of the target's project.
        target: The dataset.
        holder: Who takes it.
        length_s: Seconds after which others may take it, unless it is renewed.
    """

    def __init__(self, client: bigquery.Client, target: Target, holder: str, length_s: float) -> None:
        self._client, self._target, self.holder, self._length_s = client, target, holder, length_s
        self._table = target.table(LEASE)
        self._busy = threading.Lock()

    def take(self) -> None:
        """Take it where it is free or has run out.

        Raises:
            LeaseHeldError: Another run holds it.
        """
        missing = f"NOT EXISTS (SELECT 1 FROM {self._table} WHERE name = 'run')"
        self._run(
            f"INSERT INTO {self._table} (name, holder, expires, version)\n"
            f"SELECT 'run', '', TIMESTAMP '1970-01-01 00:00:00+00', 0 FROM (SELECT 1 AS one) WHERE {missing}"
        )
        # Two first runs may both have inserted: every row is looked at, and every row is taken.
        others = (
            f"SELECT 1 FROM {self._table} AS other WHERE other.holder NOT IN ('', {literal(self.holder)}) AND other.expires > CURRENT_TIMESTAMP()"
        )
        self._run(f"UPDATE {self._table} SET {self._values(self.holder)} WHERE name = 'run' AND NOT EXISTS ({others})")
        found = list(self._run(f"SELECT holder, expires FROM {self._table}"))
        for row in found:
            if row["holder"] != self.holder:
                who = "/".join(row["holder"].split("/")[:2])
                raise LeaseHeldError(
                    f"another run ({who}) writes to {self._target}: wait for it and run again. "
                    f"If it died, its lease runs out at {row['expires']:%Y-%m-%d %H:%M:%S} UTC and the next run completes what it left"
                )

    def _values(self, holder: str) -> str:
        expires = f"TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL {round(self._length_s)} SECOND)"
        return f"holder = {literal(holder)}, expires = {expires}, version = version + 1"

    def renew(self) -> None:
        """Begin its length anew where it is still held."""
        mine = f"name = 'run' AND holder = {literal(self.holder)}"
        self._run(f"UPDATE {self._table} SET {self._values(self.holder)} WHERE {mine}")

    def is_held(self) -> bool:
        """Tell whether nobody else has taken it."""
        (row,) = self._run(f"SELECT {held(self._target, self.holder)} AS held")
        return bool(row["held"])

    def give_back(self) -> None:
        """Free it where it is still held."""
        self._run(f"UPDATE {self._table} SET {self._values('')} WHERE name = 'run' AND holder = {literal(self.holder)}")

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """Renew once and then leave the row alone: a renewal would collide with a transaction that reads it."""
        with self._busy:
            self.renew()
            yield

    def _run(self, sql: str) -> bigquery.table.RowIterator:
        return run_sql(self._client, sql)

    def keep(self, stop: threading.Event) -> None:
        """Renew it until told to stop. A renewal that fails is tried again at the next turn; the commit looks for itself."""
        while not stop.wait(self._length_s / _RENEWALS):
            with self._busy, suppress(exceptions.GoogleAPIError, OSError):
                self.renew()


@contextmanager
def leased(client: bigquery.Client, target: Target, length_s: float) -> Iterator[Lease]:
    """Hold the lease of a dataset for a block, and give it back however the block ends.

    Raises:
        LeaseHeldError: Another run holds it.
    """
    lease = Lease(client, target, new_holder(), length_s)
    lease.take()
    stop = threading.Event()
    keeper = threading.Thread(target=lease.keep, args=(stop,), name="lease", daemon=True)
    keeper.start()
    try:
        yield lease
    finally:
        stop.set()
        keeper.join()
        # Where it cannot be given back it runs out by itself.
        with suppress(exceptions.GoogleAPIError, OSError):
            lease.give_back()
