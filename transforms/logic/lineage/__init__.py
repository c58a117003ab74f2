"""Lineage: which stories are copies of one wire story."""

from transforms.logic.lineage.groups import Member, assign
from transforms.logic.lineage.sketches import Sketch, similarity, sketch

__all__ = ["Member", "Sketch", "assign", "similarity", "sketch"]
