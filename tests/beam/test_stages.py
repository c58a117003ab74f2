"""Each stage in a pipeline of its own: one end for each element."""

import datetime as dt
from dataclasses import replace

import apache_beam as beam
import pytest

from pipeline.sample.server import serve
from pipeline.sample.site import build
from schemas.elements import ExtractedPage, ExtractedStory, Failure, FeedEntry, FeedSource, FreshEntry, History, Outcome, Page, Rejection
from transforms.extract_stories import ExtractStories
from transforms.fetch_pages import FetcherSource, FetchPages, shard_of
from transforms.group_stories import GroupStories
from transforms.logic.normalise import normalise
from transforms.logic.rows import RunStamp, Versions
from transforms.normalise_stories import NormaliseStories
from transforms.outcomes import Fates, RecordOutcomes
from transforms.poll_feeds import PollFeeds
from transforms.edges.polls import FeedJob
from transforms.logic.tagging.stories import tag_story
from transforms.tag_stories import TagStories
from transforms.write_rows import WriteDeadLetters, WriteStories

NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
URL = "http://meridian.example/en/world/story/210002"
ENTRY = FeedEntry("en-rss", "Meridian Wire", "e1:1", "1", URL, "meridian.example/en/world/story/210002", "Poland expels two Belarusian diplomats", flags=("plain_http",))
STAMP = RunStamp("r1", Versions("0", "1", "l", "x"), {}, {})
DOCUMENTS = build()


def page(number="210002", **changes):
    entry = replace(ENTRY, entry_key=f"e1:{number}")
    document = DOCUMENTS["meridian.example", f"/en/world/story/{number}"]
    return replace(Page(entry, URL, URL, 200, document.body, document.content_type, NOW), **changes)


def wire_story():
    return normalise(ExtractedPage(page(), ExtractedStory("ok", "Poland expels two diplomats", "WARSAW (Wire) - Poland has expelled two Belarusian diplomats over spying.")))


class Memory:
    """A sink that remembers what was closed, for one process."""

    rows = []

    def open(self, table):
        self.table = table
        return self

    def write(self, row):
        Memory.rows.append((self.table, row))

    def close(self):
        return [f"{self.table}-1"]

    def members(self):
        return []


@pytest.fixture(autouse=True)
def empty_memory():
    Memory.rows.clear()


@pytest.fixture
def source():
    with serve() as server:
        made = FetcherSource.loopback(server.hosts, server.address[1])
        yield made
        made.close()


def test_poll_feeds_gives_entries_a_row_that_says_the_feed_is_stale_and_a_state(source, pipeline, clock, gives):
    feed = FeedSource("en-rss", "http://meridian.example/rss.xml", "Meridian Wire", "GBR", "en", plain_http=True)
    gone = replace(feed, feed_id="gone", url="http://meridian.example/nothing.xml")
    polled = pipeline | beam.Create([FeedJob(feed, "", "r1"), FeedJob(gone, "", "r1")]) | PollFeeds(source, clock)
    gives(polled.entries | beam.combiners.Count.Globally(), [9])
    gives(polled.polls | beam.Map(lambda row: (row.feed_id, row.outcome, row.listed)), [("en-rss", "stale", 9), ("gone", "not_found", 0)])
    gives(polled.states | "States" >> beam.Map(lambda receipt: (receipt.feed_id, receipt.failed)), [("en-rss", False), ("gone", True)])


def test_fetch_pages_gives_a_page_a_rejection_or_a_failure_for_each_entry(source, pipeline, clock, gives):
    wall, missing = (replace(ENTRY, entry_key=number, url=URL.replace("210002", number)) for number in ("210008", "210007"))
    fetched = pipeline | beam.Create([FreshEntry(ENTRY), FreshEntry(wall), FreshEntry(missing, History(attempts=1))]) | FetchPages(source, clock)
    gives(fetched.pages | beam.Map(lambda found: (found.entry.entry_key, found.status)), [("e1:1", 200)])
    gives(fetched.rejected | "Walls" >> beam.Map(lambda found: (found.entry_key, found.reason)), [("210008", "consent_wall")])
    gives(fetched.dead | "Dead" >> beam.Map(lambda found: (found.entry_key, found.reason, found.attempts)), [("210007", "not_found", 2)])


def test_a_host_has_one_shard_whatever_the_entry():
    assert len({shard_of("news.example", 8) for _ in range(5)}) == 1
    assert {shard_of(f"host{number}.example", 4) for number in range(60)} == {"0", "1", "2", "3"}


def test_extract_stories_gives_a_story_or_a_named_outcome(pipeline, gives):
    extracted = pipeline | beam.Create([page(), page(content=b"%PDF-1.4", content_type="application/pdf")]) | ExtractStories()
    gives(extracted.pages | beam.Map(lambda found: found.story.title), ["Poland expels two Belarusian diplomats over spying"])
    gives(extracted.rejected | "Reasons" >> beam.Map(lambda found: found.reason), ["not_html"])


def test_normalise_stories_gives_a_story_or_says_that_its_text_is_known(pipeline, gives):
    first = wire_story()
    known = page(history=History(first.story_id, 1, first.content_hash, 0, NOW))
    story = ExtractedStory("ok", "Poland expels two diplomats", "WARSAW (Wire) - Poland has expelled two Belarusian diplomats over spying.")
    normalised = pipeline | beam.Create([ExtractedPage(page(), story), ExtractedPage(known, story)]) | NormaliseStories()
    gives(normalised.stories | beam.Map(lambda found: (found.revision, found.wire.dateline_country)), [(1, "POL")])
    gives(normalised.seen | "Known" >> beam.Map(lambda found: (found.fate, found.reason)), [("seen", "unchanged_text")])


def test_a_changed_text_is_the_next_revision_of_the_same_story():
    first = wire_story()
    again = normalise(ExtractedPage(page(history=History(first.story_id, 1, "c1:other", 0, NOW)), first.extracted))
    assert (again.story_id, again.revision) == (first.story_id, 2)


def test_tag_stories_gives_one_tagged_story_for_each(pipeline, gives):
    tagged = pipeline | beam.Create([wire_story()]) | TagStories()
    gives(tagged | beam.Map(lambda found: [dyad.pair for dyad in found.tags.dyads if dyad.principal]), [["BLR-POL"]])


def test_write_stories_gives_an_outcome_for_each_row_and_a_failure_for_each_that_does_not_fit(pipeline, clock, gives):
    good = tag_story(wire_story())
    bad = replace(good, story=replace(good.story, revision="two"))
    written = pipeline | beam.Create([good, bad]) | WriteStories(Memory(), STAMP, clock)
    gives(written.outcomes | beam.Map(lambda found: (found.fate, found.language, found.bilateral)), [("story", "en", True)])
    gives(written.dead | "Reasons" >> beam.Map(lambda found: (found.stage, found.reason)), [("WriteStories", "schema")])
    gives(written.files, ["stories-1"])


def test_write_dead_letters_gives_the_name_of_its_file(pipeline, clock, gives):
    failure = Failure("FetchPages", "timeout", "slow", "f", "e1:1", URL)
    gives(pipeline | beam.Create([failure]) | WriteDeadLetters(Memory(), STAMP, clock), ["dead_letters-1"])


def test_group_stories_gives_one_assignment_for_each_story(pipeline, clock, gives):
    grouped = pipeline | beam.Create([tag_story(wire_story())]) | GroupStories(Memory(), Memory(), STAMP, clock)
    gives(grouped.assignments | beam.Map(lambda found: found.kind), ["single"])


def test_record_outcomes_gives_one_outcome_for_each_entry_and_none_for_a_whole_feed(pipeline, gives):
    seen = pipeline | "Seen" >> beam.Create([Outcome("f", "1", "seen")])
    rejected = pipeline | "Rejected" >> beam.Create([Rejection("DropSeen", "no_link", "f", "2", "")])
    dead = pipeline | "Dead" >> beam.Create([Failure("FetchPages", "timeout", "", "f", "3", URL), Failure("PollFeeds", "hostile", "", "f", "", URL)])
    written = pipeline | "Written" >> beam.Create([Outcome("f", "4", "story")])
    outcomes = Fates(seen, rejected, dead) | RecordOutcomes(written, {})
    gives(outcomes | beam.Map(lambda found: (found.entry_key, found.fate)), [("1", "seen"), ("2", "rejected"), ("3", "dead"), ("4", "story")])
