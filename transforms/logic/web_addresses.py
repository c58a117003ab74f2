"""Addresses as they may be asked for: what a hostile feed or Location can put into one, sorted out before anything is sent."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

_PORTS = {"http": 80, "https": 443}
_MAX_LENGTH = 4_096
_BAD = re.compile(r"[\x00-\x1f\x7f]")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_NAME = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?\.?")
# Ports where another protocol listens, from the Fetch standard: a request line there is an instruction to somebody else.
_BAD_PORTS = frozenset(
    {
        1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110, 111, 113, 115, 117,
        119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636,
        989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6379, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697,
        9100, 10080, 11211, 27017,
    }
)


_USER = re.compile(r"(?<=://)[^/?#]*@")
_SECRET = re.compile(
    r"(?<=[?&;])((?:[\w.-]*[_.-])?(?:token|(?:api|access|feed|user|auth)?_?key|apikey|auth|authorization|passw(?:or)?d|pwd|pass|secret|sig|signature|hmac|jwt"
    r"|session|sessionid|sid|credentials?)=)[^&;#]+",
    re.IGNORECASE,
)


def without_secrets(url: str) -> str:
    """Return an address fit for rows, messages and logs: user, password and what is named like a token are taken out.

    >>> without_secrets("https://me:pw@a.example/f?cat=live&access_token=9f2&page=1")
    'https://a.example/f?cat=live&access_token=...&page=1'
    """
    return _SECRET.sub(r"\1...", _USER.sub("", url))


def host_of(url: str) -> str:
    """Return the host of an address, lower case; empty where it has none.

    >>> host_of("https://News.example:8080/a")
    'news.example'
    """
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


class AddressError(ValueError):
    """An address that is not asked for: ``outcome`` is bad_url or unsupported_scheme. The text never holds the address."""

    def __init__(self, outcome: str, detail: str) -> None:
        super().__init__(detail)
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class WebAddress:
    """An http or https address taken apart; ``path`` holds the query, ``host`` is ASCII and without brackets."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def netloc(self) -> str:
        """Host and, where it is not the usual one, port: the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"{self.scheme}://{self.netloc}"

    @property
    def url(self) -> str:
        """The address again, normalised, without user, password and fragment."""
        return self.origin + self.path


@lru_cache(maxsize=1_024)  # one request looks at its address three times
def parse_address(url: str) -> WebAddress:
    """Take an address apart, or refuse it.

    Raises:
        AddressError: No http or https, user or password in it, no host, control characters, a port of another
            protocol, or too long.

    >>> parse_address("HTTPS://Example.org:443/a b#c").url
    'https://example.org/a%20b'
    """
    text = url.strip(" \t\r\n")
    scheme = _SCHEME.match(text)
    if not scheme or scheme.group(1).lower() not in _PORTS:
        raise AddressError("unsupported_scheme", "only http and https are asked for")
    if len(text) > _MAX_LENGTH or _BAD.search(text):
        raise AddressError("bad_url", "the address is too long or has control characters")
    try:
        parsed = parse_url(text.replace("\\", "/"))
    except (LocationParseError, UnicodeError, ValueError) as error:
        raise AddressError("bad_url", "the address cannot be read") from error
    if parsed.auth is not None or "@" in (parsed.netloc or ""):
        raise AddressError("bad_url", "the address holds a user or password")
    host = (parsed.host or "").strip("[]").lower()
    if not host or parsed.scheme is None or "%" in host or not (":" in host or _NAME.fullmatch(host)):
        raise AddressError("bad_url", "the address has no usable host")
    port = parsed.port if parsed.port is not None else _PORTS[parsed.scheme]
    if port in _BAD_PORTS or port == 0:
        raise AddressError("bad_url", f"port {port} belongs to another protocol")
    path = (parsed.path or "/") + (f"?{parsed.query}" if parsed.query is not None else "")
    return WebAddress(parsed.scheme, host, port, path)


def follow(base: str, location: str) -> str:
    """Return the address a Location header leads to (RFC 9110 10.2.2).

    Raises:
        AddressError: It cannot be joined.

    >>> follow("https://a.example/x/y", "../z")
    'https://a.example/z'
    """
    text = location.strip()
    with contextlib.suppress(UnicodeError):
        text = text.encode("latin-1").decode("utf-8")  # headers are read as Latin-1; many servers send bare UTF-8
    try:
        return urljoin(base, text)
    except ValueError as error:
        raise AddressError("bad_url", "the Location cannot be read") from error
