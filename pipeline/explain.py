"""One story explained: the row it would give, the evidence marked in its text, why each tag stands."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from schemas.elements import Clock, ExtractedPage, ExtractedStory, FeedEntry, Outcome, Page, TaggedStory
from schemas.tags import Evidence
from transforms.logic.extraction import extract
from transforms.logic.identity import entry_key
from transforms.logic.normalise import normalise
from transforms.logic.tagging.stories import tag_story
from transforms.logic.urls import UrlError, url_key

_HTML = re.compile(rb"<(?:!doctype|html|head|body|article|p|div)\b", re.IGNORECASE)
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class NoStoryError(ValueError):
    """The input holds no story; the message says why."""


def looks_like_html(content: bytes) -> bool:
    """Tell whether bytes are a page rather than plain text.

    >>> looks_like_html(b"<!doctype html><p>x"), looks_like_html(b"JAKARTA - x < y")
    (True, False)
    """
    return bool(_HTML.search(content[:4096]))


def _entry(url: str, title: str) -> FeedEntry:
    try:
        key = url_key(url) if url else ""
    except UrlError:
        key = ""
    return FeedEntry("explain", "", entry_key("", "", url, title, None), "", url, key, title)


def story_of(
    content: bytes, *, url: str = "", title: str = "", fetched: dt.datetime | None = None, published: dt.datetime | None = None
) -> TaggedStory:
    """Take one document through everything behind the fetch.

    Args:
        content: A page, or plain text in UTF-8.
        url: Where it came from, if anywhere.
        title: Headline of a plain text.
        fetched: When it was fetched; dates later than that are refused.
        published: When it was published, where the document does not say.

    Raises:
        NoStoryError: It is a wall, a shell, an error page or empty.
    """
    entry = replace(_entry(url, title), published=Clock(published, "feed") if published else None)
    page = Page(entry, url, url, 200, content, "", fetched or _EPOCH)
    if looks_like_html(content):
        story = extract(content, url=url, fetched=fetched)
        if story.status not in {"ok", "suspect"}:
            raise NoStoryError(f"no story in it: {story.status} ({', '.join(story.flags) or 'no further reason'})")
    else:
        text = content.decode("utf-8", "replace").strip()
        if not text:
            raise NoStoryError("no story in it: the text is empty")
        story = ExtractedStory("ok", title, text, method="text")
    normalised = normalise(ExtractedPage(page, story))
    if isinstance(normalised, Outcome):
        raise NoStoryError(f"no story in it: {normalised.reason}")
    return tag_story(normalised)


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the body and the tags it proves."""

    start: int
    end: int
    labels: tuple[str, ...]


def _spans(tagged: TaggedStory) -> Iterable[tuple[str, int, int]]:
    tags = tagged.tags
    groups: list[tuple[str, tuple[Evidence, ...]]] = [(topic.code, topic.evidence) for topic in tags.topics]
    groups += [(event.plover + ("*" if event.primary else ""), event.evidence) for event in tags.events]
    groups += [(official.name, official.evidence) for official in tags.officials]
    groups += [(organisation.id, organisation.evidence) for organisation in tags.organisations]
    for label, evidence in groups:
        yield from ((label, item.start, item.end) for item in evidence)
    for country in tags.countries:
        yield from ((country.iso3, mention.start, mention.end) for mention in country.mentions)


def marks(tagged: TaggedStory) -> list[Mark]:
    """Cut the body where evidence starts or ends: stretches in order, none overlapping, each with its labels."""
    spans = list(_spans(tagged))
    cuts = sorted({cut for _, start, end in spans for cut in (start, end)})
    made = []
    for start, end in pairwise(cuts):
        labels = tuple(dict.fromkeys(label for label, first, last in spans if first <= start and end <= last))
        if labels:
            made.append(Mark(start, end, labels))
    return made


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() or char == "\n" else "\N{REPLACEMENT CHARACTER}" for char in text)


def marked_text(tagged: TaggedStory, *, colour: bool) -> str:
    """Return the body with evidence marked: colours on a terminal, brackets elsewhere."""
    body, parts, last = tagged.story.wire.body, [], 0
    for mark in marks(tagged):
        parts.append(_printable(body[last : mark.start]))
        words, labels = _printable(body[mark.start : mark.end]), ",".join(mark.labels)
        parts.append(f"\x1b[1;33m{words}\x1b[0m\x1b[2m⟨{labels}⟩\x1b[0m" if colour else f"[{words}]⟨{labels}⟩")
        last = mark.end
    parts.append(_printable(body[last:]))
    return "".join(parts)


def _why(evidence: tuple[Evidence, ...]) -> str:
    return "; ".join(f"“{_printable(item.text)}” ({item.start}-{item.end}, {item.rule_id})" for item in evidence) or "no span"


def _tag_lines(tagged: TaggedStory) -> list[str]:
    tags = tagged.tags
    lines = [f"  country {c.iso3} as {c.role}: {len(c.mentions)} mentions, {', '.join(sorted({m.kind for m in c.mentions}))}" for c in tags.countries]
    lines += [f"  dyad {d.pair}{' (principal)' if d.principal else ''} {d.score:.2f}: {_why(d.evidence)}" for d in tags.dyads]
    lines += [f"  topic {t.code} {t.score:.2f}: {_why(t.evidence)}" for t in tags.topics]
    for event in tags.events:
        when = f" {event.date} ({event.date_basis})" if event.date else ""
        where = f" in {event.venue_city or event.venue_country}" if event.venue_city or event.venue_country else ""
        who = "-".join(event.actors) + (f" to {'-'.join(event.recipients)}" if event.recipients else "")
        lines.append(f"  event {event.plover}{' (primary)' if event.primary else ''} {event.status} {who}{when}{where}: {_why(event.evidence)}")
    lines += [f"  official {o.name}, {o.post or o.post_text} of {o.country}: {_why(o.evidence)}" for o in tags.officials]
    lines += [f"  organisation {o.id} ({o.type}): {_why(o.evidence)}" for o in tags.organisations]
    if tags.forum:
        lines.append(f"  forum {tags.forum.name}, edition {tags.forum.edition} ({tags.forum.edition_basis}): {_why(tags.forum.evidence)}")
    if tags.instrument:
        lines.append(f"  instrument {tags.instrument.type}, {tags.instrument.stage}: {_why(tags.instrument.evidence)}")
    return lines


def explanation(tagged: TaggedStory, *, colour: bool = False) -> str:
    """Return the whole explanation of one story as text."""
    story, tags, wire = tagged.story, tagged.tags, tagged.story.wire
    verdict = "yes" if tags.bilateral_security else "no"
    published = f"{story.published.value:%Y-%m-%d %H:%M}Z by {story.published.basis} to the {story.published.precision}" if story.published else "-"
    head = [
        f"headline   {_printable(story.extracted.title or story.entry.title) or '-'}",
        f"language   {story.language} ({story.language_confidence:.2f}), script {story.script}",
        f"dateline   {_printable(wire.dateline) or '-'}{f' = {wire.located}, {wire.dateline_country}' if wire.located else ''}",
        f"credit     {_printable(wire.credit) or '-'}{f' = {wire.origin_agency}' if wire.origin_agency else ''}",
        f"published  {published}",
        f"removed    {', '.join(f'{item.kind} {_printable(item.text)[:40]!r}' for item in wire.removed) or '-'}",
        f"method     {story.extracted.method} ({story.extracted.status})",
        "",
        f"bilateral_security: {verdict} (score {tags.score:.2f}, margin {tags.margin:+.2f}) because {', '.join(tags.reasons) or '-'}",
    ]
    return "\n".join([*head, *_tag_lines(tagged), "", marked_text(tagged, colour=colour), ""])
