"""The topic and domain cues of all languages, read from ``schemas/codebook/topics/*.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import product

from transforms.logic.tagging.patterns import Cue

#: Weight classes of a topic cue, the heaviest first.
CLASSES = ("strong", "weak", "context")
#: Section of general security vocabulary: it backs a decision and a weak cue, and is no topic.
GENERAL = "SEC"

# File stem -> the languages whose texts it is looked for in. Bosnian, Croatian and Serbian share one file, written
# in Latin letters; its Cyrillic twin is generated.
_FILES: dict[str, tuple[str, ...]] = {
    "en": ("en",), "tr": ("tr",), "ru": ("ru",), "ar": ("ar",), "fa": ("fa",), "fr": ("fr",), "es": ("es",), "id": ("id",),
    "hbs": ("bs", "hbs", "hr", "sr-Latn"), "mk": ("mk",), "sq": ("sq",), "kmr": ("kmr",), "ckb": ("ckb",),
}

_DIGRAPHS = (("dž", "џ"), ("lj", "љ"), ("nj", "њ"))
_LETTERS = str.maketrans("abvgdđežzijklmnoprstćufhcčšqwxy", "абвгдђежзијклмнопрстћуфхцчшквкс")
_ARABIC_FRONT = ("", "ال", "و", "وال", "لل", "ب", "بال", "ل")
_STARRED = re.compile(r"\(([^)]+)\)\*")
_WORD = re.compile(r"\.\.\.\d*|\[[^\]]+\]|\([^)]+\)|\S+")


def to_cyrillic(cue: str) -> str:
    """Write a cue of Serbian in Latin letters with Cyrillic ones.

    >>> to_cyrillic("(saradnj*|suradnj*) ... odbran*")
    '(сарадњ*|сурадњ*) ... одбран*'
    """
    cue = cue.lower()
    for latin, cyrillic in _DIGRAPHS:
        cue = cue.replace(latin, cyrillic)
    return cue.translate(_LETTERS)


def _each_starred(group: re.Match[str]) -> str:
    """Give the star behind a group to each of its alternatives: "(a|b)*" is "(a*|b*)"."""
    return "(" + "|".join(word if word.endswith("*") else f"{word}*" for word in group[1].split("|")) + ")"


def expand(cue: str, *, every: bool = False) -> Iterator[str]:
    """Write alternatives of several words as cues of their own, so that each of their words may be a stem.

    Args:
        cue: A cue in the notation of the automaton, save that an alternative may be several words.
        every: Expand all alternatives of several words, not only those with a stem before their last word.

    Yields:
        Cues in the strict notation.

    >>> list(expand("(tank|ship)* sold"))
    ['(tank*|ship*) sold']
    >>> list(expand("(peace|cease* of fire) talks"))
    ['(peace) talks', 'cease* of fire talks']
    """
    parts = _WORD.findall(_STARRED.sub(_each_starred, cue))
    choices: list[list[str]] = []
    for part in parts:
        if not part.startswith("("):
            choices.append([part])
            continue
        words = [word.strip() for word in part[1:-1].split("|")]
        long = [word for word in words if " " in word and (every or "*" in word[:-1])]
        short = "|".join(word for word in words if word not in long)
        choices.append([f"({short})", *long] if short else long)
    for chosen in product(*choices):
        yield " ".join(chosen)


def with_arabic_fronts(cue: str) -> str:
    """Let every word of an Arabic cue but the first carry the article and the joined particles.

    The automaton reads them off the front of the first word by itself.

    >>> with_arabic_fronts("مكافحة ارهاب*").startswith("مكافحة (ارهاب*|الارهاب*|")
    True
    """
    first, *rest = _WORD.findall(cue)
    return " ".join([first, *(_fronted(word) for word in rest)])


def _fronted(word: str) -> str:
    if word.startswith("..."):
        return word
    if word.startswith("["):
        return f"[{_fronted_forms(word[1:-1])}]"
    return f"({_fronted_forms(word.strip('()'))})"


def _fronted_forms(words: str) -> str:
    return "|".join(front + word.removeprefix("ال") for word in words.split("|") for front in _ARABIC_FRONT)


def _lines(block: str) -> Iterator[str]:
    for line in block.splitlines():
        cue = line.partition("#")[0].strip()
        if cue:
            yield cue


def _written(stem: str, cue: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield a cue of a file with the languages it holds for, its generated forms included."""
    for plain in expand(cue, every=stem == "ar"):
        if stem == "ar":
            yield with_arabic_fronts(plain), frozenset({"ar"})
            continue
        if stem == "hbs":
            yield to_cyrillic(plain), frozenset({"sr-Cyrl"})
        yield plain, frozenset(_FILES[stem])


def _file_cues(stem: str) -> Iterator[Cue]:
    table = tomllib.loads((files("schemas") / "codebook" / "topics" / f"{stem}.toml").read_text("utf-8"))
    for section, blocks in table.items():
        for name, block in blocks.items():
            for cue in _lines(block):
                for notation, languages in _written(stem, cue):
                    rule = f"{'domain' if section == 'domain' else 'topic'}.{section}.{name}.{stem}:{cue}"
                    if section == "domain":
                        yield Cue(notation, "domain", name, languages, rule)
                    elif section == "FRAME":
                        yield Cue(notation, "topic_frame", section, languages, rule)
                    elif name == "not":
                        yield Cue(notation, "topic_not", section, languages, rule)
                    else:
                        yield Cue(notation, "topic", (section, name), languages, rule)


@cache
def _all() -> tuple[Cue, ...]:
    return tuple(cue for stem in _FILES for cue in _file_cues(stem))


def load_cues() -> list[Cue]:
    """Read every topic, blocking and domain cue.

    Returns:
        Cues of layer ``topic`` (value: code and weight class), ``topic_not`` (value: the code it
        blocks), ``topic_frame`` (words of agreeing and discussing) and ``domain`` (value: the name of a domain that is not security).

    >>> {cue.layer for cue in load_cues()} == {"topic", "topic_not", "topic_frame", "domain"}
    True
    """
    return list(_all())
