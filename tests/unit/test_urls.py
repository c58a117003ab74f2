"""Addresses: cleaned, keyed and refused."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.logic.urls import UrlError, canonical_url, url_key

PAGE = "https://www.news.example/en/world/ministers-meet/3712001"
SAME = [
    PAGE,
    PAGE + "/",
    PAGE + "#comments",
    PAGE + "?utm_source=rss&utm_medium=feed",
    PAGE + "?at_medium=RSS&at_campaign=rss",
    PAGE + "?maca=en-rss-en-all-1573-rdf",
    PAGE + "?CMP=share_btn",
    PAGE + "?fbclid=x&gclid=y",
    PAGE + "?&amp;utm_source=rss",
    PAGE + "/amp",
    PAGE + "/amp/",
    PAGE + "?outputType=amp",
    PAGE + "?amp=1",
    PAGE.replace("https", "http"),
    PAGE.replace("https://", "https://www-news-example.cdn.ampproject.org/c/s/"),
    PAGE.replace("https://", "https://www-news-example.cdn.ampproject.org/v/s/") + "?amp=1",
    PAGE.replace("https://", "https://www.google.com/amp/s/"),
    PAGE.replace("www.", ""),
    PAGE.replace("www.", "m."),
    PAGE.replace("www.", "amp."),
    PAGE.replace("www.", "mobile."),
    PAGE.replace("www.news.example", "WWW.News.Example"),
    PAGE.replace("www.news.example", "www.news.example:443"),
    PAGE.replace("/en/", "//en/"),
    PAGE.replace("/world/", "/x/../world/./"),
    PAGE.replace("meet", "%6Deet"),
    PAGE + "?ysclid=lm3&_openstat=x&gad_source=1&srsltid=z",
    PAGE + "?print=1",
    PAGE + "?view=print&ref=rss",
    PAGE + "?cid=rss&partner=aggregator&mod=feed",
    PAGE + "?PHPSESSID=0123456789abcdef",
    PAGE + ";jsessionid=0123456789ABCDEF.node1",
    PAGE + "?xtor=RSS-1&mc_cid=7&yclid=5",
    PAGE.replace("https://", "https://www-news-example.cdn.ampproject.org/c/s/") + "?usqp=mq331AQ&amp_js_v=0.1",
    f"  {PAGE}\n",
]


@pytest.mark.parametrize("variant", SAME)
def test_the_variants_of_a_page_share_one_key(variant: str) -> None:
    assert url_key(variant) == "news.example/en/world/ministers-meet/3712001"


@pytest.mark.parametrize(
    "other",
    [
        PAGE.replace("world", "World"),
        PAGE.replace("3712001", "3712002"),
        PAGE + "?id=7",
        PAGE.replace("www.", "en."),
        PAGE.replace("/en/", "/tr/"),
        PAGE.replace("news.example", "news.example:8080"),
        PAGE + "/ampere",
        PAGE.replace("news.example", "news.example.com"),
    ],
)
def test_another_page_has_another_key(other: str) -> None:
    assert url_key(other) != url_key(PAGE)


def test_the_order_of_parameters_does_not_count_and_their_values_do() -> None:
    assert url_key("https://a.example/?b=2&a=1") == url_key("https://a.example/?a=1&b=2")
    assert url_key("https://a.example/?a=1&b=2") != url_key("https://a.example/?a=2&b=1")


def test_a_parameter_that_begins_like_an_entity_stays_as_it_is() -> None:
    url = "https://news.example/view?id=7&section=5&copy=1&region=2&lang=tr&notice=3"
    assert canonical_url(url) == url
    assert canonical_url(url.replace("&", "&amp;")) == url


def test_letters_beyond_ascii_are_escaped_in_one_form() -> None:
    expected = "https://www.news.example/haber/g%C3%BCvenlik-g%C3%B6r%C3%BC%C5%9Fmesi"
    assert canonical_url("https://www.news.example/haber/güvenlik-görüşmesi") == expected
    assert canonical_url("https://www.news.example/haber/g%c3%bcvenlik-g%c3%b6r%c3%bc%c5%9fmesi") == expected


def test_a_host_beyond_ascii_is_written_in_ascii() -> None:
    assert canonical_url("https://новости.example/7") == "https://xn--b1amnebsh.example/7"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "news.example/7",
        "/7",
        "ftp://news.example/7",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:text/html,x",
        "gopher://news.example/",
        "http://[::1",
        "http://[::1]x/",
        "http:///7",
        "http://?x",
        "https://news.example:99999/",
        "https://news.example:x/",
        "https://news.example/\x00",
        "https://news.example/a\x7fb",
        "https://" + "a" * 300 + ".example/",
        "https://news.example/" + "a" * 5_000,
        "https://a..example/",
        "https://-/",
        "mailto:desk@news.example",
        "3712001",
    ],
)
def test_what_names_no_page_is_refused_in_words(url: str) -> None:
    with pytest.raises(UrlError) as refused:
        canonical_url(url)
    assert str(refused.value)
    assert len(str(refused.value)) < 400
    assert str(refused.value).isprintable()


def test_a_name_and_password_in_an_address_do_not_stay() -> None:
    assert canonical_url("https://user:secret@news.example/7") == "https://news.example/7"


ANY = st.one_of(
    st.text(max_size=80),
    st.text(max_size=60).map(lambda tail: f"https://news.example/{tail}"),
    st.text(alphabet="abc/.%?&=#;:@[]\\ 0é\u200b", max_size=60).map(lambda tail: f"http://www.news.example{tail}"),
)


@given(ANY, st.sampled_from(["", PAGE]))
def test_any_text_is_an_address_or_refused(text: str, base: str) -> None:
    try:
        clean = canonical_url(text, base)
    except UrlError:
        return
    parts = urlsplit(clean)
    assert parts.scheme in {"http", "https"}
    assert parts.hostname
    assert not parts.fragment
    assert clean.isascii()
    assert clean.isprintable()


@given(ANY)
def test_cleaning_twice_changes_nothing_and_keeps_the_key(text: str) -> None:
    try:
        clean = canonical_url(text)
    except UrlError:
        return
    assert canonical_url(clean) == clean
    assert url_key(clean) == url_key(text)


@given(st.text(alphabet="abcXYZ019-/", min_size=1, max_size=40), st.sampled_from(["utm_source", "at_medium", "fbclid", "maca"]), st.text(alphabet="abc1", max_size=8))
def test_a_tracker_never_changes_the_key(path: str, name: str, value: str) -> None:
    url = f"https://news.example/{path}"
    assert url_key(f"{url}?{name}={value}") == url_key(url)


@pytest.mark.parametrize("name", ["id", "cid", "mod", "ref", "share", "p", "newsid", "storyid", "article", "NewsID"])
def test_two_numbers_of_stories_are_two_pages(name: str) -> None:
    assert url_key(f"https://news.example/story?{name}=20417") != url_key(f"https://news.example/story?{name}=20418")


def test_what_a_script_is_asked_for_stays() -> None:
    assert url_key("https://news.example/index.php?mod=news&n=3") != url_key("https://news.example/index.php?mod=video&n=3")


@given(
    st.text(alphabet="abcXYZ019-/.", max_size=30),
    st.sampled_from(["id", "cid", "ref", "p", "n", "newsid", "storyId", "doc"]),
    st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)),
    st.lists(st.sampled_from(["utm_source=a", "fbclid=x", "amp=1", "print=1", "at_medium=RSS", "outputType=amp", "PHPSESSID=9f"]), max_size=3),
)
def test_stories_with_numbers_of_their_own_never_share_a_key(path: str, name: str, numbers: tuple[int, int], noise: list[str]) -> None:
    first, second = (url_key(f"https://news.example/{path}?{'&'.join([f'{name}={number}', *noise])}") for number in numbers)
    assert (first == second) == (numbers[0] == numbers[1])


@given(ANY)
def test_the_key_of_a_key_is_itself(text: str) -> None:
    try:
        key = url_key(text)
    except UrlError:
        return
    assert url_key(f"https://{key}") == key
