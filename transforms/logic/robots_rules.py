"""robots.txt read by RFC 9309, with what the RFC leaves out: Crawl-delay and the signals of reservation.

Groups and paths are matched by robotspy; see the ADR on the HTTP client for what was measured.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from robots.parser import RobotsParser, Token, TokenType, gen_tokens

MAX_BYTES = 1_500_000  # RFC 9309 2.5 asks for at least 500 KiB; files of 1.4 MB exist
_MAX_LINE = 4_096
_MAX_DELAY_S = 86_400.0
_MAX_SIGNALS = 8
_FIELD = re.compile(r"\s*([A-Za-z-]+)\s*:\s*([^#]*)")
_MARKUP = re.compile(r"\s*<(?:!doctype|html|head|body|script|meta|\?xml)", re.IGNORECASE)
# Uses that Content-Signal and Content-Usage (IETF aipref) name, and how they are withheld.
_USES = frozenset({"ai-train", "ai-input", "search", "use", "train-ai", "train-genai", "ai-output", "bots"})
_DENIED = frozenset({"no", "n"})
_GROUP_FIELDS = frozenset({"allow", "disallow", "crawl-delay", "content-signal", "content-usage"})


@dataclass(frozen=True, slots=True)
class RobotsRules:
    """What one robots.txt says to one product token.

    Args:
        parser: robotspy's rules; None where there are none.
        crawl_delay: Seconds, None where none is given.
        opt_out: Signals such as ``content-signal:ai-train=no`` or ``rsl:https://...``.
        group: The group that applies, ``*`` or the token; empty where none does.
    """

    parser: RobotsParser | None
    crawl_delay: float | None = None
    opt_out: tuple[str, ...] = ()
    group: str = ""


@dataclass(frozen=True, slots=True)
class RobotsDecision:
    """Whether an address may be asked for, and why.

    Args:
        rule: The line that decided, such as ``Disallow: /private``; empty where none did.
        basis: rules, no_rules, not_text, client_error, forbidden, unavailable or off.
    """

    allowed: bool
    rule: str = ""
    crawl_delay: float | None = None
    basis: str = "rules"
    opt_out: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The decision in a word, with its rule or basis.

        >>> RobotsDecision(True, basis="client_error").text
        'allowed:client_error'
        """
        return f"{'allowed' if self.allowed else 'disallowed'}:{self.rule or self.basis}"


def product_token(user_agent: str) -> str:
    """Return the token that groups of robots.txt are matched with (RFC 9309 2.2.1).

    >>> product_token("dyadwire/0.1.0 (+https://example.org)")
    'dyadwire'
    """
    match = re.match(r"[A-Za-z_-]+", user_agent)
    return match.group(0).lower() if match else ""


def is_markup(content: bytes) -> bool:
    """Tell whether what was served as robots.txt is a page: one in thirty is.

    >>> is_markup(b"<!DOCTYPE html><title>Not found</title>")
    True
    """
    return bool(_MARKUP.match(content[:512].decode("latin-1").lstrip("\ufeffï»¿")))


def _delay(value: str) -> float | None:
    try:
        seconds = float(value.strip().replace(",", "."))
    except ValueError:
        return None
    return min(seconds, _MAX_DELAY_S) if seconds >= 0 else None


def denied_uses(name: str, value: str) -> str:
    """Return the uses that a line of Content-Signal or Content-Usage withholds; empty where it withholds none.

    >>> denied_uses("content-signal", "search=yes, ai-train=no; ai-input = no")
    'content-signal:ai-train=no,ai-input=no'
    >>> denied_uses("content-usage", "/news train-ai=n")
    'content-usage:train-ai=n'
    """
    found = []
    for wish in re.split(r"[,;]", value.lower()):
        use, _, answer = (part.strip() for part in wish.partition("="))
        use = use.rpartition(" ")[2]
        if use in _USES and answer in _DENIED:
            found.append(f"{use}={answer}")
    return f"{name}:{','.join(found)}" if found else ""


def _signal(name: str, value: str) -> str:
    if name in {"content-signal", "content-usage"}:
        return denied_uses(name, value)
    if name == "license":
        return f"rsl:{value.strip()[:300]}"
    return ""


def _extras(lines: Sequence[str], token: str) -> tuple[float | None, tuple[str, ...], str]:
    """Walk over the lines once for what robotspy does not read."""
    delays: dict[str, float] = {}
    signals: dict[str, None] = {}
    ours: set[str] = set()  # our groups among those the current lines belong to
    groups: set[str] = set()
    in_agents, in_rules = False, False
    for line in lines:
        match = _FIELD.match(line)
        if not match:
            continue
        name, value = match.group(1).lower(), match.group(2).strip()
        if name == "user-agent":
            if in_rules:
                ours = set()
            in_agents, in_rules = True, False
            ours |= {product_token(value) or value.lower()} & {token, "*"}
            groups |= ours
            continue
        if name in _GROUP_FIELDS:
            in_rules = True
        delay = _delay(value) if name == "crawl-delay" else None
        if delay is not None:
            delays.update({agent: max(delay, delays.get(agent, 0.0)) for agent in ours})
        if (name == "license" or not in_agents or ours) and _signal(name, value):
            signals[_signal(name, value)] = None
    group = token if token in groups else "*" if "*" in groups else ""
    return delays.get(group), tuple(signals)[:_MAX_SIGNALS], group


def _merged(tokens: Iterable[Token], token: str) -> Iterator[Token]:
    """Give our group and the star's as one group each: robotspy sorts all rules anew for every group it meets."""
    found: dict[str, list[Token]] = {}
    current: set[str] = set()
    in_rules, begun = False, False
    for one in tokens:
        if one.type is TokenType.AGENT:
            if in_rules:
                current = set()
            begun, in_rules = True, False
            current |= {one.value.lower()} & {token, "*"}
            for agent in current:
                found.setdefault(agent, [])
        elif one.type in (TokenType.ALLOW, TokenType.DISALLOW) and begun:
            in_rules = True
            for agent in current:
                found[agent].append(one)
    for number, (agent, rules) in enumerate(found.items()):
        yield Token(TokenType.AGENT, agent, number)
        # A group without rules must end before the next begins, or both would be one.
        yield from rules or [Token(TokenType.DISALLOW, "", number)]


def _clean(content: bytes) -> list[str]:
    """Return the lines without comments and with single spaces: robotspy's patterns take minutes on long runs of blanks."""
    text = content[:MAX_BYTES].decode("utf-8-sig", "replace").replace("\r", "\n").replace("\0", "")
    return [" ".join(line.partition("#")[0].split()) for line in text.split("\n") if len(line) <= _MAX_LINE]


def parse_robots(content: bytes, user_agent: str) -> RobotsRules:
    """Read a robots.txt for one User-Agent.

    Args:
        content: The file; what is beyond :data:`MAX_BYTES` is not read, nor are lines over 4,096 letters.
        user_agent: The header as sent; its product token chooses the group.

    >>> parse_robots(b"User-agent: *" + bytes([10]) + b"Crawl-delay: 30", "dyadwire/1").crawl_delay
    30.0
    """
    if is_markup(content):
        return RobotsRules(None)
    lines = _clean(content)
    token = product_token(user_agent)
    delay, signals, group = _extras(lines, token)
    parser = RobotsParser()  # type: ignore[no-untyped-call]
    parser.parse_tokens(_merged(gen_tokens(iter, lines), token))  # type: ignore[no-untyped-call]
    return RobotsRules(parser, delay, signals, group)


def decide(rules: RobotsRules, user_agent: str, path: str) -> RobotsDecision:
    """Tell whether a path may be asked for.

    Args:
        rules: What :func:`parse_robots` read.
        user_agent: The same as there.
        path: Path and query as they are sent.

    >>> rules = parse_robots(b"User-agent: *" + bytes([10]) + b"Disallow: /private", "dyadwire/1")
    >>> decide(rules, "dyadwire/1", "/private/x").text
    'disallowed:Disallow: /private'
    """
    if rules.parser is None:
        return RobotsDecision(allowed=True, basis="not_text")
    basis = "rules" if rules.group else "no_rules"
    if path == "/robots.txt":
        return RobotsDecision(allowed=True, rule="", crawl_delay=rules.crawl_delay, basis=basis, opt_out=rules.opt_out)
    _, normal = RobotsParser.normalize_url(f"http://host{path}")
    found = next((rule for rule in rules.parser.find_rules(product_token(user_agent)) if is_match(normal, rule.path)), None)
    if found is None:
        return RobotsDecision(allowed=True, rule="", crawl_delay=rules.crawl_delay, basis=basis, opt_out=rules.opt_out)
    line = f"{'Allow' if found.allowed else 'Disallow'}: {found.path[:200]}"
    return RobotsDecision(found.allowed, line, rules.crawl_delay, basis, rules.opt_out)


def is_match(path: str, pattern: str) -> bool:
    """Tell whether a path begins with a pattern (RFC 9309 2.2.3): ``*`` is anything, ``$`` at its end the end.

    In linear time, where a regular expression made of the pattern would not be.

    >>> is_match("/a/b.pdf", "/*.pdf$"), is_match("/a/b.pdf?x", "/*.pdf$"), is_match("/ab", "/a")
    (True, False, True)
    """
    anchored = pattern.endswith("$")
    first, *rest = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    place = len(first)
    if anchored:
        if not rest:
            return place == len(path)
        last = rest.pop()
        end = len(path) - len(last)
        if not path.endswith(last):
            return False
    else:
        end = len(path)
    for part in rest:
        found = path.find(part, place, end)
        if found < 0:
            return False
        place = found + len(part)
    return place <= end
