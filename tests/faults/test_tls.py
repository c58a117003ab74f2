"""TLS that must not be trusted, and publishers without it: scenarios 35 and 36."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.faults.bed import Bed, bed, page, redirect
from tests.faults.certificates import Authority, authority, server_context
from transforms.edges.fetch_records import FetchConfig
from transforms.edges.http import Fetcher, Request

scenario = pytest.mark.scenario


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tls")


@pytest.fixture(scope="module")
def root(folder: Path) -> Authority:
    return authority(folder)


def secure(config: FetchConfig, server: Bed, root: Authority) -> FetchConfig:
    return replace(config, allow_addresses=(f"127.0.0.1:{server.port}",), ca_file=str(root.file), plain_http="refuse")


@scenario("35")
@pytest.mark.parametrize("fault", ["none", "expired", "self_signed", "wrong_host", "missing_middle", "tls_1_0"])
def test_tls_fails_closed_with_a_name_of_its_own(
    config: FetchConfig, fetcher_of: Callable[..., Fetcher], folder: Path, root: Authority, fault: str
) -> None:
    middle = authority(folder, "Bed Middle", root)
    contexts = {
        "none": lambda: server_context(folder, root, "a.test"),
        "expired": lambda: server_context(folder, root, "a.test", expired=True),
        "self_signed": lambda: server_context(folder, None, "a.test"),
        "wrong_host": lambda: server_context(folder, root, "b.test"),
        "missing_middle": lambda: server_context(folder, middle, "a.test"),
        "tls_1_0": lambda: server_context(folder, root, "a.test", most=ssl.TLSVersion.TLSv1),
    }
    expected = {"none": "ok", "missing_middle": "tls_untrusted", "tls_1_0": "tls_version"}
    with pytest.warns(DeprecationWarning, match="TLS") if fault == "tls_1_0" else bed():
        context = contexts[fault]()
    with bed(context) as server:
        server.play("/a", page())
        result = fetcher_of(secure(config, server, root)).fetch(Request(server.url("/a", "a.test")))
        assert result.outcome == expected.get(fault, f"tls_{fault}")
        assert len(server.asked()) == (1 if fault == "none" else 0)
        assert "a.test" not in result.detail


@scenario("35")
def test_the_name_is_verified_though_the_connection_goes_to_an_address(
    config: FetchConfig, fetcher_of: Callable[..., Fetcher], folder: Path, root: Authority
) -> None:
    seen: list[str | None] = []
    context = server_context(folder, root, "a.test")
    context.sni_callback = lambda _sock, name, _context: seen.append(name)
    with bed(context) as server:
        server.play("/a", page())
        fetcher = fetcher_of(secure(config, server, root))
        assert fetcher.fetch(Request(server.url("/a", "a.test"))).outcome == "ok"
        assert fetcher.fetch(Request(server.url("/a", "b.test"))).outcome == "tls_wrong_host"
        assert seen == ["a.test", "b.test"]
        assert server.asked()[0].host == "a.test"


@scenario("35")
def test_a_server_that_never_finishes_the_handshake_ends_at_the_deadline(config: FetchConfig, fetcher_of: Callable[..., Fetcher]) -> None:
    with bed() as server:  # speaks plain HTTP and waits for a request that never comes
        fetcher = fetcher_of(replace(config, allow_addresses=("127.0.0.1",)))
        result = fetcher.fetch(Request(f"https://127.0.0.1:{server.port}/"))
        assert result.outcome in ("timeout", "tls_version", "tls_error", "connect_error")
        assert result.elapsed_ms < 1000 * (config.deadline_s + 1.0)


@scenario("36")
def test_plain_http_needs_the_flag_of_its_feed(server: Bed, config: FetchConfig, fetcher_of: Callable[..., Fetcher]) -> None:
    fetcher = fetcher_of(config, plain_http="refuse")
    url = server.play("/a", page())
    assert fetcher.fetch(Request(url)).outcome == "plain_http_refused"
    flagged = fetcher.fetch(Request(url, plain_http=True))
    assert (flagged.outcome, flagged.transport, len(server.asked())) == ("ok", "plain", 1)


@scenario("36")
def test_http_addresses_without_the_flag_are_asked_over_tls(config: FetchConfig, fetcher_of: Callable[..., Fetcher]) -> None:
    fetcher = fetcher_of(config, plain_http="upgrade")
    assert fetcher.begin(Request("http://a.test/x")).url == "https://a.test/x"
    assert fetcher.begin(Request("http://a.test/x", plain_http=True)).url == "http://a.test/x"


@scenario("36")
def test_a_redirect_from_https_down_to_http_is_refused(
    server: Bed, config: FetchConfig, fetcher_of: Callable[..., Fetcher], folder: Path, root: Authority
) -> None:
    server.play("/plain", page())
    with bed(server_context(folder, root, "a.test")) as secured:
        secured.play("/a", redirect(server.url("/plain")))
        settings = replace(secure(config, secured, root), allow_addresses=("127.0.0.1",))
        assert fetcher_of(settings).fetch(Request(secured.url("/a", "a.test"))).outcome == "plain_http_refused"
    assert server.asked() == []
