"""What goes wrong on the line, by name: expired certificates, cut connections, answers that are no HTTP."""

from __future__ import annotations

import http.client
import ssl

import urllib3

# OpenSSL's X509_V_ERR_ numbers.
_VERIFY = {9: "tls_expired", 10: "tls_expired", 18: "tls_self_signed", 19: "tls_untrusted", 20: "tls_untrusted", 21: "tls_untrusted"}
_WRONG_HOST = (62, 64)
_OLD_TLS = ("UNSUPPORTED_PROTOCOL", "TLSV1_ALERT_PROTOCOL_VERSION", "WRONG_VERSION_NUMBER", "NO_PROTOCOLS_AVAILABLE")


def make_tls_context(ca_file: str | None = None) -> ssl.SSLContext:
    """Return the one TLS context there is: verified, TLS 1.2 or later.

    Args:
        ca_file: Certificates trusted beside the system's, PEM; for tests and a publisher's intranet.

    >>> make_tls_context().verify_mode.name
    'CERT_REQUIRED'
    """
    context = ssl.create_default_context()
    if ca_file:
        context.load_verify_locations(cafile=ca_file)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _tls_outcome(error: ssl.SSLError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        if error.verify_code in _WRONG_HOST:
            return "tls_wrong_host"
        return _VERIFY.get(error.verify_code, "tls_untrusted")
    return "tls_version" if any(name in str(error) for name in _OLD_TLS) else "tls_error"


def classify(error: BaseException, *, expired: bool) -> tuple[str, str]:  # noqa: PLR0911 - one return for each kind of failure
    """Return the outcome that an exception of the line stands for, and a few words without the address.

    Args:
        error: As raised by urllib3, http.client, ssl or socket.
        expired: The watchdog ended the exchange, so that the error is only its echo.

    >>> classify(ConnectionResetError(), expired=False)[0]
    'reset'
    """
    if expired:
        return "timeout", "the total deadline passed"
    if isinstance(error, urllib3.exceptions.NewConnectionError):
        return "connect_error", "no connection"  # urllib3 counts it among the timeouts
    inner = next((part for part in error.args if isinstance(part, Exception)), error)
    for found in (error, inner):
        if isinstance(found, ssl.SSLError) and not isinstance(found, ssl.SSLEOFError):
            outcome = _tls_outcome(found)
            words = "for another host" if outcome == "tls_wrong_host" else getattr(found, "verify_message", "") or found.reason or "failed"
            return outcome, f"TLS: {words}"
        if isinstance(found, (TimeoutError, urllib3.exceptions.TimeoutError)):
            return "timeout", "no bytes in time"
        if isinstance(found, (ConnectionResetError, BrokenPipeError, ConnectionAbortedError, ssl.SSLEOFError)):
            return "reset", "the server cut the connection"
        if isinstance(found, (http.client.IncompleteRead, urllib3.exceptions.IncompleteRead)):
            return "truncated", "the body is shorter than promised"
    if isinstance(inner, OSError):
        return "connect_error", f"network error {inner.errno}"
    return "bad_response", f"not HTTP: {type(inner).__name__}"
