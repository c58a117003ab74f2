"""The cue notation of the lexicons, and an automaton a language that finds every cue in one pass.

A cue is words with a space between them, already folded or not:

====================  =====================================================
``word``              that word
``word~``             that word with the endings its language inflects it by
``stem~k``             that stem with the endings of class ``k`` in its language, one of which must follow
``stem*``             any word that starts so
``(one|two*|three~)``  one of several words
``[word]``            a word that may be missing
``...``               up to three words between, ``...6`` up to six
====================  =====================================================
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import ahocorasick_rs

from transforms.logic.tagging.inflection import clitics, endings
from transforms.logic.tagging.text import Text, fold

_TOKEN = re.compile(r"\.\.\.(\d*)|\[([^\]]+)\]|\(([^)]+)\)|(\S+)")
_STEM = re.compile(r"(.+)~([a-z0-9]*)$")
_JOIN = r"(?:[ \-/'\"]{1,3}|\n)"  # A line that is wrapped breaks names too.
_WORD_END = r"\b"
# A gap ends with the sentence; "1.3 billion" is no end. Nothing in it is given back: half a word or half a space helps no cue.
_BETWEEN = r"(?:[^\w\n.!?]++|(?<=\d)\.(?=\d))"
_MIN_ANCHOR = 2
# The last letters of joined particles and of the Arabic article: cheaper to ask than the whole pattern.
_CLITIC_ENDS = frozenset("وفبلکس")


class CueError(ValueError):
    """A cue that does not follow the notation; the message names the cue and the cure."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One lexicon entry in the notation above.

    Args:
        notation: The cue as written in the data file.
        layer: Which tagger reads it: ``country``, ``topic``, ``event``, ``office`` ...
        value: What a hit means to that tagger.
        languages: BCP 47 tags whose texts it is looked for in; empty for all.
        rule_id: How a hit is named in evidence.
    """

    notation: str
    layer: str
    value: Any
    languages: frozenset[str] = frozenset()
    rule_id: str = ""


class Hit(NamedTuple):
    """A cue found in a text, at folded offsets."""

    start: int
    end: int
    cue: Cue


def _word_regex(word: str, language: str) -> tuple[str, str]:
    """Return the literal head of a word and the regex for what follows that head."""
    if word.endswith("*"):
        return word[:-1], r"\w*"
    stem = _STEM.match(word)
    if stem:
        return stem[1], rf"(?:{endings(language, stem[2])}){'' if stem[2] else '?'}\b"
    return word, _WORD_END if word[-1:].isalnum() else ""


def _alternatives(words: str, language: str) -> list[tuple[str, str]]:
    return [_word_regex(word.strip(), language) for word in words.split("|")]


def compile_cue(notation: str, language: str = "") -> list[tuple[str, str]]:
    r"""Turn a cue into anchors with the regex that must match right behind each.

    Args:
        notation: The cue.
        language: BCP 47 tag whose endings ``~`` stands for; empty for none.

    Returns:
        Pairs of literal anchor and regex source; one pair for each alternative of the first word.

    Raises:
        CueError: The cue is empty, or starts with a gap or an optional word.

    >>> compile_cue("arm* deal")
    [('arm', '\\w*(?:[ \\-/\'\\"]{1,3}|\\n)deal\\b')]
    """
    folded = fold(notation.strip())[0]
    heads: list[tuple[str, str]] = []
    rest: list[str] = []
    gap = ""
    for match in _TOKEN.finditer(folded):
        width, optional, group, word = match.groups()
        if match.group().startswith("..."):
            gap = rf"(?:{_BETWEEN}\w++){{0,{width or 3}}}?{_BETWEEN}"
            continue
        forms = _alternatives(optional or group or word, language)
        if not heads:
            if optional or gap:
                raise CueError(f"cue {notation!r} starts with a gap or an optional word; start it with a word that must be there")
            heads = forms
            continue
        body = "|".join(re.escape(head).replace(r"\ ", " ").replace(r"\-", r"\-") + tail for head, tail in forms)
        body = f"(?:{body})" if len(forms) > 1 else body
        rest.append(f"(?:{gap or _JOIN}{body})?" if optional else f"{gap or _JOIN}{body}")
        gap = ""
    if not heads or any(len(head) < _MIN_ANCHOR for head, _ in heads):
        raise CueError(f"cue {notation!r} has no first word of {_MIN_ANCHOR} letters to look for; write at least that much of it")
    return [(head, tail + "".join(rest)) for head, tail in heads]


#: A cue with the regex behind its anchor, None where only the word must end.
_Tried = tuple[Callable[[str, int], re.Match[str] | None] | None, Cue]


@cache
def _tail(source: str) -> Callable[[str, int], re.Match[str] | None]:
    """Compile the regex behind an anchor when a text first needs it: most cues of a lexicon are never tried in a process."""
    return re.compile(source).match


class _Tongue:
    """The cues of one language: a smaller automaton finds fewer anchors that mean nothing in it."""

    def __init__(self, by_anchor: Mapping[str, Sequence[tuple[str, Cue]]]) -> None:
        anchors = sorted(by_anchor)
        self.automaton = ahocorasick_rs.AhoCorasick(anchors, store_patterns=False)
        self._entries = [by_anchor[anchor] for anchor in anchors]
        self.tried: dict[int, tuple[tuple[_Tried, ...], tuple[_Tried, ...]]] = {}

    def cues(self, index: int) -> tuple[tuple[_Tried, ...], tuple[_Tried, ...]]:
        """Return the cues of an anchor, their regexes compiled: all, and those that may go on where a letter stands behind it."""
        tried = [(tail, (None if tail == _WORD_END else _tail(tail), cue)) for tail, cue in self._entries[index]]
        whole, open_ended = (pair for _, pair in tried), (pair for tail, pair in tried if not tail.startswith(_WORD_END))
        known = self.tried[index] = (tuple(whole), tuple(open_ended))
        return known


class Automaton:
    """Every cue of every lexicon, in one Aho-Corasick automaton a language, built when a text of it first comes.

    Args:
        cues: The entries; order does not matter.

    Raises:
        CueError: An entry does not follow the notation.
    """

    def __init__(self, cues: Iterable[Cue]) -> None:
        self._by_language: dict[str, dict[str, list[tuple[str, Cue]]]] = {}
        self._tongues: dict[str, _Tongue] = {}
        for cue in cues:
            # Endings differ by language; a cue without them is compiled once for all.
            plain = None if "~" in cue.notation else compile_cue(cue.notation)
            for language in cue.languages or ("",):
                own = self._by_language.setdefault(language, {})
                for anchor, tail in plain or compile_cue(cue.notation, language):
                    own.setdefault(anchor, []).append((tail, cue))

    def _tongue(self, language: str) -> _Tongue:
        if language not in self._tongues:
            own, shared = self._by_language.get(language, {}), self._by_language.get("", {})
            self._tongues[language] = _Tongue({anchor: (*own.get(anchor, ()), *shared.get(anchor, ())) for anchor in own | shared})
        return self._tongues[language]

    def find(self, text: Text) -> Iterator[Hit]:
        """Yield every cue found, overlapping ones included, by start of their anchor's end.

        Args:
            text: The text; its language chooses which cues apply.

        Yields:
            Hits at folded offsets. A hit starts at a word start; in Arabic behind a clitic.
        """
        folded = text.folded
        prefix = clitics(text.language)
        tongue = self._tongue(text.language)
        tried = tongue.tried
        for index, start, end in tongue.automaton.find_matches_as_indexes(text.sound, overlapping=True):
            before = folded[start - 1] if start else " "
            if before.isalnum() and not (prefix and before in _CLITIC_ENDS and prefix.search(folded, max(0, start - 6), start)):
                continue
            known = tried.get(index)
            if known is None:
                known = tongue.cues(index)
            # Most cues want the word to end with their anchor: one letter tells whether it does.
            for match, cue in known[_is_word(folded[end : end + 1])]:
                if match is None:
                    yield Hit(start, end, cue)
                elif found := match(folded, end):
                    yield Hit(start, found.end(), cue)


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"


def longest(hits: Iterable[Hit]) -> list[Hit]:
    """Keep the leftmost longest of overlapping hits.

    >>> cue = Cue("x", "country", "TUR")
    >>> [(h.start, h.end) for h in longest([Hit(0, 3, cue), Hit(0, 9, cue), Hit(4, 9, cue), Hit(10, 12, cue)])]
    [(0, 9), (10, 12)]
    """
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h.start, -h.end)):
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept
