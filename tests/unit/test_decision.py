"""The story decision: complete cue tables, and small stories of each language that must be yes or no."""

from pathlib import Path

import pytest

from transforms.logic.tagging.codebook import read
from transforms.logic.tagging.decision_frames import find_frames
from transforms.logic.tagging.lexicon import scan
from transforms.logic.tagging.tagger import tag_text
from transforms.logic.tagging.text import Text

LANGUAGES = set("en tr ar ru hbs mk sq fa fr id es kmr ckb".split())
STORIES = [
    line.split("\t")
    for line in (Path(__file__).parent / "data" / "decision_stories.tsv").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
TABLES = [(file, name) for file in ("decision/frames.toml", "decision/actors.toml") for name in read(file) if name != "offices"]


@pytest.mark.parametrize(("file", "table"), TABLES)
def test_a_class_of_cues_has_entries_for_every_language(file, table):
    assert {language for language, cues in read(file)[table].items() if cues} == LANGUAGES


@pytest.mark.parametrize(("language", "verdict", "story"), STORIES)
def test_a_small_story_is_decided(language, verdict, story):
    tags = tag_text(story.replace(" / ", "\n"), language=language)
    assert tags.bilateral_security == (verdict == "yes"), tags.reasons
    if verdict == "yes":
        assert [dyad.pair for dyad in tags.dyads if dyad.principal] == ["CAN-NOR"]


@pytest.mark.parametrize(
    ("language", "text", "kind"),
    [
        ("en", "the Sudan crisis", "matter"),
        ("tr", "Sudan krizi", "matter"),
        ("ru", "запрещенной в России", "banned"),
        ("fr", "ses actionnaires", "firm"),
        ("id", "tiga negara", "partners"),
    ],
)
def test_frames_are_found_with_their_offsets(language, text, kind):
    read_text = Text(text, language)
    found = find_frames(read_text, scan(read_text)["frame"])
    assert [frame.kind for frame in found] == [kind]
    assert all(0 <= frame.start < frame.end <= len(text) for frame in found)


def test_a_third_state_that_acts_first_speaks_against_the_pair():
    told = "Egypt's army accused the Ethiopian army of an attack on its border troops."
    own = tag_text(f"Egypt accuses Ethiopia of an attack\n{told}", language="en")
    other = tag_text(f"Kenya's president urges calm\nIn Nairobi Kenya's president spoke on Monday. {told}", language="en")
    assert own.score > other.score
    assert "outsider" in other.reasons
