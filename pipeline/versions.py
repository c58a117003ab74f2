"""What made a row: versions of code, codebook, lexicons and extractor."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import metadata, resources

from transforms.logic.rows import Versions

CODEBOOK_VERSION = "1"  # Of the codebook's definitions; raised when a label changes its meaning.


@cache
def lexicon_digest() -> str:
    """Return a digest of every file of the codebook data: rows made by the same words share it."""
    digest = hashlib.sha256()
    folder = resources.files("schemas") / "codebook"
    pending = [("", folder)]
    while pending:
        prefix, node = pending.pop()
        for child in sorted(node.iterdir(), key=lambda item: item.name, reverse=True):
            name = f"{prefix}/{child.name}"
            if child.is_dir():
                pending.append((name, child))
            else:
                digest.update(name.encode() + b"\0" + hashlib.sha256(child.read_bytes()).digest())
    return f"l1:{digest.hexdigest()[:16]}"


@cache
def versions() -> Versions:
    """Return the versions that stand on every row."""
    return Versions(
        code=metadata.version("dyadwire"),
        codebook=CODEBOOK_VERSION,
        lexicon=lexicon_digest(),
        extractor=f"trafilatura-{metadata.version('trafilatura')}",
    )
