"""Posts that act for a state, and what stands beside one: the state and the person."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import cache

from schemas.tags import Mention
from transforms.logic.tagging.codebook import cues_by_language, read
from transforms.logic.tagging.names import joins_only, name_after, name_apposed, name_before, purpose_end
from transforms.logic.tagging.patterns import Cue, Hit
from transforms.logic.tagging.text import Text

POST = "post"
COUNTERPART = "counterpart"
_POSTS = "officials/posts.toml"
_COUNTERPARTS = "officials/counterparts.toml"
# Between a post and its state: "minister of the Netherlands", "ministre de la Turquie", "hevpîşeyê xwe yê Iraqî".
_LINKS = frozenset("of the de la l' du des del d' i e të së tij saj nga на из ya yê ê a xwe dari nya iz ال لل من از خود لە".split())
# "Minister for Spain" is Spain's, the envoy for Spain is not.
_HOME_LINKS = _LINKS | {"for", "in", "to"}
# Between a state and its post: "Norway's defence minister", "Kuzey Kore'nin".
_BEFORE = re.compile(r"(?:['’][^\W\d_]{0,4})?[ \-]{0,2}")
_PLACES = frozenset({"capital", "city", "metonym"})
_MAX_LINK = 13
_REACH = 200  # No name of a state is longer.

_Named = tuple[str, Mention]


@dataclass(frozen=True, slots=True)
class Post:
    """A kind of office.

    Args:
        abroad: Serves at another state or body, which the words behind it name.
        open: What the office is for stands behind it in words of its own: "minister of ...".
        needs_state: Counts with a state beside it alone, as leaders do: parties have theirs.
        international: Bodies of many states have it too, so that the state is never left unsaid.
    """

    id: str
    rank: str
    abroad: bool = False
    open: bool = False
    needs_state: bool = False
    international: bool = False


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a post; spans point into the text as given.

    Args:
        span: The post with its state.
        name: The person's name.
        country: The state, None where none stands there.
    """

    span: tuple[int, int]
    name: tuple[int, int]
    country: str | None


@cache
def ranks() -> dict[str, str]:
    """Return the rank of each post by its id."""
    return {post["id"]: post["rank"] for post in read(_POSTS)["post"]}


def load_cues() -> list[Cue]:
    """Return the cues of posts and of words for the holder of the same post elsewhere."""
    made: list[Cue] = []
    for entry in read(_POSTS)["post"]:
        flags = {name: entry.get(name, False) for name in ("abroad", "open", "needs_state", "international")}
        post = Post(entry["id"], entry["rank"], **flags)
        made += [Cue(cue, POST, post, where, f"post.{post.id}:{cue}") for cue, where in cues_by_language(entry["names"])]
    for entry in read(_COUNTERPARTS)["counterpart"]:
        post = Post("counterpart", "other", needs_state=entry["needs_state"])
        made += [Cue(cue, COUNTERPART, post, where, f"counterpart:{cue}") for cue, where in cues_by_language(entry["names"])]
    return made


def _state_of(text: Text, start: int, end: int, post: Post, countries: Sequence[_Named]) -> tuple[str | None, int, int]:
    """Return the state beside a post and the span of both."""
    links = _LINKS if post.abroad else _HOME_LINKS
    for iso3, mention in countries:
        if start <= mention.start < end:
            return iso3, start, max(end, mention.end)
        gap = text.original[end : mention.start] if 0 <= mention.start - end <= _MAX_LINK else None
        if gap is not None and links.issuperset(gap.lower().replace("’", "'").replace("'", "' ").split()):
            return iso3, start, mention.end
    first = start
    for iso3, mention in reversed(countries):
        if mention.start <= start and mention.end >= end:
            return iso3, mention.start, end
        if mention.end > first or not _BEFORE.fullmatch(text.original, mention.end, first):
            continue
        if not (post.abroad and mention.kind in _PLACES):
            return iso3, mention.start, end
        # "İrlanda'nın Tel Aviv Büyükelçisi" is Ireland's.
        first = mention.start
    return None, start, end


def beside(text: Text, hit: Hit, countries: Sequence[_Named], taken: Container[tuple[int, int]]) -> Beside | None:
    """Return who and which state stands beside a post; None without a name.

    Args:
        text: The text.
        hit: Of the layer ``post`` or ``counterpart``.
        countries: Mentions of states, by start.
        taken: Spans that are no name: those of the mentions.
    """
    post: Post = hit.cue.value
    start, end = text.span(hit.start, hit.end)
    near = countries[bisect_left(countries, start - _REACH, key=_start) : bisect_right(countries, end + _REACH, key=_start)]
    country, first, last = _state_of(text, start, end, post, near)
    inner = [(iso3, mention) for iso3, mention in near if mention.start >= last]
    name = _name_behind(text.original, last, post, inner, taken)
    if name is not None and country is None and not post.abroad:
        country = next((iso3 for iso3, mention in inner if mention.end <= name[0]), None)
    if name is None:
        name = name_before(text.original, first)
    if name is None or name in taken or (post.needs_state and country is None):
        return None
    return Beside((first, last), name, country)


def _name_behind(text: str, end: int, post: Post, states: Sequence[_Named], taken: Container[tuple[int, int]]) -> tuple[int, int] | None:
    """Return the name behind a post: right there, between commas, or behind what the post is for."""
    name = name_after(text, end)
    if name is not None and name not in taken:
        return name
    comma = text.find(",", end, end + _REACH)
    if comma > 0 and _is_complement(text, end, comma, states):
        name = name_apposed(text, comma + 1)
    if name is None and post.open and (purpose := purpose_end(text, end)):
        purpose = next((mention.end for _, mention in states if mention.start == purpose), purpose)
        name = name_after(text, purpose)
        name = name if name is not None and " " in text[name[0] : name[1]] else None
    return name if name not in taken else None


def _is_complement(text: str, start: int, end: int, states: Sequence[_Named]) -> bool:
    """Tell whether words only say of what and where a post is: names of states, names of bodies, and what joins them."""
    bare, at = "", start
    for _, mention in states:
        if at <= mention.start and mention.end <= end:
            bare, at = bare + text[at : mention.start], mention.end
    return joins_only(bare + text[at:end])


def _start(named: _Named) -> int:
    return named[1].start
