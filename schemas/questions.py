"""Saved questions: one file a question with its parameters and the meaning of its columns, in GoogleSQL.

``schemas/questions/NAME.sql`` is what a person edits; it runs as it stands in a dataset of BigQuery. From it comes
``duckdb/NAME.sql`` (:mod:`schemas.dialect`), which gives the same answer over a folder of Parquet.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "questions"
# Every question is about a span of days, both included: that is what BigQuery's partitions are pruned by.
SPAN = ("day_from", "day_to")
_PARAMETER = re.compile(r"(\w+) STRING default (\S+): (.+)")
_QUOTES = '"'
_HEAD = "`-- question: ...`, `-- note: ...`, `-- parameter NAME STRING default VALUE: ...`, `-- column NAME: ...`"


class QuestionError(ValueError):
    """A question is written or asked wrongly; the message says how to put it right."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A text that a question takes beside its span of days."""

    name: str
    default: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Question:
    """A saved question.

    Args:
        name: As it is asked for.
        question: What it answers, one sentence.
        note: How it counts, empty where there is nothing to say.
        columns: Meaning of each column, in order.
        sql: GoogleSQL with named parameters.
    """

    name: str
    question: str
    note: str
    parameters: tuple[Parameter, ...]
    columns: dict[str, str]
    sql: str


def parse_question(name: str, text: str) -> Question:
    r"""Read a question's file.

    Raises:
        QuestionError: The head is not as it should be; the message names file and line.

    >>> parse_question("x", "-- question: What?\n-- column n: Stories.\nSELECT 1 AS n").columns
    {'n': 'Stories.'}
    """
    said: dict[str, str] = {}
    parameters, columns = [], {}
    lines = text.splitlines()
    head = [line for line in lines if line.startswith("--")]
    for number, line in enumerate(head, 1):
        key, _, rest = line.removeprefix("-- ").partition(" ")
        column, _, meaning = rest.partition(": ")
        found = _PARAMETER.fullmatch(rest)
        if key in {"question:", "note:"} and rest:
            said[key] = rest
        elif key == "column" and meaning:
            columns[column] = meaning
        elif key == "parameter" and found:
            parameters.append(Parameter(found[1], found[2].strip(_QUOTES), found[3]))
        else:
            raise QuestionError(f"{name}.sql:{number}: {line!r} is none of {_HEAD}")
    if lines[: len(head)] != head or "question:" not in said or not columns:
        raise QuestionError(f"{name}.sql: begin it with `-- question:` and a `-- column` line for each column, the statement behind them")
    return Question(name, said["question:"], said.get("note:", ""), tuple(parameters), columns, "\n".join(lines[len(head) :]) + "\n")


@cache
def questions() -> dict[str, Question]:
    """Return every saved question by name.

    >>> questions()["pairs-agreed"].parameters[0].default
    'CT'
    """
    return {path.stem: parse_question(path.stem, path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.sql"))}


def duckdb_text(name: str) -> str:
    """Return a question's statement as DuckDB takes it, made by ``python -m schemas.generate``.

    >>> "$day_from" in duckdb_text("pairs-agreed")
    True
    """
    return (FOLDER / "duckdb" / f"{name}.sql").read_text(encoding="utf-8")


def values_of(question: Question, given: dict[str, str]) -> dict[str, str]:
    """Return the value of each parameter beside the span, the default where none is given.

    Raises:
        QuestionError: The question takes no parameter of a given name; the message names those it takes.

    >>> values_of(questions()["pairs-agreed"], {"topic": "MAR"})
    {'topic': 'MAR'}
    """
    defaults = {parameter.name: parameter.default for parameter in question.parameters}
    unknown = sorted(set(given) - set(defaults))
    if unknown:
        takes = ", ".join(defaults) or "none beside the days"
        raise QuestionError(f"{question.name} takes no parameter {unknown[0]!r}; it takes: {takes}")
    return defaults | given
