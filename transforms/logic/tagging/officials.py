"""Officials: a name beside a post, or a name that the dated register of offices knows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from schemas.tags import Evidence, Mention, OfficialTag
from transforms.logic.tagging import posts, register
from transforms.logic.tagging.codebook import cues_by_language, read
from transforms.logic.tagging.names import is_arabic
from transforms.logic.tagging.patterns import Cue, Hit, longest
from transforms.logic.tagging.posts import COUNTERPART, POST, Post, beside, ranks
from transforms.logic.tagging.register import PERSON, holder, term_at, terms_of
from transforms.logic.tagging.text import Text, fold
from transforms.logic.tagging.topics_spans import merged

SPEECH = "speech"
_SPEECH = "officials/speech.toml"
_MAX_LINK = 8
_LINKS = frozenset(["", *"of de del du d' des i e të së на ya yê ê a dari for ال لل".split(), "of the", "de la", "de l'", "to the"])


def load_cues() -> list[Cue]:
    """Return the cues of posts, of people in the register and of words of saying."""
    speech = [Cue(cue, SPEECH, "", where, f"speech:{cue}") for cue, where in cues_by_language(read(_SPEECH)["speech"])]
    return [*posts.load_cues(), *register.load_cues(), *speech]


@dataclass(slots=True)
class _Found:
    """An official while it is put together; spans point into the text as given. ``stated``: the state stands beside the post."""

    start: int
    end: int
    name_start: int
    name_end: int
    post: Post | None
    post_span: tuple[int, int] | None
    country: str | None
    rule_id: str
    person_id: str | None = None
    stated: bool = False


# Layers whose words are no names.
_WORDS = (POST, COUNTERPART, SPEECH, "event", "organisation", "forum")
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


def _by_posts(text: Text, hits: Mapping[str, Sequence[Hit]], countries: Sequence[tuple[str, Mention]], home: str | None) -> list[_Found]:
    """Return who stands beside a post, in order; a counterpart holds the post of the one named before."""
    taken = {(mention.start, mention.end) for _, mention in countries}
    # Arabic letters have no capitals: there words that the lexicons know are no name.
    layers = _WORDS if is_arabic(text.original) else ()
    words = merged([*taken, *(text.span(hit.start, hit.end) for layer in layers for hit in hits.get(layer, ()))])
    marked = [*_nested(text, longest(hits.get(POST, ()))), *longest(hits.get(COUNTERPART, ()))]
    found: list[_Found] = []
    for hit in sorted(marked, key=lambda hit: hit.start):
        near = beside(text, hit, countries, taken)
        if near is None or words.overlaps(*near.name):
            continue
        post: Post | None = hit.cue.value
        country = near.country
        if hit.cue.layer == COUNTERPART:
            post = found[-1].post if found else None
        elif country is None and not hit.cue.value.international:
            country = home
        span = min(near.span[0], near.name[0]), max(near.span[1], near.name[1])
        found.append(_Found(*span, *near.name, post, near.span, country, hit.cue.rule_id, stated=near.country is not None))
    return found


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
        known = any(one.person_id == person for one in found)
        if not same and not known and term_at(person, day):
            found.append(_Found(start, end, start, end, None, None, None, rule, person))
    return found


def _known(text: Text, one: _Found, day: dt.date | None) -> None:
    """Look an official up in the register by post and surname, and let it say the state that the text leaves unsaid."""
    if one.person_id is None and one.post is not None:
        name = text.original[one.name_start : one.name_end]
        one.person_id = holder(one.post.id, name, one.country, day) or (None if one.stated else holder(one.post.id, name, None, day))
    if one.person_id is not None and not one.stated:
        term = term_at(one.person_id, day) or term_at(one.person_id, None)
        one.country = term.country if term else one.country


def _tag(text: Text, one: _Found, day: dt.date | None, spoken: frozenset[int]) -> OfficialTag:
    term = term_at(one.person_id, day) if one.person_id else None
    post = one.post.id if one.post else (term.post if term else None)
    rank = one.post.rank if one.post else ranks().get(term.post if term else "", "other")
    known = one.person_id and terms_of(one.person_id)
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
    text: Text, hits: Mapping[str, Sequence[Hit]], countries: Sequence[tuple[str, Mention]], day: dt.date | None = None, home: str | None = None
) -> list[OfficialTag]:
    """Return the officials a text names, each once, in order of first mention.

    A post counts with a name beside it; a name alone counts where the register says that the person held an office on the day.

    Args:
        text: The text.
        hits: By layer; who stands in a sentence with one of ``speech`` is a speaker.
        countries: Mentions of states.
        day: Day of the story, None where unknown.
        home: The state whose posts the text leaves without one, None where there is none.
    """
    named = sorted(countries, key=lambda pair: pair[1].start)
    found = _joined(_by_posts(text, hits, named, home), list(_people(text, hits.get(PERSON, ()))), day)
    spoken = frozenset(text.sentence_of(hit.start) for hit in hits.get(SPEECH, ()))
    tags: list[OfficialTag] = []
    seen = _Seen()
    for one in sorted(found, key=lambda item: item.start):
        _known(text, one, day)
        tag = _tag(text, one, day, spoken)
        if seen.is_new(tag):
            tags.append(tag)
    return tags


@dataclass(slots=True)
class _Seen:
    """Who was named before, by the words of the name: a text may name a thousand."""

    people: set[str] = field(default_factory=set)
    by_word: dict[str, list[list[str]]] = field(default_factory=dict)

    def is_new(self, tag: OfficialTag) -> bool:
        """Note an official; False where the register, all words of the shorter name or the last word of both say that one is named again."""
        name = fold(tag.name)[0].split()
        words = set(name)
        alike = (other for word in words for other in self.by_word.get(word, ()))
        if tag.person_id in self.people or any(words.issuperset(other) or words.issubset(other) or name[-1] == other[-1] for other in alike):
            return False
        if tag.person_id:
            self.people.add(tag.person_id)
        for word in words:
            self.by_word.setdefault(word, []).append(name)
        return True
