"""Check a feed list, line by line, and ask each feed once.

    dyadwire feeds check feeds/wires.csv --offline
    dyadwire feeds check feeds/wires.csv --contact you@example.org

Offline, the lines alone are checked: every bad one is said with file, line, field and cure. Online, each good line is
asked once under the rules of a round (robots.txt, one request at a time to a host) and shown with what it is, its
language as declared and as found, and its newest entry. Ends with 1 when any line is bad or any feed is no use.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.options import add_network_arguments, network_problems

if TYPE_CHECKING:
    import datetime as dt

    from schemas.elements import FeedSource
    from transforms.edges.feed_worker import FeedParser
    from transforms.edges.fetch_records import FetchResult
    from transforms.edges.http import Fetcher

# Declared tags that stand for the same language as others: one cannot be told from the other by a headline.
_SAME = {"hr": "hbs", "bs": "hbs", "sr": "hbs", "sh": "hbs", "ku": "ku", "kmr": "ku", "ckb": "ku", "in": "id", "ms": "id", "prs": "fa"}
_TITLES = 30
_STALE_DAYS = 14


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", type=Path, help="feed list (CSV)")
    parser.add_argument("--offline", action="store_true", help="check the lines alone; ask no feed")
    parser.add_argument("--contact", default="", help="mail or address that the User-Agent names; needed unless --offline")
    add_network_arguments(parser)
    parser.add_argument("--deadline", type=float, default=30.0, help="most seconds for one request (default: 30)")
    parser.add_argument("--host-delay", type=float, default=1.0, help="least seconds between two requests to one host (default: 1)")


def run(args: argparse.Namespace) -> int:
    """Check and print."""
    from transforms.logic.feeds import read_feed_list  # noqa: PLC0415 - help must stay quick

    try:
        text = args.file.read_text("utf-8")
    except OSError as error:
        sys.stderr.write(f"{args.file}: {error.strerror}; name a feed list, such as feeds/wires.csv\n")
        return 1
    except UnicodeDecodeError as error:
        sys.stderr.write(f"{args.file}: not UTF-8 at byte {error.start}; save it as UTF-8\n")
        return 1
    if not args.offline and not args.contact:
        sys.stderr.write("--contact is missing: publishers must be able to reach whoever asks their feeds; or check the lines alone with --offline\n")
        return 2
    if network_problems(args):
        sys.stderr.write("\n".join(network_problems(args)) + "\n")
        return 2
    feeds, problems = read_feed_list(text, str(args.file))
    sys.stdout.writelines(f"{problem}\n" for problem in problems)
    bad = 0 if args.offline else _ask(feeds, args)
    sys.stdout.write(f"{len(feeds)} feeds; {len(problems)} problems in the list" + ("" if args.offline else f"; {bad} feeds of no use now") + "\n")
    return 1 if problems or bad or not feeds else 0


def _ask(feeds: list[FeedSource], args: argparse.Namespace) -> int:
    from pipeline.sql import table_text  # noqa: PLC0415
    from transforms.edges.feed_worker import shared_parser  # noqa: PLC0415
    from transforms.fetch_pages import FetcherSource  # noqa: PLC0415 - imports Beam

    ca_file = str(args.ca_file) if args.ca_file else None
    fetcher = FetcherSource.live(
        args.contact, args.host_delay, args.deadline, 8, allow_addresses=tuple(args.allow_address), ca_file=ca_file
    ).open()
    found = ask_feeds(feeds, fetcher, shared_parser())
    names = ["feed", "outcome", "kind", "declared", "found", "newest", "entries", "problems"]
    rows = [
        [line.feed_id, line.outcome, line.kind, line.declared, line.found, line.newest, line.entries, "; ".join(line.problems)] for line in found
    ]
    sys.stdout.write(table_text(names, rows, 100) + "\n")
    return sum(line.bad for line in found)


@dataclass(frozen=True, slots=True)
class Checked:
    """What one feed answered.

    Args:
        outcome: ok, or why it is no use now.
        declared: Language of the feed list; ``found`` the one its headlines are in.
        newest: Day and minute of the newest entry, UTC.
    """

    feed_id: str
    outcome: str
    declared: str
    kind: str = ""
    found: str = ""
    newest: str = ""
    entries: int = 0
    problems: tuple[str, ...] = ()

    @property
    def bad(self) -> bool:
        """Tell whether the feed is of no use now."""
        return self.outcome != "ok"


def ask_feeds(feeds: list[FeedSource], fetcher: Fetcher, parser: FeedParser) -> list[Checked]:
    """Ask each feed once, politely, and return what was found in the order of the list.

    Args:
        feeds: Good lines of a feed list.
        fetcher: Its rules hold: robots.txt, one request at a time to a host, caps.
        parser: Reads the documents.
    """
    from transforms.edges.fetch_records import Request  # noqa: PLC0415
    from transforms.edges.rounds import fetch_many  # noqa: PLC0415

    known = {feed.feed_id: feed for feed in feeds}
    requests = [Request(feed.url, plain_http=feed.plain_http, kind="feed", key=feed.feed_id) for feed in feeds]
    done = {result.request.key: check(known[result.request.key], result, parser) for result in fetch_many(fetcher, requests)}
    return [done[feed.feed_id] for feed in feeds]


def check(feed: FeedSource, result: FetchResult, parser: FeedParser) -> Checked:
    """Return what one answer says about its feed."""
    moved = (f"moved for good: change the url to {result.permanent_redirect}",) if result.permanent_redirect else ()
    if result.outcome != "ok":
        status = f"HTTP {result.status}" if result.status else ""
        return Checked(feed.feed_id, result.outcome, feed.language, problems=tuple(filter(None, (status, result.detail, result.robots, *moved))))
    parsed = parser.parse(
        result.content, url=result.final_url, content_type=result.content_type, publisher=feed.publisher, language=feed.language
    )
    times = [entry.published.value for entry in parsed.entries if entry.published]
    newest = max(times, default=None)
    language = _language(" ".join(entry.title for entry in parsed.entries[:_TITLES]))
    problems = (*moved, *_doubts(feed, parsed.kind, language, newest, result.fetched), *parsed.problems)
    when = newest.strftime("%Y-%m-%d %H:%M") if newest else ""
    return Checked(feed.feed_id, parsed.status, feed.language, parsed.kind, language, when, len(parsed.entries), problems)


def _language(text: str) -> str:
    from transforms.logic.language import identify  # noqa: PLC0415

    return identify(text).tag


def same_language(one: str, other: str) -> bool:
    """Tell whether two tags may name one language: regions, scripts and close varieties do not count.

    >>> same_language("sr-Cyrl", "bs"), same_language("en-GB", "en"), same_language("tr", "en")
    (True, True, False)
    """
    first, second = (_SAME.get(tag.split("-")[0].lower(), tag.split("-")[0].lower()) for tag in (one, other))
    return first == second


def _doubts(feed: FeedSource, kind: str, language: str, newest: dt.datetime | None, now: dt.datetime | None) -> list[str]:
    doubts = []
    if feed.kind != "auto" and kind and kind != feed.kind:
        doubts.append(f"kind is {kind}; the list says {feed.kind}")
    if language not in {"", "und"} and feed.language not in {"mul", "und"} and not same_language(language, feed.language):
        doubts.append(f"headlines are in {language}; the list says {feed.language}")
    if newest and now and (now - newest).days >= _STALE_DAYS:
        doubts.append(f"the newest entry is {(now - newest).days} days old")
    return doubts
