"""What a feed lists: every format, entries with gaps, and the same keys whichever way a document is parsed."""

from __future__ import annotations

import datetime as dt
import html
import json
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.elements import FeedEntry
from transforms.logic.feeds import ParsedFeed, parse_feed
from transforms.logic.feeds.model import Child

URL = "https://www.news.example/tr/rss/default?cat=live"
NOW = dt.datetime(2026, 10, 8, 12, tzinfo=dt.UTC)


def read(text: str, url: str = URL) -> ParsedFeed:
    return parse_feed(text.encode(), url=url, publisher="Wire", feed_id="wire-en", language="en", fetched=NOW)


def rss(items: str, head: str = "") -> ParsedFeed:
    return read(f'<?xml version="1.0"?><rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>Wire</title>{head}{items}</channel></rss>')


def only(found: ParsedFeed) -> FeedEntry:
    assert len(found.entries) == 1, found
    return found.entries[0]


FULL = """<item><guid isPermaLink="false">3712001</guid><link>https://www.news.example/en/world/visit/3712001</link>
<title>Ministers meet</title><description>&lt;p&gt;They &lt;b&gt;met&lt;/b&gt;.&lt;/p&gt;</description>
<pubDate>Thu, 08 Oct 2026 13:30:00 +0300</pubDate><image>https://cdn.news.example/a.jpg</image></item>"""


def test_an_item_is_read_whole() -> None:
    entry = only(rss(FULL))
    assert (entry.id, entry.url, entry.url_key) == ("3712001", "https://www.news.example/en/world/visit/3712001", "news.example/en/world/visit/3712001")
    assert (entry.title, entry.summary, entry.image) == ("Ministers meet", "They met.", "https://cdn.news.example/a.jpg")
    assert entry.published is not None
    assert (entry.published.value, entry.published.offset_minutes) == (dt.datetime(2026, 10, 8, 10, 30, tzinfo=dt.UTC), 180)
    assert (entry.flags, entry.published_raw) == ((), "Thu, 08 Oct 2026 13:30:00 +0300")


@pytest.mark.parametrize(
    ("item", "flags"),
    [
        ("<item><title>t</title></item>", ("no_id", "no_link", "no_date_listed")),
        ("<item><guid>7</guid><title>t</title><pubDate>Thu, 08 Oct 2026 10:00:00 GMT</pubDate></item>", ("no_link",)),
        ("<item><guid>7</guid><link>javascript:alert(1)</link><title>t</title></item>", ("bad_link", "no_date_listed")),
        ("<item><guid>7</guid><link>https://a.example/7</link></item>", ("no_title", "no_date_listed")),
        ("<item><guid>7</guid><link>https://a.example/7</link><title>t</title><pubDate>soon</pubDate></item>", ("unread_date",)),
        ("<item><guid>7</guid><link>https://a.example/7</link><title>t</title><pubDate>Thu, 08 Oct 2026 15:00:00 GMT</pubDate></item>", ("future_date",)),
    ],
)
def test_what_an_entry_lacks_becomes_a_flag_and_the_entry_stays(item: str, flags: tuple[str, ...]) -> None:
    assert only(rss(item)).flags == flags


def test_a_guid_that_is_an_address_stands_for_a_missing_link() -> None:
    assert only(rss("<item><guid>https://a.example/7</guid><title>t</title></item>")).url == "https://a.example/7"


def test_a_feed_is_read_whatever_items_lack() -> None:
    assert only(rss("<item/>")).flags == ("no_id", "no_link", "no_title", "no_date_listed")


def test_items_without_id_are_told_apart_by_address_and_without_that_by_title_and_time() -> None:
    items = "".join(f"<item><title>{title}</title>{link}</item>" for title, link in [("a", "<link>/1</link>"), ("b", "<link>/1</link>"), ("a", ""), ("b", "")])
    keys = [entry.entry_key for entry in rss(items).entries]
    assert len(keys) == 3
    assert len(set(keys)) == 3


def test_a_repeated_guid_of_one_address_is_listed_once_and_said() -> None:
    found = rss(FULL + FULL)
    assert len(found.entries) == 1
    assert "1 entries listed twice" in found.problems


def test_a_guid_reused_for_another_address_keeps_both() -> None:
    assert len(rss("<item><guid>7</guid><link>/a</link></item><item><guid>7</guid><link>/b</link></item>").entries) == 2


def test_a_numeric_guid_is_unique_within_its_publisher_only() -> None:
    document = f"<rss version='2.0'><channel><title>x</title>{FULL}</channel></rss>".encode()
    one, other = (parse_feed(document, url=URL, publisher=name).entries[0].entry_key for name in ("Wire", "Other Wire"))
    assert one != other


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("/world/7", "https://www.news.example/world/7"),
        ("//m.news.example/7", "https://m.news.example/7"),
        ("7?utm_source=rss&amp;id=3", "https://www.news.example/tr/rss/7?id=3"),
        ("\n  https://www.news.example/7#top \n", "https://www.news.example/7"),
        ("<![CDATA[https://www.news.example/7?a=1&b=2]]>", "https://www.news.example/7?a=1&b=2"),
    ],
)
def test_a_link_is_made_absolute_against_the_address_of_the_feed(link: str, expected: str) -> None:
    assert only(rss(f"<item><title>t</title><link>{link}</link></item>")).url == expected


@pytest.mark.parametrize(("base", "expected"), [("https://feeds.example/x/", "https://feeds.example/7"), ("javascript:alert(1)//", ""), ("file:///etc/", "")])
def test_a_base_is_honoured_where_it_is_a_web_address(base: str, expected: str) -> None:
    atom = f'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="{base}"><entry><id>1</id><title>t</title><link href="/7"/></entry></feed>'
    assert only(read(atom)).url in {expected, "https://www.news.example/7"}


STRICT = "<rss version='2.0'><channel><title>Wire</title>{}</channel></rss>"
PAIRS = [
    "<item><guid>https://a.example/?a=1&amp;b=2</guid><link>https://a.example/?a=1&amp;b=2</link><title>A &amp; B</title></item>",
    "<item><guid>x&amp;y</guid><link>https://a.example/7?x=1&amp;utm_source=rss</link><title>A &lt; B</title></item>",
    "<item><link>https://a.example/7?x=1&amp;y=2</link><title>AT&amp;amp;T</title></item>",
    "<item><title>AT&amp;T — “x”</title><pubDate>Thu, 08 Oct 2026 10:00:00 GMT</pubDate></item>",
    FULL,
]


@pytest.mark.parametrize("item", PAIRS)
def test_strict_and_loose_parsing_give_the_same_keys(item: str) -> None:
    strict, loose = read(STRICT.format(item)), read(STRICT.format(item).replace("</channel>", "<broken></channel>"))
    assert not strict.problems
    assert loose.problems
    assert [(e.entry_key, e.url, e.title) for e in strict.entries] == [(e.entry_key, e.url, e.title) for e in loose.entries]


WORDS = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Cn", "Co")), max_size=30)
ADDRESSES = st.builds("https://a.example/{}?a={}&b={}".format, *[st.text("abcXYZ012-_.~%", max_size=12)] * 3)


@given(WORDS, ADDRESSES, WORDS, st.booleans())
def test_strict_and_loose_parsing_give_the_same_keys_whatever_an_entry_says(identity: str, address: str, title: str, has_id: bool) -> None:
    guid = f"<guid isPermaLink='false'>{html.escape(identity)}</guid>" if has_id else ""
    item = f"<item>{guid}<link>{html.escape(address)}</link><title>{html.escape(title)}</title></item>"
    strict, loose = read(STRICT.format(item)), read(STRICT.format(item).replace("</channel>", "<broken></channel>"))
    assert loose.problems
    assert [(e.entry_key, e.url_key) for e in strict.entries] == [(e.entry_key, e.url_key) for e in loose.entries]


def test_an_atom_feed_is_read_with_its_two_times() -> None:
    entry = """<entry><id>tag:news.example,2026:7</id><title type="html">A &amp;amp; B</title><link rel="alternate" href="https://news.example/7"/>
    <link rel="enclosure" href="https://news.example/7.mp3"/><published>2026-10-08T10:00:00Z</published><updated>2026-10-08T11:00:00+03:00</updated></entry>"""
    found = read(f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="tr"><title>Wire</title><link rel="hub" href="https://hub.example/"/>{entry}</feed>')
    assert (found.status, found.kind, found.hub) == ("ok", "atom", "https://hub.example/")
    read_entry = only(found)
    assert (read_entry.title, read_entry.url) == ("A & B", "https://news.example/7")
    assert [clock and clock.value.hour for clock in (read_entry.published, read_entry.modified)] == [10, 8]


def test_an_rdf_feed_is_read() -> None:
    text = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel rdf:about="x"><title>Wire</title><sy:updatePeriod>hourly</sy:updatePeriod>
    <sy:updateFrequency>4</sy:updateFrequency></channel><item rdf:about="https://news.example/7"><title>t</title><link>https://news.example/7?maca=en-rss</link>
    <dc:date>2026-10-08T10:00:00Z</dc:date></item></rdf:RDF>"""
    found = read(text)
    assert (found.kind, found.ttl_s) == ("rdf", 900)
    assert (only(found).url, only(found).published is not None) == ("https://news.example/7", True)


def test_a_json_feed_is_read() -> None:
    item = {"id": 7, "url": "/7", "title": "A & B", "content_html": "<p>x</p>", "date_published": "2026-10-08T10:00:00Z"}
    data = {"version": "https://jsonfeed.org/version/1.1", "title": "Wire", "language": "tr", "items": [item, "junk"], "hubs": [{"url": "https://hub.example/"}]}
    found = read(json.dumps(data))
    assert (found.status, found.kind, found.language, found.hub) == ("ok", "json_feed", "tr", "https://hub.example/")
    assert (only(found).id, only(found).url, only(found).title, only(found).summary) == ("7", "https://www.news.example/7", "A & B", "x")


@pytest.mark.parametrize(
    "data",
    ["{}", "[]", "{", '{"version": "https://jsonfeed.org/version/1", "items": null}', '{"version": "https://jsonfeed.org/version/1", "items": 3}', "[" * 100_000],
)
def test_json_that_is_no_feed_is_not_one(data: str) -> None:
    assert read(data).status in {"not_a_feed", "empty", "html_page"}


def test_a_news_sitemap_is_read() -> None:
    text = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url>
    <loc>https://news.example/7</loc><lastmod>2026-10-08T11:00:00Z</lastmod><news:news><news:publication><news:name>Wire</news:name><news:language>ru</news:language>
    </news:publication><news:publication_date>2026-10-08T10:00:00Z</news:publication_date><news:title>Переговоры</news:title></news:news></url></urlset>"""
    found = read(text)
    assert (found.status, found.kind, found.language) == ("ok", "news_sitemap", "ru")
    assert (only(found).title, only(found).url) == ("Переговоры", "https://news.example/7")


def test_a_sitemap_with_a_prefix_that_nobody_declared_is_read() -> None:
    found = read("<urlset><x:url><rdf:RDF/><loc>https://news.example/1</loc></x:url><url><loc>https://news.example/2</loc></url></urlset>")
    assert [entry.url for entry in found.entries] == ["https://news.example/1", "https://news.example/2"]


def test_a_sitemap_index_names_its_children() -> None:
    found = read("<sitemapindex><sitemap><loc>https://news.example/a.xml</loc></sitemap><sitemap/></sitemapindex>")
    assert (found.status, found.kind, found.children) == ("ok", "sitemap_index", (Child("https://news.example/a.xml"),))


@pytest.mark.parametrize(
    "page",
    [
        "<!DOCTYPE html><html><head><title>Consent</title></head><body>Before you go on</body></html>",
        '<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">'
        '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>Consent</title></head><body/></html>',
        "<!-- maintenance --><HTML><body>soon</body></HTML>",
    ],
)
def test_a_consent_page_is_no_feed_however_well_formed(page: str) -> None:
    assert read(page).status == "html_page"


@pytest.mark.parametrize("body", ["%PDF-1.7 x", "Not found", "<error><code>403</code></error>", "<svg xmlns='http://www.w3.org/2000/svg'/>"])
def test_what_is_no_feed_is_said_to_be_none(body: str) -> None:
    assert read(body).status == "not_a_feed"


def test_a_feed_without_items_is_empty() -> None:
    assert rss("").status == "empty"


NAMESPACE = 'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
SY = f"<sy:updatePeriod {NAMESPACE}>{{}}</sy:updatePeriod><sy:updateFrequency {NAMESPACE}>{{}}</sy:updateFrequency>"


@pytest.mark.parametrize(
    ("head", "seconds"),
    [
        ("<ttl>60</ttl>", 3600),
        ("<ttl>-5</ttl>", 0),
        ("<ttl>abc</ttl>", 0),
        ("<ttl>99999999999</ttl>", 604_800),
        (SY.format("hourly", "0.1"), 36_000),
        (SY.format("hourly", "0"), 0),
        (SY.format("hourly", "-1"), 0),
        (SY.format("hourly", "nan"), 0),
        (SY.format("hourly", "inf"), 0),
        (SY.format("daily", "abc"), 86_400),
        (SY.format("often", "1"), 0),
    ],
)
def test_the_wait_a_feed_asks_for_is_read_and_nonsense_is_none(head: str, seconds: int) -> None:
    assert rss(FULL, head).ttl_s == seconds


def test_the_hours_and_days_a_feed_wants_to_be_left_alone_are_read() -> None:
    found = rss(FULL, "<skipHours><hour>0</hour><hour>24</hour><hour>3</hour></skipHours><skipDays><day>Sunday</day><day>Noday</day></skipDays>")
    assert (found.skip_hours, found.skip_days) == ((0, 3), (7,))


def test_a_flood_is_cut_and_said() -> None:
    found = rss("".join(f"<item><guid>{number}</guid></item>" for number in range(2_500)))
    assert len(found.entries) == 2_000
    assert any("2000 are taken" in problem for problem in found.problems)


@pytest.mark.parametrize("newest_first", [True, False])
def test_a_flood_is_cut_at_its_old_end(newest_first: bool) -> None:
    hours = range(2_500) if newest_first else range(2_499, -1, -1)
    start = dt.datetime(2026, 10, 8, tzinfo=dt.UTC)
    items = (f"<item><guid>{one}</guid><pubDate>{format_datetime(start - dt.timedelta(hours=one))}</pubDate></item>" for one in hours)
    assert {int(entry.id) for entry in rss("".join(items)).entries} == set(range(2_000))


def test_titles_are_text() -> None:
    titles = {
        "&lt;b&gt;A&lt;/b&gt; &amp;amp; B": "A & B",
        "<![CDATA[A <i>x</i>&nbsp;B]]>": "A x B",
        "Gu\u0308ven\u200b lik\u202e": "Güven lik",
        "می\u200cرود": "می\u200cرود",
        "&#x1b;[31mred": "\ufffd[31mred",
        "5 &lt; 6 &gt; 4": "5 < 6 > 4",
    }
    assert {raw: only(rss(f"<item><title>{raw}</title></item>")).title for raw in titles} == titles


def test_a_title_of_megabytes_is_cut() -> None:
    assert len(only(rss(f"<item><title>{'x' * 3_000_000}</title></item>")).title) == 1_000
