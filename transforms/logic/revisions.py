"""What a revision changes: headline, paragraphs, numbers and tags against small facts of the revision before.

The facts (the gist) are what the ledger keeps of a story: a headline, digests of paragraphs, numbers and tags, never the text.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import zip_longest

from schemas.elements import TaggedStory
from schemas.rows import NewText, NumberChange, RevisionChanges
from schemas.tags import Tags
from transforms.logic.dates.names import position
from transforms.logic.identity import content_hash
from transforms.logic.tagging.text import fold

# Bounds of what the ledger keeps of a story: some 3 KB at the most, 600 bytes of a usual one.
MAX_HEADLINE = 300
MAX_PARAGRAPHS = 200
MAX_NUMBERS = 100
MAX_TAGS = 60
_TOKEN = re.compile(r"\d(?:[\d.,\u066b\u066c]*\d)?|\w+")
_GROUPED = re.compile(r"\d{1,3}(?:[.,\u066c]\d{3})+")


@dataclass(frozen=True, slots=True)
class Gist:
    """Small facts of one revision.

    Args:
        paragraphs: Digest of each paragraph, in order; white space and punctuation do not count.
        numbers: Numbers in digits and in order: those of the headline, then those of each paragraph.
        tags: Such as ``topic:CT``, ``dyad:IDN-RUS`` (principal ones), ``event:AGREE:happened`` and ``bilateral_security``, sorted.
    """

    headline: str
    paragraphs: tuple[str, ...]
    numbers: tuple[tuple[str, ...], ...]
    tags: tuple[str, ...]


def numbers_of(text: str, language: str) -> Iterator[str]:
    """Yield the numbers of a text in order: in digits of any script, and from two to ten in words of its language.

    >>> list(numbers_of("Six of 1,250 men left in 2.5 hours; ٣ stayed", "en"))
    ['6', '1250', '2.5', '3']
    """
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token[0].isdecimal():
            digits = "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in token)
            grouped = _GROUPED.fullmatch(digits)
            yield re.sub(r"\D", "", digits) if grouped else digits.replace(",", ".").replace("\u066b", ".")
        else:
            # One is an article in half of the languages.
            count = position("numbers", language, fold(token)[0])
            if count is not None and count > 1:
                yield str(count)


def _tags(tags: Tags) -> tuple[str, ...]:
    named = {f"topic:{topic.code}" for topic in tags.topics}
    named |= {f"dyad:{dyad.pair}" for dyad in tags.dyads if dyad.principal}
    named |= {f"event:{event.plover}:{event.status}" for event in tags.events}
    named |= {"bilateral_security"} if tags.bilateral_security else set()
    return tuple(sorted(named)[:MAX_TAGS])


def _paragraphs(body: str) -> list[str]:
    return body.split("\n")[:MAX_PARAGRAPHS] if body else []


def _digest(paragraph: str) -> str:
    return hashlib.blake2b(content_hash("", paragraph).encode(), digest_size=4).hexdigest()


def gist_of(tagged: TaggedStory) -> Gist:
    """Return the small facts of a tagged story, bounded."""
    story = tagged.story
    headline = story.extracted.title or story.entry.title
    paragraphs = _paragraphs(story.wire.body)
    numbers = _bounded(tuple(numbers_of(text, story.language)) for text in (headline, *paragraphs))
    return Gist(headline[:MAX_HEADLINE], tuple(map(_digest, paragraphs)), numbers, _tags(tagged.tags))


def _bounded(numbers: Iterable[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    kept, left = [], MAX_NUMBERS
    for some in numbers:
        kept.append(some[:left])
        left -= len(kept[-1])
    return tuple(kept)


def gist_to_json(gist: Gist) -> str:
    """Return a gist as JSON, for the ledger."""
    return json.dumps(asdict(gist), ensure_ascii=False, separators=(",", ":"))


def gist_from_json(text: str) -> Gist | None:
    """Read a gist back; None where nothing is remembered.

    >>> gist_from_json(gist_to_json(Gist("Title", ("0a",), ((), ("6",)), ("topic:CT",)))).numbers
    ((), ('6',))
    """
    if not text:
        return None
    plain = json.loads(text)
    return Gist(plain["headline"], tuple(plain["paragraphs"]), tuple(map(tuple, plain["numbers"])), tuple(plain["tags"]))


def number_changes(before: Sequence[str], after: Sequence[str]) -> tuple[NumberChange, ...]:
    """Pair the numbers that differ: what stood where another stands now, what is gone, what is new.

    >>> [(change.before, change.after) for change in number_changes(["5", "4", "30"], ["5", "6", "30", "12"])]
    [('4', '6'), (None, '12')]
    """
    found: list[NumberChange] = []
    for kind, start, end, begin, stop in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            found += [NumberChange(first, second) for first, second in zip_longest(before[start:end], after[begin:stop])]
    return tuple(found)


def _numbers(before: Gist, after: Gist) -> tuple[NumberChange, ...]:
    """Compare the numbers paragraph by paragraph, so that one that is repeated further down is not taken for the one that stood here."""
    found = list(number_changes(before.numbers[0], after.numbers[0]))
    matched = difflib.SequenceMatcher(None, before.paragraphs, after.paragraphs, autojunk=False)
    for kind, start, end, begin, stop in matched.get_opcodes():
        if kind != "equal":
            for first, second in zip_longest(before.numbers[start + 1 : end + 1], after.numbers[begin + 1 : stop + 1], fillvalue=()):
                found += number_changes(first, second)
    return tuple(found)


def _new_texts(body: str, before: Gist) -> tuple[NewText, ...]:
    left = Counter(before.paragraphs)
    found, place = [], 0
    for paragraph in _paragraphs(body):
        digest = _digest(paragraph)
        if left[digest]:
            left[digest] -= 1
        else:
            found.append(NewText(place, place + len(paragraph)))
        place += len(paragraph) + 1
    return tuple(found)


def changes_of(before: Gist, tagged: TaggedStory) -> RevisionChanges:
    """Return what a revision changes against the gist of the one before."""
    after = gist_of(tagged)
    added = _new_texts(tagged.story.wire.body, before)
    removed = sum((Counter(before.paragraphs) - Counter(after.paragraphs)).values())
    numbers = _numbers(before, after)
    gained, lost = set(after.tags) - set(before.tags), set(before.tags) - set(after.tags)
    is_renamed = content_hash(before.headline, "") != content_hash(after.headline, "")
    kinds = (("headline", is_renamed), ("body", added or removed), ("numbers", numbers), ("tags", gained or lost))
    return RevisionChanges(
        changed=tuple(name for name, is_changed in kinds if is_changed),
        headline_before=before.headline if is_renamed else None,
        paragraphs_added=len(added),
        paragraphs_removed=removed,
        new_text=added,
        numbers=numbers,
        tags_gained=tuple(sorted(gained)),
        tags_lost=tuple(sorted(lost)),
    )
