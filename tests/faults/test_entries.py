"""What a feed says of its entries, from the wire to the record: scenarios 50 to 58."""

from __future__ import annotations

import datetime as dt

import pytest

from schemas.elements import FeedEntry
from tests.faults.bed import Bed
from tests.faults.test_polls import Reader, feed, reader  # noqa: F401 - a fixture

scenario = pytest.mark.scenario


def listed(server: Bed, reader: Reader, *items: str, path: str = "/f") -> list[FeedEntry]:  # noqa: F811
    server.play(path, feed(f"<rss version='2.0'><channel><title>x</title>{''.join(items)}</channel></rss>".encode()))
    return list(reader.one(path).entries)


@scenario("56")
@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Thu, 08 Oct 2026 13:30:00 +0300", "2026-10-08T10:30:00+00:00"),
        ("Thu, 08 Oct 2026 13:30:00 GMT+3", "2026-10-08T10:30:00+00:00"),
        ("Thu, 08 Oct 2026 13:30:00 +03", "2026-10-08T10:30:00+00:00"),
        ("Thu, 08 Oct 2026 13:30:00 MSK", "2026-10-08T10:30:00+00:00"),
        ("Thu, 08 Oct 2026 13:30:00 KST", "2026-10-08T04:30:00+00:00"),
        ("2026-10-08T13:30:00+03:00", "2026-10-08T10:30:00+00:00"),
        ("Thu, 08 Oct 2026 01:30:00 PM GMT", "2026-10-08T13:30:00+00:00"),
        ("1791466200", "2026-10-08T13:30:00+00:00"),
        ("0001-01-01T00:00:00Z", None),
        ("Thu, 38 Oct 2026 13:30:00 GMT", None),
        ("soon", None),
    ],
)
def test_a_date_is_right_or_missing_and_its_text_is_kept(server: Bed, reader: Reader, written: str, meant: str | None) -> None:  # noqa: F811
    (entry,) = listed(server, reader, f"<item><guid>1</guid><title>t</title><pubDate>{written}</pubDate></item>")
    assert (entry.published.value.astimezone(dt.UTC).isoformat() if entry.published else None) == meant
    assert entry.published_raw == written
    assert ("unread_date" in entry.flags) == (meant is None)


@scenario("56")
def test_day_and_month_are_not_taken_for_each_other(server: Bed, reader: Reader) -> None:  # noqa: F811
    (entry,) = listed(server, reader, "<item><guid>1</guid><title>t</title><pubDate>2020/1/10 14:33:00</pubDate></item>")
    assert entry.published is None or (entry.published.value.month, entry.published.value.day) == (1, 10)


@scenario("53")
def test_editions_of_one_story_are_entries_of_their_own(server: Bed, reader: Reader) -> None:  # noqa: F811
    languages = ("tr", "en", "ar", "fr", "ru", "es", "ba", "fa", "sq", "mk", "id", "kmr", "ckb")
    keys = set()
    for number, language in enumerate(languages):
        item = f"<item><guid>{4_000 + number}</guid><link>https://a.test/{language}/world/talks/{4_000 + number}</link><title>Talks</title></item>"
        (entry,) = listed(server, reader, item, path=f"/{language}.xml")
        keys |= {entry.entry_key, entry.url_key}
    assert len(keys) == 2 * len(languages)


@scenario("52")
def test_a_story_with_a_new_title_is_listed_under_its_old_key(server: Bed, reader: Reader) -> None:  # noqa: F811
    item = "<item><guid>1</guid><link>https://a.test/1</link><title>{}</title></item>"
    first, again = (listed(server, reader, item.format(title), path=f"/{title}")[0] for title in ("Talks", "Talks-fail"))
    assert (first.entry_key, first.url_key) == (again.entry_key, again.url_key)
    assert first.title != again.title


@scenario("58")
@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("AT&amp;T R&amp;D", "AT&T R&D"),
        ("<![CDATA[AT&amp;T <b>R&amp;D</b>]]>", "AT&T R&D"),
        ("&lt;script&gt;x&lt;/script&gt;Talks", "xTalks"),
        ("Talks &#x1b;[31m&#x9b;2J", "Talks \ufffd[31m\u203a2J"),
        ("\u202eTalks\u202c \u200bagain", "Talks again"),
        ("Gu\u0308ven", "Güven"),
        ("Talks \U0001f91d go on", "Talks \U0001f91d go on"),
    ],
)
def test_a_title_is_text(server: Bed, reader: Reader, written: str, read: str) -> None:  # noqa: F811
    (entry,) = listed(server, reader, f"<item><guid>1</guid><title>{written}</title></item>")
    assert entry.title == read
    assert entry.title.isprintable()


@scenario("58")
def test_a_title_of_ten_megabytes_is_refused_or_cut_and_an_image_of_an_item_is_kept(server: Bed, reader: Reader) -> None:  # noqa: F811
    (entry,) = listed(server, reader, f"<item><guid>1</guid><title>{'x' * 4_000_000}</title><image>https://a.test/i.jpg</image></item>")
    assert (len(entry.title), entry.image) == (1_000, "https://a.test/i.jpg")
    assert listed(server, reader, f"<item><title>{'x' * 10_000_000}</title></item>", path="/g") == []
