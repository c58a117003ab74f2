"""Read the furniture of a wire story into columns and take it out of the body, offsets kept."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from schemas.elements import Furniture, WireText
from transforms.logic.wire.agencies import agency_of, agency_of_link
from transforms.logic.wire.credits import Credit, find_cited, find_credit, find_end_mark, find_relayed
from transforms.logic.wire.dateline import Dateline, read_closing, read_dateline
from transforms.logic.wire.lines import byline_of, find_lines

_BLANK = re.compile(r"[ \t]*\n\s*\n\s*|[ \t]+\n")
# A body must stay one: furniture that would leave nothing was the story.
_MIN_LEFT = 40
_MOSTLY = 0.85
_TURKISH = re.compile("[İĞŞÇÖÜ]")


_ABOVE = frozenset({"repeated_title", "caption", "byline", "read_also", "embed", "desk", "update"})


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a text beside its words."""

    language: str
    publisher: str
    reference: dt.date | None


def _story_offset(body: str, found: Sequence[Furniture]) -> int:
    """Return where the story starts behind headline, pictures and byline printed above it."""
    offset = 0
    for item in sorted(found, key=lambda item: item.start):
        if item.kind not in _ABOVE or body[offset : item.start].strip():
            break
        offset = item.end
    return offset


def _dateline(body: str, offset: int, known: _Known) -> tuple[Dateline | None, Furniture | None]:
    """Read the dateline at the head of the story, or the one that closes it; its words inside a sentence stay."""
    line = read_dateline(body[offset:], known.language, known.publisher, known.reference)
    if line is None:
        offset, line = 0, read_closing(body, known.language, known.publisher, known.reference)
    if line is None or line.end == 0:
        return line, None
    start, end = offset + line.start, offset + line.end
    return line, Furniture("dateline", start, end, body[start:end], line.rule_id)


def _without(body: str, removed: Sequence[Furniture]) -> str:
    parts, last = [], 0
    for item in removed:
        parts.append(body[last : item.start])
        last = max(last, item.end)
    parts.append(body[last:])
    return _BLANK.sub("\n", "".join(parts)).strip()


def _chain(origin: str, carriers: Sequence[str], publisher: str) -> tuple[str, ...]:
    """Return who passed the story on, from the origin to the page, each once."""
    return tuple(dict.fromkeys(name for name in (origin, *carriers, agency_of(publisher) or publisher) if name)) if origin else ()


def _origin(line: Dateline | None, credit: Credit | None, linked: str, relayed: str) -> tuple[str, tuple[str, ...]]:
    """Return the origin and who carried its story: a printed credit goes before the dateline, a link and a sentence."""
    placed = [name for name in (line.source, line.agency) if name] if line else []
    # What stands in the credit as in the dateline passed the story on: "(ANTARA/Anadolu)", then "Copyright ANTARA".
    is_carrier = line is not None and bool(line.source) and credit is not None and credit.agency == line.agency
    if credit is not None and credit.agency and not is_carrier:
        return credit.agency, (*credit.carriers, *placed)
    found = [*placed, *filter(None, (linked, relayed))]
    carriers = (*placed[1:], *(credit.carriers if credit else ()))
    return (found[0], carriers) if found else ("", carriers)


def read_furniture(
    title: str,
    body: str,
    *,
    standfirst: str = "",
    language: str = "",
    publisher: str = "",
    credit_links: Sequence[str] = (),
    reference: dt.date | None = None,
) -> WireText:
    r"""Read dateline, credit, read-also lines and other furniture, and give the body without them.

    Precision first: what may be the story's own words stays. Deterministic, bounded by the text's length.

    Args:
        title: Headline.
        body: Paragraphs joined by a line feed.
        standfirst: Summary printed above the body.
        language: BCP 47 tag of the text.
        publisher: Name of the publisher.
        credit_links: Addresses that the page links where it names its source.
        reference: Day of publication: gives a dateline's date its year.

    >>> wire = read_furniture("", "JAKARTA–Dua menteri bertemu dan sepakat bekerja sama.\nBACA JUGA: Lain\nSUMBER: ANADOLU", language="id")
    >>> wire.body, wire.dateline_country, wire.origin_agency
    ('Dua menteri bertemu dan sepakat bekerja sama.', 'IDN', 'AA')
    """
    known = _Known(language or "und", publisher, reference)
    found = find_lines(body, title)
    line, dateline = _dateline(body, _story_offset(body, found), known)
    credit = find_credit(body)
    marks = find_end_mark(body, credit.piece.start if credit else len(body))
    removed = _apart([*found, dateline, credit.piece if credit else None, *marks])
    text = _without(body, removed)
    if len(text) < _MIN_LEFT <= len(body.strip()):
        return WireText(body, standfirst=standfirst)
    linked = next((name for url in credit_links if (name := agency_of_link(url))), "")
    quoted, relayed = find_relayed(text, known.language)
    origin, carriers = _origin(line, credit, linked, relayed)
    return WireText(
        body=text,
        standfirst=standfirst,
        dateline=line.text if line else "",
        located=_shown(line.place, known.language) if line else "",
        dateline_country=line.country if line else "",
        dateline_agency=line.agency if line else "",
        dateline_date=line.date if line else None,
        credit=credit.piece.text if credit else quoted,
        origin_agency=origin,
        chain=_chain(origin, carriers, publisher),
        cited=tuple(name for name in find_cited(text, known.language) if name != origin),
        byline=next((name for item in removed if item.kind == "byline" and (name := byline_of(item.text))), line.person if line else ""),
        removed=removed,
    )


def _apart(pieces: Sequence[Furniture | None]) -> tuple[Furniture, ...]:
    """Return the pieces in order, none inside another: of two that overlap the longer one."""
    kept: list[Furniture] = []  # by start, so that only the neighbours can overlap
    for item in sorted(filter(None, pieces), key=lambda item: (item.start - item.end, item.start)):
        at = bisect_left(kept, item.start, key=lambda other: other.start)
        if (at == len(kept) or item.end <= kept[at].start) and (at == 0 or kept[at - 1].end <= item.start):
            kept.insert(at, item)
    return tuple(kept)


_SMALL = frozenset("de del la las los el el- et and i и و du des d' në e ve dan".split())


def _lowered(word: str, language: str) -> str:
    """Lower a word; a Turkish one, told by its letters, keeps its dotless i."""
    return (word.replace("I", "ı").replace("İ", "i") if language == "tr" and _TURKISH.search(word) else word.replace("İ", "i")).lower()


def _capital(word: str, language: str) -> str:
    return "İ" if language == "tr" and word.startswith("i") else word[:1].upper()


def _shown(place: str, language: str) -> str:
    """Return a place in capitals as it is written in a text, its small words small."""
    letters = [char for char in place if char.isalpha()]
    if not letters or sum(map(str.isupper, letters)) < _MOSTLY * len(letters):
        return place
    words = [_lowered(word, language) for word in place.split()]
    shown = " ".join(word if number and word in _SMALL else _capital(word, language) + word[1:] for number, word in enumerate(words))
    return re.sub(r"(?<=[-/’'])\w", lambda letter: letter.group().upper(), shown)
