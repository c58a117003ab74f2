"""Read the name of a person beside the words for an office."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

_TOKEN = re.compile(r"[^\W\d_][\w'’\-]*\.?|[^\w\s]|\n")


@cache
def _table() -> dict[str, str]:
    loaded: dict[str, str] = tomllib.loads((files("schemas") / "codebook" / "officials" / "names.toml").read_text("utf-8"))
    return loaded


def _words(key: str) -> frozenset[str]:
    return frozenset(_table()[key].split())


_PARTICLES = _words("particles")
_HONORIFICS = _words("honorifics")
# Words that start with a capital and are no names: what may follow an office in headlines and in English.
_NO_NAMES = _words("no_names")
_ARABIC_STOPS = _words("arabic_stops")
_CHAINS = _words("arabic_chains")
_MAX_TOKENS = 4
# Papers in Arabic letters are often set with two spaces between words.
_WIDE_SPACE = 2
_ARABIC = re.compile("[\u0600-\u06ff]")


def is_arabic(text: str) -> bool:
    """Tell whether text is in Arabic letters, which have no capitals.

    >>> is_arabic("وزير"), is_arabic("minister")
    (True, False)
    """
    return bool(_ARABIC.search(text))


def name_after(text: str, start: int) -> tuple[int, int] | None:
    """Return the span of the name that starts at an offset, honorifics and a bracket before it skipped.

    Args:
        text: The text as given.
        start: Offset right behind the office.

    >>> text = "Defence Minister (MoD) Gen. Prabowo Subianto said"
    >>> text[slice(*name_after(text, 16))]
    'Prabowo Subianto'
    """
    bracket = re.compile(r"\s*\([^)\n]{1,60}\)").match(text, start)
    start = bracket.end() if bracket else start
    return _arabic_after(text, start) if is_arabic(text[start : start + 24]) else _cased_after(text, start)


def _cased_after(text: str, start: int) -> tuple[int, int] | None:
    first = last = -1
    count = 0
    position = start
    for match in _TOKEN.finditer(text, start, min(len(text), start + 120)):
        word = match.group()
        if match.start() - position > 1 or text[position : match.start()].strip():
            break
        bare = word.rstrip(".").lower()
        if count == 0 and (bare in _HONORIFICS or word in {'"', "«", "“", "-"}) and match.start() - start < 40:  # noqa: PLR2004
            position = match.end()
            continue
        is_name = word[0].isupper() and bare not in _NO_NAMES and len(bare) > (0 if word.endswith(".") else 1)
        if not is_name and not (count and bare in _PARTICLES):
            break
        first = match.start() if first < 0 else first
        last = match.end() if is_name else last
        position, count = match.end(), count + 1
        if count >= _MAX_TOKENS or _closes(text, match.end(), word):
            break
    return _trimmed(text, first, last)


def _closes(text: str, end: int, word: str) -> bool:
    """A suffix behind an apostrophe (Turkish cases, English possessive) ends a name; a full stop does behind a long word."""
    return "'" in word[2:] or "’" in word[2:] or (word.endswith(".") and len(word) > 3) or text[end : end + 1] in {",", ";", ":", ")"}  # noqa: PLR2004


def _trimmed(text: str, first: int, last: int) -> tuple[int, int] | None:
    if first < 0 or last <= first:
        return None
    name = text[first:last]
    if name.endswith(".") and len(name.rsplit(None, 1)[-1]) > 3:  # noqa: PLR2004
        last -= 1
    suffix = re.search(r"['’][^\W\d_]{1,6}$", text[first:last])
    # O'Neill and D'Ambrosio keep theirs: there a capital follows.
    if suffix and not suffix.group()[1].isupper():
        last = first + suffix.start()
    return (first, last) if last - first > 1 else None


def _arabic_after(text: str, start: int) -> tuple[int, int] | None:
    words: list[re.Match[str]] = []
    limit = 2
    position = start
    for match in _TOKEN.finditer(text, start, min(len(text), start + 90)):
        word = match.group()
        if match.start() - position > _WIDE_SPACE or not is_arabic(word) or len(word) < 2 or word in _ARABIC_STOPS:  # noqa: PLR2004
            break
        words.append(match)
        position = match.end()
        limit += (word in _CHAINS) * (len(words) <= limit)
        if len(words) >= min(limit, 5):
            break
    return (words[0].start(), words[-1].end()) if len(words) >= 2 else None  # noqa: PLR2004


def name_before(text: str, end: int) -> tuple[int, int] | None:
    """Return the span of the name that ends before an office: "Sergei Shoigu, the Russian defence minister".

    Args:
        text: The text as given.
        end: Offset of the office's first letter.

    >>> text = "Talks with Ana Lu, the defence minister"
    >>> text[slice(*name_before(text, 23))]
    'Ana Lu'
    """
    head = text[max(0, end - 90) : end]
    offset = max(0, end - 90)
    if is_arabic(head[-24:]):
        found = re.search(r"(?:^|[\s«\"])((?:[^\W\d_]{2,}[ \u200c]{1,2}){1,2}[^\W\d_]{2,})[،,]?\s*$", head)
        if found and not _ARABIC_STOPS & set(found.group(1).split()):
            return offset + found.start(1), offset + found.end(1)
        return None
    found = re.search(r"((?:[^\W\d_a-zа-я][\w'’\-]+[ ]){1,3}[^\W\d_a-zа-я][\w'’\-]+)\s*[,،]\s*(?:the |a |le |la |el |yang )?$", head)
    if found is None or _NO_NAMES & {word.lower() for word in found.group(1).split()}:
        return None
    return offset + found.start(1), offset + found.end(1)
