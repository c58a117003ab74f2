"""Groups of copies: each story points to the earliest of its kind. The same groups whatever the order of arrival."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from transforms.logic.lineage.sketches import Sketch, containment, similarity

# Measured on copies and non-copies made by documented edits: see tests/unit/test_lineage.py.
NEAR = 0.35
CONTAINED = 0.7
EXACT = 0.97
# Two stories are compared when they share one of their smallest hashes; a hash in more stories than this is a phrase.
_KEYS = 24
_COMMON = 200
_MIN_HASHES = 8


@dataclass(frozen=True, slots=True)
class Member:
    """What lineage knows of a story.

    Args:
        time: Published, else first seen; aware UTC.
        agency: Agency its credit or dateline names, empty where none.
    """

    story_id: str
    language: str
    time: dt.datetime
    agency: str
    sketch: Sketch


@dataclass(frozen=True, slots=True)
class Assignment:
    """Where a story belongs.

    Args:
        wire_story_id: The earliest story of its group.
        kind: origin, exact, near, republication or single.
        similarity: With the origin.
    """

    story_id: str
    wire_story_id: str
    kind: str
    similarity: float


def member_to_json(member: Member) -> str:
    """Return a member as JSON, for the ledger."""
    hashes = [f"{value:x}" for value in member.sketch.hashes]
    return json.dumps({"id": member.story_id, "lang": member.language, "time": member.time.isoformat(), "agency": member.agency, "hashes": hashes})


def member_from_json(text: str) -> Member:
    """Read a member back.

    >>> member = Member("s", "en", dt.datetime(2026, 1, 1, tzinfo=dt.UTC), "AA", Sketch((1, 255)))
    >>> member_from_json(member_to_json(member)) == member
    True
    """
    plain = json.loads(text)
    hashes = tuple(int(value, 16) for value in plain["hashes"])
    return Member(plain["id"], plain["lang"], dt.datetime.fromisoformat(plain["time"]), plain["agency"], Sketch(hashes))


def _are_copies(first: Member, second: Member) -> float:
    """Return the similarity of two copies, 0 for stories that are none."""
    found = similarity(first.sketch, second.sketch)
    contained = containment(first.sketch, second.sketch)
    return max(found, contained * 0.9) if found >= NEAR or contained >= CONTAINED else 0.0


def _candidates(members: Mapping[str, Member]) -> Iterator[tuple[str, str]]:
    index: dict[int, list[str]] = {}
    for story_id, member in members.items():
        for value in member.sketch.hashes[:_KEYS]:
            index.setdefault(value, []).append(story_id)
    seen: set[tuple[str, str]] = set()
    for stories in index.values():
        if len(stories) > _COMMON:
            continue
        for at, first in enumerate(stories):
            for second in stories[at + 1 :]:
                pair = (first, second) if first < second else (second, first)
                if pair not in seen:
                    seen.add(pair)
                    yield pair


def _root(parents: dict[str, str], story_id: str) -> str:
    while parents[story_id] != story_id:
        parents[story_id] = parents[parents[story_id]]
        story_id = parents[story_id]
    return story_id


def _kind(member: Member, origin: Member, found: float) -> str:
    if member.agency and origin.agency and member.agency != origin.agency:
        return "near"
    if member.agency:
        return "republication"
    return "exact" if found >= EXACT else "near"


def assign(fresh: Iterable[Member], known: Iterable[Member] = ()) -> list[Assignment]:
    """Assign every fresh story to the group of its copies.

    The groups are the connected components of the copies among all stories, so that the order of arrival does not matter; the
    origin is the earliest member, the smaller id where two are equally early.

    Args:
        fresh: Stories of this run.
        known: Stories of earlier runs within the horizon.

    Returns:
        One assignment for each fresh story, and for each known one whose group has changed, by story id.
    """
    new = {member.story_id: member for member in fresh}
    old = {member.story_id: member for member in known if member.story_id not in new}
    members = {**old, **new}
    before, after = _roots(old), _roots(members)
    sizes, sizes_before = Counter(after.values()), Counter(before.values())
    moved = [
        story_id
        for story_id in old
        if after[story_id] != before[story_id] or (sizes_before[before[story_id]] == 1 and sizes[after[story_id]] > 1)
    ]
    return [_assignment(members, story_id, after[story_id], sizes[after[story_id]]) for story_id in sorted((*new, *moved))]


def _roots(members: Mapping[str, Member]) -> dict[str, str]:
    """Return the earliest copy of each story, itself where it has none."""
    parents = {story_id: story_id for story_id in members}
    usable = {story_id: member for story_id, member in members.items() if len(member.sketch.hashes) >= _MIN_HASHES}
    for first, second in _candidates(usable):
        if _are_copies(members[first], members[second]):
            one, two = sorted((_root(parents, first), _root(parents, second)), key=lambda item: (members[item].time, item))
            parents[two] = one
    return {story_id: _root(parents, story_id) for story_id in members}


def _assignment(members: Mapping[str, Member], story_id: str, root: str, size: int) -> Assignment:
    if size == 1:
        return Assignment(story_id, story_id, "single", 1.0)
    if root == story_id:
        return Assignment(story_id, story_id, "origin", 1.0)
    found = round(_are_copies(members[story_id], members[root]) or NEAR, 3)
    return Assignment(story_id, root, _kind(members[story_id], members[root], found), found)
