"""Serve the sample wire on a free loopback port, all hosts behind one socket."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from pipeline.sample.site import Document, build


@dataclass(slots=True)
class SampleServer:
    """A running sample wire.

    Args:
        address: Loopback address and port that every sample host answers on.
        hosts: The host names served.
        log: Method, host and path of every request, in order; the witness of tests.
    """

    address: tuple[str, int]
    hosts: frozenset[str]
    log: list[tuple[str, str, str]] = field(default_factory=list)


_MISSING = Document(404, "text/html; charset=utf-8", b"<!doctype html><title>Not found</title><h1>Not found</h1>")


def _handler(documents: dict[tuple[str, str], Document], log: list[tuple[str, str, str]]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            host = (self.headers.get("Host") or "").split(":", maxsplit=1)[0]
            path = urlsplit(self.path).path
            log.append(("GET", host, path))
            document = documents.get((host, path), _MISSING)
            if document.status == 200 and self.headers.get("If-None-Match") == document.etag:  # noqa: PLR2004
                self.send_response(304)
                self.send_header("ETag", document.etag)
                self.end_headers()
                return
            self.send_response(document.status)
            self.send_header("Content-Type", document.content_type)
            self.send_header("Content-Length", str(len(document.body)))
            if document.location:
                self.send_header("Location", document.location)
            if document.status == 200:  # noqa: PLR2004
                self.send_header("ETag", document.etag)
            self.end_headers()
            self.wfile.write(document.body)

        def log_message(self, *_: object) -> None:
            """Print nothing: the log is the list."""

    return Handler


@contextmanager
def serve(edition: int = 1, port: int = 0) -> Iterator[SampleServer]:
    """Serve the sample wire until the block ends.

    Args:
        edition: 1 for the first state of the wire, 2 after its corrections.
        port: Port on 127.0.0.1; 0 for any free one.
    """
    with serve_documents(build(edition), port) as server:
        yield server


@contextmanager
def serve_documents(documents: dict[tuple[str, str], Document], port: int = 0) -> Iterator[SampleServer]:
    """Serve documents by host and path until the block ends.

    Args:
        documents: What to answer; everything else is 404.
        port: Port on 127.0.0.1; 0 for any free one.
    """
    log: list[tuple[str, str, str]] = []
    server = ThreadingHTTPServer(("127.0.0.1", port), _handler(documents, log))
    thread = threading.Thread(target=server.serve_forever, name="sample-wire", daemon=True)
    thread.start()
    try:
        yield SampleServer(("127.0.0.1", server.server_port), frozenset(host for host, _ in documents), log)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
