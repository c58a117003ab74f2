"""Feed documents in every alphabet and every wrong label, and those made to hurt."""

from __future__ import annotations

import builtins
import io
import os
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.logic.feeds import parse_feed
from transforms.logic.feeds.document import decode

TURKISH = "Türkiye ile Ürdün güvenliği görüştü: ŞİĞıç"
RUSSIAN = "Министр обороны прибыл в Анкару"
CHINESE = "国防部长访问安卡拉 镕喆"
KOREAN = "국방장관 앙카라 방문 똠방각하 펲시"


def rss(title: str, declared: str = "utf-8") -> str:
    item = f"<item><title>{title}</title><guid>7</guid><link>https://news.example/7</link></item>"
    return f'<?xml version="1.0" encoding="{declared}"?><rss version="2.0"><channel><title>Wire</title>{item}</channel></rss>'


def titles(content: bytes, content_type: str = "") -> list[str]:
    return [entry.title for entry in parse_feed(content, url="https://news.example/rss", content_type=content_type).entries]


CASES = {
    "plain utf-8": (rss(TURKISH).encode(), "application/rss+xml", TURKISH),
    "cp1254 labelled utf-8": (rss(TURKISH).encode("cp1254"), "text/xml; charset=utf-8", TURKISH),
    "cp1254 labelled latin 5": (rss(TURKISH, "iso-8859-9").encode("cp1254"), "text/xml", TURKISH),
    "utf-8 labelled windows-1254": (rss(TURKISH, "windows-1254").encode(), "text/xml; charset=windows-1254", TURKISH),
    "cp1251 by header alone": (rss(RUSSIAN).encode("cp1251"), "text/xml; charset=windows-1251", RUSSIAN),
    "cp1251 by declaration alone": (rss(RUSSIAN, "windows-1251").encode("cp1251"), "text/xml", RUSSIAN),
    "koi8-r": (rss(RUSSIAN, "koi8-r").encode("koi8-r"), "text/html", RUSSIAN),
    "cp1256": (rss("وزير الدفاع يزور أنقرة", "windows-1256").encode("cp1256"), "", "وزير الدفاع يزور أنقرة"),
    "utf-16 with mark": (rss(RUSSIAN, "utf-16").encode("utf-16"), "", RUSSIAN),
    "utf-16 little-endian without mark": (rss(RUSSIAN, "utf-16").encode("utf-16-le"), "", RUSSIAN),
    "utf-16 big-endian without mark": (rss(RUSSIAN, "utf-16").encode("utf-16-be"), "", RUSSIAN),
    "utf-16 labelled, really utf-8": (rss(RUSSIAN, "utf-16").encode(), "", RUSSIAN),
    "utf-32 with mark": (rss(RUSSIAN, "utf-32").encode("utf-32"), "", RUSSIAN),
    "double mark": (b"\xef\xbb\xbf\xef\xbb\xbf" + rss(TURKISH).encode(), "", TURKISH),
    "mark against header": (b"\xef\xbb\xbf" + rss(TURKISH).encode(), "text/xml; charset=iso-8859-9", TURKISH),
    "leading white space": (b"\r\n \t\n" + rss(TURKISH).encode(), "", TURKISH),
    "mark behind white space": (b"\n\xef\xbb\xbf" + rss(TURKISH).encode(), "", TURKISH),
    "NUL bytes": (rss("Min\0ister vis\0its").encode(), "", "Minister visits"),
    "C0 controls": (rss("Min\x01ister\x08 vis\x1fits").encode(), "", "Minister visits"),
    "C0 reference": (rss("Minister&#x1F; visits &#8;now").encode(), "", "Minister\ufffd visits \ufffdnow"),
    "surrogate reference": (rss("Minister &#xD800; visits").encode(), "", "Minister \ufffd visits"),
    "decimal surrogate reference": (rss("Minister &#55296; visits").encode(), "", "Minister \ufffd visits"),
    "reference beyond Unicode": (rss("Minister &#x110000; visits").encode(), "", "Minister \ufffd visits"),
    "unknown label": (rss(TURKISH, "x-unknown-8").encode(), "text/xml; charset=none", TURKISH),
    "UTF-7 label": (rss("Minister +ADw-b+AD4- visits", "utf-7").encode(), "text/xml; charset=utf-7", "Minister +ADw-b+AD4- visits"),
    "codec that is no charset": (rss("Minister visits", "rot13").encode(), "text/xml; charset=base64", "Minister visits"),
    "gb18030 labelled gb2312": (rss(CHINESE, "gb2312").encode("gb18030"), "", CHINESE),
    "cp949 labelled euc-kr": (rss(KOREAN, "euc-kr").encode("cp949"), "", KOREAN),
    "cp932 labelled shift_jis": (rss("防衛相①髙橋氏", "shift_jis").encode("cp932"), "", "防衛相①髙橋氏"),
    "cp1252 labelled latin 1": (rss("“Minister” – visits", "iso-8859-1").encode("cp1252"), "", "“Minister” – visits"),
    "served as a web page": (rss(TURKISH).encode(), "text/html; charset=utf-8", TURKISH),
    "served as bytes": (rss(TURKISH).encode(), "application/octet-stream", TURKISH),
}


@pytest.mark.parametrize("name", CASES)
def test_a_title_survives_its_encoding(name: str) -> None:
    content, content_type, expected = CASES[name]
    assert titles(content, content_type) == [expected]


def test_one_broken_byte_costs_one_character_and_not_the_alphabet() -> None:
    content = rss(RUSSIAN * 3).encode().replace("А".encode(), b"\xff", 1)
    assert titles(content) == [(RUSSIAN * 3).replace("А", "\ufffd", 1)]


def test_one_broken_byte_in_an_english_feed_costs_one_character() -> None:
    content = rss("The minister\u2019s visit \u2014 to Ankara").encode().replace(b"visit", b"v\xe2sit", 1)
    assert titles(content) == ["The minister\u2019s v\ufffdsit \u2014 to Ankara"]


@given(st.binary(max_size=300), st.text(max_size=40))
def test_no_bytes_make_the_reader_raise(content: bytes, content_type: str) -> None:
    assert isinstance(decode(content, content_type), str)
    assert parse_feed(content, content_type=content_type).status in {"ok", "empty", "not_a_feed", "html_page", "hostile"}


@given(st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc", "Cn")), min_size=1, max_size=60))
def test_utf8_is_read_as_it_stands_whatever_its_label(text: str) -> None:
    document = rss(text.replace("<", "").replace("&", ""), "windows-1254")
    assert decode(document.encode(), "text/xml; charset=latin1") == document


LAUGHS = '<!DOCTYPE rss [<!ENTITY a "ha">' + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(12)) + "]>"
HOSTILE = {
    "billion laughs": LAUGHS + "<rss version='2.0'><channel><title>&m;</title></channel></rss>",
    "quadratic blow-up": f'<!DOCTYPE rss [<!ENTITY a "{"x" * 50_000}">]><rss version="2.0"><channel><title>{"&a;" * 20_000}</title></channel></rss>',
    "parameter entities": '<!DOCTYPE rss [<!ENTITY % p "<!ENTITY q \'r\'>"> %p;]><rss version="2.0"><channel><title>&q;</title></channel></rss>',
    "external entity of a file": '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel><title>&x;</title></channel></rss>',
    "external entity of a server": '<!DOCTYPE rss [<!ENTITY x SYSTEM "http://127.0.0.1:9/">]><rss version="2.0"><channel><title>&x;</title></channel></rss>',
    "100,000 attributes": "<rss version='2.0'><channel " + " ".join(f"a{i}='1'" for i in range(100_000)) + "><title>t</title></channel></rss>",
    "100,000 unquoted attributes": "<rss version='2.0'><channel " + " ".join(f"a{i}" for i in range(100_000)) + "><title>t</title></channel></rss>",
    "depth 100,000": "<rss version='2.0'><channel>" + "<a>" * 100_000 + "</a>" * 100_000 + "</channel></rss>",
    "depth 100,000 never closed": "<rss version='2.0'><channel>" + "<a>" * 100_000,
    "100,000 categories": "<rss version='2.0'><channel><item>" + "<category>c</category>" * 100_000 + "</item></channel></rss>",
    "100,000 links": "<rss version='2.0'><channel><item>" + "<link>https://a.example/</link>" * 100_000 + "</item></channel></rss>",
    "unclosed tags": "<rss version='2.0'><channel>" + "<a " * 200_000,
    "unclosed sections": "<rss version='2.0'><channel>" + "<![CDATA[" * 200_000,
    "unclosed comments": "<rss version='2.0'><channel>" + "<!--" * 200_000,
    "unclosed items": "<rss version='2.0'><channel>" + "<item>" * 50_000,
    "quotes without end": "<rss version='2.0'><channel>" + "<a b='" * 100_000,
    "document types without end": "<!DOCTYPE rss [" * 20_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_ends_at_once_and_expands_nothing(name: str) -> None:
    started = time.process_time()
    found = parse_feed(HOSTILE[name].encode(), url="https://news.example/rss")
    assert time.process_time() - started < 3
    assert found.status in {"hostile", "empty", "not_a_feed"}
    assert "root:" not in found.title
    assert len(found.title) < 1_001


def test_a_feed_with_an_external_document_type_is_read_without_it() -> None:
    doctype = '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://127.0.0.1:9/rss.dtd">'
    assert titles((doctype + rss("Minister visits").partition("?>")[2]).encode()) == ["Minister visits"]


def test_xinclude_is_a_tag_like_any_other() -> None:
    item = '<item><title>t</title><xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/></item>'
    found = parse_feed(f"<rss version='2.0'><channel>{item}</channel></rss>".encode())
    assert [(entry.title, entry.summary) for entry in found.entries] == [("t", "")]


@pytest.mark.parametrize("body", [b"/etc/passwd", b"/dev/zero", b"file:///etc/passwd", b"http://127.0.0.1:9/rss", b"tests/unit/data"])
def test_a_body_that_is_a_path_opens_nothing(body: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a file was opened")

    parse_feed(b"<rss version='2.0'><channel/></rss>")
    with monkeypatch.context() as patched:
        for module in (builtins, io):
            patched.setattr(module, "open", refuse)
        patched.setattr(os, "open", refuse)
        found = parse_feed(body)
    assert found.status == "not_a_feed"


def test_more_bytes_than_are_read_are_said_to_be_too_many() -> None:
    assert parse_feed(b" <rss>" * 2_000_000).status == "too_big"


@pytest.mark.parametrize("body", [b"", b"  \r\n", b"\0\0\0"])
def test_an_empty_body_is_empty(body: bytes) -> None:
    assert parse_feed(body).status == "empty"


@pytest.mark.parametrize(
    ("language", "codec", "title"), [("tr", "cp1254", TURKISH), ("ru", "cp1251", RUSSIAN), ("hr", "cp1250", "Ministar obrane stiže u Đakovo: šćčž")]
)
def test_the_language_of_the_source_settles_the_alphabet_where_the_label_is_wrong(language: str, codec: str, title: str) -> None:
    found = parse_feed(rss(title).encode(codec), content_type="text/xml; charset=utf-8", language=language)
    assert [entry.title for entry in found.entries] == [title]
