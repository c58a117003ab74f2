"""Answers that a run has had before it died, so that the next one need not ask again."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import os
import shutil
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from transforms.edges.clock import Clock
from transforms.edges.fetch_facts import facts_of, result_of
from transforms.edges.fetch_records import FetchResult, Request
from transforms.edges.fetches import Fetches

MAX_AGE = dt.timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class KeptAnswers:
    """Fetches through another source and keeps each answer in a file until the run is published.

    A run that was killed, or a bundle that is tried again, finds them there: a publisher is not asked twice because of us.
    What no server has answered is asked again. Safe for several processes of one machine; picklable.

    Args:
        source: Asked for what is not kept.
        folder: Where the files are; made when it is needed.
        clock: Answers older than :data:`MAX_AGE` are not taken.
    """

    source: Fetches
    folder: Path
    clock: Clock

    def fetch(self, requests: Iterable[Request]) -> Iterator[FetchResult]:
        """Yield one result for each request, those that are kept first."""
        missing = []
        for request in requests:
            kept = self._load(request)
            if kept is None:
                missing.append(request)
            else:
                yield kept
        for result in self.source.fetch(missing):
            if result.status is not None:
                self._store(result)
            yield result

    def remember(self, hosts: Mapping[str, str]) -> None:
        """Pass on what earlier runs learned of hosts."""
        self.source.remember(hosts)

    def learned(self) -> dict[str, str]:
        """Return what the source has learned of hosts."""
        return self.source.learned()

    def close(self) -> None:
        """Close the source; the files stay until they are forgotten."""
        self.source.close()

    def forget(self) -> None:
        """Delete what is kept: the run is published, and its ledger knows."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _path(self, request: Request) -> Path:
        asked = f"{request.kind}\n{request.url}\n{request.etag}\n{request.last_modified}"
        return self.folder / hashlib.sha256(asked.encode("utf-8", "surrogatepass")).hexdigest()

    def _load(self, request: Request) -> FetchResult | None:
        try:
            head, _, content = self._path(request).read_bytes().partition(b"\n")
        except OSError:
            return None
        plain = json.loads(head)
        result = result_of(plain["facts"], content)
        if result.fetched is None or not self.clock.now() - MAX_AGE <= result.fetched <= self.clock.now():
            return None
        received = tuple((name, value) for name, value in plain["received"])
        return replace(result, request=request, status_line=plain["status_line"], received=received)

    def _store(self, result: FetchResult) -> None:
        head = {"facts": facts_of(result), "status_line": result.status_line, "received": result.received}
        path = self._path(result.request)
        new = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
        with contextlib.suppress(OSError):  # a full disk stops the run where its rows are written, not here
            self.folder.mkdir(parents=True, exist_ok=True)
            new.write_bytes(json.dumps(head).encode() + b"\n" + result.content)
            new.replace(path)
