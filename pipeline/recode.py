"""Compare two outputs row by row: what a change of code or codebook gains, loses and changes, by pair and topic."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from pipeline.sql import connect, table_text

# What differs between two makings of one row whatever they say.
_MAKING = frozenset({"processed", "run_id", "code_version", "codebook_version", "lexicon_version", "extractor_version"})
_PIECE = 500
_SHOWN = 20
NOTHING = "-"

Row = dict[str, Any]


@dataclass(slots=True)
class Cell:
    """Rows of one pair and topic.

    Args:
        before: Rows that had both; ``after`` rows that have them.
        gained: Keys of rows that have them now and had not; ``lost`` the other way round.
        changed: Rows that have kept both and differ elsewhere.
    """

    before: int = 0
    after: int = 0
    gained: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    changed: int = 0


@dataclass(slots=True)
class Recode:
    """The difference of two outputs.

    Args:
        outside: Rows of the old output that the new one, a replay, could not hold: other runs, or pages that are not archived.
        gained: Keys of rows that only the new output has; ``lost`` that only the old one has.
        changed: Columns that differ, by key of the row.
        decided: Keys of rows that became stories on bilateral security; ``undecided`` that no longer are.
        cells: By pair and topic, of stories on bilateral security.
    """

    before: int = 0
    after: int = 0
    outside: int = 0
    gained: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    changed: dict[str, list[str]] = field(default_factory=dict)
    decided: list[str] = field(default_factory=list)
    undecided: list[str] = field(default_factory=list)
    cells: dict[tuple[str, str], Cell] = field(default_factory=dict)

    @property
    def is_same(self) -> bool:
        """Whether no row was gained, lost or changed."""
        return not (self.gained or self.lost or self.changed)


def _rows(connection: duckdb.DuckDBPyConnection) -> Iterator[Row]:
    found = connection.execute("SELECT * FROM stories_v1 ORDER BY row_key")
    names = [column[0] for column in found.description or []]
    while piece := found.fetchmany(_PIECE):
        yield from (dict(zip(names, values, strict=True)) for values in piece)


def _replayed(connection: duckdb.DuckDBPyConnection) -> frozenset[str] | None:
    """Return the runs that an output ran again; None where it is no replay."""
    options = [json.loads(text).get("replay_of", "") for (text,) in connection.execute("SELECT options FROM runs").fetchall()]
    return frozenset(options) if options and all(options) else None


def _pairs(old: Iterator[Row], new: Iterator[Row]) -> Iterator[tuple[Row | None, Row | None]]:
    """Join two outputs that are sorted by key."""
    first, second = next(old, None), next(new, None)
    while first is not None or second is not None:
        if second is None or (first is not None and first["row_key"] < second["row_key"]):
            yield first, None
            first = next(old, None)
        elif first is None or second["row_key"] < first["row_key"]:
            yield None, second
            second = next(new, None)
        else:
            yield first, second
            first, second = next(old, None), next(new, None)


def cells_of(row: Row | None) -> frozenset[tuple[str, str]]:
    """Return the pairs and topics of a story on bilateral security; ``-`` stands for no topic, and no other row has any.

    >>> row = {"bilateral_security": True, "dyads": [{"pair": "IDN-RUS", "principal": True}], "topics": []}
    >>> cells_of(row)
    frozenset({('IDN-RUS', '-')})
    """
    if row is None or not row["bilateral_security"]:
        return frozenset()
    topics = [topic["code"] for topic in row["topics"]] or [NOTHING]
    return frozenset((dyad["pair"], topic) for dyad in row["dyads"] if dyad["principal"] for topic in topics)


def _note(found: Recode, old: Row | None, new: Row | None) -> None:
    one = new if new is not None else old
    assert one is not None  # noqa: S101 - a pair has a side
    key = one["row_key"]
    found.before += old is not None
    found.after += new is not None
    columns: list[str] = []
    if old is None or new is None:
        (found.gained if old is None else found.lost).append(key)
    else:
        columns = [name for name in new if name not in _MAKING and old.get(name) != new[name]]
        if columns:
            found.changed[key] = columns
    was, is_now = bool(old and old["bilateral_security"]), bool(new and new["bilateral_security"])
    if was != is_now:
        (found.decided if is_now else found.undecided).append(key)
    _note_cells(found, key, cells_of(old), cells_of(new), changed=bool(columns))


def _note_cells(found: Recode, key: str, before: frozenset[tuple[str, str]], after: frozenset[tuple[str, str]], *, changed: bool) -> None:
    for name in before | after:
        cell = found.cells.setdefault(name, Cell())
        cell.before += name in before
        cell.after += name in after
        if name not in before:
            cell.gained.append(key)
        elif name not in after:
            cell.lost.append(key)
        else:
            cell.changed += changed


def compare(old: Path, new: Path) -> Recode:
    """Compare two output folders. Bounded memory but for the keys of rows that differ.

    Where the new one is a replay, only rows of the runs it ran again, whose page is archived, are compared; the others are counted.

    Raises:
        NoOutputError: A folder holds no output.
    """
    found = Recode()
    with connect(old) as first, connect(new) as second:
        runs = _replayed(second)
        for before, after in _pairs(_rows(first), _rows(second)):
            if after is None and before is not None and runs is not None and (before["run_id"] not in runs or before["archive_record"] is None):
                found.outside += 1
            else:
                _note(found, before, after)
    return found


def column_counts(found: Recode) -> list[tuple[str, int]]:
    """Return how many rows differ in each column, most first."""
    counted = Counter(name for names in found.changed.values() for name in names)
    return sorted(counted.items(), key=lambda item: (-item[1], item[0]))


def _moved(found: Recode) -> list[tuple[str, str, Cell]]:
    moved = [(pair, topic, cell) for (pair, topic), cell in found.cells.items() if cell.gained or cell.lost or cell.changed]
    return sorted(moved, key=lambda item: (-len(item[2].gained) - len(item[2].lost), -item[2].changed, item[0], item[1]))


def fields_of(found: Recode) -> dict[str, Any]:
    """Return a comparison as JSON fields, every key of a row that differs in it."""
    return {
        "before": found.before,
        "after": found.after,
        "outside": found.outside,
        "gained": found.gained,
        "lost": found.lost,
        "changed": found.changed,
        "columns": dict(column_counts(found)),
        "became_bilateral": found.decided,
        "no_longer_bilateral": found.undecided,
        "pairs_and_topics": [
            {
                "pair": pair, "topic": topic, "before": cell.before, "after": cell.after, "gained": cell.gained, "lost": cell.lost,
                "changed": cell.changed,
            }
            for pair, topic, cell in _moved(found)
        ],
    }  # fmt: skip


def text_of(found: Recode) -> str:
    """Return a comparison for a person: totals, columns, then the pairs and topics that moved most."""
    same = found.before - len(found.lost) - len(found.changed)
    counts = f"{len(found.changed)} changed, {len(found.gained)} gained, {len(found.lost)} lost"
    lines = [
        f"rows before {found.before}, after {found.after}: {same} the same, {counts}",
        f"on bilateral security: {len(found.decided)} became so, {len(found.undecided)} no longer are",
    ]
    if found.outside:
        lines.append(f"not compared: {found.outside} rows of runs or pages that were not run again")
    if found.changed:
        lines += ["", table_text(("column", "rows that differ"), column_counts(found))]
    moved = _moved(found)
    if moved:
        rows = [(pair, topic, cell.before, cell.after, len(cell.gained), len(cell.lost), cell.changed) for pair, topic, cell in moved[:_SHOWN]]
        lines += ["", table_text(("pair", "topic", "before", "after", "gained", "lost", "changed"), rows)]
        lines += [f"and {len(moved) - _SHOWN} more pairs and topics; --json lists all, with the rows"] if len(moved) > _SHOWN else []
    return "\n".join(lines) + "\n"
