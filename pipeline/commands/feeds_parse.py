"""Show what is read from stored feed documents: RSS, RDF, Atom, JSON Feed, news sitemaps and sitemap indexes.

    dyadwire feeds parse feed.xml archive/*.xml.gz
    dyadwire feeds parse --json feed.xml          # one JSON line a file; - is standard input

No network is asked. Every file is read by the parser that a round uses, under the same limits of time and memory. Of a web
page the feeds it names are shown. The exit code is that of the worst file: 0 ok, 1 cannot be read, 3 empty, 4 no feed (a web
page, JSON, PDF ...), 5 hostile or too big.
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
_CODES = {"ok": 0, "unreadable": 1, "empty": 3, "not_a_feed": 4, "html_page": 4, "hostile": 5, "too_big": 5}


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

    parser = shared_parser()
    about = {"url": args.url, "content_type": args.content_type, "publisher": args.publisher, "language": args.language}
    code = 0
    for name in args.files:
        content, found = _content(name)
        if content is None:
            sys.stderr.write(f"{shown(name)}: {'; '.join(found.problems)}\n")
        else:
            found = parser.parse(content, **about)
        code = max(code, _CODES[found.status])
        if args.json:
            sys.stdout.write(json.dumps(as_record(name, found), ensure_ascii=False) + "\n")
        elif content is not None:
            sys.stdout.write(as_text(name, found))
    return code


def _content(name: str) -> tuple[bytes | None, ParsedFeed]:
    """Return the bytes of a file, unpacked, or why there are none."""
    from transforms.edges.decompress import DecodeError, decode  # noqa: PLC0415
    from transforms.logic.feeds import ParsedFeed  # noqa: PLC0415
    from transforms.logic.feeds.document import MAX_BYTES  # noqa: PLC0415

    try:
        content = sys.stdin.buffer.read(MAX_BYTES + 1) if name == "-" else _head(Path(name), MAX_BYTES + 1)
    except OSError as error:
        return None, ParsedFeed("unreadable", problems=(f"{error.strerror or error}; name a file that can be read, or - for standard input",))
    try:
        return decode([content], "", MAX_BYTES), ParsedFeed("ok")
    except DecodeError as error:
        status = {"bomb": "hostile", "too_big": "too_big"}.get(error.reason, "unreadable")
        return None, ParsedFeed(status, problems=(f"{error}; send the document as it was received",))


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
        "children": [child.url for child in found.children],
        "feeds": list(found.feeds),
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
    lines += [f"  sitemap {shown(child.url, 200)}" for child in found.children]
    lines += [f"  feed {shown(url, 200)}" for url in found.feeds]
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
