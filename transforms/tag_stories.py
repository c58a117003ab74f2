"""TagStories: who deals with whom on what."""

from __future__ import annotations

import apache_beam as beam
from apache_beam.pvalue import PCollection

from schemas.elements import TaggedStory, WireStory
from transforms.logic.tagging.stories import tag_story
from transforms.logic.tagging.tagger import tag_text
from transforms.outcomes import count


class _TagFn(beam.DoFn):
    def setup(self) -> None:
        # The automaton is built once in a process, before the first story.
        tag_text("")

    def process(self, story: WireStory) -> list[TaggedStory]:
        tagged = tag_story(story)
        count("TagStories", "bilateral" if tagged.tags.bilateral_security else "other")
        return [tagged]


class TagStories(beam.PTransform):
    """Tag each story.

    Guarantees: one tagged story for each story; deterministic; no state.
    """

    def expand(self, stories: PCollection[WireStory]) -> PCollection[TaggedStory]:
        """Tag."""
        return stories | "TagStory" >> beam.ParDo(_TagFn())
