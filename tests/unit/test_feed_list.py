"""The feed list: every bad line is said with file, line, field and cure."""

from __future__ import annotations

from pathlib import Path

import pytest

from transforms.logic.feeds import read_feed_list

HEAD = "feed_id,publisher,country,language,url,kind,trust,plain_http,rights\n"
GOOD = "wire-en,Wire,TUR,en,https://news.example/rss,rss,wire,no,full\n"


def problems(text: str) -> list[str]:
    return [str(problem) for problem in read_feed_list(text, "wires.csv")[1]]


def test_a_good_line_is_a_feed() -> None:
    feeds, bad = read_feed_list(HEAD + GOOD)
    assert (feeds[0].feed_id, feeds[0].kind, feeds[0].plain_http, bad) == ("wire-en", "rss", False, [])


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("wire-en,", "Wire EN,", "wires.csv:2: feed_id: 'Wire EN': use lower-case letters, digits and hyphens, such as aa-en-live"),
        ("wire-en,", ",", "wires.csv:2: feed_id: empty; every feed needs one"),
        ("TUR", "TR", "wires.csv:2: country: 'TR' is no ISO 3166-1 alpha-3 code, such as TUR"),
        (",en,", ",English,", "wires.csv:2: language: 'English' is no BCP 47 tag this list knows, such as tr, sr-Cyrl or kmr"),
        (",rss,", ",RSS,", "wires.csv:2: kind: 'RSS' is unknown; use one of auto, rss, rdf, atom, json_feed, news_sitemap, sitemap_index"),
        (",full", ",all", "wires.csv:2: rights: 'all' is unknown; use one of full, excerpt, hash"),
        (",no,", ",maybe,", "wires.csv:2: plain_http: 'maybe': use yes or no"),
        (
            "https:",
            "http:",
            "wires.csv:2: url: 'http://news.example/rss' is http without TLS; use https, or set plain_http to yes where the publisher has no https",
        ),
        (
            "https://news.example/rss",
            "ftp://news.example/rss",
            "wires.csv:2: url: 'ftp://news.example/rss': scheme ftp; only http and https addresses name a page",
        ),
        (",full", ",full,more", 'wires.csv:2: line: more fields than columns; put a field with a comma in "quotes"'),
    ],
)
def test_a_bad_field_is_said_with_its_cure(old: str, new: str, said: str) -> None:
    assert problems(HEAD + GOOD.replace(old, new, 1)) == [said]


def test_no_message_repeats_a_password_or_token() -> None:
    lines = [
        GOOD.replace("https://", "https://me:SECRET@"),
        GOOD.replace("https", "http").replace("/rss", "/rss?api_key=SECRET"),
        GOOD.replace("wire-en", "wire-tr").replace("/rss", "/rss?token=SECRET"),
        GOOD.replace("wire-en", "wire-fr").replace("/rss", "/rss?token=SECRET"),
        GOOD.replace("wire-en", "wire-es").replace("https:", "ftp:").replace("/rss", "/rss?token=SECRET"),
    ]
    said = problems(HEAD + "".join(lines))
    assert len(said) == 5
    assert "SECRET" not in "".join(said)


def test_a_bad_line_does_not_cost_the_good_ones() -> None:
    feeds, bad = read_feed_list(HEAD + GOOD.replace("TUR", "x") + GOOD.replace("wire-en", "wire-tr").replace("/rss,", "/tr,"))
    assert ([feed.feed_id for feed in feeds], len(bad)) == (["wire-tr"], 1)


def test_a_feed_named_or_addressed_twice_is_said() -> None:
    assert problems(HEAD + GOOD + GOOD) == [
        "wires.csv:3: feed_id: 'wire-en' stands in line 2 already; remove one",
        "wires.csv:3: url: 'https://news.example/rss' stands in line 2 already; remove one",
    ]


@pytest.mark.parametrize("text", ["", "\n", "a,b,c\n1,2,3\n", "feed_id;publisher;country;language;url\n"])
def test_a_list_without_its_columns_is_said(text: str) -> None:
    (said,) = problems(text)
    assert said.startswith("wires.csv:1: feed_id, publisher, country, language, url: column missing in the first line")


def test_a_mark_blank_lines_and_comments_are_no_problem() -> None:
    assert problems("\ufeff" + HEAD + "\n# note,,,,,,,,\n" + GOOD) == []


def test_a_short_line_is_said() -> None:
    assert problems(HEAD + "wire-en,Wire\n") == [f"wires.csv:2: {name}: empty; every feed needs one" for name in ("country", "language", "url")]


def test_lines_are_counted_where_a_field_spans_two() -> None:
    assert problems(HEAD + GOOD.replace("Wire", '"Wi\nre"') + GOOD)[0].startswith("wires.csv:4: feed_id")


def test_a_field_without_end_is_a_problem_and_not_a_crash() -> None:
    assert problems(HEAD + '"' + "x" * 200_000)


def test_the_bundled_list_has_no_bad_line() -> None:
    path = Path(__file__).parents[2] / "feeds" / "wires.csv"
    feeds, bad = read_feed_list(path.read_text("utf-8"), path.name)
    assert bad == []
    assert {"tr", "en", "ar", "ru", "bs", "kmr", "ckb", "sq", "mk", "fa", "fr", "id", "es"} <= {feed.language for feed in feeds}
