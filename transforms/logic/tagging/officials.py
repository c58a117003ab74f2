"""Officials: a name beside a post, or a name that the dated register of offices knows."""

from __future__ import annotations

import csv
import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from schemas.tags import Evidence, Mention, OfficialTag
from transforms.logic.tagging.codebook import cues_by_language, read
from transforms.logic.tagging.names import name_after, name_before
from transforms.logic.tagging.patterns import Cue, Hit, longest
from transforms.logic.tagging.text import Text, fold

POST = "post"
PERSON = "person"
SPEECH = "speech"
_POSTS = "officials/posts.toml"
_SPEECH = "officials/speech.toml"
# Between a post and its state: "minister of the Netherlands", "ministre de la Turquie", "министр РФ", "sekretarit të Kosovës".
_LINKS = frozenset(["", *"of de del du d' des i e të së на ya yê ê a dari for in ال لل".split(), "of the", "de la", "de l'", "to the"])
_MAX_LINK = 8
_REACH = 200  # No name of a state is longer.


@dataclass(frozen=True, slots=True)
class Post:
    """A kind of office."""

    id: str
    rank: str


@dataclass(frozen=True, slots=True)
class Term:
    """One office one person held.

    Args:
        start: First day; ``end`` the last, None while it runs.
        checked: Day on which an open term was last looked at.
    """

    person_id: str
    name: str
    post: str
    country: str
    start: dt.date
    end: dt.date | None
    checked: dt.date
    source: str
    aliases: tuple[str, ...]


@cache
def register() -> tuple[Term, ...]:
    """Return every term of the register of offices, in the order of the file."""
    lines = (files("schemas") / "codebook" / "officials" / "register.tsv").read_text("utf-8").splitlines()
    rows = csv.DictReader((line for line in lines if line and not line.startswith("#")), delimiter="\t")
    return tuple(_term(row) for row in rows)


def _term(row: dict[str, str]) -> Term:
    end = dt.date.fromisoformat(row["until"]) if row["until"] else None
    aliases = tuple(alias.strip() for alias in row["aliases"].split("|") if alias.strip())
    name = aliases[0]
    dates = dt.date.fromisoformat(row["from"]), end, dt.date.fromisoformat(row["checked"])
    return Term(row["person_id"], name, row["post"], row["country"], *dates, row["source"], aliases)


@cache
def _ranks() -> dict[str, str]:
    return {post["id"]: post["rank"] for post in read(_POSTS)["post"]}


@cache
def _terms(person_id: str) -> tuple[Term, ...]:
    return tuple(term for term in register() if term.person_id == person_id)


def term_at(person_id: str, day: dt.date | None) -> Term | None:
    """Return the office a person held on a day; without a day the latest; None between offices.

    >>> term_at("nobody", None) is None
    True
    """
    terms = _terms(person_id)
    if day is None:
        return max(terms, key=lambda term: term.start, default=None)
    return next((term for term in terms if term.start <= day and (term.end is None or day <= term.end)), None)


def load_cues() -> list[Cue]:
    """Return the cues of posts, of people in the register and of words of saying."""
    made: list[Cue] = []
    for post in read(_POSTS)["post"]:
        value = Post(post["id"], post["rank"])
        made += [Cue(cue, POST, value, where, f"post.{post['id']}:{cue}") for cue, where in cues_by_language(post["names"])]
    for person_id, aliases in _aliases().items():
        made += [Cue(alias, PERSON, person_id, frozenset(), f"register.{person_id}") for alias in aliases]
    made += [Cue(cue, SPEECH, "", where, f"speech:{cue}") for cue, where in cues_by_language(read(_SPEECH)["speech"])]
    return made


@cache
def _aliases() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for term in register():
        forms = found.setdefault(term.person_id, set())
        for alias in term.aliases:
            forms.add(_inflected(alias))
    return {person: frozenset(aliases) for person, aliases in found.items()}


_SHORT = 3


def _inflected(alias: str) -> str:
    """Let the words of a Cyrillic name, and the last word of a Latin one, take endings: Slavic and Albanian texts decline names.

    >>> _inflected("Сергей Лавров"), _inflected("Xi Jinping")
    ('серге* лавров*', 'xi jinping*')
    """
    words = fold(alias)[0].split()
    return " ".join(_declined(word, last=word == words[-1]) for word in words)


def _declined(word: str, *, last: bool) -> str:
    cyrillic = any("а" <= char <= "я" for char in word)
    if len(word) <= _SHORT or not (cyrillic or last):
        return word
    return f"{word[:-1] if cyrillic and word[-1] in 'йаяь' else word}*"


@dataclass(slots=True)
class _Found:
    """An official while it is put together; spans point into the text as given."""

    start: int
    end: int
    name_start: int
    name_end: int
    post: Post | None
    post_span: tuple[int, int] | None
    country: str | None
    rule_id: str
    person_id: str | None = None


def _start(named: tuple[str, Mention]) -> int:
    return named[1].start


def _state_of(text: Text, start: int, end: int, countries: Sequence[tuple[str, Mention]]) -> tuple[str | None, int, int]:
    """Return the state beside a post and the span of both."""
    for iso3, mention in countries:
        gap = text.original[end : mention.start] if 0 <= mention.start - end <= _MAX_LINK else None
        if gap is not None and gap.strip().lower().replace("’", "'") in _LINKS:
            return iso3, start, mention.end
    for iso3, mention in countries:
        if 0 <= start - mention.end <= 2 and not text.original[mention.end : start].strip(" -'’"):  # noqa: PLR2004
            return iso3, mention.start, end
        if mention.start <= start and mention.end >= end:
            return iso3, mention.start, end
    return None, start, end


# Turkish names the inner office first: "Cumhurbaşkanı Sözcüsü".
_INNER_FIRST = frozenset({"tr"})


def _nested(text: Text, hits: list[Hit]) -> list[Hit]:
    """Join an office with the one it belongs to, so that the president's spokesman is no president."""
    made: list[Hit] = []
    for hit in hits:
        outer = made[-1] if made else None
        gap = text.folded[outer.end : hit.start] if outer and 0 < hit.start - outer.end <= _MAX_LINK else None
        if outer is not None and gap is not None and gap.strip() in _LINKS:
            made[-1] = Hit(outer.start, hit.end, hit.cue if text.language in _INNER_FIRST else outer.cue)
        else:
            made.append(hit)
    return made


def _by_post(text: Text, hit: Hit, countries: Sequence[tuple[str, Mention]], taken: Container[tuple[int, int]]) -> _Found | None:
    start, end = text.span(hit.start, hit.end)
    near = bisect_left(countries, start - _REACH, key=_start), bisect_right(countries, end + _REACH, key=_start)
    country, first, last = _state_of(text, start, end, countries[slice(*near)])
    name = name_after(text.original, last)
    if name is None or name in taken:
        name = name_before(text.original, first)
    if name is None or name in taken:
        return None
    return _Found(min(first, name[0]), max(last, name[1]), *name, hit.cue.value, (first, last), country, hit.cue.rule_id)


def _people(text: Text, hits: Sequence[Hit]) -> Iterator[tuple[int, int, str, str]]:
    for hit in longest(hits):
        start, end = text.span(hit.start, hit.end)
        yield start, end, hit.cue.value, hit.cue.rule_id


def _joined(found: list[_Found], people: Sequence[tuple[int, int, str, str]], day: dt.date | None) -> list[_Found]:
    """Give people of the register to the officials whose name they are, and add the others where they held an office."""
    for start, end, person, rule in people:
        same = [one for one in found if start < one.name_end and one.name_start < end]
        for one in same:
            one.person_id = person
            term = term_at(person, day) or term_at(person, None)
            one.country = one.country or (term.country if term else None)
        known = any(one.person_id == person for one in found)
        if not same and not known and term_at(person, day):
            found.append(_Found(start, end, start, end, None, None, None, rule, person))
    return found


def _tag(text: Text, one: _Found, day: dt.date | None, spoken: frozenset[int]) -> OfficialTag:
    term = term_at(one.person_id, day) if one.person_id else None
    post = one.post.id if one.post else (term.post if term else None)
    rank = one.post.rank if one.post else _ranks().get(term.post if term else "", "other")
    known = one.person_id and _terms(one.person_id)
    original = text.original
    return OfficialTag(
        name=original[one.name_start : one.name_end],
        post_text=original[one.post_span[0] : one.post_span[1]] if one.post_span else None,
        post=post,
        rank=rank,
        country=one.country or (term.country if term else None) or (known[0].country if known else None),
        person_id=one.person_id,
        post_basis="text" if one.post else "register",
        speaker=_speaks(text, original[one.name_start : one.name_end], spoken),
        evidence=(Evidence(one.start, one.end, original[one.start : one.end], one.rule_id),),
    )


def _speaks(text: Text, name: str, spoken: frozenset[int]) -> bool:
    """Tell whether the last word of a name stands in a sentence with a word of saying."""
    last = fold(name)[0].split()[-1]
    return any(last in text.folded[slice(*text.sentences[index])] for index in spoken)


def find_officials(
    text: Text,
    posts: Sequence[Hit],
    people: Sequence[Hit],
    speech: Sequence[Hit],
    countries: Sequence[tuple[str, Mention]],
    day: dt.date | None = None,
) -> list[OfficialTag]:
    """Return the officials a text names, each once, in order of first mention.

    A post counts with a name beside it; a name alone counts where the register says that the person held an office on the day.

    Args:
        text: The text.
        posts: Hits of the layer ``post``.
        people: Hits of the layer ``person``.
        speech: Hits of the layer ``speech``: who stands in a sentence with one is a speaker.
        countries: Mentions of states.
        day: Day of the story, None where unknown.
    """
    named = sorted(countries, key=_start)
    taken = {(mention.start, mention.end) for _, mention in named}
    found = [one for hit in _nested(text, longest(posts)) if (one := _by_post(text, hit, named, taken)) is not None]
    found = _joined(found, list(_people(text, people)), day)
    spoken = frozenset(text.sentence_of(hit.start) for hit in speech)
    tags: list[OfficialTag] = []
    for one in sorted(found, key=lambda item: item.start):
        tag = _tag(text, one, day, spoken)
        if not any(_same_person(tag, other) for other in tags):
            tags.append(tag)
    return tags


def _same_person(tag: OfficialTag, other: OfficialTag) -> bool:
    """Tell whether two tags name one person: by the register, or by the last word of the name in one post or country."""
    if tag.person_id and tag.person_id == other.person_id:
        return True
    mine, theirs = fold(tag.name)[0].split(), fold(other.name)[0].split()
    return bool(set(mine) <= set(theirs) or set(theirs) <= set(mine) or mine[-1] == theirs[-1])
