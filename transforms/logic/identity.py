"""Identity: versioned digests of entries, stories and texts. A change of method is a new prefix, never a silent change."""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata
import uuid

from schemas.elements import Clock

_SPACE = re.compile(r"\s+")
_DROPPED = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_PUNCTUATION = re.compile(r"[^\w]+")
_RECORDS = uuid.UUID("5d0f7a3e-6f0b-5f0c-9a53-0d1b6f6b8b0e")


def _digest(prefix: str, *parts: str) -> str:
    joined = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    return f"{prefix}:{hashlib.blake2b(joined, digest_size=12).hexdigest()}"


def _plain(text: str) -> str:
    """Fold what two parsers may give differently: entities, white space, composed letters."""
    return _SPACE.sub(" ", unicodedata.normalize("NFC", html.unescape(html.unescape(text)))).strip()


def entry_key(publisher: str, entry_id: str, url_key: str, title: str, published: Clock | None) -> str:
    """Return the key of a feed entry: of its id, else its address, else its headline and time.

    Ids are unique within a publisher only (numbers often are), so the publisher is part of the key.

    Args:
        publisher: Name of the publisher.
        entry_id: The entry's id as the feed gives it, empty where it has none.
        url_key: Key of its address, empty where it has none.
        title: Headline.
        published: When the feed says it was published.

    >>> entry_key("Wire", "4081753", "", "", None)
    'e1:6920422a209a50efe42f5e89'
    """
    if entry_id.strip():
        return _digest("e1", _plain(publisher), "id", _plain(entry_id))
    if url_key:
        return _digest("e1", _plain(publisher), "url", url_key)
    day = published.value.isoformat() if published else ""
    return _digest("e1", _plain(publisher), "title", _plain(title), day)


def story_id(key: str) -> str:
    """Return the id of a story: of the URL key, else of the entry key, of its first listing.

    >>> story_id("news.example/story/7")[:3]
    's1:'
    """
    return _digest("s1", key)


def content_hash(title: str, body: str) -> str:
    """Return a digest of what a story says: white space, punctuation marks and invisible characters do not count.

    >>> content_hash("A title", "One  text.") == content_hash("A title", "One text")
    True
    """
    words = (_PUNCTUATION.sub(" ", unicodedata.normalize("NFKC", _DROPPED.sub("", text)).casefold()).strip() for text in (title, body))
    return _digest("c1", *words)


def record_id(run_id: str, feed_id: str, entry_key: str = "") -> str:
    """Return the id of what one run fetched for one entry, or for a feed itself: the same wherever it is asked for.

    >>> record_id("r1", "f", "e1:x") == record_id("r1", "f", "e1:x") != record_id("r2", "f", "e1:x")
    True
    """
    return f"<urn:uuid:{uuid.uuid5(_RECORDS, chr(31).join((run_id, feed_id, entry_key)))}>"
