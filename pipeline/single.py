"""Read one document named on the command line: a file, standard input or an address."""

from __future__ import annotations

import gzip
import sys
from pathlib import Path

MAX_BYTES = 20_000_000


class SourceError(Exception):
    """The document cannot be read; the message says why and what to do."""


def _fetched(url: str) -> tuple[bytes, str]:
    from transforms.edges.fetch_records import Request  # noqa: PLC0415 - only addresses need the network's modules
    from transforms.fetch_pages import FetcherSource  # noqa: PLC0415

    source = FetcherSource.live("", 1.0, 30.0, 1)
    try:
        result = source.open().fetch(Request(url, plain_http=url.startswith("http://")))
    finally:
        source.close()
    if result.outcome != "ok":
        status = f" ({result.status})" if result.status else ""
        raise SourceError(f"not fetched: {result.outcome}{status}{f', {result.detail}' if result.detail else ''}")
    return result.content, result.final_url


def read_source(name: str) -> tuple[bytes, str]:
    """Return the bytes of a document and the address it came from, empty for a file.

    Args:
        name: A path (``.gz`` is unpacked), ``-`` for standard input, or an http(s) address.

    Raises:
        SourceError: It cannot be read.
    """
    if name.startswith(("http://", "https://")):
        return _fetched(name)
    if name == "-":
        return sys.stdin.buffer.read(MAX_BYTES), ""
    path = Path(name)
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as opened:
            return opened.read(MAX_BYTES), ""
    except FileNotFoundError as error:
        raise SourceError("no such file; name a page, a text, - or an http(s) address") from error
    except (OSError, EOFError) as error:
        raise SourceError(f"cannot be read ({error}); look at its permissions and whether it is whole") from error
