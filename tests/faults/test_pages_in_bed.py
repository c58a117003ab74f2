"""Pages that are not the article: scenarios 20 and 59, from the redirect to the named outcome."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.faults.bed import Bed, Play, answer, page, redirect
from transforms.edges.fetch_records import FetchConfig
from transforms.edges.http import Fetcher, Request
from transforms.edges.resolver import FixedResolver
from transforms.logic.pages import classify_page, page_flags

scenario = pytest.mark.scenario
HTML = [("Content-Type", "text/html")]
ARTICLE = b"<!DOCTYPE html><title>Talks</title><p>" + b"The ministers met. " * 60


@pytest.fixture
def fetcher(config: FetchConfig, fetcher_of: Callable[..., Fetcher]) -> Fetcher:
    names = ("news.test", "consent.news.test", "login.news.test", "other.test")
    return fetcher_of(config, resolver=FixedResolver({name: [["127.0.0.1"]] for name in names}))


@scenario("20")
@pytest.mark.parametrize(
    ("target", "outcome"),
    [
        ("consent.news.test/v2?back=1", "consent_wall"),
        ("login.news.test/", "login_wall"),
        ("news.test/subscribe", "paywall"),
        ("news.test/", "soft_404"),
        ("news.test/404.html", "soft_404"),
        ("other.test/a/talks", "ok"),
    ],
)
def test_a_redirect_to_a_wall_is_a_wall_and_no_story(server: Bed, fetcher: Fetcher, target: str, outcome: str) -> None:
    host, _, path = target.partition("/")
    server.play("news.test/a/1", redirect(server.url(f"/{path}", host)))
    server.play(f"/{path}", answer(200, HTML, ARTICLE))
    result = fetcher.fetch(Request(server.url("/a/1", "news.test")))
    assert (result.outcome, classify_page(result)) == ("ok", outcome)


@scenario("59")
@pytest.mark.parametrize(
    ("play", "outcome"),
    [
        (page(b"<html><meta http-equiv='refresh' content='0;url=/a/2'>"), "meta_refresh"),
        (page(b"<html><meta http-equiv='refresh' content='0;url=/'>"), "soft_404"),
        (answer(200, [*HTML, ("Refresh", "0; url=http://169.254.169.254/x")], b"<html>"), "meta_refresh"),
        (answer(200, HTML, b"%PDF-1.7 ..."), "not_html_pdf"),
        (answer(200, HTML, b'{"error": "not here"}'), "not_html_json"),
        (answer(200, HTML, b"\xff\xd8\xff\xe0 picture"), "not_html_image"),
        (answer(200, [*HTML, ("cf-mitigated", "challenge")], b"<html>Just a moment"), "bot_wall"),
        (answer(200, HTML, ARTICLE), "ok"),
        (answer(200, [], ARTICLE), "ok"),
    ],
    ids=["refresh", "refresh-home", "refresh-header", "pdf", "json", "image", "challenge", "article", "no-type"],
)
def test_a_page_that_is_no_article_has_a_name(server: Bed, fetcher: Fetcher, play: Play, outcome: str) -> None:
    server.play("/a/1", play)
    assert classify_page(fetcher.fetch(Request(server.url("/a/1", "news.test")))) == outcome
    assert len(server.asked()) == 1


@scenario("51")
@scenario("59")
@pytest.mark.parametrize(
    ("path", "body", "flags"),
    [
        ("/a/1/amp", ARTICLE, ("amp",)),
        ("/a/1?outputType=amp", ARTICLE, ("amp",)),
        ("/a/1", ARTICLE.replace(b"<title>", b"<html amp lang=en><title>"), ("amp",)),
        ("/a/1", ARTICLE.replace(b"<title>", "<html \u26a1><title>".encode()), ("amp",)),
        ("/a/1", ARTICLE.replace(b"<p>", b"<link rel=canonical href='https://elsewhere.test/a/1'><p>"), ("canonical_elsewhere",)),
        ("/a/1", ARTICLE.replace(b"<p>", b"<link rel=canonical href='https://www.news.test/a/1'><p>"), ()),
        ("/amplifier", ARTICLE.replace(b"<title>", b"<html class=amplified><title>"), ()),
    ],
)
def test_amp_and_canonical_are_named_on_a_page_that_is_kept(server: Bed, fetcher: Fetcher, path: str, body: bytes, flags: tuple[str, ...]) -> None:
    server.play(path, page(body))
    result = fetcher.fetch(Request(server.url(path, "news.test")))
    assert (classify_page(result), page_flags(result)) == ("ok", flags)


@scenario("59")
def test_a_canonical_to_the_front_page_is_flagged_and_the_article_kept(server: Bed, fetcher: Fetcher) -> None:
    server.play("/a/1", page(ARTICLE.replace(b"<p>", b"<link rel='canonical' href='/'><p>")))
    result = fetcher.fetch(Request(server.url("/a/1", "news.test")))
    assert (classify_page(result), page_flags(result)) == ("ok", ("canonical_home",))


@scenario("59")
def test_reservations_of_a_page_join_those_of_its_host(server: Bed, config: FetchConfig, fetcher_of: Callable[..., Fetcher]) -> None:
    server.play("/robots.txt", page(b"User-agent: *\nContent-Signal: ai-train=no\nAllow: /\n"))
    server.play("/a/1", answer(200, [*HTML, ("TDM-Reservation", "1")], ARTICLE))
    result = fetcher_of(config, use_robots=True).fetch(Request(server.url("/a/1")))
    assert result.opt_out == ("content-signal:ai-train=no", "tdm-reservation:1")
