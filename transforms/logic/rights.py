"""What of a text may be kept, by the policy of its feed."""

from __future__ import annotations

import hashlib
import json

EXCERPT_CHARS = 300
_TEXTS = frozenset({"content_base64", "summary"})


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
    digest = hashlib.sha256(clean).hexdigest()
    if policy == "full":
        return clean.decode("utf-8"), digest
    if policy == "hash":
        return None, digest
    if policy == "excerpt":
        text = clean.decode("utf-8")
        return (text if len(text) <= EXCERPT_CHARS else text[:EXCERPT_CHARS].rsplit(None, 1)[0] + " …"), digest
    raise ValueError(f"retention policy {policy!r} is unknown; use full, excerpt or hash")


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
