"""Check the publishers' profiles on saved pages: does each still read the story that the page holds?

    dyadwire profiles check --jsonl pages.jsonl      # lines of {"id", "path", "url", "fetched"?}
    dyadwire profiles check --jsonl pages.jsonl | jq 'select(.verdict != "ok")'

Each page of a host that has profiles is read twice: by its profile, and by the general way that knows no layout. One JSON
line a page says whether body, headline and day agree; a line a profile on standard error sums up. Ends with 1 where a
profile differs, misses, is past its last day, or a page has a layout that no profile knows.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from typing import Any

_BAD = frozenset({"differs", "missed", "unknown_layout", "expired", "error"})


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--jsonl", required=True, help="file of lines {id, path, url, fetched?}, paths relative to it; - for standard input")


def run(args: argparse.Namespace) -> int:
    """Check and print."""
    from pipeline.extracting import BadListError, from_jsonl  # noqa: PLC0415 - help must stay quick

    try:
        wanted = from_jsonl(args.jsonl)
    except BadListError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    found = [line for page in wanted if (line := _check(page))]
    for line in found:
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    if not found:
        sys.stderr.write("no page is of a host that has profiles: each line needs the page's url\n")
        return 1
    for (profile, verdict), count in sorted(Counter((line["profile"] or "-", line["verdict"]) for line in found).items()):
        sys.stderr.write(f"{profile:16} {verdict:14} {count}\n")
    return int(any(line["verdict"] in _BAD for line in found))


def _check(page: Any) -> dict[str, Any] | None:
    """Return what the canary says of one page, None where its host has no profile."""
    from pipeline.extracting import fetched_at, read_page  # noqa: PLC0415 - help must stay quick
    from transforms.logic.extraction import ExtractionError  # noqa: PLC0415
    from transforms.logic.extraction.canary import check_page  # noqa: PLC0415

    line = {"id": page.id, "url": page.url, "profile": ""}
    try:
        finding = check_page(read_page(page.path), url=page.url, fetched=fetched_at(page.fetched))
    except OSError as error:
        return line | {"verdict": "error", "error": f"{page.path}: {error.strerror or error}; check that the file exists and is complete"}
    except ExtractionError as error:
        return line | {"verdict": "error", "error": f"{page.path}: {error}"}
    if finding is None:
        return None
    found = {"profile": finding.profile, "verdict": finding.verdict, "agreement": finding.agreement, "differs": list(finding.problems)}
    return line | found
