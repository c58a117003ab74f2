"""When the page says it was published and changed."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from htmldate import find_date

from schemas.elements import Clock
from transforms.logic.dates import parse_date
from transforms.logic.extraction.head import Head

_ISO = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?\s*(Z|[+-]\d{2}:?\d{2})?)?$")
_DAY_FIRST = re.compile(r"\b(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[ ,-]+(\d{1,2}:\d{2})\b)?")
_BRACKETED = re.compile(r"\((\d{1,2})/(\d{1,2})/(\d{4})\)")
_OPENING = 1000
_EARLIEST = 1990
_PUBLISHED = (
    "article:published_time", "article:published", "og:article:published_time", "datepublished", "date.published", "publish-date", "publication_date",
    "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.created", "dcterms.issued", "dc.date", "dcterms.date", "pubdate", "publishdate",
    "cxenseparse:recs:publishtime", "article.published", "og:published_time", "published_time", "rnews:datepublished", "last-published", "date",
    "publication-date", "citation_publication_date", "iptc.created", "published", "displaydate",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "dcterms.modified",
    "dc.date.modified",
    "last-modified",
    "lastmod",
    "revision_date",
)
_MAX_HTMLDATE = 400_000
_AHEAD = dt.timedelta(days=1)
_URL_DATE = re.compile(r"/((?:19|20)\d{2})[/-]?([01]\d)[/-]?([0-3]\d)(?=\D|$)")


def _offset(zone: str) -> int | None:
    if not zone:
        return None
    if zone.upper() in {"Z", "UTC", "GMT"}:
        return 0
    digits = zone[1:].replace(":", "")
    minutes = int(digits[:2]) * 60 + int(digits[2:] or 0)
    return -minutes if zone.startswith("-") else minutes


def parse_iso(raw: str, basis: str) -> Clock | None:
    """Read an ISO 8601 time or one of its common misspellings.

    A time without zone is kept as if it were UTC, with ``offset_minutes`` None.

    >>> parse_iso("2026-03-01T09:30:00+03:00", "json_ld").value.isoformat()
    '2026-03-01T06:30:00+00:00'
    >>> parse_iso("2026-13-01", "meta") is None
    True
    """
    match = _ISO.match(raw.strip()) or _COMPACT.match(raw.strip())
    if not match:
        return None
    year, month, day, hour, minute, second, zone = match.groups()
    offset = _offset(zone or "")
    try:
        value = dt.datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), min(int(second or 0), 59), tzinfo=dt.UTC)
        value -= dt.timedelta(minutes=offset or 0)
    except (ValueError, OverflowError):
        return None
    precision = "day" if hour is None else "minute" if second is None else "second"
    return Clock(value, basis, precision, offset, raw.strip()) if value.year >= _EARLIEST else None


def read_stamp(raw: str, language: str = "") -> Clock | None:
    """Read a time that a profile points at: seconds or milliseconds since 1970, ISO, day first with dots, or written out.

    >>> read_stamp("1700000000000").value.isoformat(), read_stamp("05.04.2025 - 06.04.2025").value.date().isoformat()
    ('2023-11-14T22:13:20+00:00', '2025-04-05')
    """
    raw = raw.strip()
    if raw.isdecimal() and len(raw) in {10, 13}:
        seconds = int(raw) / (1000 if len(raw) == 13 else 1)  # noqa: PLR2004 - digits of today's milliseconds
        return Clock(dt.datetime.fromtimestamp(seconds, dt.UTC), "page", "second", 0, raw)
    dotted = _DAY_FIRST.search(raw)
    if dotted:
        day, month, year, clock = dotted.groups()
        return parse_iso(f"{year}-{month}-{day}" + (f"T{clock}" if clock else ""), "page")
    return read_clock(raw, "page", language)


def local_day(clock: Clock) -> dt.date:
    """Return the day in the source's own zone.

    >>> local_day(parse_iso("2026-03-01T00:30:00+03:00", "meta"))
    datetime.date(2026, 3, 1)
    """
    return (clock.value + dt.timedelta(minutes=clock.offset_minutes or 0)).date()


def read_clock(raw: str, basis: str, language: str = "") -> Clock | None:
    """Read a date in ISO form or as a reader sees it."""
    return parse_iso(raw, basis) or parse_date(raw, language, basis)


def _usable(clock: Clock | None, fetched: dt.datetime | None) -> bool:
    return clock is not None and (fetched is None or clock.value <= fetched + _AHEAD)


def url_day(url: str) -> dt.date | None:
    """Return the day that stands in an address.

    >>> url_day("https://example.org/2026/03/01/ministers")
    datetime.date(2026, 3, 1)
    """
    match = _URL_DATE.search(url)
    try:
        return dt.date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def _stands_first(day: dt.date, html: str) -> bool:
    """Tell whether a page writes a first of a month as a day: in digits, or as a 1 before or behind a word and the year."""
    year, month = day.year, day.month
    digits = rf"{year}[-/.]0?{month}[-/.]0?1|0?1[-/.]0?{month}[-/.]{year}|0?{month}/0?1/{year}"
    words = rf"0?1(?:st|er|\.|º)?\s+(?:de\s+)?[^\W\d]+\.?,?\s+(?:de\s+)?{year}|[^\W\d]\.?\s+0?1(?:st)?,?\s+{year}"
    return re.search(rf"(?<!\d)(?:{digits}|{words})(?!\d)", html) is not None


def _guessed(html: str, url: str, fetched: dt.datetime | None) -> Clock | None:
    if len(html) > _MAX_HTMLDATE:
        return None
    latest = (fetched or dt.datetime(2100, 1, 1, tzinfo=dt.UTC)).date().isoformat()
    try:
        found = find_date(html, url=url or None, original_date=True, extensive_search=False, max_date=latest, outputformat="%Y-%m-%d")
    except (ValueError, TypeError, AttributeError, OverflowError):  # raised inside htmldate on odd markup
        return None
    clock = parse_iso(found or "", "page")
    if clock is None or ((clock.value.month, clock.value.day) == (1, 1) and url_day(url) != clock.value.date()):
        return None  # a lone year, as in a copyright line, comes out as 1 January
    is_month = clock.value.day == 1 and not _stands_first(clock.value.date(), html) and url_day(url) != clock.value.date()
    return replace(clock, precision="month") if is_month else clock  # "April 2026" comes out as 1 April


def published_clock(head: Head, html: str, *, url: str, fetched: dt.datetime | None, language: str = "") -> Clock | None:
    """Choose when the page was published: JSON-LD, meta tags, ``time`` elements, the address, then what stands in the page.

    Never the present time, never 1 January from a lone year, nothing later than a day after the fetch.

    Args:
        head: What was read from the page.
        html: The page, for the last resort; empty to leave that out.
        url: Its address.
        fetched: When it was fetched: the latest possible date.
        language: For dates written out.

    Returns:
        The clock, or None.
    """
    found = [read_clock(head.data.published, "json_ld", language)]
    found += [read_clock(raw, "meta", language) for raw in map(head.first, _PUBLISHED) if raw]
    usable = [clock for clock in found if clock is not None and _usable(clock, fetched)]
    for clock in usable:
        if clock.offset_minutes is not None:
            return clock
    if usable:
        return usable[0]
    for raw in head.times[:3]:
        stamp = read_clock(raw, "page", language)
        if stamp is not None and _usable(stamp, fetched):
            return stamp
    day = url_day(url)
    if day is not None:
        return Clock(dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC), "url", "day", None, url)
    for raw in head.dates:
        stamp = read_stamp(raw, language)
        if stamp is not None and _usable(stamp, fetched):
            return stamp
    return _guessed(html, url, fetched) if html else None


def text_clock(body: str, *, fetched: dt.datetime | None) -> Clock | None:
    """Read the day that Indonesian wires put in brackets behind the weekday of the report, in the first lines of the body.

    >>> text_clock("Jakarta - Kedua menteri bertemu, Rabu (13/2/2019).", fetched=None).value.date()
    datetime.date(2019, 2, 13)
    """
    match = _BRACKETED.search(body[:_OPENING])
    clock = parse_iso(f"{match[3]}-{match[2]}-{match[1]}", "text") if match else None
    return clock if clock is not None and _usable(clock, fetched) else None


def modified_clock(head: Head, *, fetched: dt.datetime | None, language: str = "") -> Clock | None:
    """Choose when the page was last changed: JSON-LD, then meta tags."""
    raws = [(head.data.modified, "json_ld")] + [(raw, "meta") for raw in map(head.first, _MODIFIED) if raw]
    clocks = [clock for raw, basis in raws if (clock := read_clock(raw, basis, language)) is not None]
    return next((clock for clock in clocks if _usable(clock, fetched)), None)
