"""Which stories are copies of one another, and which stories a new one touches."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from transforms.logic.lineage.members import Member
from transforms.logic.lineage.sketches import containment, similarity

# Chosen on copies and non-copies made by documented edits: tests/eval/eval_lineage.py.
NEAR = 0.35
CONTAINED = 0.7
EXCERPT = 0.25
# Reports of one form (rates, scores, casualties) share their words and differ in their numbers.
MIN_NUMBERS = 4
SHARED_NUMBERS = 0.5
# Two stories are compared when they share two of their smallest hashes; a hash in more stories than this is a phrase.
_SHARED_KEYS = 2
_COMMON = 200
_MIN_HASHES = 8

Links = dict[str, dict[str, float]]


def _is_other_report(first: Member, second: Member) -> bool:
    one, two = set(first.traits.numbers), set(second.traits.numbers)
    fewer = min(len(one), len(two))
    return fewer >= MIN_NUMBERS and len(one & two) < SHARED_NUMBERS * fewer


def copied(first: Member, second: Member) -> float:
    """Return how alike two copies are, 0 for stories that are none.

    A text is a copy of another where the words overlap, or where the shorter is an excerpt of the longer and not one of the
    many items of a roundup, unless the numbers say that two reports of one form are about two things.
    """
    found = similarity(first.sketch, second.sketch)
    contained = containment(first.sketch, second.sketch)
    is_copy = found >= NEAR or (contained >= CONTAINED and found >= EXCERPT)
    return max(found, contained * 0.9) if is_copy and not _is_other_report(first, second) else 0.0


def _sharing(frontier: Sequence[Member], others: Iterable[Member]) -> Iterator[tuple[Member, Member]]:
    """Yield each pair of a frontier's member and another that share enough keys. Linear: a common key pairs nobody."""
    holders: defaultdict[int, list[Member]] = defaultdict(list)
    for member in frontier:
        for key in member.sketch.keys:
            holders[key].append(member)
    hits: defaultdict[int, list[Member]] = defaultdict(list)
    for other in others:
        for key in other.sketch.keys:
            if key in holders:
                hits[key].append(other)
    shared = Counter[tuple[str, str]]()
    by_id = {member.story_id: member for member in frontier}
    found: dict[str, Member] = {}
    for key, second in hits.items():
        if len(holders[key]) <= _COMMON and len(second) <= _COMMON:
            found.update((other.story_id, other) for other in second)
            shared.update((one.story_id, other.story_id) for one in holders[key] for other in second if one.story_id != other.story_id)
    for (first, other_id), count in shared.items():
        if count >= _SHARED_KEYS:
            yield by_id[first], found[other_id]


def touched(fresh: Sequence[Member], known: Mapping[str, Member], moving: Iterable[str] = ()) -> tuple[dict[str, Member], Links]:
    """Return every story that the fresh ones can change the group of, and which of them are copies.

    Args:
        fresh: Stories of this run.
        known: Stories of earlier runs, by id.
        moving: Known stories that lost one of their group.

    Returns:
        The fresh stories and all that copies lead to from them, by id, and their links.
    """
    links: Links = defaultdict(dict)
    reached = {member.story_id: member for member in (*fresh, *(known[story_id] for story_id in moving))}
    frontier = list(reached.values())
    while frontier:
        usable = [member for member in frontier if len(member.sketch) >= _MIN_HASHES]
        rest = [member for story_id, member in known.items() if story_id not in reached and len(member.sketch) >= _MIN_HASHES]
        frontier = []
        # Two of the frontier meet here too: beyond the first round they were both just reached.
        for one, other in _sharing(usable, (*usable, *rest)):
            if other.story_id in links[one.story_id]:
                continue
            found = copied(one, other)
            if found:
                links[one.story_id][other.story_id] = links[other.story_id][one.story_id] = found
                if other.story_id not in reached:
                    reached[other.story_id] = other
                    frontier.append(other)
    return reached, links
