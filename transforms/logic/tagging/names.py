"""Read the name of a person beside the words for an office."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from transforms.logic.tagging.text import fold

_TOKEN = re.compile(r"[^\W\d_][\w'’\-]*\.?|[^\w\s]|\n")


@cache
def _table() -> dict[str, str]:
    loaded: dict[str, str] = tomllib.loads((files("schemas") / "codebook" / "officials" / "names.toml").read_text("utf-8"))
    return loaded


def _words(key: str) -> frozenset[str]:
    return frozenset(fold(word)[0] for word in _table()[key].split())


_PARTICLES = _words("particles")
_HONORIFICS = _words("honorifics")
# Words that start with a capital and are no names: what may follow an office in headlines and in English.
_NO_NAMES = _words("no_names")
_ARABIC_STOPS = _words("arabic_stops")
_ARABIC_HONORIFICS = _words("arabic_honorifics")
_CHAINS = _words("arabic_chains")
# "al-Sisi", "аль-Мишри": a name that begins with a small particle.
_JOINED = re.compile(r"(?:al|el|ad|ar|as|az|an|at|аль|эль|ас|ар|ад|ан|ал|ел)-[^\W\d_a-zа-я]")
_BRACKET = re.compile(r"\s*\([^)\n]{1,60}\)")
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
    bracket = _BRACKET.match(text, start)
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
        bare = fold(word.rstrip("."))[0]
        if count == 0 and (bare in _HONORIFICS or word == "-") and match.start() - start < 40:  # noqa: PLR2004
            position = match.end()
            continue
        capital = word[0].isupper() or _JOINED.match(word) is not None
        is_name = capital and bare not in _NO_NAMES and len(bare) > (0 if word.endswith(".") else 1)
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
    for match in _TOKEN.finditer(text, start, min(len(text), start + 120)):
        word = fold(match.group())[0]
        wide = match.start() - position > _WIDE_SPACE
        position = match.end()
        if not words and not wide and word in _ARABIC_HONORIFICS:
            continue
        if wide or not is_arabic(word) or len(word) < 2 or _stops(match.group(), word) or _joins_on(word):  # noqa: PLR2004
            break
        words.append(match)
        limit += (word in _CHAINS) * (len(words) <= limit)
        if len(words) >= min(limit, 5):
            break
    if len(words) < 2 or _is_phrase(words[0].group(), words[1].group()):  # noqa: PLR2004
        return None
    return words[0].start(), words[-1].end()


def _stops(written: str, folded: str) -> bool:
    """Tell whether a word is no part of a name; Ali is one, though folded it is spelled like "on"."""
    return folded in _ARABIC_STOPS and written not in {"علي", "علی"}


def _joins_on(word: str) -> bool:
    """Tell whether a word of Arabic begins with "and the ..." or "for the ...", or with "and" and a title."""
    rest = word[1:]
    return word.startswith("لل") or (word.startswith("و") and (rest.startswith("ال") or rest in _ARABIC_HONORIFICS or rest in _ARABIC_STOPS))


def _is_phrase(first: str, second: str) -> bool:
    """Tell whether two words are a noun with its adjective or genitive, which no name is."""
    return second.startswith("ال") and first.startswith(("ال", "ل", "ب"))


_CLOSED = re.compile(r"\s*(?:[,،;)]|\.\s|\.?$)")
_JOINS = _words("joins")


def joins_only(words: str) -> bool:
    """Tell whether words in lower case only join: what stands between an office and a comma before the name.

    >>> joins_only(" for the United Nations (UN)"), joins_only(" opened the Expo")
    (True, False)
    """
    return not re.search(r"[.;:!?«»\"\n]", words) and all(
        word[0].isupper() or fold(word)[0] in _JOINS for word in re.findall(r"[^\W\d_]+", words)
    )


def name_apposed(text: str, start: int) -> tuple[int, int] | None:
    """Return the span of the name that stands between commas: "the minister of defence of Peru, Ana Lu, said".

    Args:
        text: The text as given.
        start: Offset right behind the first comma.

    >>> text = "the minister of Peru, Ana Lu, said"
    >>> text[slice(*name_apposed(text, 21))]
    'Ana Lu'
    """
    name = name_after(text, start)
    if name is None or " " not in text[name[0] : name[1]] or not _CLOSED.match(text, name[1]):
        return None
    return name


# What an office is for, in words without capitals: "министр цифровых технологий"; or up to its short name: "Dirjen Perhubungan Laut (Hubla)".
_PURPOSE = re.compile(r"(?:\s[^\W\d_]['’\w\-]*){1,5}?\s(?=[^\W\d_a-zа-я])")
_SHORT_NAME = re.compile(r"[^,.;:!?\"\n()]{1,80}\([^)\n]{2,12}\)\s")
_VERBS = _words("no_purpose")


def purpose_end(text: str, start: int) -> int | None:
    """Return where the words end that say what an office is for; None where none stand there.

    Args:
        text: The text as given.
        start: Offset right behind the office.

    >>> text = "министр цифровых технологий Одри Тан"
    >>> text[purpose_end(text, 7):]
    'Одри Тан'
    """
    short = _SHORT_NAME.match(text, start)
    if short:
        return short.end()
    found = _PURPOSE.match(text, start)
    words = fold(found.group())[0].split() if found else []
    if found is None or not found.group().islower() or _VERBS & set(words) or any(word.endswith(("л", "ла", "ли")) for word in words):
        return None
    return found.end()


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
        found = re.search(r"(?:^|[\s«\"])((?:[^\W\d_]{2,}[ \u200c]{1,2}){1,2}[^\W\d_]{2,})[\"»”]?[،,]?\s*$", head)
        if found and not _ARABIC_STOPS & set(fold(found.group(1))[0].split()):
            return offset + found.start(1), offset + found.end(1)
        return None
    found = re.search(r"((?:[^\W\d_a-zа-я][\w'’\-]+[ ]){1,3}[^\W\d_a-zа-я][\w'’\-]+)\s*[,،]\s*(?:the |a |le |la |el |yang )?$", head)
    if found is None or _NO_NAMES & set(fold(found.group(1))[0].split()):
        return None
    return offset + found.start(1), offset + found.end(1)
