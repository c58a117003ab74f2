"""A proxy before the emulator that refuses, fails, cuts and kills where a test says so."""

import json
import threading
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

LOAD, COMMIT = "/upload/", "BEGIN TRANSACTION"


@dataclass
class Fault:
    """What befalls requests.

    Args:
        where: What the path or the body holds.
        act: "answer" gives `status` and `reason`; "cut" closes the line unheard; "deaf" lets it be done and closes the line; "done" lets it be.
        call: Called first.
        times: How many requests it befalls.
    """

    where: str
    act: str
    times: int = 1
    status: int = 500
    reason: str = "backendError"
    message: str = "made up"
    call: object = None
    hits: int = field(default=0)


class Proxy:
    def __init__(self, upstream):
        self.upstream, self.faults = upstream, []
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _serve(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                fault = proxy.fault_for(self.path, body)
                if fault is not None and fault.call is not None:
                    fault.call()
                if fault is not None and fault.act == "answer":
                    said = {"error": {"code": fault.status, "message": fault.message, "errors": [{"reason": fault.reason, "message": fault.message}]}}
                    return self._answer(fault.status, {"Content-Type": "application/json"}, json.dumps(said).encode())
                if fault is not None and fault.act == "cut":
                    self.close_connection = True
                    return self.connection.close()
                answer = proxy.forward(self.command, self.path, self.headers, body)
                if answer is None or (fault is not None and fault.act == "deaf"):
                    self.close_connection = True
                    return self.connection.close()
                return self._answer(*answer)

            def _answer(self, status, headers, body):
                self.send_response(status)
                for name, value in headers.items():
                    if name.lower() not in {"transfer-encoding", "connection", "content-length", "date"}:
                        self.send_header(name, value.replace(proxy.upstream, proxy.address))
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve

            def log_message(self, *_):
                pass

            def handle(self):
                try:
                    super().handle()
                except OSError:
                    pass

            def finish(self):
                try:
                    super().finish()
                except (OSError, ValueError):
                    pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def fault_for(self, path, body):
        for fault in self.faults:
            if fault.hits < fault.times and (fault.where in path or fault.where.encode() in body):
                fault.hits += 1
                return fault
        return None

    def forward(self, method, path, headers, body):
        request = urllib.request.Request(self.upstream + path, body or None, method=method)
        for name, value in headers.items():
            if name.lower() not in {"host", "content-length", "connection", "accept-encoding"}:
                request.add_header(name, value)
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return answer.status, dict(answer.headers), _as_bigquery(answer.read())
        except urllib.error.HTTPError as answer:
            with answer:
                said = answer.read()
            # A second job of one id: BigQuery says 409, upon which its client asks for the first; the emulator says 400.
            return 409 if b"is already created" in said else answer.code, dict(answer.headers), said
        except OSError:
            return None

    def close(self):
        self._server.shutdown()
        self._server.server_close()


def _as_bigquery(said):
    """Give a statement that names what is not there the reason BigQuery gives: the asker's fault, for which asking again is no use."""
    return said.replace(b'"jobInternalError"', b'"invalidQuery"') if b"failed to analyze" in said else said
