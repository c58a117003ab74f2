"""Content codings undone piece by piece."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator

import brotli
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.edges.decompress import DecodeError, codings, decode

CODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.compress,
    "deflate, gzip": lambda body: gzip.compress(zlib.compress(body)),
    "zstd, br": lambda body: brotli.compress(zstandard.compress(body)),
    "": bytes,
}


REASONS = ("ok", "bomb", "too_big", "truncated", "bad_encoding")


def outcome(body: list[bytes], coding: str, most: int) -> str:
    try:
        return "ok" if len(decode(body, coding, most)) <= most else "over the cap"
    except DecodeError as error:
        return error.reason


def pieces(body: bytes, size: int) -> Iterator[bytes]:
    return (body[start : start + size] for start in range(0, len(body), size))


@pytest.mark.parametrize("coding", CODERS)
@settings(max_examples=40, deadline=None)
@given(body=st.binary(max_size=3000).map(lambda body: b"<x>" + body), size=st.integers(1, 999))
def test_every_coding_comes_back_whatever_the_pieces(coding: str, body: bytes, size: int) -> None:
    assert decode(pieces(CODERS[coding](body), size), coding, 10_000) == body


@settings(max_examples=200, deadline=None)
@given(body=st.binary(max_size=400), coding=st.sampled_from(["gzip", "deflate", "br", "zstd", "gzip, br", "", "nonsense"]))
def test_no_bytes_break_the_decoder(body: bytes, coding: str) -> None:
    assert outcome([body], coding, 1000) in REASONS


@settings(max_examples=100, deadline=None)
@given(place=st.integers(0, 10_000), value=st.integers(0, 255), coding=st.sampled_from(["gzip", "deflate", "br", "zstd"]))
def test_a_damaged_byte_is_an_error_or_harmless(place: int, value: int, coding: str) -> None:
    body = bytearray(CODERS[coding](b"<rss>" + bytes(range(256)) * 20))
    body[place % len(body)] = value
    assert outcome([bytes(body)], coding, 100_000) in REASONS


def test_members_of_gzip_follow_each_other() -> None:
    assert decode([gzip.compress(b"<a>"), gzip.compress(b"<b>") + b"\0\0"], "gzip", 100) == b"<a><b>"


def test_the_cap_counts_decoded_bytes_and_is_exact() -> None:
    body = bytes(range(256)) * 4
    assert len(decode([gzip.compress(body)], "gzip", 1024)) == 1024
    with pytest.raises(DecodeError) as error:
        decode([gzip.compress(body)], "gzip", 1023)
    assert error.value.reason == "too_big"


@pytest.mark.parametrize("coding", ["gzip", ""])
def test_cutting_keeps_the_first_bytes(coding: str) -> None:
    assert decode([CODERS[coding](b"abcdefgh" * 100)], coding, 10, cut=True) == b"abcdefghab"


def test_a_well_packed_feed_is_no_bomb() -> None:
    feed = b"".join(b"<item><id>%d</id><title>The same words again and again</title></item>\n" % number for number in range(40_000))
    assert decode([gzip.compress(feed)], "gzip", 5_000_000) == feed


@pytest.mark.parametrize(("header", "names"), [("", ()), ("GZIP", ("gzip",)), ("x-gzip, br", ("gzip", "br")), ("identity", ()), (" , ", ())])
def test_codings_are_read_from_their_header(header: str, names: tuple[str, ...]) -> None:
    assert codings(header) == names


def test_the_decoder_stops_reading_at_the_bomb() -> None:
    taken = 0

    def body() -> Iterator[bytes]:
        nonlocal taken
        engine = zlib.compressobj(9, zlib.DEFLATED, 31)
        for _ in range(2_000):
            piece = engine.compress(bytes(1_000_000)) + engine.flush(zlib.Z_SYNC_FLUSH)
            taken += 1
            yield piece

    with pytest.raises(DecodeError) as error:
        decode(body(), "gzip", 10_000_000)
    assert (error.value.reason, taken < 12) == ("bomb", True)
