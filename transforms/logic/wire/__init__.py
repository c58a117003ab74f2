"""Wire furniture: read into columns, then taken out of the body."""

from transforms.logic.wire.furniture import read_furniture

__all__ = ["read_furniture"]
