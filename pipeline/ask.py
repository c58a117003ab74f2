"""Saved questions over a folder of Parquet."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.estimate import parquet_bytes, size_text
from pipeline.reads import reads_of
from pipeline.sql import connect
from schemas.questions import Question, duckdb_text

DAYS = 30


@dataclass(frozen=True, slots=True)
class Span:
    """Days asked about, both included."""

    first: dt.date
    last: dt.date

    def __str__(self) -> str:
        """Return it as it is printed."""
        return f"{self.first} to {self.last}"


@dataclass(frozen=True, slots=True)
class Answer:
    """Columns and rows, and what was read for them.

    Args:
        read: Bytes in words, and whose count that is.
    """

    span: Span
    names: list[str]
    rows: list[tuple[Any, ...]]
    read: str


def span_of(first: dt.date | None, last: dt.date | None, newest: dt.date) -> Span:
    """Return the span asked about: the thirty days up to the newest where nothing is said.

    Raises:
        ValueError: It ends before it begins.

    >>> str(span_of(None, None, dt.date(2026, 3, 31)))
    '2026-03-02 to 2026-03-31'
    """
    end = last or newest
    begin = first or end - dt.timedelta(days=DAYS - 1)
    if begin > end:
        raise ValueError(f"--day-from {begin} is behind --day-to {end}; give the earlier day first")
    return Span(begin, end)


def newest_day(out: Path, today: dt.date) -> dt.date:
    """Return the last day that a folder holds stories of, today where it holds none or later ones.

    >>> newest_day(Path("no such folder"), dt.date(2026, 3, 1))
    datetime.date(2026, 3, 1)
    """
    days = [dt.date.fromisoformat(path.name.removeprefix("day=")) for path in (out / "stories").glob("day=*")]
    return min(max(days, default=today), today)


def ask_folder(out: Path, question: Question, values: dict[str, str], span: Span, *, run: bool = True) -> Answer:
    """Answer a question from a folder.

    Args:
        out: Folder that ``dyadwire run`` wrote.
        question: What is asked.
        values: Of its parameters, as :func:`schemas.questions.values_of` gives them.
        span: The days.
        run: False to tell alone what would be read.

    Raises:
        NoOutputError: The folder holds no output.
    """
    statement = duckdb_text(question.name)
    taken: dict[str, Any] = {"day_from": span.first, "day_to": span.last, **values}
    taken = {name: value for name, value in taken.items() if f"${name}" in statement}
    with connect(out) as connection:
        size = size_text(parquet_bytes(out, reads_of(statement, taken)))
        rows = connection.execute(statement, taken).fetchall() if run else []
    return Answer(span, list(question.columns), rows, f"{size} of Parquet at most")
