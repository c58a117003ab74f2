"""The head of a request, which is all that is ever sent, and the head of an answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace

from transforms.edges.decompress import ACCEPT_ENCODING
from transforms.edges.fetch_records import FetchResult, Request
from transforms.edges.transport import Answer
from transforms.logic.http_headers import is_sendable, outcome_of, parse_http_date, parse_max_age, parse_retry_after
from transforms.logic.web_addresses import WebAddress

_KEPT_HEADERS = frozenset(
    {"content-type", "content-language", "content-location", "content-encoding", "link", "refresh", "location", "server", "cf-mitigated"}
    | {"tdm-reservation", "tdm-policy", "x-robots-tag", "cache-control", "expires", "date", "age", "etag", "last-modified", "retry-after"}
    | {"content-usage", "content-signal"}
)
# Headers that may come more than once and then are one list (RFC 9110 5.3).
_LISTS = frozenset({"x-robots-tag", "link", "content-usage", "content-signal"})
# What may name a reader or open a door is not kept, not even in an archive.
_SECRET = frozenset({"set-cookie", "set-cookie2", "www-authenticate", "proxy-authenticate", "authentication-info", "proxy-authentication-info"})
_SECRET_PARTS = ("csrf", "xsrf", "token", "session", "authorization")
_PERMANENT = frozenset({301, 308})
_VALIDATORS = {"If-None-Match", "If-Modified-Since"}
_ACCEPT = {
    "feed": "application/atom+xml, application/rss+xml, application/rdf+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5",
    "page": "text/html, application/xhtml+xml;q=0.9, */*;q=0.5",
    "robots": "text/plain, */*;q=0.5",
}


def request_headers(request: Request, user_agent: str, netloc: str) -> dict[str, str]:
    """Return all headers of a request: who asks, for what, and the validators byte for byte.

    >>> request_headers(Request("https://a.example/f", etag='W/"x"', kind="feed"), "dyadwire/1", "a.example")["If-None-Match"]
    'W/"x"'
    """
    headers = {"Host": netloc, "User-Agent": user_agent, "Accept": _ACCEPT.get(request.kind, _ACCEPT["page"]), "Accept-Encoding": ACCEPT_ENCODING}
    if is_sendable(request.etag):
        headers["If-None-Match"] = request.etag
    if is_sendable(request.last_modified):
        headers["If-Modified-Since"] = request.last_modified
    return headers


def without_secrets(headers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return headers as received, without those that carry cookies, credentials or tokens.

    >>> without_secrets([("Content-Type", "text/html"), ("Set-Cookie", "id=7"), ("X-CSRF-Token", "9")])
    (('Content-Type', 'text/html'),)
    """
    kept = (pair for pair in headers if pair[0].lower() not in _SECRET and not any(part in pair[0].lower() for part in _SECRET_PARTS))
    return tuple((name, " ".join(value.split())) for name, value in kept)


def read_head(base: FetchResult, address: WebAddress, answer: Answer, headers: Mapping[str, str], now: dt.datetime) -> FetchResult:
    """Return a result with all that the head of its answer says.

    Args:
        base: What is known before: the request, its hops and its robots.txt decision.
        address: Where the answer came from.
        answer: Its body is not touched.
        headers: As sent.
        now: To read Retry-After with.
    """
    given: dict[str, str] = {}
    for name, value in answer.headers:
        if name in _KEPT_HEADERS:
            given[name] = f"{given[name]}, {value}" if name in _LISTS and name in given else value
    permanent = bool(base.hops) and all(hop.status in _PERMANENT for hop in base.hops)
    return replace(
        base,
        outcome=outcome_of(answer.status, conditional=not headers.keys().isdisjoint(_VALIDATORS)),
        status=answer.status,
        final_url=address.url,
        permanent_redirect=address.url if permanent else "",
        headers=tuple(given.items()),
        status_line=answer.status_line,
        received=without_secrets(answer.received),
        etag=given.get("etag", ""),
        last_modified=given.get("last-modified", ""),
        retry_after_s=parse_retry_after(given.get("retry-after", ""), now),
        max_age_s=parse_max_age(given.get("cache-control", "")),
        expires=parse_http_date(given.get("expires", "")),
        date=parse_http_date(given.get("date", "")),
        sent=tuple(headers.items()),
        transport="https" if address.scheme == "https" else "plain",
    )
