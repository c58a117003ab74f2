"""Lineage: which stories are copies of one wire story, and which are its language editions."""

from transforms.logic.lineage.groups import Assignment, assign
from transforms.logic.lineage.members import Member, member_from_json, member_to_json
from transforms.logic.lineage.places import Placement, lineage_row, member_of, place_stories
from transforms.logic.lineage.sketches import Sketch, similarity, sketch

__all__ = [
    "Assignment",
    "Member",
    "Placement",
    "Sketch",
    "assign",
    "lineage_row",
    "member_from_json",
    "member_of",
    "member_to_json",
    "place_stories",
    "similarity",
    "sketch",
]
