"""Slow, cut, lying and exploding answers: scenarios 29 to 34."""

from __future__ import annotations

import gzip
import time
import zlib
from collections.abc import Callable

import brotli
import pytest
import zstandard

from tests.faults.bed import Bed, Play, answer, drip, endless, hang, page, raw, reset
from transforms.edges.fetch_records import FetchConfig
from transforms.edges.http import Fetcher, Request

scenario = pytest.mark.scenario
HEAD = b'HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nETag: "good"\r\n'
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
FEED = b"<rss version='2.0'><channel><title>x</title></channel></rss>"


def take(server: Bed, fetcher: Fetcher, *plays: Play, kind: str = "feed") -> tuple[str, bytes, str]:
    result = fetcher.fetch(Request(server.play("/f", *plays), kind=kind))
    return result.outcome, result.content, result.etag


@scenario("29")
@pytest.mark.parametrize(
    "play",
    [
        drip(HEAD + b"\r\n"),
        drip(HEAD + b"Content-Length: 100000\r\n\r\n"),
        drip(CHUNKED, b"1\r\nx\r\n"),
        drip(b"HTTP/1.1 200 OK\r\nX-A: "),
        drip(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n", 0.2),
        drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.3),
        drip(CHUNKED + b"0\r\n", b"X-T: v\r\n"),
        drip(CHUNKED + b"0" * 10, b"0"),
    ],
    ids=["body", "promised-body", "chunks", "header-letters", "header-lines", "continue", "trailers", "chunk-size"],
)
def test_a_drip_ends_at_the_total_deadline(server: Bed, fetcher: Fetcher, play: Play) -> None:
    began = time.monotonic()
    outcome = take(server, fetcher, play)
    assert outcome == ("timeout", b"", "")
    assert time.monotonic() - began < fetcher.config.deadline_s + 0.7
    assert len(server.asked()) == 1


@scenario("31")
def test_a_server_that_never_answers_ends_at_the_read_timeout(server: Bed, fetcher: Fetcher) -> None:
    began = time.monotonic()
    assert take(server, fetcher, hang())[0] == "timeout"
    assert time.monotonic() - began < fetcher.config.deadline_s + 0.7


@scenario("31")
def test_a_black_hole_ends_at_the_connect_timeout(config: FetchConfig, fetcher_of: Callable[..., Fetcher]) -> None:
    import socket  # noqa: PLC0415

    # A listener whose queue is full takes no more connections and refuses none: packets vanish.
    with socket.create_server(("127.0.0.1", 0), backlog=0) as hole:
        port = hole.getsockname()[1]
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)  # noqa: FBT003
            one.connect_ex(("127.0.0.1", port))
        fetcher = fetcher_of(config, allow_addresses=(f"127.0.0.1:{port}",), connect_s=0.4)
        began = time.monotonic()
        result = fetcher.fetch(Request(f"http://127.0.0.1:{port}/"))
        assert (result.outcome, time.monotonic() - began < 1.5) == ("timeout", True)
        for one in waiting:
            one.close()


@scenario("31")
def test_a_closed_port_is_a_connect_error_with_one_retry(config: FetchConfig, fetcher_of: Callable[..., Fetcher]) -> None:
    import datetime as dt  # noqa: PLC0415

    from transforms.edges.clock import FakeClock  # noqa: PLC0415

    clock = FakeClock(dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    fetcher = fetcher_of(config, allow_addresses=("127.0.0.1:9",), clock=clock)
    result = fetcher.fetch(Request("http://127.0.0.1:8/"))
    assert result.outcome == "blocked_address"
    fetcher = fetcher_of(config, allow_addresses=("127.0.0.1",), clock=clock)
    result = fetcher.fetch(Request("http://127.0.0.1:2/"))
    assert (result.outcome, result.attempts, len(clock.slept)) == ("connect_error", 2, 1)


@scenario("31")
@pytest.mark.parametrize("head", [b"", HEAD, HEAD + b"Content-Length: 1000\r\n\r\n" + FEED, CHUNKED + b"10\r\nabc"])
def test_a_reset_commits_nothing_and_keeps_no_validator(server: Bed, fetcher: Fetcher, head: bytes) -> None:
    outcome, content, etag = take(server, fetcher, reset(head))
    assert (outcome in ("reset", "truncated"), content, etag) == (True, b"", "")
    assert len(server.asked()) == 1


@scenario("31")
@pytest.mark.parametrize(
    "data",
    [HEAD + b"Content-Length: 1000\r\n\r\n" + FEED, CHUNKED + b"10\r\nabc", CHUNKED + b"3\r\nabc\r\n"],
    ids=["length", "in-chunk", "between-chunks"],
)
def test_an_early_end_is_truncated(server: Bed, fetcher: Fetcher, data: bytes) -> None:
    assert take(server, fetcher, raw(data, then_close=True)) == ("truncated", b"", "")


@scenario("32")
def test_a_body_longer_than_promised_is_truncated_and_the_connection_dropped(server: Bed, fetcher: Fetcher) -> None:
    lie = raw(HEAD + b"Content-Length: 10\r\n\r\n" + FEED)
    assert take(server, fetcher, lie, page()) == ("truncated", b"", "")
    assert fetcher.fetch(Request(server.url("/f"))).content == b"<html><p>News</p>"
    assert server.connections == 2


@scenario("32")
@pytest.mark.parametrize(
    "data",
    [
        HEAD + b"Content-Length: 10\r\nContent-Length: 60\r\n\r\n" + FEED,
        HEAD + b"Content-Length: ten\r\n\r\n" + FEED,
        CHUNKED + b"zz\r\nabc\r\n0\r\n\r\n",
        CHUNKED + b"-1\r\nabc\r\n0\r\n\r\n",
        CHUNKED + b"1_0\r\nabc\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: %s\r\n" % (number, b"v" * 1000) for number in range(500)) + b"\r\n" + FEED,
        b"HTTP/1.1 200 OK\r\nX: " + b"v" * 70_000 + b"\r\n\r\n" + FEED,
        b"\x00\xff garbage\r\n\r\n",
        b"HTTP/1.1 OK 200\r\n\r\n",
        b"HTTP/1.1 99 Low\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"<html>no head at all</html>",
        b"HTTP/1.1 206 Partial\r\nContent-Length: 3\r\n\r\nabc",
        b"HTTP/1.1 999 High\r\nContent-Length: 0\r\n\r\n",
        HEAD + b"Transfer-Encoding: gzip, chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        HEAD + b"Transfer-Encoding: xchunked\r\n\r\nabc",
        CHUNKED + b"3\r\nabc\r\n0\r\nX: " + b"t" * 200_000 + b"\r\n\r\n",
        CHUNKED + b"3;" + b"e" * 70_000 + b"\r\nabc\r\n0\r\n\r\n",
        b"HTTP/1.1 101 Switching\r\nUpgrade: h2c\r\n\r\nabc",
        b"HTTP/2.0 200 OK\r\nContent-Length: 3\r\n\r\nabc",
        b"ICY 200 OK\r\nContent-Length: 3\r\n\r\nabc",
    ],
    ids=["two-lengths", "word-length", "bad-chunk", "negative-chunk", "odd-chunk", "500-headers", "long-header", "garbage", "no-code", "code-99",
         "ssh", "no-head", "unasked-part", "code-999", "gzip-transfer", "unknown-transfer", "long-trailer", "long-extension", "switch", "http-2", "icy"],
)  # fmt: skip
def test_what_is_no_http_is_a_named_outcome(server: Bed, fetcher: Fetcher, data: bytes) -> None:
    outcome, content, etag = take(server, fetcher, raw(data, then_close=True))
    assert (outcome in ("bad_response", "truncated") or (b"ten" in data), etag if outcome != "ok" else "") == (True, "")
    assert content in (b"", FEED)
    assert fetcher.fetch(Request(server.play("/next", page()))).outcome == "ok"


@scenario("32")
@pytest.mark.parametrize("code", [100, 102, 103])
def test_interim_answers_are_passed_over(server: Bed, fetcher: Fetcher, code: int) -> None:
    interim = b"HTTP/1.1 %d Wait\r\nLink: </style.css>\r\n\r\n" % code
    assert take(server, fetcher, raw(2 * interim + HEAD + b"Content-Length: 3\r\n\r\nabc")) == ("ok", b"abc", '"good"')
    assert take(server, fetcher, raw(interim * 5_000, then_close=True))[0] == "bad_response"


@scenario("32")
@pytest.mark.parametrize(
    "data",
    [
        b"HTTP/1.0 200 OK\r\nContent-Type: text/xml\r\n\r\n" + FEED,
        b"HTTP/1.1 200\r\nContent-Length: %d\r\n\r\n" % len(FEED) + FEED,
        b"HTTP/1.1 200 OK\nContent-Length: %d\n\n" % len(FEED) + FEED,
        HEAD + b"X-Long: a\r\n  b\r\n\tc\r\nContent-Length: %d\r\n\r\n" % len(FEED) + FEED,
        HEAD + b"Content-Length: %d\r\nContent-Length: %d\r\n\r\n" % (len(FEED), len(FEED)) + FEED,
        CHUNKED + b"%x;name=value\r\n" % len(FEED) + FEED + b"\r\n0\r\nX-Digest: 1\r\n\r\n",
        CHUNKED + b"%X\r\n" % len(FEED) + FEED + b"\r\n000\r\n\r\n",
        b"HTTP/1.1 203 Copy\r\nContent-Length: %d\r\n\r\n" % len(FEED) + FEED,
    ],
    ids=["http-1.0", "no-reason", "bare-lf", "folded-header", "same-length-twice", "extension-and-trailer", "upper-case-size", "203"],
)
def test_odd_but_readable_http_is_read(server: Bed, fetcher: Fetcher, data: bytes) -> None:
    assert take(server, fetcher, raw(data, then_close=True))[:2] == ("ok", FEED)


@scenario("33")
@pytest.mark.parametrize("head", [HEAD + b"\r\n", HEAD + b"Content-Length: 100000000\r\n\r\n"], ids=["endless", "100-MB"])
def test_a_body_without_end_stops_at_the_cap(server: Bed, config: FetchConfig, fetcher_of: Callable[..., Fetcher], head: bytes) -> None:
    fetcher = fetcher_of(config, deadline_s=20.0)
    result = fetcher.fetch(Request(server.play("/f", endless(head)), kind="feed"))
    assert (result.outcome, result.content, result.etag) == ("too_big", b"", "")
    assert 5_000_000 < result.wire_bytes < 5_200_000
    assert fetcher.fetch(Request(server.url("/f"), kind="page")).wire_bytes < 3_200_000


def _gzip_bomb(size: int) -> bytes:
    engine = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(engine.compress(b"\0" * 1_000_000) for _ in range(size // 1_000_000)) + engine.flush()


BOMBS: dict[str, tuple[str, bytes]] = {}


def bomb(name: str) -> tuple[str, bytes]:
    if not BOMBS:
        zeros = b"\0" * 100_000_000
        small = _gzip_bomb(100_000_000)
        BOMBS.update(
            gzip=("gzip", small),
            deflate=("deflate", zlib.compress(zeros, 9)),
            bare_deflate=("deflate", zlib.compress(zeros, 9)[2:-4]),
            br=("br", brotli.compress(zeros, quality=5)),
            zstd=("zstd", zstandard.compress(zeros)),
            gzip_in_gzip=("gzip, gzip", gzip.compress(small)),
            three_deep=("gzip, gzip, gzip", gzip.compress(gzip.compress(small))),
            unnamed=("", small),
        )
    return BOMBS[name]


@scenario("34")
@pytest.mark.parametrize("name", ["gzip", "deflate", "bare_deflate", "br", "zstd", "gzip_in_gzip", "three_deep", "unnamed"])
def test_a_bomb_is_noticed_before_it_has_gone_off(server: Bed, config: FetchConfig, fetcher_of: Callable[..., Fetcher], name: str) -> None:
    coding, body = bomb(name)
    fetcher = fetcher_of(config, deadline_s=10.0)
    headers = [("Content-Encoding", coding), ("ETag", '"boom"')] if coding else [("ETag", '"boom"')]
    began = time.process_time()
    assert take(server, fetcher, answer(200, headers, body)) == ("bomb", b"", "")
    assert time.process_time() - began < 1.0


CODED: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.compress,
    "x-gzip": gzip.compress,
    "gzip, gzip": lambda body: gzip.compress(gzip.compress(body)),
    "br, gzip": lambda body: gzip.compress(brotli.compress(body)),
    "identity": bytes,
}


@scenario("34")
@pytest.mark.parametrize("coding", CODED)
def test_honest_codings_are_undone(server: Bed, fetcher: Fetcher, coding: str) -> None:
    body = CODED[coding](FEED * 50)
    assert take(server, fetcher, answer(200, [("Content-Encoding", coding), ("ETag", "e")], body)) == ("ok", FEED * 50, "e")


@scenario("34")
@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_a_truncated_coding_commits_nothing(server: Bed, fetcher: Fetcher, coding: str) -> None:
    import random  # noqa: PLC0415

    text = bytes(random.Random(1).choices(b"abcdefghij <>", k=40_000))
    body = CODED[coding](text)
    outcome, content, etag = take(server, fetcher, answer(200, [("Content-Encoding", coding), ("ETag", "e")], body[: len(body) // 2]))
    assert (outcome in ("truncated", "bad_encoding"), content, etag) == (True, b"", "")


@scenario("34")
@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_a_plain_body_under_a_coding_is_taken_as_it_is(server: Bed, fetcher: Fetcher, coding: str) -> None:
    assert take(server, fetcher, answer(200, [("Content-Encoding", coding)], FEED))[:2] == ("ok", FEED)


@scenario("34")
@pytest.mark.parametrize(
    "headers", [[("Content-Encoding", "gzip")], [("Content-Encoding", "gzip"), ("Content-Encoding", "gzip")], [("Content-Encoding", "br, gzip")]]
)
def test_what_was_packed_twice_is_unpacked_twice(server: Bed, fetcher: Fetcher, headers: list[tuple[str, str]]) -> None:
    inner = brotli.compress(FEED) if "br" in headers[0][1] else gzip.compress(FEED)
    assert take(server, fetcher, answer(200, headers, gzip.compress(inner)))[:2] == ("ok", FEED)


@scenario("34")
def test_a_flood_of_empty_members_is_a_bomb(server: Bed, fetcher: Fetcher) -> None:
    assert take(server, fetcher, answer(200, [("Content-Encoding", "gzip")], gzip.compress(b"") * 20_000 + gzip.compress(FEED)))[0] == "bomb"


@scenario("34")
@pytest.mark.parametrize("coding", ["compress", "rot13", "gzip, nonsense"])
def test_an_unknown_coding_is_a_named_outcome(server: Bed, fetcher: Fetcher, coding: str) -> None:
    assert take(server, fetcher, answer(200, [("Content-Encoding", coding)], FEED))[0] == "bad_encoding"


@scenario("34")
def test_damaged_gzip_is_a_named_outcome(server: Bed, fetcher: Fetcher) -> None:
    body = bytearray(gzip.compress(bytes(range(256)) * 200))
    body[60:90] = b"\xff" * 30
    assert take(server, fetcher, answer(200, [("Content-Encoding", "gzip")], bytes(body)))[0] in ("bad_encoding", "truncated")


@scenario("34")
def test_a_gzip_sitemap_without_header_is_unpacked(server: Bed, fetcher: Fetcher) -> None:
    assert take(server, fetcher, answer(200, [("Content-Type", "application/gzip")], gzip.compress(FEED)))[:2] == ("ok", FEED)


@scenario("31")
def test_a_kept_connection_that_the_server_closed_is_replaced_in_silence(server: Bed, fetcher: Fetcher) -> None:
    server.play("/f", raw(HEAD + b"Content-Length: 1\r\n\r\nx", then_close=True))
    for _ in range(3):
        assert fetcher.fetch(Request(server.url("/f"))).outcome == "ok"
    assert len(server.asked()) == 3


@scenario("29")
def test_connections_are_kept_between_requests(server: Bed, fetcher: Fetcher) -> None:
    for _ in range(3):
        fetcher.fetch(Request(server.play("/f", page())))
    assert server.connections == 1
