"""What of a text may be kept, by the policy of its feed: ``full``, ``excerpt`` (the first 300 characters) or ``hash`` (nothing).

Kept under every policy are facts: headline, names, attributions, codes, offsets, numbers and digests.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from typing import Any, TypeVar, cast

EXCERPT_CHARS = 300
_TEXTS = frozenset({"content_base64", "summary"})
_SPAN = frozenset({"start", "end", "text"})
_OF_HEADLINE = frozenset({"title_mentions"})
_T = TypeVar("_T")


def kept_chars(policy: str, text: str) -> int:
    """Return how many characters of a text may be kept, whole words only.

    Raises:
        ValueError: The policy is unknown.

    >>> kept_chars("excerpt", "word " * 100), kept_chars("hash", "word")
    (294, 0)
    """
    if policy == "full":
        return len(text)
    if policy == "hash":
        return 0
    if policy == "excerpt":
        return len(text) if len(text) <= EXCERPT_CHARS else len(text[:EXCERPT_CHARS].rsplit(None, 1)[0])
    raise ValueError(f"retention policy {policy!r} is unknown; use full, excerpt or hash")


def excerpt(policy: str, text: str) -> str | None:
    """Return what of a text is kept, None for nothing; an ellipsis says that there was more.

    Raises:
        ValueError: The policy is unknown.

    >>> excerpt("hash", "text") is None, excerpt("excerpt", "text")
    (True, 'text')
    """
    if policy == "hash":
        return None
    kept = kept_chars(policy, text)
    return text if kept == len(text) else f"{text[:kept]} …"


def apply_retention(policy: str, body: str) -> tuple[str | None, str]:
    """Return what of a body is kept, and the SHA-256 of the whole.

    Args:
        policy: ``full``, ``excerpt`` (the first 300 characters, cut at a word) or ``hash`` (nothing).
        body: The whole body.

    Raises:
        ValueError: The policy is unknown.

    >>> apply_retention("hash", "text")[0] is None
    True
    """
    clean = body.encode("utf-8", "replace")
    return excerpt(policy, clean.decode("utf-8")), hashlib.sha256(clean).hexdigest()


def redact(value: _T, kept: int) -> _T:
    """Return a tag, or a tuple of tags, without the words of the body that may not be kept: their offsets stay.

    Args:
        value: Frozen dataclasses; whatever has ``start``, ``end`` and ``text`` quotes the body.
        kept: How many characters of the body are kept. Words of the headline are always.

    >>> from schemas.tags import Evidence
    >>> redact((Evidence(0, 4, "said", "r"), Evidence(2, 9, "id that", "r")), 5)[1]
    Evidence(start=2, end=9, text='', rule_id='r')
    """
    made: Any = value
    if isinstance(value, tuple):
        made = tuple(redact(item, kept) for item in value)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = {field.name for field in dataclasses.fields(value)}
        changes = {name: redact(getattr(value, name), kept) for name in names - _OF_HEADLINE}
        if names >= _SPAN and changes["end"] > kept:
            changes["text"] = ""
        made = dataclasses.replace(value, **changes)
    return cast("_T", made)


def withhold(payload: str, policy: str) -> str:
    """Return a JSON payload without the publisher's text, where the policy is not ``full``.

    What is dropped: the page itself and the feed's summary. Headline, address and times stay: they name the story.

    >>> withhold('{"title": "T", "summary": "Long text", "content_base64": "PGh0bWw+"}', "excerpt")
    '{"title": "T", "withheld": "excerpt"}'
    """
    if policy == "full" or not payload:
        return payload
    try:
        plain = json.loads(payload)
    except ValueError:
        plain = {}
    kept = {name: value for name, value in plain.items() if name not in _TEXTS} if isinstance(plain, dict) else {}
    return json.dumps(kept | {"withheld": policy}, ensure_ascii=False)
