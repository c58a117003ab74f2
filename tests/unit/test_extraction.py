import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import pytest

from transforms.logic.extraction import extract
from transforms.logic.extraction.clocks import local_day
from transforms.logic.extraction.profiles import profiles

PAGES = Path(__file__).parent / "data" / "pages"
EXPECTED: list[dict[str, Any]] = tomllib.loads((PAGES / "expected.toml").read_text("utf-8"))["page"]
BY_NAME = {page["name"]: page for page in EXPECTED}


def story_of(page: dict[str, Any], **options: Any) -> Any:
    fetched = dt.datetime.fromisoformat(page["fetched"]) if "fetched" in page else None
    return extract((PAGES / f"{page['name']}.html").read_bytes(), url=page["url"], fetched=fetched, **options)


@pytest.mark.parametrize("page", EXPECTED, ids=lambda page: page["name"])
def test_a_page_gives_the_story_it_holds(page):
    story = story_of(page)
    day = local_day(story.published).isoformat() if story.published else None
    got = {"status": story.status, "title": story.title, "body": story.body.split("\n"), "published": day, "standfirst": story.standfirst}
    got |= {"profile": story.profile, "method": story.method, "basis": story.published.basis if story.published else ""}
    assert {name: got[name] for name in got if name in page} == {name: page[name] for name in got if name in page}
    assert not page.get("undated") or story.published is None


@pytest.mark.parametrize("profile", profiles(), ids=lambda profile: profile.id)
def test_every_profile_has_a_page_that_only_its_layout_reads_right(profile):
    page = BY_NAME[profile.fixture]
    story = story_of(page)
    assert (story.profile, story.body.split("\n")) == (profile.id, page["body"])


def test_the_same_page_gives_the_same_story_every_time():
    page = BY_NAME["wordpress-hr"]
    assert len({story_of(page) for _ in range(4)}) == 1


def test_a_link_to_an_agency_is_a_credit():
    assert story_of(BY_NAME["wordpress-hr"]).credit_links == ("https://www.hina.hr/vijest/1",)


def test_a_body_much_shorter_than_the_feeds_summary_is_suspect():
    page = BY_NAME["copyright-year-ckb"]
    story = story_of(page, feed_summary="x" * 2000)
    assert (story.status, story.flags) == ("suspect", ("shorter_than_summary",))


def test_the_feeds_headline_stands_in_where_the_page_has_none():
    assert extract(b"<html><body><p>Text.</p></body></html>", feed_title="Ministers meet in Tirana").title == "Ministers meet in Tirana"


def test_broken_json_ld_is_read_as_far_as_it_goes_and_flagged():
    assert "broken_json_ld" in story_of(BY_NAME["broken-jsonld-kmr"]).flags


def test_nothing_later_than_a_day_after_the_fetch_is_believed():
    html = b'<html><head><meta property="article:published_time" content="2031-01-05T10:00:00Z"></head><body><p>Text</p></body></html>'
    assert extract(html, fetched=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)).published is None


def test_a_new_layout_of_a_profiled_host_is_flagged():
    lines = b"".join(b"<p>A line of a story that no profile knows, number %d.</p>" % part for part in range(9))
    html = b"<html><body><article>" + lines + b"</article></body></html>"
    story = extract(html, url="https://www.aa.com.tr/en/world/1")
    assert (story.status, story.profile, story.flags) == ("ok", "", ("layout_unknown",))
