"""ExtractStories: from a page's bytes to the story it holds."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import apache_beam as beam
from apache_beam.pvalue import PCollection

from schemas.elements import ExtractedPage, Failure, Page, Rejection
from transforms.edges.guarded import QuarantineError
from transforms.edges.page_worker import extract_guarded
from transforms.outcomes import count

STORY_STATUSES = frozenset({"ok", "suspect"})


class Extracted(NamedTuple):
    """What ExtractStories gives."""

    pages: PCollection[ExtractedPage]
    rejected: PCollection[Rejection]
    dead: PCollection[Failure]


def page_payload(page: Page) -> str:
    """Return a page as JSON from which the stage can be run again."""
    content = base64.b64encode(page.content[:700_000]).decode("ascii")
    return json.dumps({"url": page.final_url, "status": page.status, "content_type": page.content_type, "content_base64": content})


class _ExtractFn(beam.DoFn):
    def process(self, page: Page) -> Iterator[Any]:
        entry = page.entry
        try:
            story = extract_guarded(
                page.content,
                url=page.final_url,
                content_type=page.content_type,
                fetched=page.fetched,
                feed_title=entry.title,
                feed_summary=entry.summary,
                language=entry.language,
            )
        except QuarantineError as error:
            count("ExtractStories", "dead")
            detail = f"{page.url}: {error}; the page is in the archive, report it"
            failure = Failure(
                "ExtractStories", error.reason, detail, entry.feed_id, entry.entry_key, page.url, page_payload(page), 1, entry, page.history
            )
            yield beam.pvalue.TaggedOutput("dead", failure)
            return
        if story.status in STORY_STATUSES:
            count("ExtractStories", story.status)
            yield ExtractedPage(page, story)
            return
        count("ExtractStories", f"rejected_{story.status}")
        detail = ", ".join(story.flags)
        rejection = Rejection("ExtractStories", story.status, entry.feed_id, entry.entry_key, page.url, detail, entry, page.history)
        yield beam.pvalue.TaggedOutput("rejected", rejection)


class ExtractStories(beam.PTransform):
    """Extract title, body, clocks and authors of each page.

    Guarantees: each page is one element out; keeps the order; no state; a page that takes more than its budget of CPU or memory, or kills
    the process that reads it, is a failure that names it.
    """

    def expand(self, pages: PCollection[Page]) -> Extracted:
        """Extract."""
        split = pages | "ExtractStory" >> beam.ParDo(_ExtractFn()).with_outputs("rejected", "dead", main="pages")
        return Extracted(split.pages, split.rejected, split.dead)
