"""From a tagged story to its place among copies and language editions, and to the row that says so."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from schemas.elements import TaggedStory
from schemas.rows import LineageRow, TwinDifference
from transforms.logic.lineage.groups import Assignment, assign, place
from transforms.logic.lineage.members import Member
from transforms.logic.lineage.sketches import sketch
from transforms.logic.lineage.traits import MAX_STATES, Traits, ids_of, image_of, names_of, numbers_of
from transforms.logic.lineage.twins import Twin, link
from transforms.logic.rows import RunStamp, clean
from transforms.logic.wire.agencies import agency_of_link


def member_of(tagged: TaggedStory) -> Member:
    """Return what lineage needs of a story: its fingerprint and what it shares with other languages, not its text."""
    story, tags = tagged.story, tagged.tags
    owner = agency_of_link(story.final_url or story.url)
    agency = story.wire.origin_agency or owner
    body = story.wire.body
    traits = Traits(
        countries=tuple(tag.iso3 for tag in tags.countries if tag.mentions or tag.title_mentions)[:MAX_STATES],
        numbers=numbers_of(body),
        names=names_of(body, (tag.name for tag in tags.officials)),
        ids=ids_of(story.canonical_url, story.extracted.image),
        officials=tuple(dict.fromkeys(tag.person_id or clean(tag.name) for tag in tags.officials)),
        topics=tuple(tag.code for tag in tags.topics),
        acts=tuple(dict.fromkeys(f"{tag.plover}:{tag.status}" for tag in tags.events if tag.primary)),
        image=image_of(story.extracted.image),
    )
    time = story.published.value if story.published else story.first_seen
    return Member(story.story_id, story.language, time, agency, sketch(body), bool(owner) and owner == agency, traits)


@dataclass(frozen=True, slots=True)
class Placement:
    """A story with what lineage has found for it.

    Args:
        member: As the ledger keeps it, with its group and its twins.
        twin: Where it stands among its language editions, None where it has none.
    """

    member: Member
    assignment: Assignment
    twin: Twin | None


def place_stories(fresh: Iterable[Member], known: Iterable[Member]) -> list[Placement]:
    """Place every story of a run among its copies and its language editions.

    Args:
        fresh: Stories of this run, one a story.
        known: Stories of earlier runs within the horizon.

    Returns:
        One placement for each fresh story and for each known one that something changes for, by story id.
    """
    members = {member.story_id: member for member in known}
    new = [dataclasses.replace(one, twin_group=members[one.story_id].twin_group if one.story_id in members else "") for one in fresh]
    assigned = {one.story_id: one for one in assign(new, members.values())}
    members |= {one.story_id: one for one in new}
    members |= {story_id: dataclasses.replace(members[story_id], wire_story_id=one.wire_story_id) for story_id, one in assigned.items()}
    origins = [member for member in members.values() if member.wire_story_id == member.story_id]
    twins = link([member for member in origins if member.story_id in assigned], [member for member in origins if member.story_id not in assigned])
    assigned |= _unchanged(twins.keys() - assigned.keys(), members.values())
    made = []
    for story_id, one in sorted(assigned.items()):
        twin = twins.get(story_id)
        made.append(Placement(dataclasses.replace(members[story_id], twin_group=twin.group if twin else ""), one, twin))
    return made


def _unchanged(origins: Collection[str], members: Iterable[Member]) -> dict[str, Assignment]:
    """Return the assignments of known origins that got twins and no new copy."""
    groups: defaultdict[str, list[Member]] = defaultdict(list)
    for member in members if origins else ():
        if member.wire_story_id in origins:
            groups[member.wire_story_id].append(member)
    placed = (one for group in groups.values() for one in place(sorted(group, key=lambda member: member.order)))
    return {one.story_id: one for one in placed if one.story_id in origins}


def lineage_row(placement: Placement, stamp: RunStamp, now: dt.datetime) -> LineageRow:
    """Return the row of one placement."""
    member, assignment, twin = placement.member, placement.assignment, placement.twin
    return LineageRow(
        row_key=f"{assignment.story_id}:{stamp.run_id}",
        day=member.time.astimezone(dt.UTC).date(),
        story_id=assignment.story_id,
        wire_story_id=assignment.wire_story_id,
        kind=assignment.kind,
        origin_agency=member.agency or None,
        similarity=assignment.similarity,
        twin_group=twin.group if twin else None,
        assigned=now,
        run_id=stamp.run_id,
        own_page=member.is_own_page,
        copies=assignment.copies,
        origins=assignment.origins,
        earliest=assignment.earliest,
        twin_score=twin.score if twin else None,
        twin_differences=tuple(TwinDifference(item.field, item.only_here, item.only_there) for item in twin.differences) if twin else (),
    )
