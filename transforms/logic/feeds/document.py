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
MAX_SITEMAP_TAGS = 600_000  # 50,000 addresses, the most a sitemap may list, with all that may stand in each
# The parser is quadratic in the tags of one entry: 5,000 cost half a second, 100,000 minutes.
MAX_IN_ENTRY = 5_000
MAX_UNCLOSED = 200
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
# What a language was written in before Unicode: for documents whose label is missing or wrong.
_LEGACY = {
    "tr": "cp1254", "az": "cp1254", "kmr": "cp1254", "ru": "cp1251", "mk": "cp1251", "sr-cyrl": "cp1251", "uk": "cp1251", "bg": "cp1251",
    "bs": "cp1250", "hr": "cp1250", "sr": "cp1250", "sr-latn": "cp1250", "pl": "cp1250", "ro": "cp1250", "ar": "cp1256",
    "fa": "cp1256", "ckb": "cp1256", "el": "cp1253", "en": "cp1252", "fr": "cp1252", "es": "cp1252", "id": "cp1252", "sq": "cp1252", "it": "cp1252",
    "de": "cp1252", "pt": "cp1252", "zh": "gb18030", "ko": "cp949", "ja": "cp932",
}  # fmt: skip
# Without cp1252: cp1254 is the same but for six letters, Icelandic there and Turkish here.
_GUESSED = ["cp1254", "cp1251", "cp1250", "cp1256", "cp1253", "koi8_r", "gb18030", "cp949", "cp932", "big5"]
_LANGUAGE = re.compile(rb"<(?:dc:)?language>\s*([A-Za-z]{2,3}(?:-[A-Za-z]{4})?)|xml:lang=[\"']([A-Za-z]{2,3}(?:-[A-Za-z]{4})?)")
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:\-]+)", re.IGNORECASE)
_DECLARED = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']\s*([\w.:\-]+)", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,300}\?>")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
# What XML takes for a character.
_CHARACTERS = (range(9, 11), range(13, 14), range(0x20, 0xD800), range(0xE000, 0xFFFE), range(0x10000, 0x110000))
_BAD_REFERENCE = re.compile(r"&#(?:[xX]([0-9A-Fa-f]{1,8})|([0-9]{1,10}));")
_DOCTYPE = re.compile(r"<!DOCTYPE", re.IGNORECASE)
_ENTITY = re.compile(r"<!ENTITY\s", re.IGNORECASE)
# Tags are matched between one "<" and the next, so that no quote without end is scanned twice.
_TAG = re.compile(r"(/?)([A-Za-z_][\w.:\-]*)((?:\"[^\"]*\"|'[^']*'|[^>\"'])*)(>?)")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_SECTION = re.compile(r"<!\[CDATA\[|<!--")
_ENTRIES = frozenset({"item", "entry", "url", "sitemap"})


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
    # By chance, legacy text has far more bytes that break UTF-8 than sequences that happen to be right.
    right = sum(1 for char in text[:200_000] if ord(char) > 127) - broken  # noqa: PLR2004
    return text if broken > 0 and broken * 2 <= right else None


def _guess(content: bytes, language: str) -> str:
    named = _LANGUAGE.search(content[:5_000])
    declared = (named.group(1) or named.group(2)).decode("ascii").lower() if named else language.lower()
    legacy = _LEGACY.get(declared) or _LEGACY.get(declared.split("-")[0])
    best = None if legacy else charset_normalizer.from_bytes(content[:50_000], cp_isolation=_GUESSED).best()
    return _try(content, legacy) or (_try(content, best.encoding) if best else None) or content.decode(legacy or "cp1252", "replace")


def decode(content: bytes, content_type: str = "", language: str = "") -> str:
    """Decode a document; never fails: what cannot be decoded becomes U+FFFD.

    Args:
        content: Bytes as received, decompressed.
        content_type: The Content-Type header.
        language: Language of the source; it settles the alphabet where no label is right.

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
        or (_guess(content, language) if content else "")
    )
    return _cleaned(text)


def _reference(match: re.Match[str]) -> str:
    code = int(match.group(1), 16) if match.group(1) else int(match.group(2))
    return match.group() if any(code in span for span in _CHARACTERS) else "\N{REPLACEMENT CHARACTER}"


def _cleaned(text: str) -> str:
    return _BAD_REFERENCE.sub(_reference, _CONTROL.sub("", text.lstrip("\ufeff \t\r\n\0")))


def _without_sections(text: str) -> str:
    """Return a document without its comments and CDATA sections, in one pass."""
    kept, at = [], 0
    while found := _SECTION.search(text, at):
        kept.append(text[at : found.start()])
        close = "-->" if found.group() == "<!--" else "]]>"
        end = text.find(close, found.end())
        if end < 0:
            if len(_SECTION.findall(text, found.end())) > MAX_UNCLOSED:
                raise HostileDocumentError(f"more than {MAX_UNCLOSED} sections open and none closes")
            return "".join(kept)
        at = end + len(close)
    return "".join([*kept, text[at:]])


def _attributes(text: str) -> int:
    bare = _QUOTED.sub('""', text) if '"' in text or "'" in text else text
    return max(bare.count("="), len(bare.split()))


def inspect(text: str, most_tags: int = MAX_TAGS) -> None:
    """Refuse documents that cost a parser without bound, before any parser sees them. Linear in the text.

    Args:
        text: The document, decoded.
        most_tags: How many tags it may have.

    Raises:
        HostileDocumentError: Entity declarations, too many attributes in one tag, too many tags, too many in one entry, or
            too deep a nesting.
    """
    bare = _without_sections(text)
    if _ENTITY.search(bare):
        raise HostileDocumentError("it declares entities of its own; feeds have no need of them")
    if bare.count("<") > most_tags:
        raise HostileDocumentError(f"more than {most_tags} tags")
    depth = inside = 0
    for piece in bare.split("<")[1:]:
        match = _TAG.match(piece)
        if match is None:
            continue
        closing, name, attributes, end = match.groups()
        inside = 0 if name.rpartition(":")[2].lower() in _ENTRIES else inside + 1
        if not attributes.endswith("/"):
            depth = max(0, depth + (-1 if closing else 1))
        _limit(name, depth, inside, _attributes(attributes if end else piece) if len(attributes) > MAX_ATTRIBUTES else 0)


def _limit(name: str, depth: int, inside: int, attributes: int) -> None:
    if attributes > MAX_ATTRIBUTES:
        raise HostileDocumentError(f"a tag <{name[:40]}> has more than {MAX_ATTRIBUTES} attributes")
    if depth > MAX_DEPTH:
        raise HostileDocumentError(f"tags stand more than {MAX_DEPTH} deep")
    if inside > MAX_IN_ENTRY:
        raise HostileDocumentError(f"more than {MAX_IN_ENTRY} tags in one entry")


def _without_doctype(text: str) -> str:
    found = _DOCTYPE.search(text, 0, 100_000)
    if found is None:
        return text
    end, subset = text.find(">", found.end()), text.find("[", found.end())
    if 0 <= subset < end:
        end = text.find(">", text.find("]", subset) + 1) if "]" in text[subset:] else -1
    return text[: found.start()] + text[end + 1 :] if end >= 0 else text


def for_parser(text: str) -> bytes:
    """Return the document as UTF-8 with a matching declaration and without document type: what a parser gets.

    >>> for_parser('<?xml version="1.0" encoding="latin1"?><rss/>')
    b'<?xml version="1.0" encoding="utf-8"?><rss/>'
    """
    body = _without_doctype(_DECLARATION.sub("", text, count=1))
    return b'<?xml version="1.0" encoding="utf-8"?>' + body.lstrip().encode("utf-8", "replace")
