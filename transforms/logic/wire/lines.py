"""Furniture that fills a line: read-also lines, captions, bylines, sign-offs, footers, invitations, updates."""

from __future__ import annotations

import re
from functools import cache

from schemas.elements import Furniture
from transforms.logic.tagging.text import fold
from transforms.logic.wire.agencies import agency_of
from transforms.logic.wire.table import SENTENCE_ENDS, alternatives, lines, table, words

_LAST_LINES = 3
_FIRST_LINES = 4
_PICTURE = re.compile(r"^(?:\\?[*_]{1,2})?!\[[^\]]*\]\([^)]*\)(?:\\?[*_]{1,2})?$")
_EMBED = re.compile(r"^\\?\[[\w.: ]{3,40}\\?\]$")
_NAME = re.compile(r"^[^\W\d_][\w.'’-]*(?: (?:[^\W\d_][\w.'’-]*|de|del|da|bin|al|van|der|von|dan|and|ve|et|y|i|и|و)){1,5}$")
_TAIL_CHARS = 28
# Editors sign with their initials: "(rin/nor)". Pronouns are written so, too.
_INITIALS = re.compile(r"(?:^|(?<=[.!?\"”]))\s*\((?!(?:he|she|they)/)[a-z]{2,4}(?:/[a-z]{2,4}){1,2}\)\s*$")
_MARKS = ":：>|-[(«»"
_EDGES = " .:…»›>-|[]()*_!"


@cache
def _whole(section: str, field: str) -> frozenset[str]:
    return frozenset(words(section, field))


def _is_pointer(bare: str) -> bool:
    """Tell whether a line points to another story: by the mark behind its first words, by not being a sentence, or by being a list's heading."""
    starts = words("read_also", "starts")
    if bare.strip(_EDGES) in _whole("read_also", "labels"):
        return True
    if not bare.startswith(starts):
        return False
    start = max((start for start in starts if bare.startswith(start)), key=len)
    rest = bare[len(start) :].lstrip()
    if rest[:1].isalpha() and bare[len(start)].isalpha():
        return False  # the first letters of a longer word
    return start.endswith(":") or not rest.strip(_EDGES) or rest[0] in _MARKS or not rest.endswith(SENTENCE_ENDS)


@cache
def _ours() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{alternatives('invitation', 'ours')})(?!\w)|(?:{alternatives('invitation', 'our_endings')})(?!\w)")


def _is_call(bare: str) -> bool:
    """Tell whether a line calls the reader: its verb opens it, or closes it in languages that put the verb last.

    A whole sentence calls only to what is "ours", and names the channel before its first comma: behind it stands who said so.
    """
    if not bare.startswith(words("invitation", "verbs")) and not any(verb in bare[-_TAIL_CHARS:] for verb in words("invitation", "closing")):
        return False
    if not bare.endswith(SENTENCE_ENDS):
        return True
    first = re.split("[,،]", bare, maxsplit=1)[0]
    return bool(_ours().search(bare)) and any(channel in first for channel in words("invitation", "channels"))


@cache
def _labelled(section: str) -> re.Pattern[str]:
    return re.compile(rf"^(?:{alternatives(section, 'labels')})\s*[:\uff1a/|]\s*(?P<rest>\S.*)$")


@cache
def _byline_words() -> re.Pattern[str]:
    return re.compile(rf"^(?:{alternatives('byline', 'words')})\s+(?P<rest>\S.*)$")


def _is_caption(line: str, folded: str, *, above: bool) -> bool:
    """Tell whether a line is a picture in Markdown, or a caption or a picture's credit with its label or opener."""
    bare = folded.strip("*_()[] ")
    if bare in _whole("caption", "lines"):
        return True
    if above and bare.startswith(words("caption", "openers")) and not folded.endswith(SENTENCE_ENDS):
        return bool(len(folded) <= table()["byline"]["max_chars"])
    return bool(_PICTURE.match(line)) or (len(folded) <= table()["caption"]["max_chars"] and bool(_labelled("caption").match(bare)))


def byline_of(line: str) -> str:
    """Return the name that a byline gives, empty where a line is none.

    >>> byline_of("Penulis: Rina Widodo"), byline_of("By the way, ministers met.")
    ('Rina Widodo', '')
    """
    bare = line.strip("*_()[] \u200e\u200f")
    if len(bare) > table()["byline"]["max_chars"] or bare.endswith(SENTENCE_ENDS):
        return ""
    folded = fold(bare)[0]
    found = _labelled("byline").match(folded) or _byline_words().match(folded)
    name = bare[len(bare) - len(found["rest"]) :].strip() if found and len(folded) == len(bare) else ""
    parts = name.split()
    cased = all(not part[0].islower() for part in (parts[0], parts[-1])) if parts else False
    return name if _NAME.match(name) and cased and not agency_of(name) else ""


@cache
def _signoff() -> re.Pattern[str]:
    """Return the regex of a desk's sign-off: a line of its own, or a bracket behind the last sentence."""
    body = rf"(?:{alternatives('byline', 'signoffs')})\s[^()\n]{{3,240}}"
    return re.compile(rf"^\(?{body}\)?\s*$|(?<=[.!?\"'])\s*\({body}\)\s*$")


@cache
def _desk() -> re.Pattern[str]:
    return re.compile(rf"^\s*(?:{alternatives('outlets', 'openers')})\s*[:\-]\s*(?=\S)")


@cache
def _code() -> re.Pattern[str]:
    return re.compile(rf"^(?:{alternatives('end_mark', 'codes')})[\s:/-]*\d+[\s/]*$")


def _kind(folded: str) -> str:
    """Return which furniture a folded line is, empty for the story's own words."""
    bare = folded.lstrip("*#>-• \"'")
    if len(folded) <= table()["read_also"]["max_chars"] and _is_pointer(bare):
        return "read_also"
    if _code().match(bare):
        return "footer"
    if bare.strip(_EDGES) in _whole("update", "lines"):
        return "update"
    for kind in ("footer", "update"):
        if len(folded) <= table()[kind]["max_chars"] and any(map(folded.__contains__, words(kind, "contains"))):
            return kind
    if len(folded) <= table()["invitation"]["max_chars"] and any(map(folded.__contains__, words("invitation", "channels"))):
        # What stands in quotation marks is said by somebody in the story.
        return "invitation" if _is_call(bare) and not folded.startswith(('"', "'")) else ""
    return ""


def _is_embed(line: str, folded: str) -> bool:
    """Tell whether a line is a placeholder of a player, the label of an advertisement or share button, or a list of keywords."""
    if folded.strip(_EDGES) in _whole("embed", "lines"):
        return True
    if len(folded) <= table()["read_also"]["max_chars"] and _tagged().match(folded) and not folded.endswith(SENTENCE_ENDS):
        return True
    return bool(_EMBED.match(line)) and folded.lstrip("\\").startswith(words("embed", "marks"))


@cache
def _tagged() -> re.Pattern[str]:
    return re.compile(rf"^(?:{alternatives('embed', 'tags')})\s*:")


def _line_kind(line: str, folded: str, *, at_edge: bool, above: bool) -> str:
    kind = _kind(folded)
    if not kind and _is_caption(line, folded, above=above):
        kind = "caption"
    if not kind and _is_embed(line, folded):
        kind = "embed"
    return kind or ("byline" if at_edge and byline_of(line) else "")


def find_lines(text: str, title: str) -> list[Furniture]:
    """Return the lines of a text that are furniture, with the offsets they have in it.

    Args:
        text: The text.
        title: Headline: repeated as the first line it is furniture.
    """
    found = []
    spans = list(lines(text))
    for number, (start, end) in enumerate(spans):
        line = text[start:end]
        folded = fold(line)[0]
        at_edge = number < _FIRST_LINES or number >= len(spans) - _LAST_LINES
        kind = _line_kind(line, folded, at_edge=at_edge, above=number < _FIRST_LINES)
        if not kind and number == 0 and title and folded.strip(" .\"'") == fold(title)[0].strip(" .\"'"):
            kind = "repeated_title"
        if kind:
            found.append(Furniture(kind, start, end, line, f"wire.{kind}"))
        elif at_edge:
            found += _part_of_line(text, start, line, folded)
    taken = {item.end for item in found}
    tail = _tail_pointer(text, spans[-1]) if spans and spans[-1][1] not in taken else None
    return [*found, tail] if tail else found


def _part_of_line(text: str, start: int, line: str, folded: str) -> list[Furniture]:
    """Return the desk that opens a line, or the sign-off that fills or closes it."""
    signed = _INITIALS.search(line) or (_signoff().search(folded) if len(folded) == len(line) else None)
    if signed:
        first = start + signed.start() + len(signed.group()) - len(signed.group().lstrip())
        return [Furniture("byline", first, start + len(line), text[first : start + len(line)], "wire.signoff")]
    desk = _desk().match(folded) if len(folded) == len(line) else None
    return [Furniture("desk", start, start + desk.end(), text[start : start + desk.end()], "wire.desk")] if desk else []


@cache
def _tails() -> re.Pattern[str]:
    return re.compile(rf"(?<=[.!?»\"'؟\])…])\s*(?:{alternatives('read_also', 'tails')})(?:\s+[^:.]{{0,40}})?\s*:[^.]*\.?$")


def _tail_pointer(text: str, span: tuple[int, int]) -> Furniture | None:
    """Return the pointer to other stories that hangs behind the last sentence, on its line."""
    line = text[span[0] : span[1]]
    folded = fold(line)[0]
    match = _tails().search(folded) if len(folded) == len(line) else None
    if match is None:
        return None
    start = span[0] + match.start() + len(match.group()) - len(match.group().lstrip())
    return Furniture("read_also", start, span[1], text[start : span[1]], "wire.read_also_tail")
