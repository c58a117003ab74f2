"""From the bytes of a feed document to text that is safe to parse.

Order of charsets: byte order mark, valid UTF-8, header, declaration, guess (RFC 7303 section 3, but valid UTF-8 beats every
label: a text that decodes as UTF-8 by chance does not occur). Labels stand for their superset codecs, as in the WHATWG standard.
"""

from __future__ import annotations

import codecs
import re

import charset_normalizer

MAX_BYTES = 10_000_000
MAX_ATTRIBUTES = 200
MAX_DEPTH = 200
MAX_TAGS = 200_000
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SUPERSETS = {
    "ascii": "cp1252", "us-ascii": "cp1252", "iso-8859-1": "cp1252", "iso8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252",
    "iso-8859-9": "cp1254", "iso8859-9": "cp1254", "latin5": "cp1254", "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030",
    "euc-kr": "cp949", "ks_c_5601-1987": "cp949", "shift_jis": "cp932", "shift-jis": "cp932", "x-sjis": "cp932", "tis-620": "cp874",
    "iso-8859-6": "cp1256", "utf8": "utf-8", "windows-874": "cp874", "x-cp1251": "cp1251", "x-cp1250": "cp1250", "big5": "big5hkscs",
}  # fmt: skip
# UTF-7 can hide markup from every filter, and nothing sends it in earnest.
_REFUSED = frozenset({"utf-7", "utf7", "unicode-1-1-utf-7"})
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:\-]+)", re.IGNORECASE)
_DECLARED = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']\s*([\w.:\-]+)", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,300}\?>")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_BAD_REFERENCE = re.compile(r"&#(?:[xX]([0-9A-Fa-f]{1,8})|([0-9]{1,10}));")
_DOCTYPE = re.compile(r"<!DOCTYPE[^>\[]{0,500}(\[.*?\]\s*)?>", re.IGNORECASE | re.DOTALL)
_ENTITY = re.compile(r"<!ENTITY\s", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([A-Za-z_][\w.:\-]*)((?:\"[^\"]*\"|'[^']*'|[^<>\"'])*)>")
_SECTION = re.compile(r"<!\[CDATA\[.*?\]\]>|<!--.*?-->", re.DOTALL)


class HostileDocumentError(ValueError):
    """A document made to hurt its reader; the message says how."""


def _codec(label: str) -> str | None:
    name = label.strip().lower()
    if name in _REFUSED:
        return None
    try:
        return codecs.lookup(_SUPERSETS.get(name, name)).name
    except LookupError:
        return None


def _try(content: bytes, codec: str | None) -> str | None:
    if codec is None:
        return None
    try:
        return content.decode(codec)
    except (UnicodeDecodeError, ValueError):
        return None


def _without_bom(content: bytes) -> str | None:
    for bom, codec in _BOMS:
        if content.startswith(bom):
            return content.decode(codec, "replace").lstrip("\ufeff")
    return None


def _utf16_without_bom(content: bytes) -> str | None:
    head = content[:200]
    if head[:2] == b"<\0" or (len(head) > 20 and head[1::2].count(0) > len(head) // 3):  # noqa: PLR2004
        return _try(content[: len(content) // 2 * 2], "utf-16-le")
    if head[:2] == b"\0<" or (len(head) > 20 and head[::2].count(0) > len(head) // 3):  # noqa: PLR2004
        return _try(content[: len(content) // 2 * 2], "utf-16-be")
    return None


def _mostly_utf8(content: bytes) -> str | None:
    """Read UTF-8 with a few broken bytes: one bad byte must not turn a whole feed into another alphabet."""
    text = content.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    letters = sum(1 for char in text[:200_000] if ord(char) > 127)  # noqa: PLR2004
    return text if broken and broken * 10 <= letters else None


def _guess(content: bytes) -> str:
    best = charset_normalizer.from_bytes(content[:50_000]).best()
    return (_try(content, best.encoding) if best else None) or content.decode("cp1252", "replace")


def decode(content: bytes, content_type: str = "") -> str:
    """Decode a document; never fails: what cannot be decoded becomes U+FFFD.

    Args:
        content: Bytes as received, decompressed.
        content_type: The Content-Type header.

    >>> decode("<t>Türkiye</t>".encode("cp1254"), "text/xml; charset=iso-8859-9")
    '<t>Türkiye</t>'
    """
    content = content.lstrip(b" \t\r\n") if not content[:4].startswith((b"\xff\xfe", b"\xfe\xff")) else content
    header = _HEADER.search(content_type)
    declared = _DECLARED.match(content[:400])
    text = (
        _without_bom(content)
        or _utf16_without_bom(content)
        or _try(content, "utf-8")
        or _mostly_utf8(content)
        or _try(content, _codec(header.group(1)) if header else None)
        or _try(content, _codec(declared.group(1).decode("ascii", "replace")) if declared else None)
        or (_guess(content) if content else "")
    )
    return _cleaned(text)


def _reference(match: re.Match[str]) -> str:
    code = int(match.group(1), 16) if match.group(1) else int(match.group(2))
    is_character = code in (9, 10, 13) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF
    return match.group() if is_character else "\N{REPLACEMENT CHARACTER}"


def _cleaned(text: str) -> str:
    return _BAD_REFERENCE.sub(_reference, _CONTROL.sub("", text.lstrip("\ufeff \t\r\n\0")))


def inspect(text: str) -> None:
    """Refuse documents that cost a parser without bound, before any parser sees them. Linear in the text.

    Raises:
        HostileDocumentError: Entity declarations, too many attributes in one tag, too many tags or too deep a nesting.
    """
    doctype = _DOCTYPE.search(text[:100_000])
    if doctype and doctype.group(1) and _ENTITY.search(doctype.group(1)):
        raise HostileDocumentError("it declares entities of its own; feeds have no need of them")
    if _ENTITY.search(text[:100_000]) and "<!DOCTYPE" in text[:100_000].upper():
        raise HostileDocumentError("it declares entities of its own; feeds have no need of them")
    depth, tags = 0, 0
    for match in _TAG.finditer(_SECTION.sub("", text)):
        tags += 1
        attributes = match.group(3)
        if attributes.count("=") > MAX_ATTRIBUTES:
            raise HostileDocumentError(f"a tag <{match.group(2)[:40]}> has more than {MAX_ATTRIBUTES} attributes")
        if not attributes.endswith("/"):
            depth = max(0, depth + (-1 if match.group(1) else 1))
        if depth > MAX_DEPTH:
            raise HostileDocumentError(f"tags stand more than {MAX_DEPTH} deep")
        if tags > MAX_TAGS:
            raise HostileDocumentError(f"more than {MAX_TAGS} tags")


def for_parser(text: str) -> bytes:
    """Return the document as UTF-8 with a matching declaration and without document type: what a parser gets.

    >>> for_parser('<?xml version="1.0" encoding="latin1"?><rss/>')
    b'<?xml version="1.0" encoding="utf-8"?><rss/>'
    """
    body = _DOCTYPE.sub("", _DECLARATION.sub("", text, count=1), count=1)
    return b'<?xml version="1.0" encoding="utf-8"?>' + body.lstrip().encode("utf-8", "replace")
