"""The views analysts read: one definition in GoogleSQL, from which BigQuery's and DuckDB's text are made.

``schemas/views/source/`` holds a file a view with its SQL and the meaning of its columns; the views that give a row for
each of a story's tags are made from the columns of the tags.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from schemas.tables import TABLES, Column, Table
from schemas.topics import topics_table

FOLDER = Path(__file__).parent / "views"
_SHARED = ("row_key", "story_id", "day", "published", "first_seen", "language", "publisher", "headline", "url", "wire_story_id", "bilateral_security")
_FLAT = {"story_dyads": "dyads", "story_topics": "topics", "story_events": "events", "story_countries": "countries", "story_officials": "officials"}
# Each behind those it reads.
_SOURCES = ("stories", "story_revisions", "dyad_daily", "coverage_hourly", "wire_lineage")


@dataclass(frozen=True, slots=True)
class View:
    """A view in GoogleSQL.

    Args:
        sql: Its text; what it reads stands in braces, such as ``{stories_v1}``.
        comment: What one row is.
        columns: What each column means, in order.
    """

    name: str
    sql: str
    comment: str
    columns: dict[str, str]

    def text(self, named: Callable[[str], str] = str) -> str:
        """Return the text with the name of each table or view it reads.

        Args:
            named: Gives the name as SQL takes it.

        >>> views()["story_revisions"].text(lambda name: f"news.{name}").splitlines()[-2]
        'FROM news.stories_v1'
        """
        read = {table.address: named(table.address) for table in TABLES.values()}
        return self.sql.format_map(read | {"stories": named("stories")})


def _source(name: str) -> View:
    found: dict[str, Any] = tomllib.loads((FOLDER / "source" / f"{name}.toml").read_text(encoding="utf-8"))
    known = {column.name: column.description for table in found.get("inherits", ()) for column in TABLES[table].columns}
    own = {column: text or known[column] for column, text in found["columns"].items()}
    return View(name, found["sql"].lstrip(), found["comment"], known | own if name == "stories" else own)


def _plain(table: Table) -> View:
    comment = (table.row.__doc__ or "").split("\n")[0]
    meanings = {column.name: column.description for column in table.columns}
    return View(table.name, f"SELECT * FROM {{{table.address}}}\n", comment, meanings)


def _flat_name(field: str, name: str) -> str:
    clash = name in _SHARED or name == "date"
    return f"{field.rstrip('s')}_{name}" if clash else name


def _flat(name: str, field: str, columns: tuple[Column, ...], shared: dict[str, str]) -> View:
    own = [f"item.`{column.name}` AS `{_flat_name(field, column.name)}`" for column in columns]
    columns_sql = ",\n  ".join([*(f"stories.{column}" for column in _SHARED), *own])
    sql = f"SELECT {columns_sql}\nFROM {{stories}} AS stories, UNNEST(stories.{field}) AS item\n"
    meanings = {column: shared[column] for column in _SHARED} | {_flat_name(field, column.name): column.description for column in columns}
    return View(name, sql, f"One row for each of a story's {field}.", meanings)


def _crosswalk() -> View:
    """Return the codebook's topics with their counterparts in other schemes, as rows."""
    rows = [
        f"  STRUCT('{topic.code}' AS code, '{topic.name}' AS name, '{scheme}' AS scheme, '{concept}' AS concept, {rank} AS rank)"
        for topic in topics_table().values()
        for scheme, concepts in (("iptc", topic.iptc), ("plover", topic.plover), ("cameo", topic.cameo))
        for rank, concept in enumerate(concepts, 1)
    ]
    meanings = {
        "code": "Topic of the codebook; joins story_topics.",
        "name": "Its name in English.",
        "scheme": "iptc (Media Topics), plover (contexts) or cameo (event codes).",
        "concept": "Identifier in that scheme: the closest concept, broader where none is as narrow.",
        "rank": "1 for the closest of its scheme.",
    }
    columns = ", ".join(f"item.{name}" for name in meanings)
    listed = ",\n".join(rows)
    sql = f"SELECT {columns}\nFROM UNNEST([\n{listed}\n]) AS item\n"
    return View("topic_crosswalk", sql, "One counterpart of a topic in another scheme.", meanings)


@cache
def views() -> dict[str, View]:
    """Return every view by name, in an order in which each finds what it reads.

    >>> list(views())[:3]
    ['dead_letters', 'feed_polls', 'runs']
    """
    plain = [_plain(table) for table in TABLES.values() if table.name != "stories"]
    stories, *others = (_source(name) for name in _SOURCES)
    inner = {column.name: column.fields for column in TABLES["stories"].columns}
    flat = [_flat(name, field, inner[field], stories.columns) for name, field in _FLAT.items()]
    return {view.name: view for view in (*plain, stories, *flat, *others, _crosswalk())}


def duckdb_text(name: str) -> str:
    """Return a view's text as DuckDB takes it, made by ``python -m schemas.generate``.

    >>> duckdb_text("runs").splitlines()[0]
    '-- One run: what it did and with what.'
    """
    return (FOLDER / "duckdb" / f"{name}.sql").read_text(encoding="utf-8")
