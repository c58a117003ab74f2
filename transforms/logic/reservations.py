"""Machine-readable reservations of an answered page: what its publisher says of text and data mining and of training.

Signals are kept as they are, one string each; what to make of them is for the reader of the rows. Read are TDM-Reservation
(W3C TDMRep: header and meta tag, with its policy), ``noai`` and ``noimageai`` in X-Robots-Tag and robots meta tags, Content-Usage and
Content-Signal (header), and RSL licences (link tag and Link header). Nothing is asked for beside the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from transforms.logic.pages import Answered, attributes_of, links, metas
from transforms.logic.robots_rules import denied_uses

MAX_SIGNALS = 12
_MAX_CHARS = 300
_TDM = re.compile(r"\s*1\b")
_LINK = re.compile(r"<([^<>]{1,2000})>([^<]{0,500})")
_NO_AI = ("noai", "noimageai")


def _robots(values: Iterable[str]) -> Iterator[str]:
    # "googlebot: noindex" speaks to another; a bare wish, or one to a name of our own, speaks to all.
    wishes = {wish.strip() for value in values for wish in value.lower().split(",")}
    yield from (f"robots:{wish}" for wish in _NO_AI if wish in wishes)


def _tdm(reservation: Iterable[str], policy: Iterable[str]) -> Iterator[str]:
    if any(_TDM.match(value) for value in reservation):
        yield "tdm-reservation:1"
        yield from (f"tdm-policy:{value.strip()[:_MAX_CHARS]}" for value in policy if value.strip())


def _is_rsl(relation: str, kind: str) -> bool:
    return "license" in relation.lower().split() and "rsl" in kind.lower()


def _rsl(result: Answered) -> Iterator[str]:
    for tag in links(result.content):
        if _is_rsl(tag.get("rel", ""), tag.get("type", "")) and tag.get("href"):
            yield f"rsl:{tag['href'][:_MAX_CHARS]}"
    for address, rest in _LINK.findall(result.header("link")):
        about = attributes_of(rest.encode("utf-8", "replace"))
        if _is_rsl(about.get("rel", ""), about.get("type", "")):
            yield f"rsl:{address[:_MAX_CHARS]}"


def reservations(result: Answered) -> tuple[str, ...]:
    """Return the reservations that an answered page and its headers state, each once.

    >>> from transforms.edges.fetch_records import FetchResult, Request
    >>> reservations(FetchResult(Request("https://a.example/1"), "ok", headers=(("tdm-reservation", "1"),)))
    ('tdm-reservation:1',)
    """
    named: dict[str, list[str]] = {}
    for tag in metas(result.content):
        named.setdefault(tag.get("name", "").lower(), []).append(tag.get("content", ""))
    found = [
        *_tdm([result.header("tdm-reservation"), *named.get("tdm-reservation", ())], [result.header("tdm-policy"), *named.get("tdm-policy", ())]),
        *_robots([result.header("x-robots-tag"), *named.get("robots", ())]),
        *(denied_uses(name, result.header(name)) for name in ("content-usage", "content-signal")),
        *_rsl(result),
    ]
    return tuple(dict.fromkeys(filter(None, found)))[:MAX_SIGNALS]
