"""Rows of a dataset, read past the views, and rows made up to be written."""

import datetime as dt

from pipeline.bigquery.jobs import run_sql
from pipeline.ledger import Changes, seen_to_plain
from schemas.encode import to_plain
from schemas.rows import StoryRow
from schemas.tables import ALL_TABLES
from transforms.edges.ledger import SeenEntry

NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


def rows_of(client, target, table, columns):
    where = "WHERE day >= DATE '0001-01-01'" if ALL_TABLES[table].partition else ""
    found = run_sql(client, f"SELECT {columns} FROM {target.table(ALL_TABLES[table].address)} {where}")
    return sorted((tuple(row.values()) for row in found), key=str)


def story(number, revision=1, **changes):
    """The plain row of a made-up story."""
    names = {column.name: "x" for column in ALL_TABLES["stories"].columns if column.kind == "string" and column.mode == "required"}
    told = {
        "row_key": f"s1:{number}:{revision}",
        "story_id": f"s1:{number}",
        "revision": revision,
        "day": NOON.date(),
        "headline": f"headline {number}, revision {revision}",
        "body": "text",
        "body_chars": 4,
        "language_confidence": 1.0,
        "processed": NOON,
        "run_id": "made up",
    }
    empty = {"publisher_country", "guid", "final_url", "canonical_url", "standfirst", "language_declared", "script", "dateline", "located"}
    empty |= {"dateline_country", "credit", "origin_agency"}
    return to_plain(StoryRow(**(names | dict.fromkeys(empty) | told | changes)))


def learnt(run_id, *numbers, **changes):
    """What a run that wrote these stories makes the ledger remember."""
    seen = [SeenEntry(f"a.example/{n}", f"e1:{n}", "feed", f"s1:{n}", 1, "c1:x", "f1:x", "story", 0, None, NOON, NOON) for n in numbers]
    lineage = tuple((f"s1:{n}", f'{{"story": {n}}}', NOON.isoformat()) for n in numbers)
    plain = tuple(map(seen_to_plain, seen))
    return Changes(run_id, NOON.isoformat(), {"feed": f'{{"run": "{run_id}"}}'}, plain, lineage, {"pause:a.example": run_id}, **changes)


def publish(output, run_id, rows, changes=None):
    """One run that writes some stories."""
    staged = output.stage(run_id)
    writer = staged.sink.open("stories")
    for row in rows:
        writer.write(row)
    writer.close()
    output.publish(staged, changes or learnt(run_id, *range(len(rows))))
