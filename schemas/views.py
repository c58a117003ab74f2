"""The views analysts read, in the SQL of DuckDB and of BigQuery."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.tables import TABLES, Column

_LATEST = """\
WITH latest AS (
  SELECT * FROM {stories}
  QUALIFY ROW_NUMBER() OVER (PARTITION BY story_id ORDER BY revision DESC, processed DESC) = 1
),
grouped AS (
  SELECT story_id, wire_story_id, kind AS lineage_kind, twin_group, copies, origins, earliest FROM {lineage}
  QUALIFY ROW_NUMBER() OVER (PARTITION BY story_id ORDER BY assigned DESC) = 1
)
SELECT latest.*, COALESCE(grouped.wire_story_id, latest.story_id) AS wire_story_id, grouped.lineage_kind, origin.twin_group,
  origin.copies, origin.origins, origin.earliest AS first_reported
FROM latest LEFT JOIN grouped ON latest.story_id = grouped.story_id
LEFT JOIN grouped AS origin ON grouped.wire_story_id = origin.story_id
"""
_REVISIONS = """\
SELECT story_id, revision, processed, headline, LAG(headline) OVER w AS headline_before,
  body_chars - LAG(body_chars) OVER w AS body_chars_changed, bilateral_security, revision_changes.changed AS changed,
  revision_changes.paragraphs_added AS paragraphs_added, revision_changes.paragraphs_removed AS paragraphs_removed,
  revision_changes.numbers AS numbers_changed, revision_changes.tags_gained AS tags_gained, revision_changes.tags_lost AS tags_lost
FROM {stories}
WINDOW w AS (PARTITION BY story_id ORDER BY revision)
"""
_SHARED = ("row_key", "story_id", "day", "published", "first_seen", "language", "publisher", "headline", "url", "wire_story_id", "bilateral_security")
_FLAT = {"story_dyads": "dyads", "story_topics": "topics", "story_events": "events", "story_countries": "countries", "story_officials": "officials"}


@dataclass(frozen=True, slots=True)
class View:
    """A view with its text in one dialect.

    Args:
        comments: Description by column, for the columns it names.
    """

    name: str
    sql: str
    comment: str
    comments: dict[str, str]


def _flat_sql(field: str, columns: tuple[Column, ...], dialect: str, view: str) -> str:
    unnest = f"UNNEST({field}) AS {field}_each(item)" if dialect == "duckdb" else f"UNNEST({field}) AS item"
    shared = [f"stories.{name}" for name in _SHARED]
    own = [f"item.{column.name} AS {_flat_name(field, column.name)}" for column in columns]
    return "SELECT " + ",\n  ".join(shared + own) + f"\nFROM {view}, {unnest}\n"


def _flat_name(field: str, name: str) -> str:
    clash = name in _SHARED or name == "date"
    return f"{field.rstrip('s')}_{name}" if clash else name


def views(dialect: str, stories: str = "stories_v1", lineage: str = "lineage_v1", view: str = "stories") -> list[View]:
    """Return every view in an order in which each finds what it reads.

    Args:
        dialect: ``duckdb`` or ``bigquery``.
        stories: The table of stories as the dialect names it.
        lineage: The table of lineage as the dialect names it.
        view: The view of stories as the others name it, with the alias stories where it is not its name.

    >>> [view.name for view in views("duckdb")][:3]
    ['stories', 'story_revisions', 'story_dyads']
    """
    described = {column.name: column.description for column in TABLES["stories"].columns}
    made = [
        View("stories", _LATEST.format(stories=stories, lineage=lineage), "The latest revision of every story.", described),
        View("story_revisions", _REVISIONS.format(stories=stories), "Every revision with what changed in it.", {}),
    ]
    inner = {column.name: column.fields for column in TABLES["stories"].columns}
    for name, field in _FLAT.items():
        comments = {_flat_name(field, column.name): column.description for column in inner[field]}
        comments |= {shared: described[shared] for shared in _SHARED if shared in described}
        made.append(View(name, _flat_sql(field, inner[field], dialect, view), f"One row for each of a story's {field}.", comments))
    return made
