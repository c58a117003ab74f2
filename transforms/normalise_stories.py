"""NormaliseStories: furniture into columns, clocks with basis, identity and revision."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import apache_beam as beam
from apache_beam.pvalue import PCollection

from schemas.elements import ExtractedPage, Outcome, WireStory
from transforms.logic.normalise import normalise
from transforms.outcomes import count


class Normalised(NamedTuple):
    """What NormaliseStories gives."""

    stories: PCollection[WireStory]
    seen: PCollection[Outcome]


class _NormaliseFn(beam.DoFn):
    def process(self, page: ExtractedPage) -> Iterator[Any]:
        result = normalise(page)
        if isinstance(result, Outcome):
            count("NormaliseStories", "seen")
            yield beam.pvalue.TaggedOutput("seen", result)
        else:
            count("NormaliseStories", "ok")
            yield result


class NormaliseStories(beam.PTransform):
    """Normalise each extracted page.

    Guarantees: each page is one story or, where its text has been written before, one outcome ``seen``.
    """

    def expand(self, pages: PCollection[ExtractedPage]) -> Normalised:
        """Normalise."""
        split = pages | "NormaliseStory" >> beam.ParDo(_NormaliseFn()).with_outputs("seen", main="stories")
        return Normalised(split.stories, split.seen)
