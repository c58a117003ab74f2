"""From what a stage knows to the row of a table."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from schemas.elements import Failure, Furniture, TaggedStory
from schemas.rows import DeadLetterRow, Removed, StoryRow
from transforms.logic.identity import record_id
from transforms.logic.revisions import changes_of, gist_from_json
from transforms.logic.rights import apply_retention, excerpt, kept_chars, redact, withhold

MAX_PAYLOAD_CHARS = 1 << 20


@dataclass(frozen=True, slots=True)
class Versions:
    """What made a row.

    Args:
        code: Version of the program.
        codebook: Version of the codebook data.
        lexicon: Digest of all lexicon files.
        extractor: Library and version of the extractor.
    """

    code: str
    codebook: str
    lexicon: str
    extractor: str


@dataclass(frozen=True, slots=True)
class RunStamp:
    """What every row of a run shares.

    Args:
        rights: Retention policy by feed; ``countries`` the publisher's country by feed.
        archive_run: The run whose archive holds the pages, so that a row can name its record there; empty where none does.
    """

    run_id: str
    versions: Versions
    rights: dict[str, str]
    countries: dict[str, str]
    archive_run: str = ""


def clean(text: str) -> str:
    r"""Replace what no UTF-8 column can hold.

    >>> clean("a\ud800b")
    'a�b'
    """
    return text if text.isascii() else text.encode("utf-8", "surrogatepass").decode("utf-8", "replace").replace("\ufffd\ufffd\ufffd", "\ufffd")


def _removed(pieces: tuple[Furniture, ...], retention: str) -> tuple[Removed, ...]:
    return tuple(
        Removed(piece.kind, piece.start, piece.end, clean(piece.text) if retention == "full" else "", piece.rule_id) for piece in pieces
    )


def story_row(tagged: TaggedStory, stamp: RunStamp, processed: dt.datetime) -> StoryRow:
    """Make the row of a tagged story.

    Args:
        tagged: Story and tags.
        stamp: What every row of the run shares.
        processed: Time of processing, aware UTC.
    """
    story = tagged.story
    entry, extracted, wire = story.entry, story.extracted, story.wire
    retention = stamp.rights.get(entry.feed_id, "full")
    tags = tagged.tags if retention == "full" else redact(tagged.tags, kept_chars(retention, wire.body))
    body, digest = apply_retention(retention, wire.body)
    published, modified = story.published, story.modified
    before = gist_from_json(story.before)
    return StoryRow(
        row_key=f"{story.story_id}:{story.revision}",
        story_id=story.story_id,
        revision=story.revision,
        day=(published.value if published else story.first_seen).astimezone(dt.UTC).date(),
        feed_id=entry.feed_id,
        publisher=clean(entry.publisher),
        publisher_country=stamp.countries.get(entry.feed_id) or None,
        entry_key=entry.entry_key,
        guid=clean(entry.id) or None,
        url=clean(story.url),
        final_url=clean(story.final_url) or None,
        canonical_url=clean(story.canonical_url) or None,
        url_key=story.url_key,
        headline=clean(extracted.title or entry.title),
        standfirst=excerpt(retention, clean(wire.standfirst or extracted.standfirst)) or None,
        body=body,
        body_chars=len(wire.body),
        body_sha256=digest,
        retention=retention,
        language=story.language,
        language_confidence=story.language_confidence,
        language_declared=extracted.language_declared or entry.language or None,
        script=story.script or None,
        dateline=clean(wire.dateline) or None,
        located=clean(wire.located) or None,
        dateline_country=wire.dateline_country or None,
        credit=clean(wire.credit) or None,
        origin_agency=wire.origin_agency or None,
        credit_chain=wire.chain,
        cited_agencies=wire.cited,
        dateline_agency=wire.dateline_agency or None,
        dateline_date=wire.dateline_date,
        authors=tuple(clean(name) for name in (extracted.authors or ((wire.byline,) if wire.byline else ()))),
        image=clean(extracted.image or entry.image) or None,
        published=published.value if published else None,
        published_basis=published.basis if published else None,
        published_precision=published.precision if published else None,
        published_offset_minutes=published.offset_minutes if published else None,
        published_raw=clean(published.raw) if published else None,
        modified=modified.value if modified else None,
        modified_basis=modified.basis if modified else None,
        modified_precision=modified.precision if modified else None,
        first_seen=story.first_seen,
        fetched=story.fetched,
        processed=processed,
        bilateral_security=tags.bilateral_security,
        score=tags.score,
        margin=tags.margin,
        reasons=tags.reasons,
        countries=tags.countries,
        dyads=tags.dyads,
        topics=tags.topics,
        events=tags.events,
        officials=tags.officials,
        organisations=tags.organisations,
        forum=tags.forum,
        instrument=tags.instrument,
        evidence=tags.evidence,
        removed=_removed(wire.removed, retention),
        extraction_status=extracted.status,
        extraction_method=extracted.method,
        extractor_version=stamp.versions.extractor,
        profile=extracted.profile or None,
        flags=tuple(dict.fromkeys((*entry.flags, *extracted.flags, *story.flags))),
        robots=story.robots or None,
        opt_out=story.opt_out,
        revision_changes=changes_of(before, tagged) if before else None,
        archive_record=record_id(stamp.archive_run, entry.feed_id, entry.entry_key) if stamp.archive_run and retention == "full" else None,
        code_version=stamp.versions.code,
        codebook_version=stamp.versions.codebook,
        lexicon_version=stamp.versions.lexicon,
        run_id=stamp.run_id,
    )


def dead_letter_row(failure: Failure, stamp: RunStamp, failed: dt.datetime) -> DeadLetterRow:
    """Make the row of a failure.

    Args:
        failure: What failed, with its original input.
        stamp: What every row of the run shares.
        failed: Time of failure, aware UTC.
    """
    identity = f"{stamp.run_id}\x1f{failure.feed_id}\x1f{failure.entry_key}\x1f{failure.url}\x1f{failure.stage}"
    return DeadLetterRow(
        letter_id="d1:" + hashlib.blake2b(identity.encode("utf-8", "replace"), digest_size=12).hexdigest(),
        day=failed.date(),
        run_id=stamp.run_id,
        feed_id=failure.feed_id,
        entry_key=failure.entry_key,
        url=clean(failure.url),
        stage=failure.stage,
        reason=failure.reason,
        detail=clean(failure.detail),
        attempts=failure.attempts,
        payload=clean(withhold(failure.payload, stamp.rights.get(failure.feed_id, "full"))[:MAX_PAYLOAD_CHARS]) or None,
        failed=failed,
        code_version=stamp.versions.code,
    )
