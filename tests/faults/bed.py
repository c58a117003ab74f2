"""The test-bed: a server on loopback that plays hostile and flaky hosts, and writes down what it was asked."""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

Play = Callable[[socket.socket, "Asked"], None]


@dataclass(frozen=True)
class Asked:
    """One line of the access log."""

    at: float
    host: str
    path: str
    headers: dict[str, str]
    names: tuple[str, ...]
    ended: list[float] = field(default_factory=list)


class Bed:
    """A server with a script: what each path plays, in turn; the last one for ever.

    Hosts share the port; a path may be scripted for one host as ``host.test/path``.
    """

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self._tls = tls
        self._script: dict[str, list[Play]] = {}
        self._lock = threading.Lock()
        self.log: list[Asked] = []
        self.connections = 0
        self.most_at_once: dict[str, int] = {}
        self._at_once: dict[str, int] = {}
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port = self._listener.getsockname()[1]
        self._open: set[socket.socket] = set()
        self.stopped = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    def play(self, path: str, *plays: Play) -> str:
        """Script a path and return its address."""
        with self._lock:
            self._script[path] = list(plays)
        host, slash, tail = path.partition("/")
        scheme = "https" if self._tls else "http"
        return f"{scheme}://{host or '127.0.0.1'}:{self.port}{slash}{tail}"

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"{'https' if self._tls else 'http'}://{host}:{self.port}{path}"

    def asked(self, path: str = "", host: str = "") -> list[Asked]:
        """Return what was asked for, robots.txt only where it is named."""
        with self._lock:
            return [one for one in self.log if (one.path == path if path else one.path != "/robots.txt") and (not host or one.host == host)]

    def close(self) -> None:
        self.stopped.set()
        self._listener.close()
        with self._lock:
            still = list(self._open)
        for sock in still:
            with contextlib.suppress(OSError):
                sock.close()

    def _accept(self) -> None:
        while not self.stopped.is_set():
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock: socket.socket) -> None:
        with self._lock:
            self._open.add(sock)
        try:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.settimeout(10)
            if self._tls:
                sock = self._tls.wrap_socket(sock, server_side=True)
            buffer = b""
            while not self.stopped.is_set():
                while b"\r\n\r\n" not in buffer:
                    more = sock.recv(65536)
                    if not more:
                        return
                    buffer += more
                head, _, buffer = buffer.partition(b"\r\n\r\n")
                self._answer(sock, head.decode("latin-1"))
        except (OSError, ValueError):
            pass
        finally:
            with contextlib.suppress(OSError):
                sock.close()
            with self._lock:
                self._open.discard(sock)

    def _answer(self, sock: socket.socket, head: str) -> None:
        line, *rest = head.split("\r\n")
        pairs = [(name, value.strip()) for name, _, value in (one.partition(":") for one in rest)]
        headers = {name.lower(): value for name, value in pairs}
        host = headers.get("host", "").rpartition(":")[0] or headers.get("host", "")
        asked = Asked(time.monotonic(), host, line.split(" ")[1], headers, tuple(name for name, _ in pairs))
        with self._lock:
            self.log.append(asked)
            self._at_once[host] = self._at_once.get(host, 0) + 1
            self.most_at_once[host] = max(self.most_at_once.get(host, 0), self._at_once[host])
            plays = self._script.get(host + asked.path) or self._script.get(asked.path) or [status(404)]
            play = plays.pop(0) if len(plays) > 1 else plays[0]
        try:
            play(sock, asked)
        finally:
            with self._lock:
                self._at_once[host] -= 1
            asked.ended.append(time.monotonic())


def answer(code: int = 200, headers: Sequence[tuple[str, str]] = (), body: bytes = b"", reason: str = "X") -> Play:
    """A well-formed answer with its length."""
    lines = [f"HTTP/1.1 {code} {reason}", *(f"{name}: {value}" for name, value in headers)]
    if not any(name.lower() in ("content-length", "transfer-encoding") for name, _ in headers) and code != 304:
        lines.append(f"Content-Length: {len(body)}")
    return raw("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body)


def status(code: int, **headers: str) -> Play:
    return answer(code, [(name.replace("_", "-"), value) for name, value in headers.items()])


def page(body: bytes = b"<html><p>News</p>", **headers: str) -> Play:
    return answer(200, [("Content-Type", "text/html; charset=utf-8"), *((name.replace("_", "-"), value) for name, value in headers.items())], body)


def redirect(location: str, code: int = 302) -> Play:
    return answer(code, [("Location", location)])


def raw(data: bytes, *, then_close: bool = False) -> Play:
    def play(sock: socket.socket, _: Asked) -> None:
        sock.sendall(data)
        if then_close:
            sock.close()

    return play


def reset(data: bytes = b"") -> Play:
    """Send something, then RST."""

    def play(sock: socket.socket, _: Asked) -> None:
        if data:
            sock.sendall(data)
            time.sleep(0.05)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        sock.close()

    return play


def drip(head: bytes, piece: bytes = b"x", every_s: float = 0.05) -> Play:
    """Send the head, then a piece now and then until the client is gone."""

    def play(sock: socket.socket, _: Asked) -> None:
        sock.sendall(head)
        while True:
            time.sleep(every_s)
            sock.sendall(piece)

    return play


def endless(head: bytes, piece: bytes = b"x" * 65536, most: int = 400_000_000) -> Play:
    """Send as fast as the client reads."""

    def play(sock: socket.socket, _: Asked) -> None:
        sock.sendall(head)
        for _number in range(most // len(piece)):
            sock.sendall(piece)
        sock.close()

    return play


def hang(seconds: float = 20.0) -> Play:
    """Say nothing."""

    def play(sock: socket.socket, _: Asked) -> None:
        end = time.monotonic() + seconds
        sock.settimeout(0.1)
        while time.monotonic() < end:
            try:
                if not sock.recv(1):
                    break
            except TimeoutError:
                continue
        sock.close()

    return play


def slow(play: Play, seconds: float) -> Play:
    """The same after a while."""

    def later(sock: socket.socket, asked: Asked) -> None:
        time.sleep(seconds)
        play(sock, asked)

    return later


@contextlib.contextmanager
def bed(tls: ssl.SSLContext | None = None) -> Iterator[Bed]:
    server = Bed(tls)
    try:
        yield server
    finally:
        server.close()
