"""A feed's rights hold in every column that could carry its text, and in dead letters."""

import base64
import dataclasses
import datetime as dt
import json

import pytest

from schemas.elements import ExtractedPage, ExtractedStory, Failure, FeedEntry, Page
from schemas.encode import problems, to_plain
from transforms.logic.normalise import normalise
from transforms.logic.rights import EXCERPT_CHARS, excerpt, kept_chars
from transforms.logic.rows import RunStamp, Versions, dead_letter_row, story_row
from transforms.logic.seen import entry_from_json
from transforms.logic.tagging.stories import tag_story
from transforms.outcomes import outcome_of_failure

NOW = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
STANDFIRST = "Warsaw gives two envoys of Minsk two days to pack."
BODY = (
    "WARSAW, March 1 (Wire) - Poland has expelled two Belarusian diplomats for espionage, the Polish foreign ministry said.\n"
    "The men were given 48 hours to leave Poland after officers found that they had paid for photographs of military railways.\n"
    "Belarus rejected the accusation and said that it would respond in kind to the expulsion of its diplomats by Poland.\n"
    "Polish Foreign Minister Jan Przykladowy said Belarus had crossed a line, and Belarus summoned the ambassador of Poland in Minsk.\n"
    "Source: Wire"
)
ENTRY = FeedEntry("f", "Wire", "e1:1", "1", "https://wire.example/1", "wire.example/1", "Poland expels two Belarusian diplomats", STANDFIRST)


def row(policy):
    page = Page(ENTRY, ENTRY.url, ENTRY.url, 200, b"", "text/html", NOW)
    story = ExtractedStory("ok", ENTRY.title, BODY, standfirst=STANDFIRST, language_declared="en")
    return story_row(tag_story(normalise(ExtractedPage(page, story))), RunStamp("r", Versions("0", "1", "l", "x"), {"f": policy}, {}), NOW)


def texts(value, path=""):
    """Every string of a row that is not a code: with its path."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from texts(inner, f"{path}.{name}")
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner, path)
    elif isinstance(value, str):
        yield path, value


def leaks(policy, kept):
    """Strings with four words in a row of what may not be kept; dateline and credit are attributions, kept always."""
    words = BODY[kept:].split()
    runs = {" ".join(words[at : at + 4]) for at in range(len(words) - 3)}
    return [(path, text) for path, text in texts(to_plain(row(policy))) if path not in {".dateline", ".credit"} and any(run in text for run in runs)]


def test_the_whole_text_is_there_where_it_may_be():
    assert leaks("full", 0)
    assert row("full").standfirst == STANDFIRST


def test_hash_keeps_no_words_of_the_text_anywhere():
    made = row("hash")
    assert (made.body, made.standfirst) == (None, None)
    assert leaks("hash", 0) == []
    spans = [span for country in made.countries for span in country.mentions] + [span for dyad in made.dyads for span in dyad.evidence] + list(made.evidence)
    assert spans
    assert {span.text for span in spans} == {""}
    assert {piece.text for piece in made.removed} <= {""}
    assert STANDFIRST not in str(made)


def test_hash_keeps_the_facts_and_the_offsets():
    full, made = row("full"), row("hash")
    assert (made.headline, made.dateline, made.body_sha256, made.body_chars) == (full.headline, full.dateline, full.body_sha256, full.body_chars)
    assert [(dyad.pair, dyad.score) for dyad in made.dyads] == [(dyad.pair, dyad.score) for dyad in full.dyads]
    assert [(span.start, span.end) for dyad in made.dyads for span in dyad.evidence] == [(span.start, span.end) for dyad in full.dyads for span in dyad.evidence]
    assert any(span.text for country in made.countries for span in country.title_mentions)


def test_excerpt_keeps_the_words_within_the_excerpt_and_no_others():
    made = row("excerpt")
    kept = len(made.body) - 2
    assert kept <= EXCERPT_CHARS
    assert made.body.endswith(" …")
    spans = [span for country in made.countries for span in country.mentions]
    assert all(span.text == "" if span.end > kept else span.text == made.body[span.start : span.end] for span in spans)
    assert {bool(span.text) for span in spans} == {True, False}


@pytest.mark.parametrize("policy", ["full", "excerpt", "hash"])
def test_a_row_of_any_policy_fits_the_table(policy):
    assert problems("stories", to_plain(row(policy))) == []


@pytest.mark.parametrize("policy", ["excerpt", "hash"])
def test_a_dead_letter_keeps_neither_page_nor_summary(policy):
    payload = json.dumps({"url": ENTRY.url, "summary": STANDFIRST, "title": ENTRY.title, "content_base64": base64.b64encode(BODY.encode()).decode()})
    failure = Failure("ExtractStories", "parser_failed", "", "f", "e1:1", ENTRY.url, payload)
    stamp = RunStamp("r", Versions("0", "1", "l", "x"), {"f": policy}, {})
    assert json.loads(dead_letter_row(failure, stamp, NOW).payload) == {"url": ENTRY.url, "title": ENTRY.title, "withheld": policy}


@pytest.mark.parametrize(("policy", "summary"), [("full", "A summary of the talks."), ("excerpt", ""), ("hash", "")])
def test_an_entry_that_waits_for_its_next_try_keeps_its_summary_only_where_rights_are_full(policy, summary):
    entry = FeedEntry("f", "p", "e1:1", "1", "https://wire.example/1", "wire.example/1", "Ministers meet", summary="A summary of the talks.")
    outcome = outcome_of_failure(Failure("FetchPages", "server_error", "", "f", "e1:1", entry.url, "", 1, entry), {"f": policy})
    assert entry_from_json(outcome.retry) == dataclasses.replace(entry, summary=summary)


def test_an_unknown_policy_is_refused():
    with pytest.raises(ValueError, match="full, excerpt or hash"):
        excerpt("some", "x")
    assert kept_chars("excerpt", "x" * EXCERPT_CHARS) == EXCERPT_CHARS
