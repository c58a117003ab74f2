"""The feed list: one line a feed, every bad line said with file, line, field and cure."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass

from schemas.elements import FeedSource
from transforms.logic.urls import UrlError, canonical_url
from transforms.logic.web_addresses import AddressError, parse_address, without_secrets

REQUIRED = ("feed_id", "publisher", "country", "language", "url")
KINDS = ("auto", "rss", "rdf", "atom", "json_feed", "news_sitemap", "sitemap_index")
TRUST = ("wire", "state_media", "newspaper", "broadcaster", "government", "aggregator")
RIGHTS = ("full", "excerpt", "hash")
_ID = re.compile(r"[a-z0-9][a-z0-9\-]{1,62}")
_COUNTRY = re.compile(r"[A-Z]{3}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2})?|mul|und")
_YES = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False, "": False}


@dataclass(frozen=True, slots=True)
class Problem:
    """A bad line of a feed list."""

    name: str
    line: int
    field: str
    text: str

    def __str__(self) -> str:
        """Say where it is and what to do.

        >>> str(Problem("wires.csv", 3, "kind", "'x' is unknown; use rss"))
        "wires.csv:3: kind: 'x' is unknown; use rss"
        """
        return f"{self.name}:{self.line}: {self.field}: {self.text}"


def _choice(value: str, allowed: tuple[str, ...]) -> str | None:
    return None if value in allowed else f"{value!r} is unknown; use one of {', '.join(allowed)}"


def _url_problem(value: str, *, plain_http: bool) -> str | None:
    shown = without_secrets(value)
    if shown != value and "@" in value.partition("://")[2].partition("/")[0]:
        return f"{shown!r}: user and password do not belong into an address; feeds behind a login are not read"
    try:
        canonical_url(shown)
        parse_address(value)
    except (UrlError, AddressError) as error:
        return str(error)
    if value.lower().startswith("http://") and not plain_http:
        return f"{shown!r} is http without TLS; use https, or set plain_http to yes where the publisher has no https"
    return None


def _checks(row: Mapping[str, str]) -> list[tuple[str, str | None]]:
    country, language, plain_http = row["country"], row["language"], row.get("plain_http", "").lower()
    found: list[tuple[str, str | None]] = [(name, None if row[name] else "empty; every feed needs one") for name in REQUIRED if not row[name]]
    if found:
        return found
    return [
        ("feed_id", None if _ID.fullmatch(row["feed_id"]) else f"{row['feed_id']!r}: use lower-case letters, digits and hyphens, such as aa-en-live"),
        ("country", None if _COUNTRY.fullmatch(country) else f"{country!r} is no ISO 3166-1 alpha-3 code, such as TUR"),
        ("language", None if _LANGUAGE.fullmatch(language) else f"{language!r} is no BCP 47 tag this list knows, such as tr, sr-Cyrl or kmr"),
        ("kind", _choice(row.get("kind") or "auto", KINDS)),
        ("trust", _choice(row.get("trust") or "wire", TRUST)),
        ("rights", _choice(row.get("rights") or "full", RIGHTS)),
        ("plain_http", None if plain_http in _YES else f"{plain_http!r}: use yes or no"),
        ("url", _url_problem(row["url"], plain_http=_YES.get(plain_http, False))),
    ]


def _source(row: Mapping[str, str]) -> FeedSource:
    return FeedSource(
        feed_id=row["feed_id"],
        url=row["url"],
        publisher=row["publisher"],
        country=row["country"],
        language=row["language"],
        section=row.get("section", ""),
        kind=row.get("kind") or "auto",
        trust=row.get("trust") or "wire",
        plain_http=_YES.get(row.get("plain_http", "").lower(), False),
        rights=row.get("rights") or "full",
        note=row.get("note", ""),
    )


def read_feed_list(text: str, name: str = "feed list") -> tuple[list[FeedSource], list[Problem]]:
    r"""Read a feed list (CSV with a header).

    Args:
        text: The file's text.
        name: The file's name, for messages.

    Returns:
        The good feeds in order, and a problem for each bad line, column or repeated feed.

    >>> read_feed_list("feed_id,publisher,country,language,url\nx-en,X,GBR,en,https://x.example/rss")[0][0].feed_id
    'x-en'
    """
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff")), restkey="_more", restval="")
    try:
        missing = [column for column in REQUIRED if column not in (reader.fieldnames or ())]
        if missing:
            return [], [Problem(name, 1, ", ".join(missing), "column missing in the first line; it must name " + ",".join(REQUIRED))]
        rows = [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        return [], [Problem(name, reader.line_num + 1, "line", f"{error}; look for a quote without end")]
    return _read_rows(rows, name)


def _read_rows(rows: list[tuple[int, dict[str, str]]], name: str) -> tuple[list[FeedSource], list[Problem]]:
    feeds: list[FeedSource] = []
    problems: list[Problem] = []
    known: dict[tuple[str, str], int] = {}
    for line, raw in rows:
        if "_more" in raw:
            problems.append(Problem(name, line, "line", 'more fields than columns; put a field with a comma in "quotes"'))
            continue
        row = {column: (value or "").strip() for column, value in raw.items()}
        if not any(row.values()) or row["feed_id"].startswith("#"):
            continue
        wrong = [Problem(name, line, column, text) for column, text in _checks(row) if text]
        for column in ("feed_id", "url"):
            first = known.setdefault((column, row[column]), line)
            if first != line and row[column]:
                wrong.append(Problem(name, line, column, f"{without_secrets(row[column])!r} stands in line {first} already; remove one"))
        problems += wrong
        if not wrong:
            feeds.append(_source(row))
    return feeds, problems
