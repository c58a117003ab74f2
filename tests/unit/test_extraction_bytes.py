import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.logic.extraction import extract
from transforms.logic.extraction.decode import MAX_BYTES, decode
from transforms.logic.extraction.lines import clean
from transforms.logic.extraction.page import MAX_BODY

LINE = "<p>The two ministers met on the border and agreed on a plan for the coming year, number {}.</p>"
STORY = "".join(LINE.format(number) for number in range(6))


@pytest.mark.parametrize(
    ("html", "content_type", "encoding", "flags"),
    [
        ("\ufeff<p>Görüşme".encode(), "text/html; charset=iso-8859-9", "utf-8", ()),
        ("<p>Görüşme".encode(), "text/html; charset=windows-1254", "utf-8", ("charset_wrong",)),
        ("<p>Görüşme".encode("cp1254"), "text/html; charset=windows-1254", "cp1254", ()),
        ("<meta charset=iso-8859-9><p>Görüşme".encode("cp1254"), "", "cp1254", ()),
        (b"<!--" + b" " * 3000 + b"--><meta charset=windows-1251>" + "<p>встреча".encode("cp1251"), "", "cp1251", ()),
        ("<meta charset=windows-1256><p>لقاء".encode("cp1256"), "text/html; charset=iso-8859-1", "cp1256", ("charset_conflict",)),
        ("<p>sastanak u Šapcu i Čačku ".encode() * 50 + b"\xff", "text/html", "utf-8", ("undecodable_bytes",)),
        ("<p>görüşme".encode("utf-16"), "", "utf-16-le", ()),
    ],
    ids=["mark", "wrong-header", "header", "meta", "late-meta", "server-default", "stray-byte", "utf-16"],
)
def test_the_encoding_is_the_one_the_bytes_are_in(html, content_type, encoding, flags):
    found = decode(html, content_type)
    assert (found.encoding, found.flags) == (encoding, flags)


def test_scripts_go_before_a_page_is_cut():
    page = b"<html><body><script>" + b"a<b;" * (MAX_BYTES // 3) + b"</script>" + STORY.encode()
    story = extract(page)
    assert (story.status, story.flags) == ("ok", ("cut",))


@pytest.mark.parametrize(
    ("html", "content_type", "status"),
    [
        (b"", "", "empty"),
        (b"  \n ", "text/html", "empty"),
        (b"%PDF-1.7 body", "text/html", "not_html"),
        (b'{"a": 1}', "application/json", "not_html"),
        (b'<?xml version="1.0"?><rss><channel/></rss>', "text/html", "not_html"),
        (b"plain words", "text/html", "not_html"),
        (b"<div>" * 5000 + b"x", "text/html", "too_deep"),
        (b"<html><head><title>Just a moment...</title></head><body><p>Checking your browser</p></body></html>", "", "script_shell"),
    ],
    ids=["empty", "blank", "pdf", "json", "feed", "text", "deep", "challenge"],
)
def test_what_is_no_story_has_a_name(html, content_type, status):
    assert extract(html, content_type=content_type).status == status


@pytest.mark.parametrize(
    "html",
    [
        b"<html><body>" + b"<p>word word word " * 150_000,
        b"<html>" + b"<meta charset" * 100_000,
        b'<html><script type="application/ld+json">' + b"[" * 100_000 + b"</script>",
        b'<html><script type="application/ld+json">{"headline": "' + b"\\" * 300_000 + b"</script>",
        b"<p>" + b"<i><a href=x>y</a></i>" * 40_000,
        b"<html><title>" + b" - " * 50_000 + b"</title><p>x",
        b"<html><body><div>" + b"text of some length here<br>" * 40_000,
    ],
    ids=["open-paragraphs", "metas", "brackets", "backslashes", "inline", "title", "breaks"],
)
def test_no_page_costs_more_than_seconds(html):
    before = time.process_time()
    extract(html)
    assert time.process_time() - before < 5


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=600), st.sampled_from([b"", b"<html><body><p>", b'<script type="application/ld+json">{"@type":"NewsArticle","headline":']))
def test_any_bytes_give_a_named_outcome(noise, prefix):
    story = extract(prefix + noise, url="https://example.org/a")
    assert story.status in {"ok", "suspect", "consent_wall", "soft_404", "paywall", "script_shell", "not_html", "too_deep", "empty"}


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(st.characters(categories=["L", "Nd", "Zs"]), min_size=70, max_size=200), min_size=3, max_size=6, unique=True))
def test_paragraphs_come_out_as_they_went_in(paragraphs):
    wanted = [line for line in (clean(paragraph).replace("\n", " ") for paragraph in paragraphs) if len(line) >= 60]
    html = "<article>" + "".join(f"<p>{line}</p>" for line in wanted) + "</article>"
    found = extract(f"<html><head><meta charset=utf-8></head><body>{html}</body></html>".encode()).body
    assert set(found.split("\n")) <= set(wanted) | {""}


@pytest.mark.parametrize(("lang", "text", "codec"), [("es", "España y Perú, según señaló", "cp1252"), ("hr", "Šđćčž hrvatski", "cp1250"), ("tr", "İşığı görüşme", "cp1254"), ("ru", "Россия и Индия", "cp1251"), ("ar", "روسيا والهند", "cp1256")])
def test_a_page_that_lies_about_utf_8_is_read_as_pages_of_its_language_are(lang, text, codec):
    page = f'<html lang="{lang}"><meta charset=utf-8><p>'.encode() + text.encode(codec)
    found = decode(page, "text/html; charset=utf-8")
    assert found.text.endswith(text)
    assert (found.encoding, found.flags) == (codec, ("charset_guessed",))


def test_a_body_is_cut_where_no_story_is_so_long():
    body = "".join(LINE.format(number) for number in range(4_000))
    story = extract(f"<html><body><h1>Ministers meet</h1><article>{body}</article></body></html>".encode())
    assert MAX_BODY - 100 < len(story.body) <= MAX_BODY
    assert "body_cut" in story.flags
    assert story.body.endswith(".")
