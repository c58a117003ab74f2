"""Read codebook files: TOML in the package, names by language, acronyms, the South Slavic group."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from transforms.logic.tagging.topics_lexicon import expand, to_cyrillic, with_arabic_fronts

HBS = ("bs", "hr", "sr-Latn")


@cache
def read(path: str) -> dict[str, Any]:
    """Return a TOML file of ``schemas/codebook``.

    Args:
        path: Such as ``officials/posts.toml``.
    """
    return tomllib.loads((files("schemas") / "codebook" / path).read_text("utf-8"))


def cues_by_language(names: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield cues with the languages they hold for; ``hbs`` means Bosnian, Croatian and both scripts of Serbian.

    >>> sorted(language for _, languages in cues_by_language({"hbs": ["ambasador*"]}) for language in languages)
    ['bs', 'hr', 'sr-Cyrl', 'sr-Latn']
    """
    for language, notations in names.items():
        for notation in notations:
            for plain in expand(notation, every=language == "ar"):
                if language == "hbs":
                    yield plain, frozenset(HBS)
                    yield to_cyrillic(plain), frozenset({"sr-Cyrl"})
                else:
                    yield (with_arabic_fronts(plain) if language == "ar" else plain), frozenset({language})
