"""What an answered page is, from its address, headers and first tags; its text is judged where it is extracted."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Protocol
from urllib.parse import urlsplit

from transforms.logic.sniff import sniff
from transforms.logic.urls import is_amp, is_opaque
from transforms.logic.web_addresses import AddressError, follow, parse_address

_HEAD = 65_536
_META = re.compile(rb"<meta\b([^<>]{0,2000})>", re.IGNORECASE)
_LINK = re.compile(rb"<link\b([^<>]{0,2000})>", re.IGNORECASE)
# Only at the beginning of a word, or a long word without "=" would be tried from each of its letters.
_ATTRIBUTE = re.compile(rb"(?<![a-zA-Z:_-])([a-zA-Z:_-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_REFRESH = re.compile(r"\s*(\d+(?:\.\d*)?)\s*[;,]?\s*(?:url\s*=\s*)?['\"]?([^'\"]*)", re.IGNORECASE)
_SHELL = 8_192  # a page that only sends on is short; a long one with a refresh for readers without scripts is an article
_SOON_S = 5.0
_LOOK = 2_048
_AMP_ROOT = re.compile(rb"<html[^>]{0,400}?\s(?:amp|amp4ads|\xe2\x9a\xa1)(?:[\s=>])", re.IGNORECASE)
_FORM = re.compile(r"^(?:www\d?|m|mobile|amp|wap|touch)\.(?=[^.]+\.)")
_HOME = re.compile(r"/?(?:[a-z]{2}(?:-[a-z]{2,4})?/?)?(?:(?:index|default|home|anasayfa)(?:\.\w+)?/?)?", re.IGNORECASE)


class Asked(Protocol):
    """What was asked for."""

    @property
    def url(self) -> str:
        """The address."""
        ...


class Answered(Protocol):
    """What this module needs of a fetch result."""

    @property
    def request(self) -> Asked:
        """The request."""
        ...

    @property
    def final_url(self) -> str:
        """The address that answered."""
        ...

    @property
    def content(self) -> bytes:
        """The decompressed body."""
        ...

    def header(self, name: str) -> str:
        """Return a header of the answer."""
        ...


@cache
def _walls() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    lines = resources.files("schemas").joinpath("codebook/web/walls.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")][1:]
    return tuple((outcome, part, re.compile(pattern, re.IGNORECASE)) for outcome, part, pattern in rows)


def attributes_of(tag: bytes) -> dict[str, str]:
    """Return the attributes of a tag's inside, names in lower case.

    >>> attributes_of(b'rel="a b" href=/c')
    {'rel': 'a b', 'href': '/c'}
    """
    return {
        name.decode("ascii").lower(): html.unescape((double or single or bare).decode("utf-8", "replace")).strip()
        for name, double, single, bare in _ATTRIBUTE.findall(tag)
    }


def wall_of(asked: str, final: str) -> str:
    """Return the wall that a redirect from one address to another has led to; empty where it led to none.

    >>> wall_of("https://news.example/a/1", "https://consent.news.example/?back=1")
    'consent_wall'
    """
    if not final or _same_page(asked, final):
        return ""
    parts = urlsplit(final)
    values = {"host": parts.hostname or "", "path": parts.path, "query": parts.query}
    before = urlsplit(asked)
    own = {"host": before.hostname or "", "path": before.path, "query": before.query}
    return next((outcome for outcome, part, pattern in _walls() if pattern.search(values[part]) and not pattern.search(own[part])), "")


def _same_page(first: str, second: str) -> bool:
    return urlsplit(first)[1:3] == urlsplit(second)[1:3]


def is_home(url: str) -> bool:
    """Tell whether an address is a site's front page, of any language.

    >>> is_home("https://news.example/en/"), is_home("https://news.example/en/1234")
    (True, False)
    """
    parts = urlsplit(url)
    return bool(_HOME.fullmatch(parts.path)) and not parts.query


def meta_refresh(content: bytes, base: str, header: str = "") -> str:
    """Return the address that a page sends its reader to at once; empty where it sends nowhere else.

    >>> meta_refresh(b'<meta http-equiv="refresh" content="0; url=/b">', "https://news.example/a")
    'https://news.example/b'
    """
    values = [header] if header else []
    for tag in _META.findall(content[:_HEAD]):
        found = attributes_of(tag)
        if found.get("http-equiv", "").lower() == "refresh":
            values.append(found.get("content", ""))
    for value in values:
        match = _REFRESH.match(value)
        if match and match.group(2).strip() and float(match.group(1)) <= _SOON_S:
            try:
                target = parse_address(follow(base, match.group(2).strip())).url
            except AddressError:
                continue
            if not _same_page(target, base):
                return target
    return ""


def canonical(content: bytes, base: str) -> str:
    """Return the canonical address that a page names for itself; empty where it names none.

    >>> canonical(b'<link rel="canonical" href="/a">', "https://news.example/a?x=1")
    'https://news.example/a'
    """
    for tag in _LINK.findall(content[:_HEAD]):
        found = attributes_of(tag)
        if "canonical" in found.get("rel", "").lower().split() and found.get("href"):
            try:
                return parse_address(follow(base, found["href"])).url
            except AddressError:
                return ""
    return ""


def classify_page(result: Answered) -> str:
    """Return the outcome of an answered page: what its address, headers and first tags say.

    Returns:
        ok, consent_wall, login_wall, paywall, geo_block, bot_wall, soft_404 (also where an article's address leads to the front
        page), meta_refresh, unresolved (an aggregator's page that stands for another), or not_html_pdf, not_html_image and so on.

    Raises:
        Nothing.

    >>> from transforms.edges.fetch_records import FetchResult, Request
    >>> classify_page(FetchResult(Request("https://a.example/1"), "ok", final_url="https://a.example/1", content=b"%PDF-1.4"))
    'not_html_pdf'
    """
    asked, final = result.request.url, result.final_url or result.request.url
    wall = wall_of(asked, final)
    if wall or is_opaque(final):
        return wall or "unresolved"
    kind = sniff(result.content, result.header("content-type"))
    if kind not in ("html", "text", "xml"):
        return f"not_html_{kind}"
    if is_home(final) and not is_home(asked):
        return "soft_404"
    if result.header("cf-mitigated").lower() == "challenge":
        return "bot_wall"
    target = meta_refresh(result.content, final, result.header("refresh"))
    if target and len(result.content) < _SHELL:
        return wall_of(asked, target) or ("soft_404" if is_home(target) and not is_home(asked) else "meta_refresh")
    return "ok"


def page_flags(result: Answered) -> tuple[str, ...]:
    """Return warnings that do not make a page useless: amp, canonical_home, canonical_elsewhere.

    >>> from transforms.edges.fetch_records import FetchResult, Request
    >>> page_flags(FetchResult(Request("https://a.example/1"), "ok", content=b'<link rel=canonical href="https://a.example/">'))
    ('canonical_home',)
    """
    final = result.final_url or result.request.url
    flags = ("amp",) if is_amp(final) or _AMP_ROOT.search(result.content[:_LOOK]) else ()
    named = canonical(result.content, final)
    if named and is_home(named) and not is_home(final):
        return (*flags, "canonical_home")
    return (*flags, "canonical_elsewhere") if named and site_of(named) != site_of(final) else flags


def site_of(url: str) -> str:
    """Return the host of an address without what mobile and AMP forms put before it.

    >>> site_of("https://amp.news.example/a") == site_of("https://www.news.example/a")
    True
    """
    return _FORM.sub("", (urlsplit(url).hostname or "").lower())


def metas(content: bytes) -> Iterator[dict[str, str]]:
    """Yield the attributes of each meta tag in the first part of a page, names in lower case.

    >>> next(metas(b'<META Name="robots" content="noai">'))
    {'name': 'robots', 'content': 'noai'}
    """
    yield from map(attributes_of, _META.findall(content[:_HEAD]))


def links(content: bytes) -> Iterator[dict[str, str]]:
    """Yield the attributes of each link tag in the first part of a page, names in lower case.

    >>> next(links(b'<link rel=license href=/l>'))
    {'rel': 'license', 'href': '/l'}
    """
    yield from map(attributes_of, _LINK.findall(content[:_HEAD]))
