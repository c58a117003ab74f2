"""Which network addresses may be talked to: public ones, and those a person has allowed by name.

Follows the IANA special-purpose registries (RFC 6890) and OWASP's SSRF prevention sheet. A tunnelled
form (mapped, 6to4, NAT64, Teredo) is refused whole: what it leads to is decided by somebody else's router.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

_Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# is_global of the standard library leaves these open; each one leads somewhere that is not the public web.
_REFUSED: tuple[_Network, ...] = tuple(
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8",
        "100.64.0.0/10",
        "168.63.129.16/32",  # the wire server of one cloud, on a public address
        "192.0.0.0/24",
        "192.88.99.0/24",
        "198.18.0.0/15",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "::/96",
        "::ffff:0:0/96",
        "::ffff:0:0:0/96",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",
        "3fff::/20",
        "5f00::/16",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
        "ff00::/8",
    )
)
_QUAD = re.compile(r"(?:0|[1-9]\d{0,2})(?:\.(?:0|[1-9]\d{0,2})){3}")
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Allowed:
    """One entry of the allow-list: a network, and a port where it is for one service only."""

    network: _Network
    port: int | None = None


def parse_allowed(texts: Iterable[str]) -> tuple[Allowed, ...]:
    """Read an allow-list: ``127.0.0.1:8099``, ``10.0.0.0/8``, ``[::1]:80`` or ``10.1.2.3``.

    Raises:
        ValueError: An entry is no address, network or address with a port.

    >>> parse_allowed(["127.0.0.1:8099"])[0].port
    8099
    """
    return tuple(_parse_one(text.strip()) for text in texts)


def _parse_one(text: str) -> Allowed:
    port: int | None = None
    if text.startswith("["):
        text, _, tail = text[1:].partition("]")
        port = int(tail[1:]) if tail else None
    elif text.count(":") == 1:
        text, _, tail = text.partition(":")
        port = int(tail)
    return Allowed(ipaddress.ip_network(text, strict=False), port)


@lru_cache(maxsize=4_096)
def is_public(address: str) -> bool:
    """Tell whether an address is one of the public internet.

    >>> is_public("93.184.216.34"), is_public("::ffff:7f00:1"), is_public("169.254.169.254")
    (True, False, False)
    """
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if any(parsed.version == network.version and parsed in network for network in _REFUSED):
        return False
    return parsed.is_global and not parsed.is_multicast


def is_allowed(address: str, port: int, allowed: Iterable[Allowed] = ()) -> bool:
    """Tell whether an address may be connected to.

    >>> is_allowed("127.0.0.1", 8099, parse_allowed(["127.0.0.1:8099"])), is_allowed("127.0.0.1", 22, parse_allowed(["127.0.0.1:8099"]))
    (True, False)
    """
    if is_public(address):
        return True
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(
        entry.network.version == parsed.version and parsed in entry.network and entry.port in (None, port) for entry in allowed
    )


def is_odd_spelling(host: str) -> bool:
    """Tell whether a host is a number in disguise: ``0x7f.1``, ``2130706433``, ``0177.0.0.1``.

    Follows the "ends in a number" rule of the WHATWG URL standard: such a host is an IPv4 address for
    some resolvers and a name for others, so only the plain dotted form is taken.

    >>> [is_odd_spelling(host) for host in ("0x7f.1", "2130706433", "127.0.0.1", "example.org")]
    [True, True, False, False]
    """
    last = host.rstrip(".").rpartition(".")[2]
    return bool(_NUMBER.fullmatch(last)) and not _QUAD.fullmatch(host)
