"""Extract the story of a page: decode, refuse, read the head, find the body, name the outcome."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass, replace
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

from schemas.elements import Clock, ExtractedStory
from transforms.logic.extraction.body import Body, find_body, profile_body
from transforms.logic.extraction.clocks import modified_clock, published_clock, read_stamp, text_clock
from transforms.logic.extraction.container import remove_outermost
from transforms.logic.extraction.decode import decode
from transforms.logic.extraction.head import Head, fold, read_head
from transforms.logic.extraction.lines import clean, is_garbled, tidy
from transforms.logic.extraction.outcomes import SUSPECT_BELOW, is_too_deep, judge, refuse_bytes
from transforms.logic.extraction.people import find_authors
from transforms.logic.extraction.profiles import Profile, agency_hosts, find_profile, host_of, is_profiled
from transforms.logic.extraction.standfirst import printed_description
from transforms.logic.extraction.titles import choose_title

_MIN_JSONLD = 600
_JSONLD_GAIN = 1.6
_MAX_VISIBLE = 20_000
_MAX_SITE = 80
# No story is so long. What stands behind extraction reads a body without guard, so its length bounds their cost.
MAX_BODY = 300_000


class ExtractionError(ValueError):
    """A page that stopped a parser.

    Args:
        reason: Short code, such as ``parser_failed``.
        detail: One sentence for a person.
    """

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class _Marked:
    """What a profile's selectors gave."""

    profile: Profile | None = None
    body: Body | None = None
    title: str = ""
    standfirst: str = ""
    published: Clock | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a page beside its bytes."""

    url: str
    fetched: dt.datetime | None
    feed_title: str
    feed_summary: str
    language: str
    is_profiled: bool


def _first_text(tree: LexborHTMLParser, selectors: tuple[str, ...]) -> str:
    for selector in selectors:
        node = tree.css_first(selector)
        if node is not None and fold(node.text()):
            return fold(node.text())
    return ""


def _marked(tree: LexborHTMLParser, url: str, fetched: dt.datetime | None, language: str) -> _Marked:
    profile = find_profile(tree, url, fetched)
    if profile is None:
        return _Marked()
    stamps = []
    for selector in profile.published:
        for node in tree.css(selector)[:3]:
            values = [node.attributes.get(name) or "" for name in ("time", "data-timestamp", "data-published-time", "datetime")]
            stamps += [read_stamp(value, language) for value in (*values, fold(node.text())) if value]
    title, standfirst = _first_text(tree, profile.title), _first_text(tree, profile.standfirst)
    body = profile_body(tree, profile)
    return _Marked(profile, body, title, standfirst, next((stamp for stamp in stamps if stamp), None))


def _credit_links(tree: LexborHTMLParser, url: str) -> tuple[str, ...]:
    own = host_of(url)
    hosts = agency_hosts()
    found = []
    for node in tree.css("p a[href^=http], div a[href^=http], footer a[href^=http]"):
        address = (node.attributes.get("href") or "").strip()
        host = host_of(address).removeprefix("www.")
        parts = host.split(".")
        known = any(".".join(parts[index:]) in hosts for index in range(len(parts) - 1))
        if known and not (own == host or own.endswith(f".{host}") or host.endswith(own.removeprefix("www.") or "\x00")):
            found.append(address)
    return tuple(dict.fromkeys(found))[:10]


def _absolute(url: str, address: str) -> str:
    try:
        return urljoin(url, address) if address else ""
    except ValueError:
        return ""


def _better_jsonld(head: Head, body: Body) -> Body:
    """Take JSON-LD's articleBody only where the page itself gives far less and it is no teaser."""
    text = re.sub(r"<[^>]+>", " ", head.data.body)
    is_teaser = len(text) < _MIN_JSONLD or fold(text) == fold(head.data.description) or text.rstrip().endswith(("...", "…"))
    if is_teaser or len(text) < _JSONLD_GAIN * len(body.text):
        return body
    return Body(text, "json_ld")


def _general_body(text: str, tree: LexborHTMLParser, head: Head, profile: Profile | None) -> Body:
    """Find the body without selectors; a profile without them only says what to drop first and how good a body must be."""
    is_own = profile is not None and not profile.body
    for part in profile.drop if profile is not None and is_own else ():
        remove_outermost(tree.css(part), math.inf)
    body = _better_jsonld(head, find_body(text, tree))
    if profile is not None and is_own and len(body.text) >= SUSPECT_BELOW:
        return Body(body.text, f"profile:{profile.id}")
    return body


def _best_clock(metadata: Clock | None, marked: Clock | None) -> Clock | None:
    """Choose between the page's metadata and what the profile points at: metadata only where it has a zone."""
    return metadata if marked is None or (metadata is not None and metadata.offset_minutes is not None) else marked


def _visible(tree: LexborHTMLParser) -> str:
    return fold(tree.body.text(separator=" "))[:_MAX_VISIBLE] if tree.body is not None else ""


def _standfirst(head: Head, marked: _Marked) -> str:
    return clean(marked.standfirst or head.standfirst).replace("\n", " ")


def extract(
    html: bytes,
    *,
    url: str = "",
    content_type: str = "",
    fetched: dt.datetime | None = None,
    feed_title: str = "",
    feed_summary: str = "",
    language: str = "",
    profiled: bool = True,
) -> ExtractedStory:
    """Extract the story of a page.

    Deterministic: the same bytes and arguments give the same story, in any process. Bounded: at most 4 MiB are parsed, nesting
    and size of what reaches the slow parsers are capped.

    Args:
        html: The body as received, decompressed.
        url: Where it was fetched: chooses the profile and resolves links.
        content_type: The header as sent.
        fetched: When it was fetched: no date later than the day after is believed.
        feed_title: The feed's headline, used where the page has none.
        feed_summary: The feed's summary: a much shorter body is ``suspect``.
        language: The feed's language, for dates written out.
        profiled: Whether to use the publishers' profiles; without them a canary sees what they are worth.

    Returns:
        The story; ``status`` is ok, suspect, consent_wall, soft_404, paywall, script_shell, not_html, too_deep or empty.

    Raises:
        ExtractionError: A parser failed on the page; nothing else is raised on any input.

    >>> extract(b"", url="https://example.org/").status
    'empty'
    """
    refused = refuse_bytes(html, content_type)
    if refused:
        return ExtractedStory(refused, title=feed_title, method="none")
    decoded = decode(html, content_type)
    text = decoded.text
    if is_too_deep(text):
        return ExtractedStory("too_deep", title=feed_title, method="none", flags=decoded.flags)
    try:
        return _extract(text, decoded.flags, _Known(url, fetched, feed_title, feed_summary, language, profiled))
    except (RecursionError, MemoryError) as error:
        raise ExtractionError("parser_failed", f"{type(error).__name__} while parsing {url or 'a page'}: keep the original and report it") from error


def _extract(text: str, flags: tuple[str, ...], known: _Known) -> ExtractedStory:
    tree = LexborHTMLParser(text)
    head = read_head(tree)
    language = known.language or head.language or head.data.language
    known = known if known.url else replace(known, url=head.canonical or head.first("og:url"))
    marked = _marked(tree, known.url, known.fetched, language) if known.is_profiled else _Marked()
    title = clean(marked.title or choose_title(head, known.feed_title)).replace("\n", " ")
    links = _credit_links(tree, known.url)
    if marked.profile and marked.body and len(marked.body.text) >= SUSPECT_BELOW:
        body = marked.body
    else:
        body = _general_body(text, tree, head, marked.profile)
        flags += ("layout_unknown",) if marked.profile is None and known.is_profiled and is_profiled(known.url) else ()
        flags += ("profile_missed",) if marked.profile and not body.method.startswith("profile:") else ()
    standfirst, authors = _standfirst(head, marked), find_authors(head)
    lines, _ = tidy(body.text, (title, *head.headings, head.data.headline, known.feed_title), standfirst, authors)
    if len(lines) > MAX_BODY:
        lines, flags = lines[:MAX_BODY].rpartition("\n")[0] or lines[:MAX_BODY], (*flags, "body_cut")
    visible = _visible(tree) if len(lines) < _MAX_VISIBLE // 10 else lines
    status, reasons = judge(head, text, lines, title=title, visible=visible, feed_summary=known.feed_summary)
    if status == "ok" and is_garbled(lines):
        status, reasons = "suspect", (*reasons, "garbled")
    is_dated = marked.published is not None or status not in {"ok", "suspect"}
    clock = published_clock(head, "" if is_dated else text, url=known.url, fetched=known.fetched, language=language)
    return ExtractedStory(
        status=status,
        title=title,
        body=lines,
        standfirst=standfirst or clean(printed_description(head, text)).replace("\n", " "),
        authors=authors,
        published=_best_clock(clock, marked.published) or text_clock(lines, fetched=known.fetched),
        modified=modified_clock(head, fetched=known.fetched, language=language),
        language_declared=head.language or head.data.language,
        canonical_url=_absolute(known.url, head.canonical or head.first("og:url")),
        image=_absolute(known.url, head.first("og:image", "twitter:image", "og:image:url") or head.data.image),
        credit_links=links,
        site=fold(head.first("og:site_name", "application-name"))[:_MAX_SITE],
        method=body.method,
        profile=marked.profile.id if marked.profile and body.method.startswith("profile:") else "",
        flags=flags + reasons + (("broken_json_ld",) if head.data.broken else ()),
    )
