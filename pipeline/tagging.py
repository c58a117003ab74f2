"""Tag JSON lines on all cores, in order, in bounded memory."""

from __future__ import annotations

import datetime as dt
import json
import multiprocessing as mp
import os
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from typing import Any

_CHUNK = 32
_CHUNK_CHARS = 1_000_000  # Lines may be of any length: what waits for a worker is bounded by letters too.
_AHEAD = 4
# Workers are forked from one server that has read the lexicon; where there is no such server each reads its own.
_START = "forkserver" if "forkserver" in mp.get_all_start_methods() else "spawn"
_PROGRESS_S = 1.0
Item = tuple[int, str, bool]
Tagged = tuple[int, str, str]


class LineError(ValueError):
    """A line that cannot be tagged; the message names the field and the cure."""


def _text_field(data: dict[str, Any], name: str) -> str:
    value = data.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise LineError(f"{name}: {type(value).__name__}, not a string; quote it or leave it out")
    return value


def _published(data: dict[str, Any]) -> dt.datetime | None:
    value = _text_field(data, "published")
    if not value:
        return None
    try:
        moment = dt.datetime.fromisoformat(value)
    except ValueError as error:
        raise LineError(f"published: {value[:40]!r} is no RFC 3339 time, such as 2026-03-01T12:00:00Z") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _read(line: str) -> dict[str, Any]:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise LineError(f"no JSON: {error}; each line must be one whole object") from error
    if not isinstance(data, dict):
        raise LineError('a JSON value, but no object; write {"id": ..., "text": ...}')
    if not isinstance(data.get("text"), str):
        raise LineError("text: missing or no string; it is the story to tag")
    return data


def tag_line(line: str, *, raw: bool = False) -> dict[str, Any]:
    """Tag one line.

    Args:
        line: A JSON object with ``id``, ``text`` and, where known, ``title``, ``lang`` and ``published``.
        raw: Take the text as it is, furniture included.

    Raises:
        LineError: The line is bad.
    """
    from pipeline.versions import versions  # noqa: PLC0415 - workers import it once, help never
    from schemas.encode import to_plain  # noqa: PLC0415
    from transforms.logic.tagging.furnished import tag_with_furniture  # noqa: PLC0415
    from transforms.logic.tagging.tagger import tag_text  # noqa: PLC0415

    data = _read(line)
    tag = tag_text if raw else tag_with_furniture
    tags = tag(data["text"], title=_text_field(data, "title"), language=_text_field(data, "lang"), published=_published(data))
    made = versions()
    stamp = {"code_version": made.code, "codebook_version": made.codebook, "lexicon_version": made.lexicon}
    return {"id": data.get("id"), **to_plain(tags), **stamp}


def _encode(value: Any) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is no JSON value")


def tag_item(item: Item) -> Tagged:
    """Tag one numbered line; a bad one becomes a record of its error."""
    number, line, raw = item
    try:
        return number, json.dumps(tag_line(line, raw=raw), default=_encode, ensure_ascii=True), ""
    except LineError as error:
        return number, json.dumps({"id": _id_of(line), "line": number, "error": str(error)}), str(error)


def _id_of(line: str) -> Any:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return data.get("id") if isinstance(data, dict) else None


def _tag_chunk(items: list[Item]) -> list[Tagged]:
    return [tag_item(item) for item in items]


def _chunks(items: Iterable[Item]) -> Iterator[list[Item]]:
    chunk: list[Item] = []
    letters = 0
    for item in items:
        chunk.append(item)
        letters += len(item[1])
        if len(chunk) == _CHUNK or letters >= _CHUNK_CHARS:
            yield chunk
            chunk, letters = [], 0
    if chunk:
        yield chunk


def _with_progress(tagged: Iterable[Tagged]) -> Iterator[Tagged]:
    shown = time.monotonic()
    terminal = sys.stderr.isatty() and not sys.stdout.isatty()
    for done, item in enumerate(tagged, 1):
        yield item
        if terminal and time.monotonic() - shown > _PROGRESS_S:
            shown = time.monotonic()
            sys.stderr.write(f"\r\x1b[K{done} stories tagged")
    if terminal:
        sys.stderr.write("\r\x1b[K")


def tagged_lines(items: Iterable[Item], processes: int = 0) -> Iterator[Tagged]:
    """Tag numbered lines in order: number, JSON line and error, empty where there is none.

    Few lines are tagged in this process; more on all cores, a bounded number of chunks ahead of the reader.

    Args:
        items: Number, line and whether to take the text raw.
        processes: Worker processes, 0 for one a core.
    """
    iterator = iter(items)
    workers = processes or os.cpu_count() or 1
    first = list(islice(iterator, _CHUNK * 2))
    if workers == 1 or len(first) < _CHUNK * 2:
        yield from _with_progress(map(tag_item, _joined(first, iterator)))
        return
    context = mp.get_context(_START)
    context.set_forkserver_preload(["pipeline.tagging_ready"])
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        yield from _with_progress(_in_order(pool, _chunks(_joined(first, iterator)), workers * _AHEAD))


def _joined(first: list[Item], rest: Iterator[Item]) -> Iterator[Item]:
    yield from first
    yield from rest


def _in_order(pool: ProcessPoolExecutor, chunks: Iterator[list[Item]], ahead: int) -> Iterator[Tagged]:
    waiting: deque[Future[list[Tagged]]] = deque()
    while True:
        waiting.extend(pool.submit(_tag_chunk, chunk) for chunk in islice(chunks, ahead - len(waiting)))
        if not waiting:
            return
        yield from waiting.popleft().result()
