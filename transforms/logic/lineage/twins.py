"""Twins: the language editions of one agency story, found without its words.

Two editions of one story name the same states, people and numbers within a day and a half. Precision first: a story has one
twin in a language at most, each the other's best, and states alone link nothing.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from transforms.logic.lineage.members import Member
from transforms.logic.lineage.traits import Traits
from transforms.logic.wire.agencies import agencies

WINDOW = dt.timedelta(hours=36)
# Chosen on translated stories: tests/eval/eval_lineage.py. Scripts without capitals bring no names, so that less must agree more.
MIN_WEIGHT = 6.0
MIN_TOLD = 4.0  # of it by what is neither a state nor a date
ALIKE = 0.4
ALIKE_WITHOUT_NAMES = 0.5
_STATE, _HOME, _DAY, _YEAR, _ROUND, _TENS, _LARGE, _NAME, _SHORT_NAME, _ID, _IMAGE = 2.0, 0.5, 0.5, 1.0, 1.0, 2.0, 4.0, 2.0, 1.5, 6.0, 4.0
_MAX_STATES = 4
_STEM = 4  # Endings of a name come behind its first consonants.
_COMMON = 200
_YEARS, _TWO_DIGITS, _DAY_OR_ROUND = re.compile("(?:19|20).."), re.compile(".."), re.compile("[12].|3[01]|.0")
_WITHOUT_CAPITALS = frozenset({"ar", "fa", "ckb"})
COMPARED = ("countries", "numbers", "officials", "topics", "acts")


@dataclass(frozen=True, slots=True)
class Difference:
    """Values of one field that only one of two editions has."""

    field: str
    only_here: tuple[str, ...]
    only_there: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Twin:
    """Where a story stands among its language editions.

    Args:
        group: The story_id of the edition that the group was made from.
        score: How alike it is to the closest edition, 0 to 1.
        differences: What differs from the group's first edition.
    """

    group: str
    score: float
    differences: tuple[Difference, ...]


def _number(number: str, time: dt.datetime) -> float:
    """Return what sharing a number tells: little where it may be the day or the year that every story of the day names."""
    if _YEARS.fullmatch(number):
        return _YEAR
    if not _TWO_DIGITS.fullmatch(number):
        return _LARGE
    if any(int(number) == (time + dt.timedelta(days=days)).day for days in range(-2, 3)):
        return _DAY
    return _ROUND if _DAY_OR_ROUND.fullmatch(number) else _TENS


@cache
def _home(agency: str) -> str:
    return next((known.country for known in agencies() if known.id == agency), "")


def _weights(member: Member) -> dict[str, float]:
    """Return what can be shared, each with what sharing it tells; kinds are told apart by the first letter."""
    traits, home = member.traits, _home(member.agency)
    found = {f"c{state}": _HOME if state == home else _STATE for state in traits.countries[:_MAX_STATES]}
    found |= {f"n{number}": _number(number, member.time) for number in traits.numbers}
    return found | {f"p{name[:_STEM]}": _NAME if len(name) >= _STEM else _SHORT_NAME for name in traits.names}


def _addresses(first: Traits, second: Traits) -> float:
    """Return what addresses tell: something where they agree, nothing where not, for most agencies number each edition alone."""
    same_image = bool(first.image) and first.image == second.image
    return _ID * bool(set(first.ids) & set(second.ids)) + _IMAGE * same_image


def alike(first: Member, second: Member) -> float:
    """Return how much two stories of different languages share, 0 where it is too little to be one story."""
    one, two = _weights(first), _weights(second)
    is_named = not {first.language, second.language} & _WITHOUT_CAPITALS
    shared = {key: min(weight, two[key]) for key, weight in one.items() if key in two}
    extra = _addresses(first.traits, second.traits)
    both = sum(shared.values()) + extra
    told = extra + sum(weight for key, weight in shared.items() if key[0] != "c" and weight > _YEAR)
    if both < MIN_WEIGHT or told < MIN_TOLD:
        return 0.0
    # A script without capitals hides most names: those that only one of the two has tell nothing.
    alone = sum(weight for found in (one, two) for key, weight in found.items() if key not in shared and (is_named or key[0] != "p"))
    found = both / (both + alone)
    return found if found >= (ALIKE if is_named else ALIKE_WITHOUT_NAMES) else 0.0


def _marks(member: Member) -> Iterator[str]:
    """Yield what brings two stories together to be compared: anything but states and years."""
    traits = member.traits
    yield from (f"n{number}" for number in traits.numbers if _number(number, member.time) > _YEAR)
    yield from (f"p{name[:_STEM]}" for name in traits.names)
    yield from (f"i{number}" for number in traits.ids)
    if traits.image:
        yield f"m{traits.image}"


def _candidates(fresh: Sequence[Member], others: Iterable[Member]) -> Iterator[tuple[Member, Member]]:
    """Yield each pair of one agency within the window that shares a mark. Linear: a common mark brings nobody together."""
    holders: defaultdict[tuple[str, str], list[Member]] = defaultdict(list)
    new = {member.story_id for member in fresh}
    for member in fresh:
        for mark in _marks(member):
            holders[member.agency, mark].append(member)
    hosts = {agency for agency, _ in holders}
    for other in (*fresh, *(member for member in others if member.agency in hosts)):
        met: dict[str, Member] = {}
        for mark in _marks(other):
            found = holders.get((other.agency, mark), ())
            if len(found) <= _COMMON:
                met.update((member.story_id, member) for member in found)
        for story_id, member in met.items():
            is_once = other.story_id not in new or story_id < other.story_id
            if is_once and member.language != other.language and abs(member.time - other.time) <= WINDOW:
                yield member, other


def _mutual(pairs: Iterable[tuple[Member, Member]]) -> list[tuple[float, Member, Member]]:
    """Return the pairs in which each is the other's best of its language, the best first."""
    scored = [(found, one, two) for one, two in pairs if (found := alike(one, two))]
    best: dict[tuple[str, str], tuple[float, str]] = {}
    for found, one, two in scored:
        for here, there in ((one, two), (two, one)):
            key = (here.story_id, there.language)
            best[key] = max(best.get(key, (0.0, "")), (found, there.story_id))
    mutual = [
        (found, one, two)
        for found, one, two in scored
        if best[one.story_id, two.language][1] == two.story_id and best[two.story_id, one.language][1] == one.story_id
    ]
    return sorted(mutual, key=lambda pair: (-pair[0], *sorted((pair[1].order, pair[2].order))))


def differences(here: Traits, there: Traits) -> tuple[Difference, ...]:
    """Return the fields that differ between two editions.

    >>> differences(Traits(countries=("IDN", "RUS")), Traits(countries=("IDN",), topics=("CT",)))[0]
    Difference(field='countries', only_here=('RUS',), only_there=())
    """
    made = []
    for name in COMPARED:
        one, two = getattr(here, name), getattr(there, name)
        if set(one) != set(two):
            made.append(Difference(name, tuple(item for item in one if item not in two), tuple(item for item in two if item not in one)))
    return tuple(made)


def link(fresh: Sequence[Member], known: Sequence[Member]) -> dict[str, Twin]:
    """Link the language editions of agency stories.

    Args:
        fresh: Origins of wire stories that are new or whose group changed; those without an agency have no twins.
        known: Origins of earlier runs within the horizon, with the twins they were given.

    Returns:
        By story id, each of the fresh stories that has twins and each known one that gets another group.
    """
    credited = {member.story_id: member for member in fresh if member.agency}
    mutual = _mutual(_candidates(list(credited.values()), known))
    met = {member.story_id: member for _, one, two in mutual for member in (one, two)}
    groups = _merged(mutual, _standing(met | credited, known))
    made = {}
    for group in {id(group): group for group in groups.values()}.values():
        editions = sorted(group.values(), key=lambda member: member.order)
        name = min((member.twin_group for member in editions if member.twin_group), default=editions[0].story_id)
        for member in editions if len(editions) > 1 else ():
            if member.story_id in credited or member.twin_group != name:
                score = max(alike(member, other) for other in editions if other is not member)
                made[member.story_id] = Twin(name, round(score, 3), differences(member.traits, editions[0].traits))
    return made


def _standing(met: Mapping[str, Member], known: Iterable[Member]) -> list[dict[str, Member]]:
    """Return the groups that the stories met stand in, each by language; a story without twins is a group of its own."""
    groups: defaultdict[str, dict[str, Member]] = defaultdict(dict)
    named = {member.twin_group for member in met.values() if member.twin_group}
    for member in (*(other for other in known if other.twin_group in named), *met.values()):
        groups[member.twin_group or member.story_id][member.language] = member
    return list(groups.values())


def _merged(mutual: Iterable[tuple[float, Member, Member]], standing: Iterable[dict[str, Member]]) -> dict[str, dict[str, Member]]:
    """Join groups by the best pairs first, where no language would stand in one twice."""
    groups = {member.story_id: group for group in standing for member in group.values()}
    for _, one, two in mutual:
        first, second = groups.get(one.story_id), groups.get(two.story_id)
        if first is None or second is None or first is second or first.keys() & second.keys():
            continue
        first.update(second)
        groups.update((member.story_id, first) for member in second.values())
    return groups
