"""The fetcher: one honest request at a time to one host, and nothing a server sends can hurt it.

``fetch`` never raises for what servers do; see :class:`FetchResult` for the outcomes. ADR: http-client.
"""

from __future__ import annotations

import random
import time
from collections.abc import Mapping
from dataclasses import replace

from transforms.edges.addresses import is_allowed, is_odd_spelling, is_public, parse_allowed
from transforms.edges.clock import Clock, SystemClock
from transforms.edges.decompress import DecodeError, decode
from transforms.edges.failures import make_tls_context
from transforms.edges.fetch_records import (
    ERROR_BYTES,
    ERRORS,
    FetchConfig,
    FetchResult,
    Hop,
    Request,
    Walk,
    host_of,
    is_line_failure,
    user_agent,
    wants_retry,
)
from transforms.edges.heads import read_head, request_headers
from transforms.edges.hosts import HostBook
from transforms.edges.resolver import ResolveError, Resolver, SystemResolver
from transforms.edges.robots import RobotsBook
from transforms.edges.transport import Answer, ExchangeError, Limits, Target, Transport
from transforms.logic.reservations import reservations
from transforms.logic.web_addresses import AddressError, WebAddress, follow, parse_address

__all__ = ["FetchConfig", "FetchResult", "Fetcher", "Hop", "Request", "Walk", "host_of", "user_agent"]

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ROBOTS_BYTES = 1_500_000
_RETRY_S = (1.0, 3.0)
_MAX_ADDRESSES = 3


def _beginning(answer: Answer) -> bytes:
    """Read the first bytes of an error's page; how it ends changes nothing in the outcome."""
    begun: list[bytes] = []
    try:
        return decode(answer.pieces(), dict(answer.headers).get("content-encoding", ""), ERROR_BYTES, cut=True, into=begun)
    except (DecodeError, ExchangeError):
        return b"".join(begun)[:ERROR_BYTES]


class Fetcher:
    """Fetches feeds and pages within the rules of a :class:`FetchConfig`.

    Thread-safe; make one for a process, so that the budget of a host holds for all its threads. For budgets across
    processes give each host to one of them (key by host). Holds no cookies and reads neither proxies nor ``.netrc``
    from the environment.

    Args:
        config: The rules.
        resolver: Names to addresses; the system's by default.
        clock: For delays and dates. Deadlines of the network always run on the machine's own clock.
        hosts: Budgets, shared where several fetchers run in one process.
        robots: What is known of robots.txt files.
        seed: Of the spread of retries, for tests.
        ports: Ports to connect to instead of those of the address: a test server cannot listen on port 80.
    """

    def __init__(
        self,
        config: FetchConfig,
        *,
        resolver: Resolver | None = None,
        clock: Clock | None = None,
        hosts: HostBook | None = None,
        robots: RobotsBook | None = None,
        seed: int | None = None,
        ports: Mapping[int, int] | None = None,
    ) -> None:
        self.config = config
        self.clock = clock or SystemClock()
        self.hosts = hosts or HostBook(config, self.clock)
        self.robots = robots or RobotsBook(forbidden_allows=config.robots_forbidden_allows)
        self._resolver = resolver or SystemResolver()
        self._allowed = parse_allowed(config.allow_addresses)
        self._transport = Transport(make_tls_context(config.ca_file), max_idle=4 * config.max_workers)
        self._ports = dict(ports or {})
        self._random = random.Random(seed)  # noqa: S311 - spreads load, guards nothing

    def fetch(self, request: Request) -> FetchResult:
        """Fetch one address, waiting for its host's turn; redirects, robots.txt and the one retry included.

        Raises:
            Nothing for what servers send.
        """
        walk = self.begin(request)
        while True:
            host = host_of(walk)
            refused = self.hosts.refusal(host)
            wait_s = self.hosts.try_start(host) if refused is None else 0.0
            if refused is not None or wait_s > self.config.max_wait_s:
                return self.give_up(walk, *(refused or ("deferred", wait_s)))
            if wait_s > 0:
                self.clock.sleep(wait_s)
                continue
            done = self.step(walk)
            if isinstance(done, FetchResult):
                if not wants_retry(walk, done):
                    return done
                self.clock.sleep(self.retry_delay())
                done = replace(self.begin(request), attempt=2)
            walk = done

    def close(self) -> None:
        """Close the idle connections."""
        self._transport.close()

    def begin(self, request: Request) -> Walk:
        """Return the start of a request's way, upgraded to https where the rules say so."""
        url = request.url
        if self.config.plain_http == "upgrade" and not request.plain_http and url[:7].lower() == "http://":
            url = "https://" + url[7:]
        return Walk(request, url)

    def retry_delay(self) -> float:
        """Return the seconds before the one retry, spread at random."""
        return self._random.uniform(*_RETRY_S)

    def give_up(self, walk: Walk, outcome: str, wait_s: float) -> FetchResult:
        """Return the result of a request that is not sent now because of its host."""
        result = self._result(walk, outcome, f"the host is to be left alone for {wait_s:.0f} s")
        return replace(result, retry_after_s=int(wait_s) + 1, attempts=walk.attempt - 1)

    def step(self, walk: Walk) -> Walk | FetchResult:
        """Send one request of a walk whose host was started in ``hosts``, and note its end there.

        Returns:
            The result, or the walk to continue: at the address of a redirect, or at the same one when it was
            robots.txt that had to be asked first.
        """
        host = host_of(walk)
        done: Walk | FetchResult | None = None
        try:
            done = self._step(walk)
        finally:
            self.hosts.finish(host, done if isinstance(done, FetchResult) else None, self.robots.crawl_delay(host, self.config.user_agent))
        return done

    def _step(self, walk: Walk) -> Walk | FetchResult:
        began = time.monotonic()
        try:
            address = self._admit(walk)
            if self.config.use_robots and walk.request.robots and walk.request.kind != "robots":
                verdict = self._ask_robots(walk, address)
                if isinstance(verdict, FetchResult) or not verdict.robots:
                    return verdict
                walk = verdict
            return self._ask(walk, address, began)
        except AddressError as error:
            outcome = "bad_redirect" if walk.hops and error.outcome == "bad_url" else error.outcome
            return self._result(walk, outcome, str(error), began)
        except ResolveError as error:
            return self._result(walk, "timeout" if error.timed_out else "dns_error", str(error), began)
        except ExchangeError as error:
            sent = tuple(request_headers(walk.request, self.config.user_agent, parse_address(walk.url).netloc).items())
            return replace(self._result(walk, error.outcome, str(error), began), wire_bytes=walk.wire_bytes + error.wire_bytes, sent=sent)

    def _ask_robots(self, walk: Walk, address: WebAddress) -> Walk | FetchResult:
        """Return the walk with its permission, without one where robots.txt had to be asked first, or the refusal."""
        now = self.clock.now()
        if not self.robots.is_known(address.origin, now):
            found = self._fetch_robots(address.origin)
            if found.status is None and is_line_failure(found.outcome):
                return self._result(walk, found.outcome, found.detail)
            self.robots.learn(address.origin, found, now)
            self.hosts.note(address.host, found)
            return replace(walk, robots="")
        decision = self.robots.decide(address.origin, self.config.user_agent, address.path)
        walk = replace(walk, robots=decision.text, crawl_delay_s=decision.crawl_delay, opt_out=decision.opt_out)
        if decision.allowed:
            return walk
        outcome = "robots_unavailable" if decision.basis == "unavailable" else "robots_disallowed"
        return replace(self._result(walk, outcome, decision.text), attempts=walk.attempt - 1)

    def _fetch_robots(self, origin: str) -> FetchResult:
        walk: Walk | FetchResult = Walk(Request(f"{origin}/robots.txt", plain_http=True, kind="robots"), f"{origin}/robots.txt")
        while isinstance(walk, Walk):
            walk = self._step(walk)
        return walk

    def _admit(self, walk: Walk) -> WebAddress:
        address = parse_address(walk.url)
        if address.scheme == "http" and not walk.request.plain_http and self.config.plain_http != "allow":
            raise AddressError("plain_http_refused", "http without TLS is asked only where the feed's flag allows it")
        if is_odd_spelling(address.host):
            raise AddressError("blocked_address", "the host is a number in disguise")
        return address

    def _resolve(self, address: WebAddress, remaining_s: float) -> tuple[str, ...]:
        if ":" in address.host or address.host.replace(".", "").isdigit():
            found: tuple[str, ...] = (address.host,)
        else:
            found = self._resolver.resolve(address.host, address.port, min(remaining_s, self.config.connect_s))
        if not found:
            raise ResolveError("the name has no address")
        allowed = tuple(one for one in found if is_allowed(one, address.port, self._allowed))
        # One private answer among public ones is an attempt; a name of our own (localhost) may have more answers than the list allows.
        if len(allowed) < len(found) and not any(not is_public(one) for one in allowed):
            raise AddressError("blocked_address", "the host leads to an address that is not public")
        return allowed[:_MAX_ADDRESSES]

    def _ask(self, walk: Walk, address: WebAddress, began: float) -> Walk | FetchResult:
        deadline = began + self.config.deadline_s - walk.spent_s
        wire = {"feed": self.config.feed_wire_bytes, "robots": 2 * _ROBOTS_BYTES}.get(walk.request.kind, self.config.page_wire_bytes)
        limits = Limits(self.config.connect_s, self.config.read_s, deadline, wire)
        headers = request_headers(walk.request, self.config.user_agent, address.netloc)
        found = self._resolve(address, deadline - began)
        target = Target(address.scheme, address.host, self._ports.get(address.port, address.port), "", address.path)
        answer = self._transport.send_any(target, found, headers, limits)
        try:
            if answer.status in _REDIRECTS:
                return self._redirect(walk, address, answer, began)
            base = read_head(self._result(walk, "", ""), address, answer, headers, self.clock.now())
            return self._finish(base, answer, began)
        finally:
            answer.close()

    def _redirect(self, walk: Walk, address: WebAddress, answer: Answer, began: float) -> Walk | FetchResult:
        location = dict(answer.headers).get("location", "")
        if not location.strip():
            return replace(self._result(walk, "bad_redirect", "a redirect without Location", began), status=answer.status)
        hops = (*walk.hops, Hop(address.url, answer.status))
        moved = replace(walk, hops=hops, spent_s=walk.spent_s + time.monotonic() - began)
        try:
            moved = replace(moved, url=follow(address.url, location))
            seen = parse_address(moved.url).url in {hop.url for hop in hops}
        except AddressError as error:
            outcome = error.outcome if error.outcome == "unsupported_scheme" else "bad_redirect"
            return replace(self._result(moved, outcome, str(error)), final_url=address.url, status=answer.status)
        if seen or len(hops) > self.config.max_redirects:
            outcome = "redirect_loop" if seen else "too_many_redirects"
            return replace(self._result(moved, outcome, f"after {len(hops)} hops"), final_url=address.url, status=answer.status)
        return moved

    def _finish(self, base: FetchResult, answer: Answer, began: float) -> FetchResult:
        """Read the body where there is one worth reading; validators of a body that did not arrive are dropped."""
        kind = base.request.kind
        result = base
        if base.outcome == "ok":
            cap = {"feed": self.config.feed_bytes, "robots": _ROBOTS_BYTES}.get(kind, self.config.page_bytes)
            begun: list[bytes] = []
            try:
                codings = ", ".join(value for name, value in answer.headers if name == "content-encoding")
                content = decode(answer.pieces(), codings, cap, cut=kind == "robots", into=begun)
                result = self._whole(base, content) if content.strip() else replace(base, outcome="empty", etag="", last_modified="")
            except (DecodeError, ExchangeError) as error:
                reason = error.reason if isinstance(error, DecodeError) else error.outcome
                partial = b"" if reason == "bomb" else b"".join(begun)
                result = replace(base, outcome=reason, detail=str(error), etag="", last_modified="", partial=partial)
        elif base.outcome in ERRORS and kind != "robots":
            result = replace(base, partial=_beginning(answer))
        elapsed_ms = base.elapsed_ms + round(1000 * (time.monotonic() - began))
        return replace(result, wire_bytes=base.wire_bytes + answer.wire_bytes, elapsed_ms=elapsed_ms)

    def _whole(self, base: FetchResult, content: bytes) -> FetchResult:
        result = replace(base, content=content)
        return replace(result, opt_out=(*base.opt_out, *reservations(result))) if base.request.kind == "page" else result

    def _result(self, walk: Walk, outcome: str, detail: str, began: float | None = None) -> FetchResult:
        spent_s = walk.spent_s + (0.0 if began is None else time.monotonic() - began)
        return FetchResult(
            walk.request,
            outcome,
            final_url=walk.hops[-1].url if walk.hops else "",
            fetched=self.clock.now(),
            elapsed_ms=round(1000 * spent_s),
            hops=walk.hops,
            robots=walk.robots,
            crawl_delay_s=walk.crawl_delay_s,
            opt_out=walk.opt_out,
            attempts=walk.attempt,
            detail=detail,
            wire_bytes=walk.wire_bytes,
            transport="plain" if walk.url[:5].lower() == "http:" else "https",
        )
