"""What lineage remembers of a story: a small record, in the ledger for as long as the horizon."""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import json
from dataclasses import dataclass, field
from typing import Any

from transforms.logic.lineage.sketches import Sketch
from transforms.logic.lineage.traits import Traits

_VERSION = 2


@dataclass(frozen=True, slots=True)
class Member:
    """What lineage knows of a story.

    Args:
        time: Published, else first seen; aware UTC.
        agency: Agency its credit or dateline names, else the agency whose page it is, empty where none.
        is_own_page: The page is that agency's own.
        wire_story_id: Group given by an earlier run, empty before.
        twin_group: Twins given by an earlier run, empty where none.
    """

    story_id: str
    language: str
    time: dt.datetime
    agency: str
    sketch: Sketch
    is_own_page: bool = False
    traits: Traits = field(default_factory=Traits)
    wire_story_id: str = ""
    twin_group: str = ""

    @property
    def order(self) -> tuple[dt.datetime, str]:
        """By time, the smaller id where two are equally early."""
        return self.time, self.story_id


def member_to_json(member: Member) -> str:
    """Return a member as JSON of about a kilobyte, for the ledger."""
    traits = {name: value for name, value in dataclasses.asdict(member.traits).items() if value}
    plain = {
        "v": _VERSION,
        "id": member.story_id,
        "lang": member.language,
        "time": member.time.isoformat(),
        "agency": member.agency,
        "own": member.is_own_page,
        "sketch": base64.b64encode(member.sketch.packed).decode("ascii"),
        "traits": traits,
        "wire": member.wire_story_id,
        "twins": member.twin_group,
    }
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def member_from_json(text: str) -> Member | None:
    """Read a member back; None where another version of the program wrote it: its fingerprints compare with nothing.

    >>> member = Member("s", "en", dt.datetime(2026, 1, 1, tzinfo=dt.UTC), "AA", Sketch(bytes(8)), traits=Traits(("IDN",), ("17",)))
    >>> member_from_json(member_to_json(member)) == member
    True
    """
    plain = json.loads(text)
    if plain.get("v") != _VERSION:
        return None
    traits: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in plain["traits"].items()}
    return Member(
        plain["id"],
        plain["lang"],
        dt.datetime.fromisoformat(plain["time"]),
        plain["agency"],
        Sketch(base64.b64decode(plain["sketch"])),
        plain["own"],
        Traits(**traits),
        plain["wire"],
        plain["twins"],
    )
