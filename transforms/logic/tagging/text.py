"""A text prepared for matching: folded letters, with the way back to the original offsets."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property

# Characters that carry no letter: soft hyphen, joiners and marks of direction, variation selectors, Arabic
# vowel signs and tatweel. ZWNJ is not here: in Persian and Sorani it separates the parts of a word.
_DROPPED = re.compile("[\u00ad\u200b\u200d\u200e\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\u0640\u064b-\u065f\u0670]")
_COMBINING = re.compile("[\u0300-\u036f\u0483-\u0487]")
_SPECIAL = re.compile(f"{_DROPPED.pattern}|{_COMBINING.pattern}")

_PAIRS = {
    "İ": "i", "I": "i", "ı": "i",  # one i: a Turkish capital must match in any language
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ی", "ي": "ی", "ئ": "ی", "ك": "ک", "ة": "ه", "ۀ": "ه", "ھ": "ه", "ہ": "ه", "ؤ": "و",
    "’": "'", "‘": "'", "ʼ": "'", "´": "'", "`": "'", "＇": "'", "ʻ": "'",
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "″": '"',
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-", "―": "-", "\u200c": " ",
    "ё": "е", "Ё": "е",
}


def _one_to_one() -> dict[str, str]:
    """Return the letters of the Basic Plane whose fold is not their lower case, with what each is folded to."""
    table = dict(_PAIRS)
    for char in map(chr, range(0x20, 0x10000)):
        value = None if char.isascii() or not char.isdigit() else unicodedata.digit(char, None)
        if char.isspace() and char not in "\n ":
            table.setdefault(char, " ")
        elif value is not None:
            table.setdefault(char, str(value))
    return table


_FOLDED = _one_to_one()
_ODD = re.compile(f"[{re.escape(''.join(_FOLDED))}]")


def _letters(text: str) -> str:
    """Fold each letter to one letter: lower case, then the few that a text has of those whose fold is another."""
    # The two letters whose lower case is not one letter whatever stands beside them.
    folded = text.replace("İ", "i").replace("Σ", "σ").lower()
    for char in set(_ODD.findall(folded)):
        folded = folded.replace(char, _FOLDED[char])
    return folded


def fold(text: str) -> tuple[str, list[int] | None]:
    r"""Fold letters so that spellings of one word compare equal.

    Lower case, one kind of i, quote, dash and space, Arabic letter variants joined, marks without a letter
    dropped, decomposed letters composed. Diacritics of Latin letters stay: they tell words apart.

    Args:
        text: Any text, unpaired surrogates included.

    Returns:
        The folded text and, where its length differs, the original offset of each folded character
        with ``len(text)`` appended; None where offsets are the same.

    >>> fold("Türkiye’NİN")
    ("türkiye'nin", None)
    >>> fold("a\u0301b")
    ('áb', [0, 2, 3])
    """
    folded = _letters(text)
    if not _SPECIAL.search(text):
        return folded, None
    out: list[str] = []
    offsets: list[int] = []
    start = 0
    for match in _SPECIAL.finditer(text):
        index = match.start()
        out += folded[start:index]
        offsets += range(start, index)
        start = index + 1
        if out and _COMBINING.match(text, index):
            joined = unicodedata.normalize("NFC", out[-1] + text[index])
            if len(joined) == 1:
                out[-1] = joined
    out += folded[start:]
    offsets += range(start, len(text) + 1)
    return "".join(out), offsets


# Serbian and Macedonian pages mix Latin letters that look like Cyrillic ones into Cyrillic words.
# A pattern that starts with a set of letters is searched for many times faster than one that starts with a choice.
_MIXED = re.compile("[a-z](?:(?=[\u0430-\u045f])|(?<=[\u0430-\u045f][a-z]))")
_MIXED_WORD = re.compile("[a-z\u0430-\u045f]*(?:[a-z][\u0430-\u045f]|[\u0430-\u045f][a-z])[a-z\u0430-\u045f]*")
_LOOKALIKES = str.maketrans("aeopcxyjsih", "аеорсхујѕін")
_CYRILLIC = frozenset({"ru", "mk", "sr-Cyrl", "sr"})


def unmix(folded: str) -> str:
    """Give words of two alphabets their Cyrillic letters; the length stays.

    >>> unmix("прeиспитивaњe by who")
    'преиспитивање by who'
    """
    if not _MIXED.search(folded):
        return folded
    return _MIXED_WORD.sub(lambda match: match.group().translate(_LOOKALIKES), folded)


_SENTENCE_END = re.compile(
    r"[.!?؟۔…\n](?:(?<!\n)[.!?؟۔…]*[\"'”’»)\]]*\s+(?=[\"'“‘«(\[]?[^\W\d_a-zа-яё])|(?<=[؟!?])\s+|(?<=\n)\n*)"
)
_CASED_SAMPLE = 2_000
# A full stop behind these is no end of a sentence: initials, ordinals and titles of the Latin and Cyrillic languages.
_ABBREVIATION = re.compile(
    r"(?:\b[^\W\d_]|\d|\b(?:mr|mrs|ms|dr|prof|gen|col|lt|sgt|capt|adm|gov|sen|rep|st|no|vs|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|"
    r"u\.s|u\.k|ing|lic|sr|sra|mme|mm|br|tj|št|g|ул|г|им|тов|ген|стр))\.$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Text:
    """A text to be tagged.

    Args:
        original: The text as given; all spans point into it.
        language: BCP 47 tag as the identifier gives it (``tr``, ``sr-Cyrl``, ``kmr``, ``und``).
    """

    original: str
    language: str = "und"

    @cached_property
    def _fold(self) -> tuple[str, list[int] | None]:
        return fold(self.original)

    @cached_property
    def folded(self) -> str:
        """The folded text that matchers read."""
        return unmix(self._fold[0]) if self.language in _CYRILLIC else self._fold[0]

    @cached_property
    def sound(self) -> str:
        """The folded text as automata take it: half a character is a question mark, offsets stay."""
        return self.folded if self.folded.isascii() else self.folded.encode("utf-8", "replace").decode("utf-8")

    def folded_part(self, start: int, end: int) -> str:
        r"""Fold what stands between two original offsets; words of two alphabets keep their letters.

        >>> Text("a\u00adBc").folded_part(2, 4)
        'bc'
        """
        folded, offsets = self._fold
        return folded[max(0, start) : end] if offsets is None else fold(self.original[max(0, start) : end])[0]

    def span(self, start: int, end: int) -> tuple[int, int]:
        r"""Turn folded offsets into original ones.

        >>> Text("a\u00adbc").span(1, 2)
        (2, 3)
        """
        offsets = self._fold[1]
        if offsets is None:
            return start, end
        return offsets[start], offsets[end - 1] + 1 if end > start else offsets[start]

    def folded_at(self, position: int) -> int:
        r"""Turn an original offset into a folded one; that of a dropped character is that of the next one kept.

        >>> Text("a\u00adbc").folded_at(2)
        1
        """
        offsets = self._fold[1]
        return position if offsets is None else bisect_left(offsets, position, 0, len(offsets) - 1)

    def surface(self, start: int, end: int) -> str:
        """Return the original words at folded offsets."""
        first, last = self.span(start, end)
        return self.original[first:last]

    @cached_property
    def has_capitals(self) -> bool:
        """False where a text in a cased script is written in small letters alone: its capitals then tell nothing.

        >>> Text("turkey and china agree").has_capitals, Text("Turkey and China agree").has_capitals
        (False, True)
        """
        return any(char.isupper() for char in self.original[:_CASED_SAMPLE])

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        r"""Sentences as folded offsets, in order, blank ones left out. A line feed always ends one.

        >>> t = Text("A. Merkel met Mr. Gül. Then she left.\nEnd")
        >>> [t.surface(a, b) for a, b in t.sentences]
        ['A. Merkel met Mr. Gül.', 'Then she left.', 'End']
        """
        source = self.original if self._fold[1] is None else self.folded
        bounds: list[tuple[int, int]] = []
        start = 0
        for match in _SENTENCE_END.finditer(source):
            tail = source[max(0, match.start() - 8) : match.start() + 1]
            if "\n" not in match.group() and source[match.start()] == "." and _ABBREVIATION.search(tail):
                continue
            bounds.append((start, match.end()))
            start = match.end()
        bounds.append((start, len(source)))
        trimmed = ((a + len(source[a:b]) - len(source[a:b].lstrip()), a + len(source[a:b].rstrip())) for a, b in bounds)
        return [(a, b) for a, b in trimmed if a < b]

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [start for start, _ in self.sentences]

    def sentence_of(self, position: int) -> int:
        """Return the index of the sentence that holds a folded offset.

        >>> Text("One. Two.").sentence_of(6)
        1
        """
        return max(0, bisect_right(self._sentence_starts, position) - 1)
