"""What response headers say about when to come back and what the body is."""

from __future__ import annotations

import datetime as dt
import re
from email.utils import parsedate_to_datetime

_SECONDS = re.compile(r"\d{1,12}")
_DIRECTIVE = re.compile(r"([a-zA-Z][\w-]*)(?:\s*=\s*(?:\"([^\"]*)\"|([^\s,]*)))?")
_MEDIA = re.compile(r"\s*([\w.+-]+/[\w.+-]+)")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_BY_STATUS = {304: "not_modified", 404: "not_found", 410: "gone", 429: "rate_limited"}
# A validator goes back byte for byte, but never with a line break or another control character in it.
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


def parse_http_date(value: str) -> dt.datetime | None:
    """Read an HTTP-date (RFC 9110 5.6.7) as aware UTC; None where it is none.

    >>> parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT").isoformat()
    '1994-11-06T08:49:37+00:00'
    """
    try:
        parsed = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    try:
        return parsed.replace(tzinfo=dt.UTC) if parsed.tzinfo is None else parsed.astimezone(dt.UTC)
    except OverflowError:
        return None


def parse_retry_after(value: str, now: dt.datetime) -> int | None:
    """Read Retry-After (RFC 9110 10.2.3), seconds or a date, as seconds from now; None where it is neither.

    >>> now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    >>> parse_retry_after("120", now), parse_retry_after("Thu, 01 Jan 2026 00:02:00 GMT", now), parse_retry_after("soon", now)
    (120, 120, None)
    """
    text = value.strip()
    if _SECONDS.fullmatch(text):
        return int(text)
    date = parse_http_date(text) if text else None
    return None if date is None else max(0, int((date - now).total_seconds()))


def honoured_s(asked: float, most_s: float = 604_800.0, slip_s: float = 86_400.0) -> float:
    """Return the seconds that are waited where a server asks for some: all of them up to a week, a day where it is a slip.

    >>> honoured_s(172_800.0), honoured_s(31_536_000.0)
    (172800.0, 86400.0)
    """
    return asked if asked <= most_s else min(slip_s, most_s)


def cache_directives(value: str) -> dict[str, str]:
    """Split Cache-Control (RFC 9111 5.2) into lower-case directives.

    >>> cache_directives('max-age=60, No-Cache="x"')
    {'max-age': '60', 'no-cache': 'x'}
    """
    return {name.lower(): quoted or plain for name, quoted, plain in _DIRECTIVE.findall(value)}


def parse_max_age(cache_control: str) -> int | None:
    """Read max-age as seconds; None where it is missing, unreadable or forbidden by no-store or no-cache.

    >>> parse_max_age("public, max-age=1800"), parse_max_age("no-store, max-age=60"), parse_max_age("max-age=-1")
    (1800, None, None)
    """
    directives = cache_directives(cache_control)
    if "no-store" in directives or "no-cache" in directives:
        return None
    seconds = directives.get("max-age", "").strip()
    return int(seconds) if _SECONDS.fullmatch(seconds) else None


def media_type(content_type: str) -> str:
    """Return the media type of a Content-Type header, lower case, without parameters.

    >>> media_type("Text/HTML; charset=utf-8")
    'text/html'
    """
    match = _MEDIA.match(content_type)
    return match.group(1).lower() if match else ""


def charset(content_type: str) -> str:
    """Return the charset parameter of a Content-Type header as written, empty where there is none.

    >>> charset('text/xml; charset="windows-1254"')
    'windows-1254'
    """
    match = _CHARSET.search(content_type)
    return match.group(1) if match else ""


def is_sendable(value: str) -> bool:
    r"""Tell whether a stored header value may be sent again.

    >>> is_sendable('W/"x"'), is_sendable("x\r\nCookie: y")
    (True, False)
    """
    return bool(value) and not _CONTROL.search(value) and all(ord(letter) < 256 for letter in value)  # noqa: PLR2004


def outcome_of(status: int, *, conditional: bool) -> str:
    """Return the outcome that a status stands for, redirects aside.

    Args:
        status: Of the answer; 206 and below 200 were not asked for.
        conditional: A validator was sent, so that 304 is an answer.

    >>> [outcome_of(status, conditional=False) for status in (200, 304, 410, 520)]
    ['ok', 'bad_response', 'gone', 'server_error']
    """
    if status == 206 or (status == 304 and not conditional):  # noqa: PLR2004
        return "bad_response"
    by_class = {2: "ok", 3: "bad_redirect", 4: "client_error", 5: "server_error"}
    return _BY_STATUS.get(status) or by_class.get(status // 100, "bad_response")
