"""Dated layouts of the wires, kept as data: which elements hold body, headline, standfirst and time."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

_FILE = "codebook/profiles/wires.toml"


@dataclass(frozen=True, slots=True)
class Profile:
    """One layout of one publisher.

    Args:
        id: Publisher and year, such as ``aa-2026``.
        hosts: Hosts and parents of hosts it is served from.
        needs: Selector that must match for the layout to be this one.
        body: Selectors of the body's elements, tried in order; each match's blocks are joined. Without any, the general way is taken.
        drop: Selectors inside the body that are not story.
        valid_from: First day the layout was seen; ``valid_until`` the last, None while it is in use.
        fixture: Name of the page in the tests that keeps the profile honest.
    """

    id: str
    publisher: str
    hosts: tuple[str, ...]
    needs: str
    body: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    standfirst: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    fixture: str = ""


@cache
def profiles() -> tuple[Profile, ...]:
    """Return every profile, in file order.

    >>> {"aa-2025", "aa-2026"} <= {profile.id for profile in profiles()}
    True
    """
    data = tomllib.loads(resources.files("schemas").joinpath(_FILE).read_text("utf-8"))
    rows: list[dict[str, Any]] = data["profile"]
    fields: list[dict[str, Any]] = [{key: tuple(value) if isinstance(value, list) else value for key, value in row.items()} for row in rows]
    return tuple(Profile(**row) for row in fields)


@cache
def agency_hosts() -> frozenset[str]:
    """Return the hosts of news agencies: a link to one of them below a story is a credit."""
    data = tomllib.loads(resources.files("schemas").joinpath(_FILE).read_text("utf-8"))
    return frozenset(data["agency_hosts"]) | {host for profile in profiles() for host in profile.hosts}


def host_of(url: str) -> str:
    """Return an address's host, empty where there is none to read.

    >>> host_of("https://WWW.Example.org/a"), host_of("http://[")
    ('www.example.org', '')
    """
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def _serves(host: str, parents: tuple[str, ...]) -> bool:
    return any(host == parent or host.endswith(f".{parent}") for parent in parents)


def is_profiled(url: str) -> bool:
    """Whether the host has profiles: a page of it that none fits is a new layout.

    >>> is_profiled("https://www.aa.com.tr/en/world/1"), is_profiled("https://example.org/")
    (True, False)
    """
    host = host_of(url)
    return any(_serves(host, profile.hosts) for profile in profiles())


def find_profile(tree: LexborHTMLParser, url: str, fetched: dt.datetime | None) -> Profile | None:
    """Find the layout of a page: host, then the element it needs; a layout in use at the time of the fetch goes before others.

    >>> find_profile(LexborHTMLParser("<p>x"), "https://example.org/a", None) is None
    True
    """
    host = host_of(url)
    found = [profile for profile in profiles() if _serves(host, profile.hosts) and tree.css_first(profile.needs) is not None]
    if fetched is not None:
        day = fetched.date()
        found.sort(key=lambda profile: not ((profile.valid_from or day) <= day <= (profile.valid_until or day)))
    return found[0] if found else None
