"""Name what a page is when it is no good story."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources

from transforms.logic.extraction.head import Head

SUSPECT_BELOW = 200
_SHORT = 700
_LONGEST_PREVIEW = 1500
_PREVIEW = 500
_NOTICE = 70  # a notice is short; "Missing hikers not found" heads a story
_NOTICE_BODY = 400
_SUMMARY_SHARE = 0.6
_MAX_NESTING = 1000
_OPENINGS = re.compile(r"<(/?)(?:div|span|section|article|table|tbody|tr|td|ul|ol|blockquote|b|i|em|font|a)\b", re.IGNORECASE)
_MAGIC = (b"%PDF", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"PK\x03\x04", b"\x1f\x8b", b"RIFF", b"\x00\x00\x00\x18ftyp", b"ID3", b"OggS")
_NOT_PAGES = ("application/pdf", "application/json", "application/zip", "application/octet-stream", "image/", "video/", "audio/", "font/", "text/css")
_FEEDS = re.compile(rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<(?:rss|feed|rdf:RDF|urlset|sitemapindex)\b", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(rb"<(?:!doctype|html|head|body|div|p|article|main|meta|title|h1|section|table|span)\b", re.IGNORECASE)
_APP_ROOT = re.compile(r"""<div[^>]{0,80}\bid=["']?(?:root|app|__next|__nuxt|app-root)["'\s>]""", re.IGNORECASE)


@cache
def _words(status: str, kind: str) -> tuple[str, ...]:
    data = tomllib.loads(resources.files("schemas").joinpath("codebook/profiles/outcomes.toml").read_text("utf-8"))
    return tuple(word.casefold() for word in data[status].get(kind, ()))


def _has(status: str, kind: str, text: str) -> bool:
    folded = text.casefold()
    return any(word in folded for word in _words(status, kind))


# Text has no control characters but white space and the escapes of Japanese charsets; in random bytes every tenth is one.
_CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\r\x0c\x1b")
_BINARY = 0.05


def refuse_bytes(html: bytes, content_type: str) -> str:
    """Return ``empty`` or ``not_html`` where bytes are no page at all, else nothing.

    >>> refuse_bytes(b"%PDF-1.7 ...", "text/html")
    'not_html'
    >>> refuse_bytes(b"<p>Text", "text/html")
    ''
    """
    head = html[:4096]
    if not html.strip():
        return "empty"
    if head.startswith(_MAGIC) or content_type.lower().startswith(_NOT_PAGES) or _FEEDS.match(head):
        return "not_html"
    wide = head.replace(b"\x00", b"")
    if sum(byte in _CONTROLS for byte in wide) > _BINARY * len(wide):
        return "not_html"
    return "" if _TAG.search(wide) or _TAG.search(html[:200_000]) else "not_html"


def is_too_deep(text: str) -> bool:
    """Whether elements are nested deeper than any article's: such pages cost parsers minutes.

    >>> is_too_deep("<div>" * 5000), is_too_deep("<div></div>" * 5000)
    (True, False)
    """
    depth = 0
    for match in _OPENINGS.finditer(text):
        if match[1]:
            depth = max(0, depth - 1)
        else:
            depth += 1
            if depth > _MAX_NESTING:
                return True
    return False


def judge(head: Head, text: str, body: str, *, title: str, visible: str, feed_summary: str = "") -> tuple[str, tuple[str, ...]]:
    """Name the outcome of an extraction.

    Args:
        head: What was read from the page.
        text: The page, decoded.
        body: The body found.
        title: The headline found.
        visible: The page's visible text where the body is short.
        feed_summary: What the feed said of the story.

    Returns:
        The status (ok, suspect, soft_404, consent_wall, paywall, script_shell or empty) and its reasons as flags.
    """
    flags = ("not_free",) if head.data.free is False else ()
    titles = "\n".join(text for text in (title, head.title, *head.headings[:1]) if len(text) <= _NOTICE)
    if len(body) < _NOTICE_BODY:
        for status in ("soft_404", "script_shell", "consent_wall"):
            if _has(status, "titles", titles) and (status != "consent_wall" or _has(status, "texts", visible)):
                return status, (*flags, f"{status}_title")
    asks = len(body) < _LONGEST_PREVIEW and _has("paywall", "texts", visible)
    if (head.data.free is False and (asks or len(body) < _PREVIEW)) or (asks and len(body) < _SHORT):
        return "paywall", (*flags, "preview_only")
    if len(body) < SUSPECT_BELOW:
        return _judge_short(text, body, visible, flags)
    if feed_summary and len(body) < _SUMMARY_SHARE * len(feed_summary):
        return "suspect", (*flags, "shorter_than_summary")
    return "ok", flags


def _judge_short(text: str, body: str, visible: str, flags: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    if _has("consent_wall", "texts", visible):
        return "consent_wall", (*flags, "consent_text")
    noscript = re.search(r"<noscript[^>]*>(.{0,2000}?)</noscript>", text, re.DOTALL | re.IGNORECASE)
    if _has("script_shell", "texts", f"{visible}\n{noscript[1] if noscript else ''}") or (
        _APP_ROOT.search(text) and len(visible) < 2 * SUSPECT_BELOW
    ):
        return "script_shell", (*flags, "needs_script")
    if not body.strip():
        return "empty", (*flags, "no_body")
    return "suspect", (*flags, "short_body")
