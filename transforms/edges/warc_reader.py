"""Read an archive back: which runs it holds, and the answer to each request that they sent."""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from schemas.elements import FeedEntry, FeedSource
from transforms.edges.archive import RunAbout
from transforms.edges.fetch_facts import result_of
from transforms.edges.fetch_records import FetchResult, Request
from transforms.edges.warc import CAPTURE, FATE
from transforms.logic.reservations import reservations
from transforms.logic.seen import entry_from_json, seen_key
from transforms.logic.urls import UrlError, url_key

_ABOUT = "dyadwire-run: "
_GZIP, _GZIP_MARK = 31, b"\x1f\x8b"  # zlib's word for gzip, and how gzip begins
_CHUNK = 1 << 16


class ArchiveError(ValueError):
    """An archive that cannot be read; the message names the file and the cure."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands."""

    path: Path
    offset: int


@dataclass(frozen=True, slots=True)
class Captured:
    """One request of a run: where its facts stand, and what a ledger must know of its entry.

    Args:
        answer: Id of the record of its answer.
        history: What earlier runs knew of the entry, as archived; empty for a feed.
    """

    facts: Place
    answer: str
    digest: str
    withheld: str
    history: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class ArchivedRun:
    """What one run fetched.

    Args:
        pages: By the address asked for, and by the key of that address.
        known: The captures of pages by the key that the ledger remembers their entries by.
        fates: How many entries had which fate.
    """

    about: RunAbout
    feeds: dict[str, Captured] = field(default_factory=dict)
    pages: dict[str, Captured] = field(default_factory=dict)
    known: dict[str, Captured] = field(default_factory=dict)
    fates: Counter[str] = field(default_factory=Counter)


def _about(text: str) -> RunAbout:
    plain = json.loads(text)
    known = FeedSource.__dataclass_fields__
    feeds = tuple(FeedSource(**{name: value for name, value in feed.items() if name in known}) for feed in plain["feeds"])
    return RunAbout(plain["run_id"], plain["started"], plain["options"], plain["versions"], feeds)


def entry_of(facts: Mapping[str, Any]) -> FeedEntry:
    """Return the feed entry of a captured page."""
    return entry_from_json(json.dumps(facts["entry"]))


def warc_files(paths: Iterable[Path]) -> list[Path]:
    """Return the WARC files among paths: files as they are, folders with all that is in them.

    Raises:
        ArchiveError: A path is missing, or a folder holds none.
    """
    found: list[Path] = []
    for path in paths:
        if not path.exists():
            raise ArchiveError(f"{path}: no such file or folder; name WARC files, or the folder that `dyadwire run --out` wrote")
        inside = sorted(one for one in path.rglob("*.warc*") if not one.name.startswith(".")) if path.is_dir() else [path]
        if not inside:
            raise ArchiveError(f"{path}: holds no WARC file; a run keeps them under archive/ unless it has --no-archive")
        found += inside
    return list(dict.fromkeys(found))


def _ends_whole(last: Place) -> bool:
    """Tell whether a file ends with the last record that was read of it: the iterator takes half a record for the end."""
    unpacking = zlib.decompressobj(_GZIP)
    with last.path.open("rb") as stream:
        if not stream.peek(2).startswith(_GZIP_MARK):
            return True
        stream.seek(last.offset)
        while chunk := stream.read(_CHUNK):
            if unpacking.eof:
                return False
            unpacking.decompress(chunk)
    return unpacking.eof and not unpacking.unused_data


class ArchiveIndex:
    """What WARC files hold, run by run. Bodies stay on disk until they are asked for.

    Args:
        paths: The files.

    Raises:
        ArchiveError: A file is damaged, or was not written by a run of this program.
    """

    def __init__(self, paths: Iterable[Path]) -> None:
        self.runs: dict[str, ArchivedRun] = {}
        self._answers: dict[str, Place] = {}
        self._bodies: dict[str, Place] = {}
        for path in paths:
            try:
                self._read(path)
            except (ArchiveLoadFailed, EOFError, zlib.error, OSError, ValueError, KeyError) as error:
                if isinstance(error, ArchiveError):
                    raise
                raise ArchiveError(f"{path}: not a whole WARC file of a run ({error}); restore it from a copy, or leave it out") from error

    def _read(self, path: Path) -> None:
        run: ArchivedRun | None = None
        place: Place | None = None
        with path.open("rb") as stream:
            records = ArchiveIterator(stream)
            for record in records:
                told = record.raw_stream.read() if record.rec_type in {"warcinfo", "metadata"} else b""
                place = Place(path, records.get_record_offset())  # skips what was not read of the record
                if record.rec_type == "warcinfo":
                    run = self._run(told.decode("utf-8"))
                elif record.rec_type in {"response", "revisit"}:
                    self._answers[record.rec_headers.get_header("WARC-Record-ID")] = place
                    digest = record.rec_headers.get_header("WARC-Payload-Digest") or ""
                    if record.rec_type == "response" and not record.rec_headers.get_header("WARC-Truncated"):
                        self._bodies.setdefault(digest.removeprefix("sha256:"), place)
                elif record.rec_type == "metadata" and run is not None:
                    self._note(run, place, json.loads(told), record.rec_headers.get_header("WARC-Refers-To") or "")
        if run is None:
            raise ArchiveError(f"{path}: says nothing of a run; replay reads the archives that `dyadwire run` wrote")
        if place is not None and not _ends_whole(place):
            raise EOFError("its last record is cut off")

    def _run(self, text: str) -> ArchivedRun | None:
        lines = [line.removeprefix(_ABOUT) for line in text.split("\r\n") if line.startswith(_ABOUT)]
        if not lines:
            return None
        about = _about(lines[0])
        return self.runs.setdefault(about.run_id, ArchivedRun(about))

    def _note(self, run: ArchivedRun, place: Place, plain: Mapping[str, Any], answer: str) -> None:
        if plain.get("schema") == FATE:
            run.fates[plain["fate"]] += 1
        if plain.get("schema") != CAPTURE:
            return
        captured = Captured(place, answer, plain["payload_sha256"], plain["withheld"], plain.get("history") or {})
        if plain["kind"] == "feed":
            run.feeds[plain["request"]["key"] or plain["feed_id"]] = captured
            return
        url = plain["request"]["url"]
        run.pages[url] = captured
        run.pages.setdefault(_key(url), captured)
        run.known[seen_key(entry_of(plain))] = captured

    def find(self, run_id: str, request: Request) -> Captured | None:
        """Return what a run captured for a request; None where it sent none like it."""
        run = self.runs[run_id]
        if request.kind == "feed":
            return run.feeds.get(request.key)
        return run.pages.get(request.url) or run.pages.get(_key(request.url))

    def facts(self, captured: Captured) -> dict[str, Any]:
        """Return all that is archived of a request but the body of its answer."""
        found: dict[str, Any] = json.loads(_record(captured.facts))
        return found

    def result(self, captured: Captured, request: Request) -> FetchResult:
        """Return the result of a captured request, as if it had just been sent; what is read from the page is read anew."""
        facts, content = self.facts(captured), b""
        if facts["outcome"] == "ok":
            place = self._bodies.get(captured.digest)
            if place is None or captured.withheld:
                return _missing(facts, captured, request)
            content = _record(place)
        result = result_of(facts, content)
        asked = replace(result.request, key=request.key)
        opt_out = reservations(result) if request.kind == "page" and content else ()
        return replace(result, request=asked, opt_out=tuple(dict.fromkeys((*result.opt_out, *opt_out))))


def _missing(facts: Mapping[str, Any], captured: Captured, request: Request) -> FetchResult:
    """A feed's document that an earlier run had is no news; a page without its body cannot be read again."""
    result = result_of(facts, b"")
    if request.kind == "feed" and not captured.withheld:
        return replace(result, outcome="not_modified", request=replace(result.request, key=request.key))
    why = f"its feed's rights are {captured.withheld}" if captured.withheld else "the record of its body stands in a file that was not named"
    return replace(result, outcome="not_archived", request=request, detail=why)


def _record(place: Place) -> bytes:
    with place.path.open("rb") as stream:
        stream.seek(place.offset)
        body: bytes = next(iter(ArchiveIterator(stream))).raw_stream.read()
    return body


def _key(url: str) -> str:
    try:
        return url_key(url)
    except UrlError:
        return url


_INDEXES: dict[tuple[Path, ...], ArchiveIndex] = {}


def shared_index(paths: tuple[Path, ...]) -> ArchiveIndex:
    """Return the index of some files, read once in a process.

    Raises:
        ArchiveError: A file cannot be read.
    """
    if paths not in _INDEXES:
        _INDEXES[paths] = ArchiveIndex(paths)
    return _INDEXES[paths]


def in_order(index: ArchiveIndex) -> Iterator[ArchivedRun]:
    """Yield the runs of an archive, earliest first."""
    yield from sorted(index.runs.values(), key=lambda run: (run.about.started, run.about.run_id))
