"""From bytes to text: which encoding a page is really in."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

MAX_BYTES = 4 * 1024 * 1024  # The longest article page of the wires is under 2 MB; the rest of a larger one is widgets.
MAX_READ = 32 * 1024 * 1024
_SCRIPT = re.compile(rb"<(script|style|svg)\b")
_META = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_XML = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{2,40})""", re.IGNORECASE)
_HEADER = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# WHATWG: pages that declare the left mean the right.
_WEB = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "gb2312": "gb18030", "gbk": "gb18030"}
_SERVER_DEFAULT = "cp1252"
_HEAD = 4_096
_LANG = re.compile(rb"""<html\b[^>]{0,400}?\blang\s*=\s*["']?([A-Za-z]{2,3}(?:-[A-Za-z]+)*)""", re.IGNORECASE)
# What pages of a language are in when they say nothing true (the WHATWG's table of locales); guessers take Spanish for Polish.
_USUAL = {"en": "cp1252", "es": "cp1252", "fr": "cp1252", "id": "cp1252", "sq": "cp1252", "hr": "cp1250", "bs": "cp1250"}
_USUAL |= {"tr": "cp1254", "ku": "cp1254", "ru": "cp1251", "mk": "cp1251", "ar": "cp1256", "fa": "cp1256"}
_MAX_BAD_SHARE = 0.002
_MAX_STRAY = 0.02  # of the bytes above ASCII; in a page of one byte a letter nearly all of them are bad UTF-8
_ASCII = bytes(range(128))


@dataclass(frozen=True, slots=True)
class Decoded:
    """A page's text, the encoding it was read in and what was wrong with it."""

    text: str
    encoding: str
    flags: tuple[str, ...] = ()


def _codec(name: str) -> str:
    try:
        found = codecs.lookup(name.strip().lower()).name
    except LookupError:
        return ""
    return _WEB.get(found, found)


def _declared(html: bytes, content_type: str) -> tuple[str, str]:
    header = _HEADER.search(content_type)
    meta = _META.search(html) or _XML.search(html)
    return _codec(header[1]) if header else "", _codec(meta[1].decode("ascii", "replace")) if meta else ""


def _without_bom(html: bytes, content_type: str) -> Decoded:
    header, meta = _declared(html, content_type)
    if b"\x00" in html[:64] and not (header or meta):
        little = html[1:2] == b"\x00"
        return Decoded(html.decode("utf-16-le" if little else "utf-16-be", "replace"), "utf-16")
    try:
        text = html.decode("utf-8")
    except UnicodeDecodeError:
        return _not_utf8(html, header, meta)
    wrong = (header or meta) not in {"", "utf-8"} and not html.isascii()
    return Decoded(text, "utf-8", ("charset_wrong",) if wrong else ())


def _not_utf8(html: bytes, header: str, meta: str) -> Decoded:
    lenient = html.decode("utf-8", "replace")
    high = len(html.translate(None, _ASCII))
    if lenient.count("\ufffd") <= _MAX_STRAY * high:
        return Decoded(lenient, "utf-8", ("undecodable_bytes",))
    names = [name for name in (header, meta) if name and not name.startswith(("utf-", "utf_"))]
    if header == _SERVER_DEFAULT and meta and not meta.startswith("utf"):  # servers add latin-1 to everything they send
        names.reverse()
    flags = ("charset_conflict",) if len(set(names)) > 1 else ()
    for name in names:
        text = html.decode(name, "replace")
        bad = text.count("\ufffd")
        if bad <= len(text) * _MAX_BAD_SHARE:
            return Decoded(text, name, (*flags, "undecodable_bytes") if bad else flags)
    return _guessed(html)


def _guessed(html: bytes) -> Decoded:
    from charset_normalizer import from_bytes  # noqa: PLC0415 - slow to import, seldom needed

    lang = _LANG.search(html[:_HEAD])
    usual = _USUAL.get(lang[1].decode("ascii").lower().split("-", 1)[0], "") if lang else ""
    if usual:
        text = html.decode(usual, "replace")
        if text.count("\ufffd") <= len(text) * _MAX_BAD_SHARE:
            return Decoded(text, usual, ("charset_guessed",))
    best = from_bytes(html[:60_000]).best()
    name = _codec(best.encoding) if best else _SERVER_DEFAULT
    return Decoded(html.decode(name or _SERVER_DEFAULT, "replace"), name, ("charset_guessed",))


def _without_scripts(html: bytes) -> bytes:
    """Take scripts and styles out of a page that is too large, all but JSON-LD."""
    kept, position, lower = [], 0, html.lower()
    for match in _SCRIPT.finditer(lower):
        if match.start() < position or b"ld+json" in lower[match.start() : match.start() + 200]:
            continue
        end = lower.find(b"</" + match[1], match.end())
        if end < 0:
            break
        kept.append(html[position : match.start()])
        position = end
    return b"".join(kept) + html[position:]


def decode(html: bytes, content_type: str = "") -> Decoded:
    """Decode a page: byte order mark, then valid UTF-8, then the header, then the meta tag wherever it stands, then a guess.

    Never raises: bytes that no rule reads become U+FFFD and a flag. Of more than ``MAX_BYTES`` scripts are left out, the rest is cut.

    Args:
        html: The body as received, decompressed.
        content_type: The header as sent.

    Returns:
        The text with flags charset_wrong, charset_conflict, charset_guessed, undecodable_bytes and cut.

    >>> decode("<meta charset=windows-1254><p>İstanbul'da görüşme".encode("cp1254")).text[-9:]
    'a görüşme'
    """
    cut = ("cut",) if len(html) > MAX_BYTES else ()
    html = (_without_scripts(html[:MAX_READ]) if cut else html)[:MAX_BYTES]
    for bom, name in _BOMS:
        if html.startswith(bom):
            return Decoded(html[len(bom) :].decode(name, "replace"), name, cut)
    if cut:  # the cut may have gone through a character
        html = html[: html.rfind(b">") + 1] or html
    found = _without_bom(html, content_type)
    return Decoded(found.text.replace("\x00", ""), found.encoding, cut + found.flags)
