"""What the language editions of one agency story share: numbers, states, people, pictures and ids. Small enough for a ledger.

Names are compared by the consonants that survive transliteration: Latin, Cyrillic and Arabic letters of one sound are one
letter, vowels are none. So "Şoygu", "Шойгу" and "Shoigu" meet, at the price of names that meet by chance: a name alone links nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from transforms.logic.tagging.text import fold

MAX_NUMBERS, MAX_NAMES, MAX_STATES, MAX_IDS = 24, 24, 8, 6
# Thousands are set apart by a point, a comma or a narrow space; a decimal's mark is dropped alike.
_NUMBER = re.compile(r"\d{1,3}(?:[   ]\d{3})+(?!\d)|\d+(?:[.,٫٬]\d+)*")
_SEPARATORS = re.compile(r"\D")
_ID = re.compile(r"(?<!\d)\d{5,12}(?!\d)")
_NAME = re.compile(r"(?<![^\W\d_])[^\W\d_]{3,}")
_MIN_CONSONANTS = 3
_MIN_IMAGE = 16  # Shorter ones (logo.jpg, default.png) are everywhere.

_SOUNDS = {
    "b": "bپpбпب",
    "t": "dtдтدتطضذ",
    "f": "fvфвفڤۆ",
    "g": "gğгґќغگج",
    "k": "kqcкقک",
    "l": "lłлلڵљ",
    "m": "mмم",
    "n": "nñнњن",
    "r": "rřрرڕ",
    "s": "sšşśzžźčçćşсзшжцчщџћђسصزظشژثچ",
}
_LETTERS = {letter: sound for sound, letters in _SOUNDS.items() for letter in letters}
_DIGRAPHS = (("sch", "s"), ("sh", "s"), ("ch", "s"), ("zh", "s"), ("dž", "s"), ("ph", "f"), ("gh", "g"), ("kh", ""), ("x", "ks"))


@dataclass(frozen=True, slots=True)
class Traits:
    """What is compared between languages, and what is reported where it differs.

    Args:
        countries: States named, the weightiest first, ISO 3166-1 alpha-3.
        numbers: Numbers of two digits and more, without their marks.
        names: Consonants of capitalised names; of the officials alone in scripts without capitals.
        ids: Numbers of five digits and more in the addresses of page, entry and image.
        officials: Person ids, else names as written.
        topics: Codes of the codebook.
        acts: PLOVER roots with status.
        image: File name of the main image.
    """

    countries: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    officials: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    image: str = ""


def numbers_of(text: str) -> tuple[str, ...]:
    """Return the numbers of a text in order, each once: digits of any script, without the marks that languages set differently.

    >>> numbers_of("1,250 men, 12.5 per cent, ١٧ of 3 in 2026")
    ('1250', '125', '17', '2026')
    """
    plain = (_SEPARATORS.sub("", match) for match in _NUMBER.findall(fold(text)[0]))
    return tuple(dict.fromkeys(number.lstrip("0") for number in plain if len(number.lstrip("0")) > 1))[:MAX_NUMBERS]


def consonants(name: str) -> str:
    """Return what is left of a name in any script: its consonants, sounds that scripts confuse made one.

    >>> {consonants(name) for name in ("Erdogan", "Erdoğan", "Эрдоган", "أردوغان")}
    {'rtgn'}
    """
    lowered = fold(name)[0].lower()
    for written, sound in _DIGRAPHS:
        lowered = lowered.replace(written, sound)
    if not all(char in _LETTERS for char in lowered):
        lowered = "".join(char for char in unicodedata.normalize("NFD", _kept(lowered)) if not unicodedata.combining(char))
    sounds = [_LETTERS[char] for char in lowered if char in _LETTERS]
    return "".join(sound for at, sound in enumerate(sounds) if not at or sounds[at - 1] != sound)


def _kept(word: str) -> str:
    """Spell the letters that have a sound of their own, so that taking marks off leaves them."""
    return "".join(_LETTERS.get(char, char) for char in word)


def names_of(text: str, people: Iterable[str]) -> tuple[str, ...]:
    """Return the names of a text as consonants, the most frequent first: words with a capital that do not start a sentence.

    >>> names_of("Then Lavrov met Rubio. Lavrov spoke.", ())
    ('lfrf',)
    """
    found = Counter[str]()
    for match in _NAME.finditer(text):
        word, before = match.group(), text[max(0, match.start() - 3) : match.start()].rstrip(" \"'«“„(")
        if word[0].isupper() and not word[1:].isupper() and before and before[-1] not in ".!?:\n…":
            found[consonants(word)] += 1
    for person in people:
        found.update(consonants(word) for word in person.split())
    return tuple(name for name, _ in found.most_common() if len(name) >= _MIN_CONSONANTS)[:MAX_NAMES]


def ids_of(*addresses: str) -> tuple[str, ...]:
    """Return the long numbers in addresses: language editions of a page often share one, and so do their images.

    >>> ids_of("https://wire.example/tr/dunya/3712001", "https://cdn.example/2026/10/08/thumbs_b_c_4471982.jpg")
    ('3712001', '4471982')
    """
    paths = []
    for address in addresses:
        try:
            paths.append(urlsplit(address).path)
        except ValueError:
            continue
    return tuple(dict.fromkeys(number for path in paths for number in _ID.findall(path)))[:MAX_IDS]


def image_of(address: str) -> str:
    """Return what names a picture whatever host or size it is served in: the last part of its path, where that is long enough.

    >>> image_of("https://cdn.wire.example/uploads/2026/10/thumbs_b_c_9f2ab41c77.jpg?v=2")
    'thumbs_b_c_9f2ab41c77.jpg'
    """
    try:
        name = urlsplit(address).path.rpartition("/")[2]
    except ValueError:
        return ""
    return name if len(name) >= _MIN_IMAGE else ""
