"""What a word may carry at its end, and in Arabic at its front, by language and by kind of stem."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files


@cache
def _tables() -> dict[str, dict[str, str]]:
    """Read the classes of endings; a language that another one shares its classes with names it under ``same``."""
    tables = tomllib.loads((files("schemas.codebook.countries") / "endings.toml").read_text("utf-8"))
    return {name: tables[table["same"]] if "same" in table else table for name, table in tables.items()}


def endings(language: str, kind: str = "") -> str:
    """Return the regex source of the endings that ``~`` or ``~kind`` stands for; never matches where unknown.

    Args:
        language: BCP 47 tag.
        kind: Class of endings; empty for the common ones of the language.

    >>> endings("en")
    "'?s|'"
    """
    return _tables().get(language, {}).get(kind or "any", r"(?!)")


_CLITICS: dict[str, str] = {
    "ar": r"(?<!\w)(?:[وف]?(?:[بلک]?(?:ال)?|لل|س))$",
}


@cache
def clitics(language: str) -> re.Pattern[str] | None:
    """Return the pattern of letters that may be joined to the front of a word, None where there are none.

    >>> bool(clitics("ar").search("وال")), clitics("en")
    (True, None)
    """
    source = _CLITICS.get(language)
    return re.compile(source) if source else None
