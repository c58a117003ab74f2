"""A fetch result as JSON, without its bodies, and back."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

from transforms.edges.fetch_records import FetchResult, Hop, Request

_BODIES = frozenset({"content", "partial", "status_line", "received"})
_TIMES = ("expires", "date", "fetched")


def facts_of(result: FetchResult) -> dict[str, Any]:
    """Return all that is known of a fetch but the answer itself, as JSON values.

    >>> facts_of(FetchResult(Request("https://a.example/1"), "timeout"))["outcome"]
    'timeout'
    """
    plain = {one.name: getattr(result, one.name) for one in dataclasses.fields(result) if one.name not in _BODIES}
    times = {name: plain[name].isoformat() if plain[name] else None for name in _TIMES}
    return plain | times | {"request": dataclasses.asdict(result.request), "hops": [[hop.url, hop.status] for hop in result.hops]}


def _pairs(plain: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in plain)


def result_of(facts: Mapping[str, Any], content: bytes) -> FetchResult:
    """Return the fetch result that :func:`facts_of` was given, with its body; unknown fields are left alone.

    >>> result = FetchResult(Request("https://a.example/1"), "ok", hops=(Hop("https://a.example/", 301),), content=b"x")
    >>> result_of(facts_of(result), b"x") == result
    True
    """
    known = {one.name for one in dataclasses.fields(FetchResult)}
    asked = {one.name for one in dataclasses.fields(Request)}
    plain: dict[str, Any] = {name: value for name, value in facts.items() if name in known - _BODIES}
    plain |= {name: dt.datetime.fromisoformat(plain[name]) if plain.get(name) else None for name in _TIMES}
    plain["request"] = Request(**{name: value for name, value in plain["request"].items() if name in asked})
    plain["hops"] = tuple(Hop(url, status) for url, status in plain["hops"])
    plain |= {"headers": _pairs(plain["headers"]), "sent": _pairs(plain["sent"]), "opt_out": tuple(plain["opt_out"])}
    return FetchResult(**plain, content=content)
