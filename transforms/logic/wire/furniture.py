"""Read the furniture of a wire story into columns and take it out of the body, offsets kept."""

from __future__ import annotations

import re
from collections.abc import Sequence

from schemas.elements import Furniture, WireText
from transforms.logic.wire.agencies import agency_of, agency_of_link
from transforms.logic.wire.dateline import Dateline, read_dateline
from transforms.logic.wire.lines import byline_of, find_credit, find_end_mark, find_lines, find_quoted

_BLANK = re.compile(r"[ \t]*\n\s*\n\s*|[ \t]+\n")
# A body must stay one: furniture that would leave nothing was the story.
_MIN_LEFT = 40


_ABOVE = frozenset({"repeated_title", "caption", "byline", "read_also", "embed"})


def _story_offset(body: str, found: Sequence[Furniture]) -> int:
    """Return where the story starts behind headline, pictures and byline printed above it."""
    offset = 0
    for item in sorted(found, key=lambda item: item.start):
        if item.kind not in _ABOVE or body[offset : item.start].strip():
            break
        offset = item.end
    return offset


def _dateline(body: str, offset: int, language: str, publisher: str) -> tuple[Dateline | None, Furniture | None]:
    line = read_dateline(body[offset:], language, publisher)
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


def _chain(origin: str, publisher: str) -> tuple[str, ...]:
    """Return who passed the story on, from the origin to the page, each once."""
    return tuple(dict.fromkeys(name for name in (origin, agency_of(publisher) or publisher) if name)) if origin else ()


def read_furniture(
    title: str, body: str, *, standfirst: str = "", language: str = "", publisher: str = "", credit_links: Sequence[str] = ()
) -> WireText:
    r"""Read dateline, credit, read-also lines and other furniture, and give the body without them.

    Precision first: what may be the story's own words stays.

    Args:
        title: Headline.
        body: Paragraphs joined by a line feed.
        standfirst: Summary printed above the body.
        language: BCP 47 tag of the text.
        publisher: Name of the publisher.
        credit_links: Addresses that the page links where it names its source.

    >>> wire = read_furniture("", "JAKARTA–Dua menteri bertemu dan sepakat bekerja sama.\nBACA JUGA: Lain\nSUMBER: ANADOLU", language="id")
    >>> wire.body, wire.dateline_country, wire.origin_agency
    ('Dua menteri bertemu dan sepakat bekerja sama.', 'IDN', 'AA')
    """
    found = find_lines(body, title)
    line, dateline = _dateline(body, _story_offset(body, found), language or "und", publisher)
    credited = find_credit(body)
    credit, agency = credited or (None, "")
    mark = find_end_mark(body, credit.start if credit else len(body))
    removed = sorted({item.start: item for item in (*found, dateline, credit, mark) if item}.values(), key=lambda item: item.start)
    text = _without(body, removed)
    if len(text) < _MIN_LEFT <= len(body.strip()):
        return WireText(body, standfirst=standfirst)
    linked = next((name for url in credit_links if (name := agency_of_link(url))), "")
    quoted, reported = find_quoted(text, language)
    origin = agency or (line.agency if line else "") or linked or reported
    return WireText(
        body=text,
        standfirst=standfirst,
        dateline=line.text if line else "",
        located=_shown(line.place) if line else "",
        dateline_country=line.country if line else "",
        dateline_agency=line.agency if line else "",
        dateline_date=line.date if line else None,
        credit=credit.text if credit else quoted,
        origin_agency=origin,
        chain=_chain(origin, publisher),
        byline=next((byline_of(item.text) for item in removed if item.kind == "byline"), line.person if line else ""),
        removed=tuple(removed),
    )


def _shown(place: str) -> str:
    return place.title() if place.isupper() else place
