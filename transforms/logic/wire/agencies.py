"""The register of news agencies: which one a credit, a dateline or a link names."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

from transforms.logic.tagging.text import fold


@dataclass(frozen=True, slots=True)
class Agency:
    """A news agency.

    Args:
        names: Names that are safe anywhere; ``short`` ones only where a credit stands.
        domains: Hosts of its pages.
    """

    id: str
    name: str
    country: str
    names: tuple[str, ...]
    short: tuple[str, ...]
    domains: tuple[str, ...]


def _list(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


@cache
def agencies() -> tuple[Agency, ...]:
    """Return every agency of the register."""
    rows = tomllib.loads((files("schemas") / "codebook" / "wire" / "agencies.toml").read_text("utf-8"))["rows"]
    made = []
    for line in rows.splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) == 6 and not line.startswith("#"):  # noqa: PLR2004 - the six fields of a row
            made.append(Agency(cells[0], cells[1], cells[2], _list(cells[3]), _list(cells[4]), _list(cells[5])))
    return tuple(made)


def _plain(text: str) -> str:
    return re.sub(r"[\s\"'«»()\[\]./,:;*_-]+", " ", fold(text)[0]).strip()


@cache
def _by_name() -> dict[str, str]:
    found: dict[str, str] = {}
    for agency in agencies():
        for name in (agency.id, agency.name, *agency.names, *agency.short):
            found.setdefault(_plain(name), agency.id)
    return found


@cache
def _anywhere() -> re.Pattern[str]:
    names = sorted({_plain(name) for agency in agencies() for name in agency.names}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)({'|'.join(re.escape(name) for name in names)})(?!\w)")


def agency_of(text: str) -> str:
    """Return the id of the agency that a few words name, empty where they name none.

    >>> agency_of("ANADOLU"), agency_of("(AA)"), agency_of("the weather")
    ('AA', 'AA', '')
    """
    plain = _plain(text)
    if plain in _by_name():
        return _by_name()[plain]
    found = _anywhere().search(plain)
    return _by_name()[found.group(1)] if found else ""


@cache
def _names() -> frozenset[str]:
    return frozenset(_plain(name) for agency in agencies() for name in agency.names)


def is_agency_name(text: str) -> bool:
    """Tell whether words are the name of an agency, in full and safe anywhere.

    >>> is_agency_name("Anadolu"), is_agency_name("Anadolu said"), is_agency_name("Prime")
    (True, False, False)
    """
    return _plain(text) in _names()


def is_agency_credit(text: str) -> bool:
    """Tell whether words that stand where a credit stands are an agency, in full or by its initials.

    >>> is_agency_credit("AA"), is_agency_credit("Prime"), is_agency_credit("AA said")
    (True, True, False)
    """
    return _plain(text) in _by_name()


def agency_of_link(url: str) -> str:
    """Return the id of the agency an address belongs to, empty where it is none's.

    >>> agency_of_link("https://www.aa.com.tr/en/world/1")
    'AA'
    """
    try:
        host = (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
    for agency in agencies() if host else ():
        if any(host == domain or host.endswith("." + domain) for domain in agency.domains):
            return agency.id
    return ""
