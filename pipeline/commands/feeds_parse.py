"""Show what is read from stored feed documents: RSS, RDF, Atom, JSON Feed, news sitemaps and sitemap indexes.

    dyadwire feeds parse feed.xml archive/*.xml.gz
    dyadwire feeds parse --json feed.xml          # one JSON line a file; - is standard input

No network is asked. Every file is read by the parser that a round uses, under the same limits of time and memory. Ends
with 1 when a file is missing, hostile, empty or no feed.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from schemas.elements import Clock, FeedEntry
    from transforms.logic.feeds import ParsedFeed

_MOST_TITLE = 100


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("files", nargs="+", help="feed documents, gzip too; - for standard input")
    parser.add_argument("--json", action="store_true", help="print one JSON line a file instead of a table")
    parser.add_argument("--url", default="", help="address the documents come from: relative links are read against it")
    parser.add_argument("--content-type", default="", help="Content-Type header they came with")
    parser.add_argument("--publisher", default="", help="publisher: entry keys hold it, since ids are unique within one publisher only")
    parser.add_argument("--language", default="", help="language of the source, used where a document declares none")


def run(args: argparse.Namespace) -> int:
    """Read and print."""
    import json  # noqa: PLC0415 - help must stay quick

    from transforms.edges.feed_worker import shared_parser  # noqa: PLC0415

    bad = 0
    for name in args.files:
        try:
            content = _content(name)
        except (OSError, EOFError) as error:
            bad += 1
            sys.stderr.write(f"{name}: {getattr(error, 'strerror', None) or error}; name a file that can be read, or - for standard input\n")
            continue
        found = shared_parser().parse(
            content, url=args.url, content_type=args.content_type, publisher=args.publisher, language=args.language
        )
        bad += found.status != "ok"
        sys.stdout.write(json.dumps(as_record(name, found), ensure_ascii=False) + "\n" if args.json else as_text(name, found))
    return 1 if bad else 0


def _content(name: str) -> bytes:
    import gzip  # noqa: PLC0415
    import zlib  # noqa: PLC0415

    from transforms.logic.feeds.document import MAX_BYTES  # noqa: PLC0415

    content = sys.stdin.buffer.read(MAX_BYTES + 1) if name == "-" else _head(Path(name), MAX_BYTES + 1)
    if not content.startswith(b"\x1f\x8b"):
        return content
    import io  # noqa: PLC0415

    try:
        # One byte more than is read at most: the parser says that a longer one is too big.
        return gzip.GzipFile(fileobj=io.BytesIO(content)).read(MAX_BYTES + 1)
    except zlib.error as error:
        raise OSError(0, f"broken gzip ({error})") from error


def _head(path: Path, most: int) -> bytes:
    with path.open("rb") as stream:
        return stream.read(most)


def as_record(name: str, found: ParsedFeed) -> dict[str, Any]:
    """Return what was read as plain values, for a JSON line."""
    return {
        "file": name,
        "status": found.status,
        "kind": found.kind,
        "title": found.title,
        "language": found.language,
        "ttl_s": found.ttl_s,
        "hub": found.hub,
        "children": list(found.children),
        "problems": list(found.problems),
        "entries": [_entry(entry) for entry in found.entries],
    }


def _entry(entry: FeedEntry) -> dict[str, Any]:
    published = entry.published
    return {
        "key": entry.entry_key,
        "id": entry.id,
        "link": entry.url,
        "url_key": entry.url_key,
        "title": entry.title,
        "summary": entry.summary,
        "published": _time(published),
        "published_raw": entry.published_raw,
        "published_precision": published.precision if published else "",
        "modified": _time(entry.modified),
        "image": entry.image,
        "flags": list(entry.flags),
    }


def _time(clock: Clock | None) -> str | None:
    return clock.value.isoformat() if clock else None


def as_text(name: str, found: ParsedFeed) -> str:
    """Return what was read for a reader's eye: control characters of a document never reach a terminal."""
    lines = [
        f"{shown(name)}: {found.status}{f', {found.kind}' if found.kind else ''}"
        f"{f', {shown(found.language)}' if found.language else ''}, {len(found.entries)} entries  {shown(found.title, _MOST_TITLE)}".rstrip()
    ]
    asks = [f"asks for {found.ttl_s} s between polls"] * bool(found.ttl_s) + [f"hub {shown(found.hub, _MOST_TITLE)}"] * bool(found.hub)
    lines += [f"  {text}" for text in (*asks, *(shown(problem, 200) for problem in found.problems))]
    lines += [f"  sitemap {shown(child, 200)}" for child in found.children]
    for entry in found.entries:
        when = entry.published.value.strftime("%Y-%m-%d %H:%M") if entry.published else "-"
        flags = f"  [{', '.join(entry.flags)}]" if entry.flags else ""
        lines.append(f"  {when.ljust(16)}  {shown(entry.title, _MOST_TITLE) or '(no title)'}  {shown(entry.url, 200)}{flags}")
    return "\n".join(lines) + "\n"


def shown(text: str, most: int = 200) -> str:
    r"""Return text that is safe to print: what is not printable becomes U+FFFD, and what is long is cut.

    >>> shown("a\x1b[2Jb")
    'a�[2Jb'
    """
    safe = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text[: most + 1])
    return safe if len(safe) <= most else safe[: most - 1] + "…"
