"""Redirects and where they must not lead: scenarios 15 to 22."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.faults.bed import Bed, page, redirect, status
from transforms.edges.fetch_records import FetchConfig
from transforms.edges.http import Fetcher, Request
from transforms.edges.resolver import FixedResolver

scenario = pytest.mark.scenario


@scenario("15")
@pytest.mark.parametrize("codes", [(301,), (308,), (301, 308, 301)])
def test_a_permanent_chain_names_its_target(server: Bed, fetcher: Fetcher, codes: tuple[int, ...]) -> None:
    for number, code in enumerate(codes):
        server.play(f"/{number}", redirect(f"/{number + 1}", code))
    target = server.play(f"/{len(codes)}", page())
    result = fetcher.fetch(Request(server.url("/0"), kind="feed"))
    assert (result.outcome, result.permanent_redirect, len(result.hops)) == ("ok", target, len(codes))


@scenario("15")
@pytest.mark.parametrize("codes", [(302,), (303,), (307,), (301, 302), (302, 301)])
def test_a_chain_with_one_temporary_hop_names_no_target(server: Bed, fetcher: Fetcher, codes: tuple[int, ...]) -> None:
    for number, code in enumerate(codes):
        server.play(f"/{number}", redirect(f"/{number + 1}", code))
    server.play(f"/{len(codes)}", page())
    result = fetcher.fetch(Request(server.url("/0"), kind="feed"))
    assert (result.outcome, result.permanent_redirect) == ("ok", "")


@scenario("16")
def test_a_loop_is_noticed_at_its_first_repetition(server: Bed, fetcher: Fetcher) -> None:
    server.play("/a", redirect("/a"))
    assert fetcher.fetch(Request(server.url("/a"))).outcome == "redirect_loop"
    assert len(server.asked()) == 1


@scenario("16")
def test_a_cycle_of_two_is_noticed_after_both(server: Bed, fetcher: Fetcher) -> None:
    server.play("/a", redirect("/b"))
    server.play("/b", redirect("/a"))
    assert fetcher.fetch(Request(server.url("/a"))).outcome == "redirect_loop"
    assert len(server.asked()) == 2


@scenario("16")
def test_a_chain_of_31_ends_after_five_hops_without_a_retry(server: Bed, fetcher: Fetcher) -> None:
    for number in range(31):
        server.play(f"/{number}", redirect(f"/{number + 1}"))
    result = fetcher.fetch(Request(server.url("/0")))
    assert (result.outcome, len(server.asked())) == ("too_many_redirects", 6)


@scenario("17")
@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://a.test/x", "gopher://a.test/", "data:text/html,x", "javascript:1", "ws://a.test/"])
def test_a_redirect_to_another_scheme_is_refused(server: Bed, fetcher: Fetcher, target: str) -> None:
    server.play("/a", redirect(target))
    result = fetcher.fetch(Request(server.url("/a")))
    assert (result.outcome, result.status, len(server.asked())) == ("unsupported_scheme", 302, 1)


PRIVATE = [
    "http://127.0.0.2/",
    "http://127.0.0.1:1025/",
    "http://[::1]/",
    "http://10.0.0.8/",
    "http://172.16.0.1/",
    "http://192.168.1.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://100.100.100.200/",
    "http://168.63.129.16/",
    "http://metadata.google.internal/",
    "http://[::ffff:7f00:1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://0x7f.1/",
    "http://2130706433/",
    "http://017700000001/",
    "http://0177.0.0.1/",
    "http://127.1/",
    "http://0.0.0.0/",
    "http://0/",
    "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[2001:0:7f00:1::]/",
    "http://[fe80::1]/",
    "http://[fd00:ec2::254]/",
    "http://[ff02::1]/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
    "http://１２７.0.0.1/",
    "http://127。0。0。1/",
    "http://[::127.0.0.1]/",
]


@scenario("18")
@pytest.mark.parametrize("target", PRIVATE)
def test_a_private_target_is_refused_before_a_connection(
    server: Bed, config: FetchConfig, fetcher_of: Callable[..., Fetcher], monkeypatch: pytest.MonkeyPatch, target: str
) -> None:
    server.play("/a", redirect(target.encode().decode("latin-1")))
    fetcher = fetcher_of(config, resolver=FixedResolver({"metadata.google.internal": [["169.254.169.254"]]}))
    connected: list[object] = []
    real = fetcher._transport.send  # noqa: SLF001
    spy = lambda where, *rest: (connected.append(where.address), real(where, *rest))[1]  # noqa: E731
    monkeypatch.setattr(fetcher._transport, "send", spy)  # noqa: SLF001
    for url in (server.url("/a"), target):
        result = fetcher.fetch(Request(url))
        assert result.outcome in ("blocked_address", "bad_url", "bad_redirect"), result
    assert connected == ["127.0.0.1"]
    assert len(server.asked()) == 1


@scenario("18")
def test_one_private_address_among_public_ones_is_enough_to_refuse(config: FetchConfig, fetcher_of: Callable[..., Fetcher]) -> None:
    fetcher = fetcher_of(config, resolver=FixedResolver({"mixed.test": [["93.184.216.34", "10.0.0.1"]]}))
    assert fetcher.fetch(Request("http://mixed.test/")).outcome == "blocked_address"


@scenario("19")
def test_the_connection_goes_to_the_address_that_was_checked(server: Bed, config: FetchConfig, fetcher_of: Callable[..., Fetcher]) -> None:
    # The second answer is a loopback address that is not allowed; nothing may ask for it within one request.
    resolver = FixedResolver({"rebind.test": [["127.0.0.1"], ["127.0.0.9"]]})
    server.play("/a", page(b"<p>checked"))
    fetcher = fetcher_of(config, resolver=resolver)
    first = fetcher.fetch(Request(server.url("/a", "rebind.test")))
    second = fetcher.fetch(Request(server.url("/a", "rebind.test")))
    assert (first.content, second.outcome, len(server.asked()), resolver.asked) == (b"<p>checked", "blocked_address", 1, ["rebind.test"] * 2)


@scenario("19")
def test_a_redirect_is_resolved_and_checked_anew(server: Bed, config: FetchConfig, fetcher_of: Callable[..., Fetcher]) -> None:
    server.play("/a", redirect("/b"))
    server.play("/b", page())
    fetcher = fetcher_of(config, resolver=FixedResolver({"rebind.test": [["127.0.0.1"], ["169.254.169.254"]]}))
    assert fetcher.fetch(Request(server.url("/a", "rebind.test"))).outcome == "blocked_address"
    assert [one.path for one in server.asked()] == ["/a"]


@scenario("22")
@pytest.mark.parametrize("location", ["http://[::1", "http://a b/", "http://user:secret@a.test/", "http://a.test:99999/", "http://%00/", "https:///x"])
def test_a_malformed_location_is_a_named_outcome(server: Bed, fetcher: Fetcher, location: str) -> None:
    server.play("/a", redirect(location))
    server.play("/b", page())
    result = fetcher.fetch(Request(server.url("/a")))
    assert result.outcome == "bad_redirect"
    assert "secret" not in repr(result)
    assert fetcher.fetch(Request(server.url("/b"))).outcome == "ok"


@scenario("22")
@pytest.mark.parametrize("location", ["http://", "//", "?", "#top"])
def test_a_location_that_names_nothing_new_is_a_loop(server: Bed, fetcher: Fetcher, location: str) -> None:
    server.play("/a", redirect(location))
    assert fetcher.fetch(Request(server.url("/a"))).outcome in ("redirect_loop", "bad_redirect")
    assert len(server.asked()) <= 2


@scenario("22")
def test_a_redirect_without_location_is_a_named_outcome(server: Bed, fetcher: Fetcher) -> None:
    server.play("/a", status(302))
    assert fetcher.fetch(Request(server.url("/a"))).outcome == "bad_redirect"


@scenario("22")
@pytest.mark.parametrize("location", ["/haber/türkiye", "/haber/t%C3%BCrkiye"])
def test_a_location_in_bare_utf8_is_followed(server: Bed, fetcher: Fetcher, location: str) -> None:
    server.play("/a", redirect(location.encode().decode("latin-1")))
    server.play("/haber/t%C3%BCrkiye", page())
    assert fetcher.fetch(Request(server.url("/a"))).outcome == "ok"


@scenario("18")
@pytest.mark.parametrize("port", [22, 25, 6379, 11211])
def test_ports_of_other_protocols_are_refused(fetcher: Fetcher, port: int) -> None:
    assert fetcher.fetch(Request(f"http://127.0.0.1:{port}/")).outcome == "bad_url"


@scenario("17")
def test_a_user_in_the_address_is_refused_and_never_shown(fetcher: Fetcher) -> None:
    result = fetcher.fetch(Request("https://user:secret@a.test/"))
    assert result.outcome == "bad_url"
    assert "secret" not in result.detail + result.final_url
