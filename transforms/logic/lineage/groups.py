"""Groups of copies: each story points to its origin. The same groups whatever the order of arrival."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass

from transforms.logic.lineage.copies import Links, touched
from transforms.logic.lineage.members import Member
from transforms.logic.lineage.sketches import similarity

EXACT = 0.97


@dataclass(frozen=True, slots=True)
class Assignment:
    """Where a story belongs.

    Args:
        wire_story_id: The origin of its group.
        kind: origin, exact, near, republication or single.
        similarity: Estimated Jaccard similarity with the origin.
        copies: Stories of the group, the origin included.
        origins: Independent origins among them: agencies credited, one where none is.
        earliest: Time of the group's first story.
        latest: Time of its last one: the group is remembered until the horizon passes that.
    """

    story_id: str
    wire_story_id: str
    kind: str
    similarity: float
    copies: int
    origins: int
    earliest: dt.datetime
    latest: dt.datetime


def assign(fresh: Iterable[Member], known: Iterable[Member] = ()) -> list[Assignment]:
    """Assign every fresh story to the group of its copies.

    In the order of time each story joins the earlier leader it is most alike, or leads a group of its own, so that all of a
    group are copies of one text and no chain of small changes makes one group of two stories. The origin of a group is the
    agency's own page where one is there, even a later one, of the agency that most of the group credit; else the earliest.

    Args:
        fresh: Stories of this run.
        known: Stories of earlier runs within the horizon, with the groups they were given.

    Returns:
        One assignment for each fresh story, for each known one that changes its group, and for leader and origin of each
        group that changes, by story id.
    """
    new = {member.story_id: member for member in fresh}
    old = {member.story_id: member for member in known}
    # A revision may leave its group, and its group may then have another origin.
    left = {old[story_id].wire_story_id for story_id in new if story_id in old}
    rest = {story_id: member for story_id, member in old.items() if story_id not in new}
    moving = [story_id for story_id, member in rest.items() if member.wire_story_id in left]
    members, links = touched(list(new.values()), rest, moving)
    made: list[Assignment] = []
    for group in _groups(sorted(members.values(), key=lambda member: member.order), links):
        made += _changed(group, new)
    return sorted(made, key=lambda assignment: assignment.story_id)


def _groups(members: Sequence[Member], links: Links) -> list[list[Member]]:
    """Return the groups, the leader first in each, of members in the order of time."""
    groups: defaultdict[str, list[Member]] = defaultdict(list)
    for member in members:
        leading = ((alike, other) for other, alike in links[member.story_id].items() if other in groups)
        _, leader = max(leading, key=lambda pair: (pair[0], *_reversed(groups[pair[1]][0])), default=(0.0, member.story_id))
        groups[leader].append(member)
    return list(groups.values())


def _reversed(member: Member) -> tuple[float, str]:
    return -member.time.timestamp(), member.story_id


def _origin(group: Sequence[Member]) -> Member:
    credited = Counter(member.agency for member in group if member.agency)
    agency = max(credited, key=lambda name: credited[name], default="")
    own = [member for member in group if agency and member.agency == agency and member.is_own_page]
    return min(own or group, key=lambda member: member.order)


def _kind(member: Member, origin: Member, alike: float, size: int) -> str:
    if member is origin:
        return "origin" if size > 1 else "single"
    if member.agency and origin.agency and member.agency != origin.agency:
        return "near"
    if member.agency:
        return "republication"
    return "exact" if alike >= EXACT else "near"


def _changed(group: Sequence[Member], new: Container[str]) -> Iterator[Assignment]:
    origin = _origin(group)
    changed = {member.story_id for member in group if member.story_id in new or member.wire_story_id != origin.story_id}
    # The origin's row tells how large the group is; leader and origin are remembered for as long as their copies.
    heads = {origin.story_id, group[0].story_id} if changed else set()
    return (one for one in place(group) if one.story_id in changed | heads)


def place(group: Sequence[Member]) -> list[Assignment]:
    """Return the assignments of a whole group, given in the order of time."""
    origin, size = _origin(group), len(group)
    origins = max(1, len({member.agency for member in group if member.agency}))
    made = []
    for member in group:
        alike = round(similarity(member.sketch, origin.sketch), 3)
        kind = _kind(member, origin, alike, size)
        made.append(Assignment(member.story_id, origin.story_id, kind, alike, size, origins, group[0].time, group[-1].time))
    return made
