"""What a body is, from its first bytes and its label (after the WHATWG MIME sniffing standard)."""

from __future__ import annotations

import re

from transforms.logic.http_headers import media_type

_LOOK = 2_048
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF87a", "image"),
    (b"GIF89a", "image"),
    (b"\x00\x00\x01\x00", "image"),
    (b"\x1f\x8b", "archive"),
    (b"PK\x03\x04", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"Rar!", "archive"),
    (b"ID3", "media"),
    (b"OggS", "media"),
    (b"\x1aE\xdf\xa3", "media"),
    (b"wOFF", "font"),
    (b"wOF2", "font"),
    (b"\x7fELF", "program"),
    (b"%!PS", "document"),
    (b"{\\rtf", "document"),
    (b"\xd0\xcf\x11\xe0", "document"),
)
_BOXES = {b"avif": "image", b"heic": "image", b"mif1": "image"}
_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|script|iframe|h1|div|font|table|a|style|title|b|br|p|meta|link|section|article|main)[\s>/]", re.IGNORECASE
)
_FEED = re.compile(rb"<(?:\w+:)?(?:rss|feed|rdf|urlset|sitemapindex)[\s>]", re.IGNORECASE)
_JSON = re.compile(rb"[\[{]\s*(?:[\"\[{\]}]|-?\d|true|false|null)")
_BOMS = ((b"\xef\xbb\xbf", ""), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_BY_LABEL = {"text/html": "html", "application/xhtml+xml": "html", "application/json": "json", "application/pdf": "pdf", "text/plain": "text"}
_CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\r\x0c\x1b")


def sniff(content: bytes, content_type: str = "") -> str:
    r"""Return what a body is: html, feed, xml, json, text, pdf, image, media, archive, font, document, program, binary or empty.

    The bytes decide where they are clear; the label only between readings the bytes leave open.

    >>> sniff(b"%PDF-1.7", "text/html"), sniff(b"<!DOCTYPE html><title>x"), sniff(b"  {\"a\": 1}")
    ('pdf', 'html', 'json')
    """
    head = content[:_LOOK]
    for bom, encoding in _BOMS:
        if head.startswith(bom):
            head = head[len(bom) :].decode(encoding or "utf-8", "replace").encode("utf-8", "replace")
            break
    else:
        found = next((kind for magic, kind in _MAGIC if head.startswith(magic)), "") or _riff_or_box(head)
        if found:
            return found
    text = head.lstrip()
    if not text:
        return "empty"
    return _markup(text, media_type(content_type))


def _riff_or_box(head: bytes) -> str:
    if head[:4] == b"RIFF":
        return "image" if head[8:12] == b"WEBP" else "media"
    return _BOXES.get(head[8:12], "media") if head[4:8] == b"ftyp" else ""


def _markup(text: bytes, label: str) -> str:
    if text.startswith(b"<"):
        feed, html = _FEED.search(text), _HTML.search(text)
        if feed and (not html or feed.start() < html.start()):
            return "feed"
        if html or label in ("text/html", "application/xhtml+xml"):
            return "html"
        return "xml"
    if _JSON.match(text):
        return "json"
    if any(byte in _CONTROLS for byte in text):
        return "binary"
    return "html" if _HTML.search(text) else _BY_LABEL.get(label, "text")
