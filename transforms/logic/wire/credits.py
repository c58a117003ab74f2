"""Credits: whose report a story is, by a label, a last line, a tail or a sentence's own words; and the mark that ends it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from schemas.elements import Furniture
from transforms.logic.tagging.text import fold
from transforms.logic.wire.agencies import agency_of, agency_of_link, is_agency_credit, is_agency_name
from transforms.logic.wire.table import SENTENCE_ENDS, alternatives, lines, table, words

_LAST_LINES = 4
_MAX_TAIL_LINE = 24
_QUOTED_CHARS = 700  # The first sentences: further on a story quotes others than its source.
_QUOTE = "[\"'“”«»*]*"
_FOUR_WORDS = r"\w+(?:-\w+)*(?:\s+\w+(?:-\w+)*){0,3}"
_WORD = re.compile(r"\S+")
_HBS = frozenset({"bs", "hr", "sr-Latn", "sr-Cyrl", "hbs"})
_TAIL = re.compile(r"\s*[(\[/]\s*(?P<name>[^()\[\]\n]{2,34}?)\s*[)\]/]?\s*$")
_ENDED = frozenset(".!?؟۔\"”»…'’")
_DOMAIN = re.compile(r"^[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|info|rs|ba|hr|me|mk|al|tr|id|ru|ir|iq|tv|news|online)$", re.IGNORECASE)
_PASSED_ON = re.compile(r"\s*/\s*")
_LISTED = re.compile(r"\s*[,;&+]\s*|\s+(?:and|ve|et|y|i|dan|и|و)\s+")
_LEADS = re.compile(r"^(?:avec|with(?: inputs?(?: from)?)?|con información de|con datos de|mit|dengan|s|со|с)\s+", re.IGNORECASE)
_AFTER_END = re.compile(r"^[\W\d]*(?:ت\s?م|جمت|غرينتش|gmt|utc)?[\W\d]*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Credit:
    """A credit.

    Args:
        piece: The line or tail that holds it.
        agency: Id of the agency that wrote the story, empty where only an outlet is named.
        carriers: Who passed it on, nearest to the origin first: ids of agencies, names of outlets.
    """

    piece: Furniture
    agency: str
    carriers: tuple[str, ...] = ()


def is_outlet(name: str) -> bool:
    """Tell whether a name that stands where a credit stands is an outlet's: known, an address, or calling itself online.

    >>> is_outlet("Preporod.info"), is_outlet("Kosova Sot Online"), is_outlet("Oslo")
    (True, True, False)
    """
    plain = fold(name)[0].strip(" .\"'")
    return plain in words("outlets", "names") or bool(_DOMAIN.match(plain)) or plain.endswith((" online", ".com", "تلغراف"))


def read_names(name: str) -> tuple[str, tuple[str, ...]]:
    """Return the origin and the carriers that a credit names: before a slash stands who passed the story on.

    >>> read_names("Kurir.rs/Beta"), read_names("AA, DHA"), read_names("the weather")
    (('BETA', ('Kurir.rs',)), ('AA', ()), ('', ()))
    """
    pieces = [piece.strip(" ()[].'\"") for piece in _PASSED_ON.split(_LEADS.sub("", name)) if piece.strip()]
    made: list[str] = []
    for piece in pieces:
        listed = [agency_of(part) for part in _LISTED.split(piece)]
        made.append(agency_of(piece) or next(filter(None, listed), "") or agency_of_link(piece))
    if not pieces or not any(made):
        return agency_of(name) or agency_of_link(name.strip()), ()
    last = max(index for index, agency in enumerate(made) if agency)
    carriers = tuple(made[index] or pieces[index] for index in range(last - 1, -1, -1) if made[index] or is_outlet(pieces[index]))
    return made[last], carriers


@cache
def _labelled() -> re.Pattern[str]:
    return re.compile(rf"^[\s(\[]*(?:{alternatives('credit', 'labels')})\s*[:\uff1a]\s*(?P<name>\S.{{1,90}}?)[\s)\]]*$")


def _named(line: str) -> tuple[str, tuple[str, ...]] | None:
    """Return origin and carriers where the whole of a short line or bracket is a credit, None for other words."""
    bare = line.strip(" ()[]/.-–—*_")
    agency, carriers = read_names(bare)
    # The names of agencies are words of stories too: the credit must be all there is.
    parts = [part for piece in _PASSED_ON.split(_LEADS.sub("", bare)) for part in _LISTED.split(piece) if part]
    if agency and (all(is_agency_credit(part) or is_outlet(part) for part in parts) or (len(line) <= _MAX_TAIL_LINE and agency_of(bare))):
        return agency, carriers
    return ("", (bare,)) if parts and all(map(is_outlet, parts)) else None


def find_credit(text: str) -> Credit | None:
    r"""Return the credit of a text: a labelled line near the end, or a last line or tail that is an agency or an outlet.

    >>> find_credit("One.\nSUMBER: ANADOLU").agency
    'AA'
    """
    spans = list(lines(text))[-_LAST_LINES:]
    for start, end in reversed(spans):
        line = text[start:end]
        labelled = _labelled().match(fold(line)[0]) if len(line) <= table()["credit"]["max_chars"] else None
        origin, carriers = read_names(labelled["name"]) if labelled else ("", ())
        # "Sources: three officers spoke." is a sentence of the story.
        if labelled and (origin or not line.endswith(SENTENCE_ENDS)):
            return Credit(Furniture("credit", start, end, line, "wire.credit_line"), origin, carriers)
    if not spans:
        return None
    start, end = spans[-1]
    line = text[start:end]
    if len(spans) > 1 and len(line) <= 2 * _MAX_TAIL_LINE:
        named = _named(line)
        # An outlet alone is no credit without a bracket or slash: it could be the last word of a list.
        if named and (named[0] or line[:1] in "(/[-–—" or _LEADS.match(line)):
            return Credit(Furniture("credit", start, end, line, "wire.credit_last_line"), *named)
    return _tail(text, start, end)


def _tail(text: str, start: int, end: int) -> Credit | None:
    line = text[start:end]
    for match in (found for at in range(max(0, len(line) - 40), len(line)) if (found := _TAIL.match(line, at))):
        named = _named(match["name"])
        if named and line[: match.start()].rstrip()[-1:] in _ENDED:
            first = start + match.start() + len(match.group()) - len(match.group().lstrip())
            return Credit(Furniture("credit", first, end, text[first:end], "wire.credit_tail"), *named)
    return None


@cache
def _turns(section: str, language: str) -> tuple[tuple[str, re.Pattern[str], bool], ...]:
    """Return the turns of phrase of a language: a word that must stand in the text, the regex, whether the agency ends it."""
    made = []
    for turn in table()[section].get("hbs" if language in _HBS else language, ()):
        before, after = (re.sub(r"(?:\\ | )+", r"\\s+", re.escape(part)) for part in fold(turn)[0].split("{agency}"))
        key = max((word for word in fold(turn)[0].split() if "{agency}" not in word), key=len)
        made.append((key, re.compile(rf"(?<!\w){before}{_QUOTE}(?P<agency>{_FOUR_WORDS}){_QUOTE}{after}(?!\w)"), not after))
    return tuple(made)


def _agency_in(whole: str, span: tuple[int, int], original: str, *, first: bool) -> tuple[int, int] | None:
    """Return the span of the longest run of words that is an agency's name, from the first word on or up to the last."""
    found = [match.span() for match in _WORD.finditer(whole, *span)]
    for length in range(len(found), 0, -1):
        start, end = (found[0][0], found[length - 1][1]) if first else (found[-length][0], found[-1][1])
        name = whole[start:end].rstrip(".")
        # Initials and short names count only where letters have case and theirs are capitals.
        if is_agency_name(name) or (first and is_agency_credit(name) and original[start : start + 1].isupper()):
            return start, start + len(name)
    return None


def _find(section: str, text: str, language: str) -> list[tuple[int, int, str]]:
    head = text[:_QUOTED_CHARS]
    whole, offsets = fold(head)
    original = head if offsets is None else "".join(head[at] for at in offsets[:-1])
    found = []
    for key, pattern, at_end in _turns(section, language):
        for match in pattern.finditer(whole) if key in whole else ():
            name = _agency_in(whole, match.span("agency"), original, first=at_end)
            if name:
                start, end = (match.start(), name[1]) if at_end else (name[0], match.end())
                found.append((offsets[start] if offsets else start, offsets[end] if offsets else end, agency_of(whole[slice(*name)])))
    return sorted(found)


def find_relayed(text: str, language: str) -> tuple[str, str]:
    """Return the words with which the first sentences hand on an agency's report, and its id; both empty where they do not.

    >>> find_relayed("Ministri su se sastali u Oslu, prenosi Reuters.", "hr")
    ('prenosi Reuters', 'REUTERS')
    """
    start, end, agency = next(iter(_find("relayed", text, language)), (0, 0, ""))
    return text[start:end], agency


def find_cited(text: str, language: str) -> tuple[str, ...]:
    """Return the ids of the agencies that the first sentences name as where something was said; that makes no credit.

    >>> find_cited("Министры встретятся в Осло, сообщает Bloomberg.", "ru")
    ('BLOOMBERG',)
    """
    return tuple(dict.fromkeys(agency for _, _, agency in _find("cited", text, language)))


def find_end_mark(text: str, end: int) -> list[Furniture]:
    """Return the mark that ends a story, and the times and numbers printed behind it.

    Args:
        text: The text.
        end: Where the credit starts, or the end: a mark is looked for right before it.
    """
    spans = list(lines(text))
    for index in range(max(1, len(spans) - _LAST_LINES), len(spans)):
        whole = fold(text[slice(*spans[index])])[0]
        mark = next((mark for mark in words("end_mark", "lines") if whole.startswith(mark)), None)
        rest = [] if mark is None else [whole[len(mark) :], *(fold(text[start:stop])[0] for start, stop in spans[index + 1 :] if stop <= end)]
        if mark and all(_AFTER_END.match(line) or line.strip(" -/").startswith(words("end_mark", "codes")) for line in rest):
            return [Furniture("end_mark", start, stop, text[start:stop], "wire.end_line") for start, stop in spans[index:] if stop <= end]
    head = text[:end].rstrip()
    for mark in table()["end_mark"]["marks"]:
        if head.endswith(mark) and (not mark.isalpha() or head[: -len(mark)].endswith("\n")):
            start = len(head) - len(mark)
            return [Furniture("end_mark", start, len(head), mark, "wire.end_mark")]
    return []
