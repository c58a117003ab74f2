"""The archive as WARC 1.1 (ISO 28500:2017): one record an answer, one with the facts, one with the fate.

A body is kept as it was decoded: its transfer and content codings are undone, and the headers that spoke of them are
renamed ``X-Archive-Orig-...``, so that a digest means the text and not the server's compressor.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import io
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from schemas.elements import FeedSource, FreshEntry, Outcome
from transforms.edges.archive import RunAbout, Store, StoredFile
from transforms.edges.fetch_facts import facts_of
from transforms.edges.fetch_records import ERROR_BYTES, ERRORS, FetchResult
from transforms.logic.identity import record_id
from transforms.logic.rights import withhold
from transforms.logic.seen import entry_to_json

MAX_FILE_BYTES = 512 * 1024 * 1024
MAX_KNOWN = 20_000
CAPTURE = "dyadwire-capture/1"
FATE = "dyadwire-fate/1"
_PROFILE = "http://netpreserve.org/warc/1.1/revisit/"
_CODED = frozenset({"content-encoding", "transfer-encoding", "content-length"})
_CUT = {"too_big": "length", "timeout": "time", "reset": "disconnect", "truncated": "disconnect"}


def _date(time: dt.datetime) -> str:
    return time.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _uri(url: str) -> str:
    return quote(url, safe="%/:=&?~#+!$,;'@()*[]")


def _is_cut(result: FetchResult) -> bool:
    """Tell whether the archive lacks a part of the body: of an error's page what goes beyond the cap, of other answers what was not read."""
    if result.outcome in ERRORS:
        return len(result.partial) >= ERROR_BYTES
    return bool(result.partial) or (not result.content and result.outcome != "empty")


def _http(result: FetchResult, length: int) -> StatusAndHeaders:
    protocol, _, status = result.status_line.partition(" ")
    named = [(f"X-Archive-Orig-{name}" if name.lower() in _CODED else name, value) for name, value in result.received]
    return StatusAndHeaders(status, [*named, ("Content-Length", str(length))], protocol=protocol)


@dataclass(frozen=True, slots=True)
class WarcArchive:
    """Opens :class:`WarcWriter` over a place for files.

    Args:
        store: Where files go.
        about: The run.
        max_bytes: A file that has grown beyond this is closed and the next one begun.
    """

    store: Store
    about: RunAbout
    max_bytes: int = MAX_FILE_BYTES

    def open(self) -> WarcWriter:
        """Open a writer; its first file begins with its first record."""
        return WarcWriter(self)


class WarcWriter:
    """Writes ``archive/day=YYYY-MM-DD/<run>-<tail>.warc.gz``, each record a gzip member of its own.

    The day is that of the run's start. The text of a feed whose rights are not ``full`` is not kept: only facts and digests.

    Raises:
        OSError: The disk is full or the folder cannot be written.
    """

    def __init__(self, archive: WarcArchive) -> None:
        self._archive, self._about = archive, archive.about
        self._rights = {feed.feed_id: feed.rights for feed in self._about.feeds}
        self._file: StoredFile | None = None
        self._warc: Any = None
        # Bodies of this file by digest: a wall served for a hundred addresses is kept once.
        self._known: dict[str, tuple[str, str, str]] = {}

    def _ready(self) -> Any:
        if self._file is not None and self._file.stream.tell() > self._archive.max_bytes:
            self.close()
        if self._file is None:
            name = f"{self._about.run_id}-{uuid.uuid4().hex[:8]}.warc.gz"
            self._file = self._archive.store.create(f"archive/day={self._about.started[:10]}/{name}")
            self._warc = WARCWriter(self._file.stream, gzip=True, warc_version="1.1")
            info = {"software": f"dyadwire/{self._about.versions.get('code', '')}", "format": "WARC File Format 1.1", "isPartOf": self._about.run_id}
            info |= {"conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"}
            info |= {"robots": "classic", "dyadwire-run": json.dumps(self._about.to_plain(), ensure_ascii=False)}
            self._warc.write_record(self._warc.create_warcinfo_record(name, info))
        return self._warc

    def feed(self, feed: FeedSource, result: FetchResult, known_sha256: str) -> None:
        """Keep a poll: an answer, or a revisit where the server or the digest says that nothing has changed."""
        # The sitemaps of an index are asked for under names of their own.
        name = record_id(self._about.run_id, result.request.key or feed.feed_id)
        self._capture(name, result, {"kind": "feed", "feed_id": feed.feed_id}, feed.rights, known_sha256)

    def page(self, fresh: FreshEntry, result: FetchResult) -> None:
        """Keep the fetch of an entry's page, whatever its outcome."""
        entry = fresh.entry
        rights = self._rights.get(entry.feed_id, "hash")  # an entry tried again whose feed has left the list
        history = {name: value.isoformat() if isinstance(value, dt.datetime) else value for name, value in dataclasses.asdict(fresh.history).items()}
        about = {"kind": "page", "feed_id": entry.feed_id, "entry": json.loads(withhold(entry_to_json(entry), rights)), "history": history}
        self._capture(record_id(self._about.run_id, entry.feed_id, entry.entry_key), result, about, rights, "")

    def _capture(self, name: str, result: FetchResult, about: Mapping[str, Any], rights: str, known_sha256: str) -> None:
        content = result.content or result.partial
        digest = hashlib.sha256(content).hexdigest() if content else ""
        url = _uri(result.final_url or result.request.url)
        time = result.fetched or dt.datetime.fromisoformat(self._about.started)
        head = {"WARC-Record-ID": name, "WARC-Date": _date(time)}
        if content:
            head["WARC-Payload-Digest"] = f"sha256:{digest}"
        if result.status_line and (rights == "full" or not content):
            self._answer(url, head, result, content, known_sha256)
        facts = {"schema": CAPTURE, "run_id": self._about.run_id, **about, **facts_of(result), "versions": self._about.versions}
        facts |= {"payload_sha256": digest, "payload_bytes": len(content), "withheld": rights if content and rights != "full" else ""}
        self._metadata({"WARC-Refers-To": name}, url, time, facts)

    def _answer(self, url: str, head: dict[str, str], result: FetchResult, content: bytes, known_sha256: str) -> None:
        warc = self._ready()
        digest = head.get("WARC-Payload-Digest", "")
        before = self._known.get(digest)
        if result.outcome == "not_modified":
            head |= {"WARC-Profile": f"{_PROFILE}server-not-modified", "WARC-Refers-To-Target-URI": url}
        elif digest and (before or digest == f"sha256:{known_sha256}"):
            first, date, record = before or (url, "", "")
            more = {"WARC-Refers-To-Target-URI": first, "WARC-Refers-To-Date": date, "WARC-Refers-To": record}
            head |= {"WARC-Profile": f"{_PROFILE}identical-payload-digest"} | {name: value for name, value in more.items() if value}
        else:
            if _is_cut(result):
                head["WARC-Truncated"] = _CUT.get(result.outcome, "length" if result.partial else "unspecified")
            if digest and len(self._known) < MAX_KNOWN:
                self._known[digest] = (url, head["WARC-Date"], head["WARC-Record-ID"])
        kind = "revisit" if "WARC-Profile" in head else "response"
        body = None if kind == "revisit" else io.BytesIO(content)
        http = _http(result, len(content))
        warc.write_record(warc.create_warc_record(url, kind, payload=body, length=len(content), warc_headers_dict=head, http_headers=http))

    def fate(self, outcome: Outcome) -> None:
        """Keep what became of an entry whose page was asked for: its row, or why there is none."""
        name = record_id(self._about.run_id, outcome.feed_id, outcome.entry_key)
        row_key = f"{outcome.story_id}:{outcome.revision}" if outcome.fate in {"story", "revision"} else ""
        told = {"schema": FATE, "run_id": self._about.run_id, "feed_id": outcome.feed_id, "entry_key": outcome.entry_key}
        told |= {"fate": outcome.fate, "reason": outcome.reason, "row_key": row_key, "language": outcome.language}
        self._metadata({"WARC-Refers-To": name}, "", dt.datetime.fromisoformat(self._about.started), told)

    def _metadata(self, head: dict[str, str], url: str, time: dt.datetime, plain: Mapping[str, Any]) -> None:
        warc = self._ready()
        text = json.dumps(plain, ensure_ascii=False).encode("utf-8", "replace")
        head = head | {"WARC-Date": _date(time)}
        warc.write_record(
            warc.create_warc_record(
                url, "metadata", payload=io.BytesIO(text), length=len(text), warc_content_type="application/json", warc_headers_dict=head
            )
        )

    def close(self) -> None:
        """Close the file and give it its name."""
        if self._file is not None:
            self._file.commit()
            self._file, self._warc = None, None
            self._known.clear()
