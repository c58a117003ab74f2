"""What stands behind extraction is not guarded, so it must not need to be: no body breaks a page's budget of CPU there."""

import datetime as dt

import pytest

from schemas.elements import ExtractedPage, ExtractedStory, FeedEntry, Page
from transforms.edges.page_worker import guarded
from transforms.logic.lineage.places import member_of
from transforms.logic.normalise import normalise
from transforms.logic.revisions import gist_of
from transforms.logic.tagging.stories import tag_story

NOW = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
ENTRY = FeedEntry("f", "Wire", "e1:1", "1", "https://wire.example/1", "wire.example/1", "Ministers meet")
CHARS, CPU_S = 200_000, 10
PIECES = {
    "furniture": "Read also: that\n",
    "sentences": "Turkey and Syria signed a defence pact in Ankara on 5 May 2026, said Foreign Minister Ana Horvat. ",
    "joiners": "a\u200c\u200d",
    "lines": "a\n",
}


def behind_extraction(body: str) -> int:
    """Do with a body all that a run does with it behind its extraction."""
    page = Page(ENTRY, ENTRY.url, ENTRY.url, 200, b"", "text/html", NOW)
    story = normalise(ExtractedPage(page, ExtractedStory("ok", "Ministers meet", body, language_declared="en")))
    tagged = tag_story(story)
    return len(gist_of(tagged).paragraphs) + len(member_of(tagged).story_id)


@pytest.fixture(scope="module")
def worker():
    made = guarded(behind_extraction, cpu_s=CPU_S)
    yield made
    made.close()


@pytest.mark.parametrize("piece", PIECES.values(), ids=PIECES)
def test_no_body_breaks_the_budget_of_a_page(worker, piece):
    assert worker.call((piece * (CHARS // len(piece) + 1))[:CHARS]) > 0
