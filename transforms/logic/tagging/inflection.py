"""What a word may carry at its end, and in Arabic at its front, by language."""

from __future__ import annotations

import re
from functools import cache

# Regex sources over folded letters. The longest alternative wins by order, a word end must follow.
_ENDINGS: dict[str, str] = {
    "tr": r"'?[a-zçğıöşü]{1,8}",
    "ru": r"[а-я]{1,3}",
    "en": r"'?s|'",
}

_CLITICS: dict[str, str] = {
    "ar": r"(?<!\w)(?:[وف]?(?:[بلک]?(?:ال)?|لل|س))$",
}


def endings(language: str) -> str:
    """Return the regex source of the endings that ``~`` stands for; never matches where unknown.

    >>> endings("en")
    "'?s|'"
    """
    return _ENDINGS.get(language, r"(?!)")


@cache
def clitics(language: str) -> re.Pattern[str] | None:
    """Return the pattern of letters that may be joined to the front of a word, None where there are none."""
    source = _CLITICS.get(language)
    return re.compile(source) if source else None
