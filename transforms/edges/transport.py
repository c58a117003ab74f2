"""One request to one checked address: what urllib3 is used for, and what it is not left to do.

urllib3 brings the connection, TLS with verification and the framing. Redirects, retries, proxies, cookies,
decompression and credentials of the environment stay out: each of them is decided one level up.
"""

from __future__ import annotations

import contextlib
import http.client
import logging
import re
import ssl
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection

from transforms.edges.failures import classify, make_tls_context
from transforms.edges.watchdog import Flight, Watchdog

# urllib3 logs the whole address of an answer whose headers it cannot read; addresses may carry secrets.
logging.getLogger("urllib3").setLevel(logging.ERROR)
_PIECE = 65_536
_CHUNK_SIZE = re.compile(rb"[ \t]*([0-9a-fA-F]{1,15})[ \t]*(?:;.*)?\r?\n", re.DOTALL)
_MAX_LINE = 65_536
_MAX_INTERIM = 10


class ExchangeError(Exception):
    """A request that brought no whole answer: ``outcome`` is one of the names of FetchResult.

    Args:
        sent: The request had left when it failed, so that the server may have seen it.
    """

    def __init__(self, outcome: str, detail: str, *, sent: bool = False, wire_bytes: int = 0) -> None:
        super().__init__(detail)
        self.outcome = outcome
        self.sent = sent
        self.wire_bytes = wire_bytes


@dataclass(frozen=True, slots=True)
class Target:
    """Where one request goes: the host as named, and the address that was checked for it."""

    scheme: str
    host: str
    port: int
    address: str
    path: str


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds and bytes of one exchange.

    Args:
        deadline: Value of ``time.monotonic()`` at which it must be over.
        wire_bytes: Most bytes of the body on the wire.
    """

    connect_s: float
    read_s: float
    deadline: float
    wire_bytes: int

    def remaining(self, most_s: float) -> float:
        """Return the seconds left, at most ``most_s``."""
        return max(0.001, min(most_s, self.deadline - time.monotonic()))


class _StrictResponse(http.client.HTTPResponse):
    """The standard parser with three doors closed.

    A chunk size of -1 made it read to the end of the stream in one piece, past every cap; bytes behind the promised
    length went unnoticed; and of the interim answers (RFC 9110 15.2) it knew 100 alone, and took any number of them.
    """

    surplus = False

    def _read_status(self) -> tuple[str, int, str]:
        for _ in range(_MAX_INTERIM):
            version, status, reason = super()._read_status()  # type: ignore[misc]
            if status // 100 != 1 or status == http.client.SWITCHING_PROTOCOLS:
                return version, status, reason
            http.client.parse_headers(self.fp)
        raise http.client.HTTPException("too many interim answers")

    def _read_next_chunk_size(self) -> int:
        line = self.fp.readline(_MAX_LINE + 1)
        match = _CHUNK_SIZE.fullmatch(line)
        if not match:
            raise ValueError("bad chunk size")
        return int(match.group(1), 16)

    def _close_conn(self) -> None:
        if not self.will_close and self.fp is not None:
            self.surplus = _has_more(self.fp)
        super()._close_conn()  # type: ignore[misc]


def _has_more(fp: Any) -> bool:
    sock = getattr(fp.raw, "_sock", None)
    if sock is None:
        return False
    timeout = sock.gettimeout()
    try:
        sock.settimeout(0)
        return bool(fp.peek(1).strip(b"\r\n"))
    except (OSError, ValueError):
        return False
    finally:
        with contextlib.suppress(OSError):
            sock.settimeout(timeout)


class Answer:
    """A response whose body is still on the wire; read it through :meth:`pieces` and then :meth:`close` it."""

    def __init__(self, raw: urllib3.HTTPResponse, flight: Flight, limits: Limits, release: Any) -> None:
        self.status = raw.status
        self.received: tuple[tuple[str, str], ...] = tuple(raw.headers.iteritems())
        self.headers: tuple[tuple[str, str], ...] = tuple((name.lower(), value) for name, value in self.received)
        self.status_line = f"HTTP/{raw.version // 10}.{raw.version % 10} {raw.status} {raw.reason or ''}".rstrip()
        self.wire_bytes = 0
        self._raw = raw
        self._flight = flight
        self._limits = limits
        self._release = release
        self._whole = False

    def pieces(self) -> Iterator[bytes]:
        """Yield the body as it comes, still compressed.

        Raises:
            ExchangeError: timeout, too_big, truncated, reset or bad_response.
        """
        while True:
            try:
                piece = self._raw.read(_PIECE, decode_content=False)
            except (urllib3.exceptions.HTTPError, http.client.HTTPException, OSError, ValueError) as error:
                raise self._failure(error) from error
            if self._flight.expired:
                raise ExchangeError("timeout", "the total deadline passed while the body was read", sent=True, wire_bytes=self.wire_bytes)
            self.wire_bytes += len(piece)
            if self.wire_bytes > self._limits.wire_bytes:
                raise ExchangeError("too_big", f"more than {self._limits.wire_bytes} bytes on the wire", sent=True, wire_bytes=self.wire_bytes)
            if not piece:
                break
            yield piece
        if getattr(self._raw._original_response, "surplus", False):  # noqa: SLF001
            raise ExchangeError("truncated", "the body is longer than its Content-Length", sent=True, wire_bytes=self.wire_bytes)
        self._whole = True

    def _failure(self, error: Exception) -> ExchangeError:
        outcome, detail = classify(error, expired=self._flight.expired)
        return ExchangeError(outcome, detail, sent=True, wire_bytes=self.wire_bytes)

    def close(self) -> None:
        """Give the connection back where the whole body was read or there is none (304), else close it."""
        if not self._whole and self._raw.length_remaining == 0:
            with contextlib.suppress(ExchangeError):
                next(self.pieces(), None)
        self._flight.land()
        self._release(keep=self._whole and not self._flight.expired)


class Transport:
    """Sends requests; keeps at most one idle connection a host.

    Thread-safe. Reuses a connection only for the same scheme, host, port and address. Closes all on :meth:`close`.

    Args:
        tls: Context for https.
        max_idle: Most idle connections kept.
    """

    def __init__(self, tls: ssl.SSLContext | None = None, max_idle: int = 64) -> None:
        self._tls = tls or make_tls_context()
        self._max_idle = max_idle
        self._idle: dict[tuple[str, str, int, str], HTTPConnection] = {}
        self._lock = threading.Lock()
        self._watchdog = Watchdog()

    def send(self, target: Target, headers: Mapping[str, str], limits: Limits) -> Answer:
        """Send a GET and return the answer with its body unread.

        Raises:
            ExchangeError: No answer came. A kept connection that the server had closed meanwhile is
                replaced once; that is no retry, since the server never saw the request.
        """
        kept = self._take(target)
        if kept is not None:
            try:
                return self._exchange(kept, target, headers, limits)
            except ExchangeError as error:
                if error.outcome != "reset":
                    raise
        return self._exchange(self._fresh(target), target, headers, limits)

    def send_any(self, target: Target, addresses: Sequence[str], headers: Mapping[str, str], limits: Limits) -> Answer:
        """Send a GET to the first of several checked addresses that takes the connection.

        Raises:
            ExchangeError: None did, or the one that did brought no answer.
        """
        for number, address in enumerate(addresses, 1):
            try:
                return self.send(replace(target, address=address), headers, limits)
            except ExchangeError as error:
                if error.sent or number == len(addresses) or time.monotonic() >= limits.deadline or error.outcome.startswith("tls"):
                    raise
        raise ExchangeError("connect_error", "no address to connect to")

    def close(self) -> None:
        """Close the idle connections."""
        with self._lock:
            idle = list(self._idle.values())
            self._idle.clear()
        for connection in idle:
            connection.close()

    def _take(self, target: Target) -> HTTPConnection | None:
        with self._lock:
            kept = self._idle.pop(_key(target), None)
        if kept is not None and not kept.is_connected:
            kept.close()
            return None
        return kept

    def _fresh(self, target: Target) -> HTTPConnection:
        # The connection is opened to the checked address; the name serves for SNI, verification and Host only.
        connection: HTTPConnection
        if target.scheme == "https":
            connection = HTTPSConnection(target.address, target.port, server_hostname=target.host, ssl_context=self._tls)
        else:
            connection = HTTPConnection(target.address, target.port)
        connection.response_class = _StrictResponse
        return connection

    def _exchange(self, connection: HTTPConnection, target: Target, headers: Mapping[str, str], limits: Limits) -> Answer:
        flight = self._watchdog.watch(limits.deadline)
        sent = False
        try:
            if connection.sock is None:
                connection.timeout = limits.remaining(limits.connect_s)
                connection.connect()
            flight.attach(connection.sock)
            connection.timeout = limits.remaining(limits.read_s)
            connection.sock.settimeout(connection.timeout)
            sent = True
            connection.request("GET", target.path, headers=dict(headers), preload_content=False, decode_content=False)
            raw = connection.getresponse()
            _check_framing(raw)
        except (urllib3.exceptions.HTTPError, http.client.HTTPException, OSError, ValueError) as error:
            flight.land()
            connection.close()
            raise _send_failure(error, flight, limits, sent=sent) from error

        def release(*, keep: bool) -> None:
            self._release(connection, raw, target, keep=keep)

        return Answer(raw, flight, limits, release)

    def _release(self, connection: HTTPConnection, raw: urllib3.HTTPResponse, target: Target, *, keep: bool) -> None:
        raw.close()
        if keep and connection.sock is not None:
            with self._lock:
                if len(self._idle) < self._max_idle and _key(target) not in self._idle:
                    self._idle[_key(target)] = connection
                    return
        connection.close()


def _check_framing(raw: urllib3.HTTPResponse) -> None:
    """Refuse a transfer coding that the parser would take for a part of the body (RFC 9112 6.1)."""
    names = {name.strip().lower() for value in raw.headers.getlist("transfer-encoding") for name in value.split(",")}
    if names - {"", "chunked", "identity"}:
        raise http.client.HTTPException("transfer coding")


def _send_failure(error: Exception, flight: Flight, limits: Limits, *, sent: bool) -> ExchangeError:
    expired = flight.expired or time.monotonic() >= limits.deadline
    outcome, detail = classify(error, expired=expired)
    if not sent and outcome in ("reset", "bad_response"):
        outcome = "connect_error"
    return ExchangeError(outcome, detail, sent=sent)


def _key(target: Target) -> tuple[str, str, int, str]:
    return target.scheme, target.host, target.port, target.address
