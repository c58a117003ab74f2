"""Rows made by hand, in which every saved question has something to find."""

import dataclasses
import datetime as dt

import pyarrow as pa
import pyarrow.parquet as pq

from schemas.arrow import arrow_schema
from schemas.encode import to_plain
from schemas.rows import DeadLetterRow, FeedAccount, FeedPollRow, LineageRow, ReasonCount, RunRow, StoryRow
from schemas.tables import TABLES
from schemas.tags import DyadTag, EventTag, ForumTag, InstrumentTag, OfficialTag, TopicTag

NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
QUADS = {"AGREE": "verbal_cooperation", "CONSULT": "verbal_cooperation", "AID": "material_cooperation", "ACCUSE": "verbal_conflict", "ASSAULT": "material_conflict"}
_BLANK = {str: "", int: 0, float: 0.0, bool: False, dt.datetime: NOON, dt.date: NOON.date()}


def day(number):
    """Return a day of the made month; 0 and below lie in February."""
    return NOON.date() + dt.timedelta(days=number - 1)


def made(row, **values):
    """Make a row: what is not given is blank."""
    kinds = {column.name: column for column in next(table for table in TABLES.values() if table.row is row).columns}
    types = {"string": str, "integer": int, "float": float, "boolean": bool, "timestamp": dt.datetime, "date": dt.date}
    blank = {}
    for field in dataclasses.fields(row):
        if field.name not in values and field.default is dataclasses.MISSING:
            column = kinds[field.name]
            blank[field.name] = () if column.mode == "repeated" else None if column.mode == "nullable" else _BLANK[types[column.kind]]
    return row(**blank, **values)


def story(number, on, pair="IDN-RUS", plover="AGREE", *, status="happened", revision=1, when=None, venue=None, topics=("CT",), **changes):
    moment = dt.datetime.combine(day(on), dt.time(12), tzinfo=dt.UTC) + dt.timedelta(minutes=number)
    date = day(when) if when is not None else None
    event = EventTag(plover, quad_class=QUADS[plover], primary=True, status=status, date=date, venue_country=venue, venue_city=venue and f"{venue} city")
    values = {
        "row_key": f"s{number}:{revision}", "story_id": f"s{number}", "revision": revision, "day": day(on), "feed_id": "one", "publisher": "One",
        "publisher_country": "IDN", "headline": f"Story {number}", "language": "en", "body_chars": 100 * revision, "published": moment, "first_seen": moment,
        "processed": moment + dt.timedelta(hours=revision), "bilateral_security": True, "dyads": (DyadTag(pair, principal=True), DyadTag("CHN-IDN", principal=False)),
        "events": (event,), "topics": tuple(TopicTag(code) for code in topics), "url": f"https://one.example/{number}", "body": f"Words of story {number}.",
    }
    return made(StoryRow, **{**values, **changes})


def forum(series, edition):
    return ForumTag("consultations", "consultation", series, edition, "explicit")


def lineage(number, origin, kind, on, twins=None):
    moment = dt.datetime.combine(day(on), dt.time(20), tzinfo=dt.UTC)
    return made(LineageRow, row_key=f"s{number}:r{on}", day=day(on), story_id=f"s{number}", wire_story_id=f"s{origin}", kind=kind, similarity=1.0, twin_group=twins, assigned=moment, run_id=f"r{on}")


def poll(feed, on, outcome, **changes):
    moment = dt.datetime.combine(day(on), dt.time(8), tzinfo=dt.UTC)
    return made(FeedPollRow, **{"poll_id": f"r{on}:{feed}", "day": day(on), "run_id": f"r{on}", "feed_id": feed, "publisher": feed.title(), "polled": moment, "outcome": outcome, **changes})


def run(on, accounts, **changes):
    moment = dt.datetime.combine(day(on), dt.time(8), tzinfo=dt.UTC)
    return made(RunRow, **{"run_id": f"r{on}", "day": day(on), "started": moment, "finished": moment + dt.timedelta(seconds=90), "accounts": accounts, "lag_s": 600.0, **changes})


def account(feed, stories=0, revisions=0, seen=0, rejected=(), dead=0):
    counts = tuple(ReasonCount(reason, count) for reason, count in rejected)
    return FeedAccount(feed, stories + revisions + seen + sum(item.count for item in counts) + dead, stories, revisions, seen, counts, dead)


def _stories():
    return [
        story(1, 2, forum=forum("IDN-RUS:consultation", 3), instrument=InstrumentTag("agreement", "proposed")),
        story(2, 9, forum=forum("IDN-RUS:consultation", 5), instrument=InstrumentTag("agreement", "signed"), feed_id="two", publisher="Two", publisher_country="RUS", language="ru"),
        story(3, 9, publisher="Three", publisher_country="FRA", language="fr", feed_id="three", topics=("CT", "MAR")),
        story(4, 3, "ARM-AZE", "CONSULT", status="planned", when=10, topics=("BOR",)),
        story(5, 11, "ARM-AZE", "CONSULT", when=11, venue="CHE", topics=("BOR",), officials=(OfficialTag("A. Person", rank="minister", country="ARM", person_id="ARM:person", speaker=True),)),
        story(6, 4, "BGR-MKD", "CONSULT", status="planned", when=12, topics=("POL",)),
        story(7, 6, "BGR-MKD", "CONSULT", status="postponed", when=12, topics=("POL",)),
        story(8, 5, "DZA-MLI", "ACCUSE", topics=("BOR",), headline="First"),
        story(8, 5, "DZA-MLI", "ACCUSE", revision=2, topics=("BOR",), headline="Second"),
        # A story whose date was corrected: its latest revision lies on another day.
        story(9, 7, "DZA-MLI", "ASSAULT", status="denied", topics=("BOR",)),
        story(9, 8, "DZA-MLI", "ASSAULT", status="denied", revision=2, topics=("BOR",)),
        story(10, 8, "DZA-MLI", "ASSAULT", publisher="Two", feed_id="two", topics=("BOR", "POL")),
        # Pairs of February that are not heard of again: the feed of one answers, that of the other is dead.
        story(11, -10, "FIN-LAO", "AGREE", feed_id="one"),
        story(12, -9, "PER-PRT", "AGREE", feed_id="dead", publisher="Dead"),
        story(13, 10, "FRA-SEN", "AID", bilateral_security=False),
    ]


def _polls():
    polls = [poll("one", on, "ok" if on < 6 else "not_modified") for on in range(1, 12)]
    polls += [poll("two", on, "unchanged") for on in range(1, 12)]
    polls += [poll("three", on, "not_modified", alarms=("stale",)) for on in range(1, 12)]
    polls += [poll("dead", on, "dns_error", failures=on) for on in range(1, 12)]
    return polls + [poll("walled", 1, "robots_disallowed"), poll("walled", 2, "client_error", status=403), poll("walled", 3, "rate_limited", status=429)]


def rows():
    """Return the rows of every table, as plain values."""
    runs = [run(on, (account("one", stories=1, seen=2, rejected=[("no_link", 2), ("too_old", 1)]), account("dead"), account("three", dead=on % 2))) for on in range(1, 12)]
    runs[1] = dataclasses.replace(runs[1], lag_s=20_000.0, feed_failures=2)
    # An entry tried again for a feed that was not asked.
    runs[2] = dataclasses.replace(runs[2], accounts=(*runs[2].accounts, account("later", stories=1)))
    letters = [
        made(DeadLetterRow, letter_id=f"l{number}", day=day(number), run_id=f"r{number}", feed_id="three", stage="FetchPages", reason="timeout", detail=f"Host {number} was slow.", attempts=number, failed=NOON + dt.timedelta(days=number))
        for number in range(1, 5)
    ]
    found = [lineage(2, 2, "origin", 9, "twins"), lineage(3, 3, "single", 9, "twins"), lineage(10, 9, "near", 8), lineage(9, 9, "single", 7), lineage(9, 9, "origin", 8)]
    tables = {"stories": _stories(), "dead_letters": letters, "feed_polls": _polls(), "runs": runs, "lineage": found}
    return {name: [to_plain(row) for row in listed] for name, listed in tables.items()}


def write(out, tables, name="made"):
    """Write plain rows as Parquet, a folder a day."""
    for table, plain in tables.items():
        for found in sorted({row["day"] for row in plain}):
            folder = out / table / f"day={found.isoformat()}"
            folder.mkdir(parents=True, exist_ok=True)
            part = [row for row in plain if row["day"] == found]
            pq.write_table(pa.Table.from_pylist(part, schema=arrow_schema(table)), folder / f"{name}.parquet")
