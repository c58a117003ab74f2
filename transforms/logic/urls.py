"""Addresses: raw, canonical and key are three things.

The canonical address is what to fetch and show: cleaned by RFC 3986 section 6 and without trackers. The key is what all
variants of one page share: scheme, ``www.``, mobile and AMP forms, trailing slash and order of parameters folded away. The
case of a path is kept in both: servers tell cases apart.
"""

from __future__ import annotations

import html
import re
from functools import cache
from importlib.resources import files
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urljoin, urlsplit, urlunsplit

MAX_CHARS = 4096
MAX_HOST = 253
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_\-]{0,61}[a-z0-9_])?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_SPACE = re.compile(r"[\s\u200b\ufeff]+")
_PORTS = {"http": 80, "https": 443}
_SAFE_PATH = "/:@!$&'()*+,;=-._~%"
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_MOBILE = re.compile(r"^(?:www\d?|m|mobile|amp|wap|touch)\.(?=[^.]+\.)")
# Caches of AMP pages spell the page's own address in theirs.
_AMP_CACHE = re.compile(
    r"^https?://(?:[\w-]+\.cdn\.ampproject\.org/[cvi]/|(?:www\.)?google\.[a-z.]{2,6}/amp/)(s/)?([^/?#]+\.[^/?#]+/.*)$", re.IGNORECASE
)
# Addresses of an aggregator that do not say which page they lead to: the name behind one can only be guessed.
_OPAQUE = re.compile(r"^https?://news\.google\.[a-z.]{2,6}/(?:(?:__i/)?rss/(?:rd/)?articles|articles|read|stories)/", re.IGNORECASE)
_AMP_PATH = re.compile(r"(?:/amp(?:\.html?)?/?$|(?<=/)amp/(?=.)|\.amp(?=\.html?$|$)|/amphtml/?$)")
_SCRIPT = re.compile(r"\.(?:php\d?|aspx?|jsp|cgi|cfm|do)$", re.IGNORECASE)
# A server without cookies writes its session into the path.
_SESSION = re.compile(r";(?:jsessionid|phpsessid|sessionid)=[^/;]*", re.IGNORECASE)
_PRINT_PARAMETERS = {("print", "1"), ("print", "true"), ("print", "yes"), ("printable", "1"), ("view", "print"), ("output", "print")}
_AMP_PARAMETERS = {("outputtype", "amp"), ("amp", "1"), ("amp", "true"), ("amp", ""), ("view", "amp"), ("m", "1"), ("mobile", "1"), ("_amp", "true")}


class UrlError(ValueError):
    """An address that cannot be used; the message says what is wrong with it and what would be right."""


@cache
def _trackers() -> tuple[frozenset[str], tuple[str, ...], frozenset[str]]:
    text = (files("schemas") / "codebook" / "feeds" / "trackers.txt").read_text("utf-8")
    names = [line for line in text.splitlines() if line and not line.startswith("#")]
    exact = frozenset(name for name in names if name[-1] not in "*?")
    return exact, tuple(name[:-1] for name in names if name.endswith("*")), frozenset(name[:-1] for name in names if name.endswith("?"))


def is_tracker(name: str, value: str = "", path: str = "") -> bool:
    """Tell whether a query parameter only says where a reader came from.

    >>> is_tracker("utm_source"), is_tracker("id"), is_tracker("cid", "rss"), is_tracker("cid", "20417"), is_tracker("mod", "video", "/index.php")
    (True, False, True, False, False)
    """
    exact, prefixes, shared = _trackers()
    lowered = name.lower()
    return lowered in exact or lowered.startswith(prefixes) or (lowered in shared and not value.isdecimal() and not _SCRIPT.search(path))


def _host(parts: SplitResult, shown: str) -> str:
    host = (parts.hostname or "").rstrip(".").lower()
    if not host or ("." not in host and host != "localhost" and ":" not in host):
        raise UrlError(f"{shown}: no host in the address; an absolute one starts with https:// and a host name")
    if ":" in host:
        if not parts.netloc.rpartition("@")[2].partition("]")[2].lstrip(":").isdecimal() and not parts.netloc.endswith("]"):
            raise UrlError(f"{shown}: text behind the brackets of the host; a port may stand there")
        return f"[{host}]"
    try:
        name = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise UrlError(f"{shown}: the host name cannot be written in ASCII (IDNA); look for a stray character in it") from error
    if len(name) > MAX_HOST or not all(_LABEL.fullmatch(label) for label in name.split(".")):
        raise UrlError(f"{shown}: no host name: parts of letters, digits and hyphens, up to 63 each, joined by dots")
    return name


def _escaped(path: str) -> str:
    """Escape what must be, unescape what need not be, upper-case the escapes that stay."""

    def keep(match: re.Match[str]) -> str:
        char = chr(int(match.group(1), 16))
        return char if char in _UNRESERVED else match.group().upper()

    return _ESCAPE.sub(keep, quote(path, safe=_SAFE_PATH, errors="replace"))


def _without_dots(path: str) -> str:
    kept: list[str] = []
    for part in path.split("/"):
        if part == "..":
            kept = kept[:-1] if len(kept) > 1 else kept
        elif part != ".":
            kept.append(part)
    tail = "/" if path.endswith(("/.", "/..")) else ""
    return "/".join(kept) + tail


def _unescaped(url: str) -> str:
    """Decode HTML's entities that end as entities do: "&section=5" is a parameter and no paragraph sign."""
    return _ENTITY.sub(lambda match: html.unescape(match.group()), url)


def _split(url: str, base: str) -> SplitResult:
    cleaned = _SPACE.sub("%20", _unescaped(_unescaped(url)).strip())
    cached = _AMP_CACHE.match(cleaned)
    if cached:
        cleaned = f"http{'s' if cached.group(1) else ''}://{cached.group(2)}"
    shown = repr(url[:80])
    if len(cleaned) > MAX_CHARS:
        raise UrlError(f"{shown}…: {len(cleaned)} characters; {MAX_CHARS} are read at most")
    if _CONTROL.search(cleaned):
        raise UrlError(f"{shown}: control characters in the address; remove them")
    try:
        parts = urlsplit(urljoin(base, cleaned) if base else cleaned)
        port = parts.port
    except ValueError as error:
        raise UrlError(f"{shown}: {error}; write an absolute http or https address") from error
    scheme = parts.scheme.lower()
    if scheme not in _PORTS:
        raise UrlError(f"{shown}: scheme {scheme or 'missing'}; only http and https addresses name a page")
    host = _host(parts, shown)
    netloc = host if port in (None, _PORTS[scheme]) else f"{host}:{port}"
    return SplitResult(scheme, netloc, _without_dots(_SESSION.sub("", _escaped(parts.path))) or "/", parts.query, "")


def is_opaque(url: str) -> bool:
    """Tell whether an address is an aggregator's own for a page elsewhere, and does not say for which.

    >>> is_opaque("https://news.google.com/rss/articles/CBMiX2h0dHBz?oc=5"), is_opaque("https://news.example/articles/1")
    (True, False)
    """
    return bool(_OPAQUE.match(url))


def is_amp(url: str) -> bool:
    """Tell whether an address is the AMP form of a page.

    >>> is_amp("https://news.example/story/7/amp"), is_amp("https://news.example/story/7?outputType=amp"), is_amp("https://news.example/amplifier")
    (True, True, False)
    """
    parts = urlsplit(url)
    query = {(name.lower(), value.lower()) for name, value in parse_qsl(parts.query, keep_blank_values=True, errors="replace")}
    marked = query & {pair for pair in _AMP_PARAMETERS if "amp" in "".join(pair)}
    return parts.netloc.startswith("amp.") or bool(_AMP_PATH.search(parts.path)) or bool(marked)


def canonical_url(url: str, base: str = "") -> str:
    """Clean an address: absolute, host lower-case, no fragment, no trackers, escapes in one form.

    Args:
        url: As a feed or page gives it, HTML entities included.
        base: Address it is relative to, if it may be.

    Raises:
        UrlError: It is no http or https address, or hostile (control characters, over 4,096 characters).

    >>> canonical_url("HTTPS://News.Example:443/A/../b?utm_source=rss&amp;id=7#top")
    'https://news.example/b?id=7'
    """
    parts = _split(url, base)
    given = parse_qsl(parts.query, keep_blank_values=True, errors="replace")
    kept = [(name, value) for name, value in given if not is_tracker(name, value, parts.path)]
    changed = len(kept) != len(given)
    query = urlencode(kept) if changed else quote(parts.query, safe="/:@!$&'()*+,;=-._~%?", errors="replace")
    return urlunsplit(parts._replace(query=query))


def url_key(url: str, base: str = "") -> str:
    """Return the key that all variants of one page's address share.

    Args:
        url: Any address :func:`canonical_url` takes.
        base: Address it is relative to, if it may be.

    Raises:
        UrlError: As :func:`canonical_url`.

    >>> url_key("http://m.news.example/story/7/amp?utm_medium=x") == url_key("https://www.news.example/story/7/")
    True
    >>> url_key("https://news.example/Story") == url_key("https://news.example/story")
    False
    """
    parts = urlsplit(canonical_url(url, base))
    host = _MOBILE.sub("", parts.netloc)
    path = _AMP_PATH.sub("", unquote(parts.path, errors="replace"))
    path = re.sub(r"/{2,}", "/", path)
    path = re.sub(r"/index\.(?:html?|php)$", "/", path).rstrip("/")
    query = parse_qsl(parts.query, keep_blank_values=True, errors="replace")
    kept = sorted((name, value) for name, value in query if (name.lower(), value.lower()) not in _AMP_PARAMETERS | _PRINT_PARAMETERS)
    tail = f"?{urlencode(kept)}" if kept else ""
    return f"{host}{quote(path, safe=_SAFE_PATH.replace('%', ''), errors='replace')}{tail}"
