"""What a fetch is asked, how it may behave, and what it found."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace

from transforms.logic.web_addresses import AddressError, parse_address

PRODUCT = "dyadwire"
# Whom to write to where the operator gave no contact of their own: no request goes out without one.
PROJECT = "https://github.com/dyadwire/dyadwire"
# Outcomes with an error's page: so much of it is kept, as evidence, and nothing is read from it.
ERRORS = frozenset({"not_found", "gone", "client_error", "server_error", "rate_limited"})
ERROR_BYTES = 65_536
# Outcomes after which the server may be asked once more in the same run: it never saw the request.
UNSEEN = frozenset({"connect_error"})
# For pages also these: the server was ill, and a page is asked for once.
ILL = frozenset({"server_error", "reset"})


def user_agent(version: str, contact: str) -> str:
    """Return the one User-Agent there is, with somebody to write to (RFC 9110 10.1.5).

    >>> user_agent("0.1.0", "https://example.org/bot")
    'dyadwire/0.1.0 (+https://example.org/bot)'
    """
    clean = "".join(letter for letter in contact if letter.isascii() and letter.isprintable() and letter not in "()")
    return f"{PRODUCT}/{version} (+{clean})" if clean else f"{PRODUCT}/{version}"


@dataclass(frozen=True, slots=True)
class FetchConfig:
    """How fetching behaves. The defaults are the polite ones.

    Args:
        user_agent: Sent with every request, contact included; see :func:`user_agent`.
        deadline_s: Most seconds of one request, redirects included, waiting for its turn not.
        connect_s: Most seconds for a connection; ``read_s`` between two bytes.
        feed_wire_bytes: Most bytes of a feed on the wire; ``feed_bytes`` after decompression; the same for pages.
        max_redirects: Most hops.
        max_workers: Most requests in flight, one a host.
        host_delay_s: Least seconds between the end of a request and the next to the same host.
        max_wait_s: A request that would wait longer for its host is given back as ``deferred``.
        allow_addresses: Addresses beside the public ones, such as ``127.0.0.1:8099`` or ``10.0.0.0/8``.
        plain_http: What becomes of http addresses without a flag: ``upgrade`` to https, ``refuse`` or ``allow``.
        use_robots: Ask robots.txt first.
        robots_forbidden_allows: Take 401 and 403 for robots.txt as "no rules" (RFC 9309 2.3.1.3) instead of as a ban.
        rate_limited_s: Pause of a host after 429 without Retry-After; a host may ask for ``max_retry_after_s``, more is a slip.
        dead_after: Failed connections in a row after which a host is left alone for ``dead_s``.
        ca_file: Certificates trusted beside the system's.
    """

    user_agent: str
    deadline_s: float = 30.0
    connect_s: float = 10.0
    read_s: float = 15.0
    feed_wire_bytes: int = 5_000_000
    feed_bytes: int = 10_000_000
    page_wire_bytes: int = 3_000_000
    page_bytes: int = 6_000_000
    max_redirects: int = 5
    max_workers: int = 16
    host_delay_s: float = 1.0
    max_wait_s: float = 600.0
    allow_addresses: tuple[str, ...] = ()
    plain_http: str = "upgrade"
    use_robots: bool = True
    robots_forbidden_allows: bool = True
    rate_limited_s: float = 900.0
    max_retry_after_s: float = 604_800.0
    dead_after: int = 3
    dead_s: float = 600.0
    ca_file: str | None = None

    def for_loopback(self, *addresses: str) -> FetchConfig:
        """Return the configuration for a server on this machine: its addresses allowed, no delay, plain http.

        >>> FetchConfig("x").for_loopback("127.0.0.1:8099").host_delay_s
        0.0
        """
        return replace(self, allow_addresses=addresses or ("127.0.0.0/8", "::1"), plain_http="allow", host_delay_s=0.0)


@dataclass(frozen=True, slots=True)
class Request:
    """One address to ask for.

    Args:
        url: Absolute http or https address.
        etag: Validator as received, sent back byte for byte; the same for ``last_modified``.
        plain_http: The publisher has no https (a flag of its feed).
        kind: ``feed`` or ``page``: which caps hold, and whether a failed answer may be asked for once more.
        key: The caller's own name for it, given back untouched.
        robots: False skips robots.txt for this address.
    """

    url: str
    etag: str = ""
    last_modified: str = ""
    plain_http: bool = False
    kind: str = "page"
    key: str = ""
    robots: bool = True


@dataclass(frozen=True, slots=True)
class Hop:
    """One redirect that was followed."""

    url: str
    status: int


@dataclass(frozen=True, slots=True)
class FetchResult:
    """What became of a request. Servers cannot make a fetch raise; they can only choose the outcome.

    Args:
        outcome: ok, not_modified, empty, not_found, gone, client_error, server_error, rate_limited, bad_url,
            unsupported_scheme, plain_http_refused, blocked_address, dns_error, connect_error, timeout, reset, truncated,
            bad_response, bad_encoding, too_big, bomb, bad_redirect, redirect_loop, too_many_redirects, tls_expired,
            tls_self_signed, tls_untrusted, tls_wrong_host, tls_version, tls_error, robots_disallowed,
            robots_unavailable, host_waiting (the host asked for a pause), host_dead or deferred.
        status: HTTP status of the last hop, None where no answer came.
        final_url: Address that answered, without user, password and fragment.
        permanent_redirect: Where 301 and 308 lead, when every hop from the first was one; else empty.
        headers: Lower-case names and values of the last answer, only those that are of use.
        content: Decompressed body, only for ok; ``partial`` its beginning where it was too big, ended early or is an error's page.
        status_line: First line of the last answer; ``received`` all its headers without secrets.
        retry_after_s: Seconds the host asked to wait.
        sent: Names and values of the headers as sent to the last hop.
        robots: Decision and rule, such as ``allowed:Allow /news``.
        attempts: Requests made for it, redirects not counted; 0 where none left the machine.
        detail: A few words for a person, without addresses.
    """

    request: Request
    outcome: str
    status: int | None = None
    final_url: str = ""
    permanent_redirect: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    content: bytes = b""
    etag: str = ""
    last_modified: str = ""
    retry_after_s: int | None = None
    max_age_s: int | None = None
    expires: dt.datetime | None = None
    date: dt.datetime | None = None
    fetched: dt.datetime | None = None
    wire_bytes: int = 0
    elapsed_ms: int = 0
    hops: tuple[Hop, ...] = ()
    sent: tuple[tuple[str, str], ...] = ()
    robots: str = ""
    crawl_delay_s: float | None = None
    opt_out: tuple[str, ...] = ()
    attempts: int = 0
    detail: str = ""
    transport: str = "https"
    status_line: str = ""
    received: tuple[tuple[str, str], ...] = ()
    partial: bytes = b""

    def header(self, name: str) -> str:
        """Return a header of the answer by its lower-case name, empty where it is missing."""
        return next((value for found, value in self.headers if found == name), "")

    @property
    def content_type(self) -> str:
        """The Content-Type header as sent."""
        return self.header("content-type")


@dataclass(frozen=True, slots=True)
class Walk:
    """A request on its way along redirects: what one step needs and the next one continues.

    Args:
        url: The next address to ask.
        spent_s: Seconds of the deadline used so far.
        attempt: 1, or 2 for the one retry.
    """

    request: Request
    url: str
    hops: tuple[Hop, ...] = field(default=())
    spent_s: float = 0.0
    wire_bytes: int = 0
    attempt: int = 1
    robots: str = ""
    crawl_delay_s: float | None = None
    opt_out: tuple[str, ...] = ()


def wants_retry(walk: Walk, result: FetchResult) -> bool:
    """Tell whether a failed request may be tried once more in this run.

    A feed only where the server never saw the request: two polls within the hour are impolite even when the first failed.

    >>> wants_retry(Walk(Request("https://a.example/"), ""), FetchResult(Request("https://a.example/"), "connect_error"))
    True
    """
    if walk.attempt > 1 or result.retry_after_s is not None:
        return False
    return result.outcome in UNSEEN or (walk.request.kind == "page" and result.outcome in ILL)


def is_line_failure(outcome: str) -> bool:
    """Tell whether nobody was reached, so that a page fails for the same reason as its robots.txt: nobody forbade it.

    >>> is_line_failure("dns_error"), is_line_failure("timeout")
    (True, False)
    """
    return outcome in ("dns_error", "connect_error", "blocked_address", "bad_url") or outcome.startswith("tls_")


def host_of(walk: Walk) -> str:
    """Return the host that a walk's next request goes to: the key of its budget.

    >>> host_of(Walk(Request(""), "https://Example.org/a"))
    'example.org'
    """
    try:
        return parse_address(walk.url).host
    except AddressError:
        return ""
