"""What an answered page is: by address, headers and first tags."""

from __future__ import annotations

import time

import pytest

from transforms.edges.fetch_records import FetchResult, Request
from transforms.logic.pages import canonical, classify_page, is_home, meta_refresh, page_flags, wall_of
from transforms.logic.reservations import reservations
from transforms.logic.sniff import sniff

ARTICLE = b"<!DOCTYPE html><html><head><title>x</title></head><body><p>News</p></body></html>"
ASKED = "https://news.example/world/2026/talks-begin"


def answered(final: str = ASKED, content: bytes = ARTICLE, asked: str = ASKED, **headers: str) -> FetchResult:
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return FetchResult(Request(asked), "ok", status=200, final_url=final, content=content, headers=named)


@pytest.mark.parametrize(
    ("final", "outcome"),
    [
        ("https://consent.news.example/?u=x", "consent_wall"),
        ("https://consent.yahoo.example/v2/collectConsent?sessionId=1", "consent_wall"),
        ("https://guce.yahoo.example/consent", "consent_wall"),
        ("https://news.example/cookie-wall?back=%2Fworld", "consent_wall"),
        ("https://news.example/gdpr/", "consent_wall"),
        ("https://login.news.example/?return=x", "login_wall"),
        ("https://news.example/tr/login", "login_wall"),
        ("https://sso.news.example/realms/x/protocol/openid-connect/auth?x", "login_wall"),
        ("https://news.example/subscribe/offer", "paywall"),
        ("https://news.example/unavailable-in-your-region", "geo_block"),
        ("https://validate.perfdrive.com/?ssa=1", "bot_wall"),
        ("https://news.example/404", "soft_404"),
        ("https://news.example/tr/hata", "soft_404"),
        ("https://news.example/?error=404", "soft_404"),
        ("https://news.example/", "soft_404"),
        ("https://news.example/en", "soft_404"),
        ("https://news.example/index.html", "soft_404"),
        ("https://news.example/world/2026/other-address", "ok"),
        ("https://www.news.example/world/2026/talks-begin", "ok"),
        ("https://news.example/politics/consent-law-passed", "ok"),
        ("https://news.example/login-scandal-shakes-ministry", "ok"),
        (ASKED, "ok"),
    ],
)
def test_where_a_redirect_ends_names_the_wall(final: str, outcome: str) -> None:
    assert classify_page(answered(final)) == outcome


def test_a_site_that_lives_on_such_a_host_is_no_wall() -> None:
    assert wall_of("https://id.news.example/a", "https://id.news.example/b") == ""


def test_an_address_that_is_a_front_page_may_be_one() -> None:
    assert classify_page(answered("https://news.example/en/", asked="https://news.example/")) == "ok"


@pytest.mark.parametrize(
    ("content", "label", "kind"),
    [
        (ARTICLE, "", "html"),
        (b"\xef\xbb\xbf<!doctype HTML>", "", "html"),
        ("<html>".encode("utf-16"), "text/html", "html"),
        (b"  \n<div>x</div>", "", "html"),
        (b"<!-- c --><html>", "text/plain", "html"),
        (b"<?xml version='1.0'?><html xmlns='x'><head/></html>", "", "html"),
        (b"<?xml version='1.0'?><rss version='2.0'><channel>", "text/html", "feed"),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'><title type='html'>&lt;p></title>", "", "feed"),
        (b"<urlset><url>", "", "feed"),
        (b"<note>x</note>", "", "xml"),
        (b'{"a": 1}', "text/html", "json"),
        (b"[1, 2]", "", "json"),
        (b'["a"]', "", "json"),
        (b"[KIEV, 3 March] Plain words", "text/plain", "text"),
        (b"%PDF-1.4", "text/html", "pdf"),
        (b"\xff\xd8\xff\xe0", "text/html", "image"),
        (b"RIFF....WEBPVP8", "", "image"),
        (b"\x00\x00\x00\x18ftypmp42", "", "media"),
        (b"PK\x03\x04", "text/html", "archive"),
        (b"\x00\x01\x02", "text/html", "binary"),
        (b"BM G\xc3\xbcvenlik Konseyi", "text/plain", "text"),
        (b"   ", "text/html", "empty"),
    ],
)
def test_the_bytes_say_what_a_body_is(content: bytes, label: str, kind: str) -> None:
    assert sniff(content, label) == kind


def test_what_is_no_page_is_named_by_kind() -> None:
    assert classify_page(answered(content=b"%PDF-1.4", content_type="text/html")) == "not_html_pdf"


@pytest.mark.parametrize(
    ("target", "outcome"),
    [
        ("/world/other", "meta_refresh"),
        ("/", "soft_404"),
        ("https://consent.news.example/", "consent_wall"),
        (ASKED, "ok"),
        ("ftp://x/", "ok"),
        ("http://[::1", "ok"),
    ],
)
def test_a_page_that_only_sends_on_is_no_article(target: str, outcome: str) -> None:
    content = f"<html><META HTTP-EQUIV='Refresh' CONTENT=\"0; URL='{target}'\"></html>".encode()
    assert classify_page(answered(content=content)) == outcome


def test_a_page_that_reloads_itself_or_later_is_an_article() -> None:
    assert meta_refresh(b'<meta http-equiv="refresh" content="300">', ASKED) == ""
    assert meta_refresh(b'<meta http-equiv="refresh" content="600; url=/b">', ASKED) == ""


def test_a_challenge_is_a_bot_wall() -> None:
    assert classify_page(answered(cf_mitigated="challenge")) == "bot_wall"


@pytest.mark.parametrize(
    ("href", "flags"),
    [("/", ("canonical_home",)), ("https://other.example/a", ("canonical_elsewhere",)), (ASKED, ()), ("http://[", ()), ("javascript:1", ())],
)
def test_an_odd_canonical_is_flagged_and_no_reason_to_refuse(href: str, flags: tuple[str, ...]) -> None:
    result = answered(content=ARTICLE.replace(b"<title>", f"<link href='{href}' rel='canonical'><title>".encode()))
    assert (page_flags(result), classify_page(result)) == (flags, "ok")


def test_canonical_is_joined_to_its_page() -> None:
    assert canonical(b'<link rel="amphtml" href="/amp"><link rel=canonical href=/a>', ASKED) == "https://news.example/a"


@pytest.mark.parametrize("url", ["https://a.example", "https://a.example/tr/", "https://a.example/sr-latn", "https://a.example/index.php"])
def test_front_pages_are_known_in_every_language(url: str) -> None:
    assert is_home(url)


@pytest.mark.parametrize(
    "piece", [b"<meta " + b"a" * 1_990 + b">", b"<meta", b"<link rel=canonical href='", b"<meta a = ", b"<meta " + b" " * 1_990 + b">", b"<"]
)
def test_no_page_takes_longer_than_it_takes_to_read_it(piece: bytes) -> None:
    result = answered(content=b"<html>" + piece * (100_000 // len(piece)))
    began = time.process_time()
    assert classify_page(result) == "ok"
    assert (reservations(result), page_flags(result)) == ((), ())
    assert time.process_time() - began < 0.5
