"""The 23 topics and their counterparts in other schemes, read from ``schemas/codebook/topics/topics.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of the codebook, section 3.

    Args:
        code: Such as ``CT``.
        name: In English.
        definition: What falls under it.
        iptc: Identifiers of the closest IPTC Media Topics, the closest first.
        plover: PLOVER contexts.
        cameo: CAMEO event codes that most often carry it.
    """

    code: str
    name: str
    definition: str
    iptc: tuple[str, ...]
    plover: tuple[str, ...]
    cameo: tuple[str, ...]


@cache
def topics_table() -> dict[str, Topic]:
    """Return the topics by code, in the order of the codebook.

    >>> topics_table()["CYB"].name
    'cyber security'
    """
    source = tomllib.loads((files("schemas") / "codebook" / "topics" / "topics.toml").read_text("utf-8"))
    return {
        code: Topic(code, row["name"], row["definition"], tuple(row["iptc"]), tuple(row["plover"]), tuple(row["cameo"]))
        for code, row in source.items()
    }
