"""Tag a text that still has its wire furniture: dateline, credit and read-also lines are read and left out of account."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from schemas.tags import Tags
from transforms.logic.language import identify
from transforms.logic.tagging.declared import believed
from transforms.logic.tagging.tagger import MAX_CHARS, tag_text
from transforms.logic.wire import read_furniture


def tag_with_furniture(text: str, *, title: str = "", language: str = "", published: dt.datetime | None = None) -> Tags:
    """Tag a text as given: offsets point into it, and nothing of its furniture makes a tag.

    Args:
        text: The text, furniture included; read as far as the tagger reads.
        title: Headline, where it is not the first line.
        language: BCP 47 tag; identified where it is empty, unknown to us or of another script than the text.
        published: When it was published.
    """
    text = text[:MAX_CHARS]
    whole = f"{title}\n{text}" if title else text
    declared = believed(language, whole)
    found = None if declared else identify(whole)
    tongue = found.tag if found else declared
    wire = read_furniture(title, text, language=tongue, reference=published.date() if published else None)
    # A headline repeated as first line is the story's own words: where no headline is given apart it stays.
    spans = [(item.start, item.end) for item in wire.removed if item.kind != "repeated_title" or title]
    tags = tag_text(text, title=title, language=tongue, published=published, dateline=wire.dateline_country or None, excluded=spans)
    return replace(tags, language_confidence=found.confidence) if found else tags
