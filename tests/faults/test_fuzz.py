"""Any bytes at all as an answer: no exception, no hang, no partial success. Seeded; more with DYADWIRE_FUZZ_S=60."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable

import pytest

from tests.faults.bed import Bed, raw
from transforms.edges.fetch_records import FetchConfig
from transforms.edges.http import Fetcher, Request

SEED = 20_260_302
SECONDS = float(os.environ.get("DYADWIRE_FUZZ_S", "4"))
PIECES = [
    b"HTTP/1.1 200 OK\r\n", b"HTTP/1.0 301 Moved\r\n", b"HTTP/1.1 304 Not Modified\r\n", b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/9 999\r\n",
    b"HTTP/1.1 429 Slow\r\n", b"Location: /x\r\n", b"Location: http://[::1\r\n", b"Location: //0x7f.1/\r\n", b"Location: \xff\xfe\r\n",
    b"Content-Length: 5\r\n", b"Content-Length: -1\r\n", b"Content-Length: 99999999999999999999\r\n", b"Transfer-Encoding: chunked\r\n",
    b"Content-Encoding: gzip\r\n", b"Content-Encoding: br, zstd\r\n", b"Content-Encoding: zstd\r\n", b"Content-Type: text/html\r\n",
    b"Retry-After: 1e9\r\n", b"Retry-After: Wed, 99 Foo\r\n", b'Cache-Control: max-age="\r\n', b"Set-Cookie: a=b\r\n", b'ETag: "\r\n',
    b"Connection: close\r\n", b"Connection: keep-alive\r\n", b" folded\r\n", b": no name\r\n", b"No-Colon\r\n", b"\r\n", b"\n", b"\r", b"\0",
    b"5\r\nhello\r\n", b"0\r\n\r\n", b"-5\r\n", b"ffffffffffffffff\r\n", b"\x1f\x8b\x08\x00", b"\x28\xb5\x2f\xfd", b"<html>", b"x" * 3_000,
]  # fmt: skip
OUTCOMES = frozenset(
    "ok empty not_modified not_found gone client_error server_error rate_limited bad_url unsupported_scheme blocked_address timeout reset truncated "
    "bad_response bad_encoding too_big bomb bad_redirect redirect_loop too_many_redirects host_waiting host_dead connect_error".split()
)


def made(chance: random.Random) -> bytes:
    data = b"".join(chance.choice(PIECES) for _ in range(chance.randrange(1, 12)))
    if chance.random() < 0.7:
        data = b"HTTP/1.1 200 OK\r\n" + data
    if chance.random() < 0.3:
        place = chance.randrange(len(data))
        data = data[:place] + chance.randbytes(chance.randrange(1, 9)) + data[place + chance.randrange(3) :]
    return data


@pytest.mark.scenario("32")
def test_any_bytes_are_a_named_outcome(server: Bed, config: FetchConfig, fetcher_of: Callable[..., Fetcher]) -> None:
    chance = random.Random(SEED)
    fetcher = fetcher_of(config, rate_limited_s=0.0, max_retry_after_s=0.0, dead_after=10**9, deadline_s=0.4, read_s=0.4)
    end, played = time.monotonic() + SECONDS, 0
    while time.monotonic() < end:
        data = made(chance)
        url = server.play("/f", raw(data, then_close=chance.random() < 0.9))
        kind = chance.choice(("feed", "page"))
        began = time.monotonic()
        result = fetcher.fetch(Request(url, kind="feed" if data.count(b"HTTP") > 3 else kind, etag='"e"'))
        assert result.outcome in OUTCOMES, (data, result)
        assert time.monotonic() - began < 8, data
        assert bool(result.content) == (result.outcome == "ok"), data
        played += 1
    print(f"{played} answers from seed {SEED} in {SECONDS:.0f} s")  # noqa: T201
    assert played > 3
