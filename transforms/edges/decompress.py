"""Content codings undone piece by piece, so that a bomb is noticed before it has gone off.

Every decoder takes pieces and yields pieces of at most :data:`PIECE` bytes (RFC 9110 8.4: gzip, deflate;
RFC 7932: br; RFC 8878: zstd, with the window of RFC 9659).
"""

from __future__ import annotations

import io
import itertools
import zlib
from collections.abc import Callable, Iterable, Iterator

import brotli  # type: ignore[import-untyped]
import zstandard

PIECE = 65_536
MAX_NESTED = 2
_MAX_MEMBERS = 10_000  # block gzip has one for 64 KB; empty ones cost time and bring nothing
_GZIP_MAGIC = b"\x1f\x8b"
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_ZSTD_WINDOW = 8 * 1024 * 1024
# Markup shrinks 5 to 30 times; a repetitive sitemap 60. Deflate itself stops at 1,032.
MAX_RATIO = 250
_RATIO_FROM = 1_000_000

_Pieces = Iterator[bytes]


class DecodeError(Exception):
    """A body that cannot be decoded: ``reason`` is bomb, too_big, truncated or bad_encoding."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


def codings(header: str) -> tuple[str, ...]:
    """Return the content codings of a header, in the order they were applied.

    >>> codings("gzip, Identity,BR")
    ('gzip', 'br')
    """
    names = (name.strip().lower().removeprefix("x-") for name in header.split(","))
    return tuple(name for name in names if name not in ("", "identity", "none", "utf-8"))


def _inflate(pieces: _Pieces, wbits: int) -> _Pieces:
    engine = zlib.decompressobj(wbits)
    fed = False
    members = 0
    for piece in pieces:
        data = piece
        while data:
            if engine.eof:
                data = data.lstrip(b"\0")  # padding after the last member is common and harmless
                if wbits != 31 or not data.startswith(_GZIP_MAGIC[:1]):  # noqa: PLR2004
                    return
                members += 1
                if members > _MAX_MEMBERS:
                    raise DecodeError("bomb", f"more than {_MAX_MEMBERS} gzip members")
                engine = zlib.decompressobj(wbits)
            fed = True
            out = engine.decompress(data, PIECE)
            data = engine.unconsumed_tail or engine.unused_data
            if out:
                yield out
    while fed and not engine.eof:
        out = engine.decompress(engine.unconsumed_tail, PIECE)
        if not out:
            raise DecodeError("truncated", "the compressed body ends early")
        yield out


def _gzip(pieces: _Pieces) -> _Pieces:
    return _inflate(pieces, 31)


def _deflate(pieces: _Pieces) -> _Pieces:
    # "deflate" means zlib's wrapper, but some servers send the bare stream (RFC 9110 8.4.1.2 notes it).
    first = next(pieces, b"")
    if len(first) == 1:
        first += next(pieces, b"")
    wrapped = len(first) > 1 and first[0] & 0x0F == 8 and int.from_bytes(first[:2], "big") % 31 == 0  # noqa: PLR2004
    return _inflate(itertools.chain((first,), pieces), zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)


def _brotli(pieces: _Pieces) -> _Pieces:
    engine = brotli.Decompressor()
    for piece in pieces:
        data = piece
        while True:
            out = engine.process(data, output_buffer_limit=PIECE)
            if out:
                yield out
            if engine.is_finished() or (not out and engine.can_accept_more_data()):
                break
            data = b""
        if engine.is_finished():
            return
    if not engine.is_finished():
        raise DecodeError("truncated", "the compressed body ends early")


class _Source(io.RawIOBase):
    """Pieces as a file that remembers whether its end was reached."""

    def __init__(self, pieces: _Pieces) -> None:
        self._pieces = pieces
        self._rest = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if not self._rest:
            self._rest = next(self._pieces, b"")
        size = len(self._rest) if size < 0 else size
        out, self._rest = self._rest[:size], self._rest[size:]
        return out


def _zstd(pieces: _Pieces) -> _Pieces:
    first = next(pieces, b"")
    source = _Source(itertools.chain((first,), pieces))
    engine = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).stream_reader(source, read_across_frames=True)  # type: ignore[arg-type]
    size = zstandard.frame_content_size(first[:18]) if len(first) >= 18 else -1  # noqa: PLR2004
    total = 0
    while out := engine.read(PIECE):
        total += len(out)
        yield out
    if total < size:
        raise DecodeError("truncated", "the compressed body ends early")


_DECODERS: dict[str, Callable[[_Pieces], _Pieces]] = {"gzip": _gzip, "deflate": _deflate, "br": _brotli, "zstd": _zstd}
ACCEPT_ENCODING = ", ".join(_DECODERS)


def _lies(name: str, first: bytes) -> bool:
    # A proxy that unpacked the body and left the header: the bytes say so, and they are kept as they are.
    magic = {"gzip": _GZIP_MAGIC, "zstd": _ZSTD_MAGIC}.get(name)
    if magic:
        return not first.startswith(magic[: len(first)])
    if first.lstrip()[:1] not in (b"<", b"{"):
        return False
    try:  # br and deflate have no mark; a stream may begin with these letters too
        next(_DECODERS[name](iter((first,))), b"")
    except (zlib.error, brotli.error):
        return True
    except DecodeError:
        return False
    return False


def _decoded(pieces: _Pieces, names: tuple[str, ...]) -> _Pieces:
    for name in reversed(names):
        if name not in _DECODERS:
            raise DecodeError("bad_encoding", f"content coding {name[:20]!r} is not known")
        first = next(pieces, b"")
        pieces = itertools.chain((first,), pieces) if first else iter(())
        if not first or _lies(name, first):
            continue
        pieces = _DECODERS[name](pieces)
    if len(names) == MAX_NESTED:
        return pieces
    # A file that was compressed already (a sitemap's .xml.gz), whether its server says so, says something else or nothing.
    first = next(pieces, b"")
    pieces = itertools.chain((first,), pieces)
    return _gzip(pieces) if first.startswith(_GZIP_MAGIC) else pieces


def decode(pieces: Iterable[bytes], content_encoding: str, max_bytes: int, *, cut: bool = False, into: list[bytes] | None = None) -> bytes:
    """Undo the content codings of a body.

    A body sent with a coding in its header but not in its bytes is taken as it is; a gzip body without
    header is unpacked (a sitemap's ``.xml.gz``).

    Args:
        pieces: The body as it comes from the wire.
        content_encoding: The header, empty where there is none.
        max_bytes: Most bytes of the result.
        cut: Take the first ``max_bytes`` of a longer body instead of refusing it.
        into: Filled with what was decoded, so that the beginning of a body that is refused is not lost.

    Raises:
        DecodeError: It grows beyond ``max_bytes`` (bomb where the ratio says so, else too_big), ends early,
            is damaged, or uses codings that are unknown or nested more than twice.

    >>> decode([zlib.compress(b"news")], "deflate", 100)
    b'news'
    """
    taken = 0

    def counted() -> _Pieces:
        nonlocal taken
        for piece in pieces:
            taken += len(piece)
            yield piece

    stream = counted()
    names = codings(content_encoding)
    if len(names) > MAX_NESTED:
        raise DecodeError("bomb", f"{len(names)} content codings one in another")
    out: list[bytes] = [] if into is None else into
    total = 0
    try:
        for piece in _decoded(stream, names):
            total += len(piece)
            bursting = total > MAX_RATIO * taken and total > _RATIO_FROM
            if cut and total > max_bytes:
                out.append(piece[: max_bytes - total])
                break
            if bursting or total > max_bytes:
                is_bomb = total > taken * MAX_RATIO // 2
                raise DecodeError("bomb" if is_bomb else "too_big", f"more than {total - len(piece)} bytes from {taken}")
            out.append(piece)
    except (zlib.error, brotli.error, zstandard.ZstdError) as error:
        raise DecodeError("bad_encoding", f"the body is no valid {', '.join(names) or 'gzip'}") from error
    return b"".join(out)
