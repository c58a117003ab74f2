"""Extract many saved pages in parallel, in order, each within a budget of CPU time."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import logging
import os
import queue
import sys
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TextIO

from schemas.elements import Clock, ExtractedStory
from transforms.edges.guarded import Guarded, QuarantineError
from transforms.edges.page_worker import guarded
from transforms.logic.dates import parse_date
from transforms.logic.extraction import ExtractionError, extract
from transforms.logic.extraction.clocks import local_day
from transforms.logic.language import identify
from transforms.logic.wire import read_furniture

_MAX_FILE = 64 * 1024 * 1024
_AHEAD = 64
_SHOW_EVERY = 100


class BadListError(ValueError):
    """A list of pages that cannot be read."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page to extract; the id comes back as it was given.

    Args:
        problem: What is wrong with the line that names it, and the cure; such a page is not read.
    """

    id: str | int
    path: Path
    url: str = ""
    fetched: str = ""
    problem: str = ""


def from_files(files: Iterable[Path]) -> list[Wanted]:
    """Name the pages given as files by their paths."""
    return [Wanted(str(file), file) for file in files]


def from_jsonl(name: str) -> list[Wanted]:
    """Read a list of pages.

    Raises:
        BadListError: The list cannot be read, or a line is no object with a path; the message names the line.
    """
    base = Path() if name == "-" else Path(name).parent
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadListError(f"{name}: {error}; give a UTF-8 file of JSON lines") from error
    return [_wanted(line, number, base) for number, line in enumerate(text.splitlines(), 1) if line.strip()]


def _wanted(line: str, number: int, base: Path) -> Wanted:
    try:
        row = json.loads(line)
        path = Path(row["path"])
        found = path if path.is_absolute() or path.exists() else base / path
        url, fetched = row.get("url") or "", row.get("fetched") or ""
        problem = _problem(url, fetched)
        return Wanted(row.get("id", str(path)), found, *(("", "", f"line {number}: {problem}") if problem else (url, fetched)))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadListError(f'line {number} is no page: write {{"id": ..., "path": ...}} ({error})') from error


def _problem(url: object, fetched: object) -> str:
    """Return which field of a line is wrong, and what would be right; empty where none is."""
    if not isinstance(url, str):
        return f"url is {url!r}, no text; write the page's address in quotes or leave the field out"
    if fetched and (not isinstance(fetched, str) or fetched_at(fetched) is None):
        return f"fetched is {fetched!r}, no time; write one such as 2026-03-01T09:30:00Z or leave the field out"
    return ""


def read_page(path: Path) -> bytes:
    """Read a page's bytes, unpacked where they are gzip.

    Raises:
        OSError: The file cannot be read, is damaged or larger than 64 MiB unpacked.
    """
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    try:
        with gzip.open(path) if packed else path.open("rb") as stream:
            content = stream.read(_MAX_FILE + 1)
    except (EOFError, zlib.error) as error:
        raise OSError(f"the gzip data is damaged ({error})") from error
    if len(content) > _MAX_FILE:
        raise OSError(f"larger than {_MAX_FILE // 2**20} MiB")
    return content


def fetched_at(raw: str) -> dt.datetime | None:
    """Read when a page was fetched, in UTC where no zone is given; None where it is neither an ISO 8601 time nor a header's date.

    >>> fetched_at("2026-03-01"), fetched_at("Sun, 01 Mar 2026 09:30:00 GMT").hour, fetched_at("yesterday")
    (datetime.datetime(2026, 3, 1, 0, 0, tzinfo=datetime.timezone.utc), 9, None)
    """
    try:
        value = dt.datetime.fromisoformat(raw) if raw else None
    except ValueError:
        clock = parse_date(raw)
        value = clock.value if clock else None
    return value.replace(tzinfo=dt.UTC) if value is not None and value.tzinfo is None else value


def clock_fields(clock: Clock | None) -> dict[str, Any] | None:
    """Return a clock as JSON fields, its value in the source's own zone and no more exact than it is.

    >>> clock_fields(Clock(dt.datetime(2026, 3, 1, 21, 30, tzinfo=dt.UTC), "json_ld", "minute", 180, "x"))["value"]
    '2026-03-02T00:30:00+03:00'
    """
    if clock is None:
        return None
    value: dt.datetime = clock.value
    if clock.offset_minutes is not None:
        value = value.astimezone(dt.timezone(dt.timedelta(minutes=clock.offset_minutes)))
    text = {"day": value.date().isoformat(), "month": f"{value:%Y-%m}"}.get(clock.precision)
    if text is None:
        text = (value if clock.offset_minutes is not None else value.replace(tzinfo=None)).isoformat()
    return {"value": text, "basis": clock.basis, "precision": clock.precision, "offset_minutes": clock.offset_minutes, "raw": clock.raw}


def story_fields(story: ExtractedStory) -> dict[str, Any]:
    """Return a story as the fields of its JSON line, its wire furniture read and taken out of the body."""
    language = identify(f"{story.title}\n{story.body}", story.language_declared)
    wire = read_furniture(
        story.title,
        story.body,
        standfirst=story.standfirst,
        language=language.tag,
        publisher=story.site,
        credit_links=story.credit_links,
        reference=local_day(story.published) if story.published else None,
    )
    day = wire.dateline_date.isoformat() if wire.dateline_date else None
    return {
        "status": story.status,
        "title": story.title,
        "body": wire.body,
        "standfirst": wire.standfirst or story.standfirst,
        "authors": list(story.authors),
        "published": clock_fields(story.published),
        "modified": clock_fields(story.modified),
        "language": {"tag": language.tag, "confidence": language.confidence, "declared": story.language_declared, "script": language.script},
        "dateline": {
            "text": wire.dateline,
            "place": wire.located,
            "country": wire.dateline_country,
            "agency": wire.dateline_agency,
            "date": day,
        },
        "credit": {"text": wire.credit, "agency": wire.origin_agency, "chain": list(wire.chain), "cited": list(wire.cited)},
        "byline": wire.byline,
        "removed": [asdict(piece) for piece in wire.removed],
        "canonical_url": story.canonical_url,
        "image": story.image,
        "method": story.method,
        "profile": story.profile,
        "flags": list(story.flags),
    }


def extract_one(wanted: Wanted) -> dict[str, Any]:
    """Extract one page; a page that cannot be read is a line with ``error``."""
    line: dict[str, Any] = {"id": wanted.id, "file": str(wanted.path)}
    for name in ("trafilatura", "htmldate"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what they would say of a page stands on its line as status and flags
    if wanted.problem:
        return line | {"status": "error", "error": wanted.problem}
    try:
        content = read_page(wanted.path)
        return line | story_fields(extract(content, url=wanted.url, fetched=fetched_at(wanted.fetched)))
    except OSError as error:
        reason = error.strerror or str(error)
        return line | {"status": "error", "error": f"{wanted.path}: {reason}; check that the file exists, is readable and complete"}
    except ExtractionError as error:
        return line | {"status": "quarantined", "reason": error.reason, "error": f"{wanted.path}: {error}"}


def _within(worker: Guarded, wanted: Wanted) -> dict[str, Any]:
    try:
        line: dict[str, Any] = worker.call(wanted)
    except QuarantineError as error:
        detail = f"{wanted.path}: {error}; keep the file and report it"
        return {"id": wanted.id, "file": str(wanted.path), "status": "quarantined", "reason": error.reason, "error": detail}
    return line


def _lines(wanted: list[Wanted], made: list[Guarded]) -> Iterator[dict[str, Any]]:
    """Yield the line of each page, in order; at any time each worker has one page, and few are read ahead."""
    free: queue.SimpleQueue[Guarded] = queue.SimpleQueue()
    for worker in made:
        free.put(worker)

    def one(page: Wanted) -> dict[str, Any]:
        worker = free.get()
        try:
            return _within(worker, page)
        finally:
            free.put(worker)

    waiting: deque[Future[dict[str, Any]]] = deque()
    with ThreadPoolExecutor(len(made)) as pool:
        for page in wanted:
            waiting.append(pool.submit(one, page))
            if len(waiting) >= _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def extract_all(
    wanted: list[Wanted], out: TextIO, progress: TextIO, *, workers: int = 0, worker: Callable[[], Guarded] = lambda: guarded(extract_one)
) -> int:
    """Extract pages and write one JSON line each, in order.

    Args:
        wanted: The pages.
        out: Where the lines go.
        progress: Where the count goes, every hundred pages.
        workers: Processes; 0 for one a core.
        worker: Makes one; each page has its budget of CPU and memory there.

    Returns:
        How many could not be read.
    """
    failed = 0
    made = [worker() for _ in range(min(workers or os.cpu_count() or 1, max(1, len(wanted))))]
    try:
        for number, line in enumerate(_lines(wanted, made), 1):
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
            failed += "error" in line
            if number % _SHOW_EVERY == 0 or (number == len(wanted) and number > _SHOW_EVERY):
                progress.write(f"extracted {number} of {len(wanted)} pages\n")
    finally:
        for one in made:
            one.close()
    return failed
