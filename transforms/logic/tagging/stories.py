"""Tag a wire story: its body without furniture, its headline, its clock and its dateline go to the tagger."""

from __future__ import annotations

from schemas.elements import TaggedStory, WireStory
from transforms.logic.tagging.tagger import tag_text


def tag_story(story: WireStory) -> TaggedStory:
    """Tag a wire story; offsets point into its body without furniture."""
    tags = tag_text(
        story.wire.body,
        title=story.extracted.title or story.entry.title,
        language=story.language,
        published=story.published.value if story.published else None,
        dateline=story.wire.dateline_country or None,
    )
    return TaggedStory(story, tags)
