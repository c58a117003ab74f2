"""Every cue of every tagger, found in one pass."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from transforms.logic.tagging import actors, countries, decision_frames, events_lexicon, forums, officials, organisations, topics_lexicon
from transforms.logic.tagging.patterns import Automaton, Cue, Hit
from transforms.logic.tagging.text import Text

#: Who contributes cues. A layer more is a line more.
_LAYERS: tuple[Callable[[], list[Cue]], ...] = (
    countries.load_cues,
    topics_lexicon.load_cues,
    events_lexicon.load_cues,
    officials.load_cues,
    organisations.load_cues,
    forums.load_cues,
    actors.load_cues,
    decision_frames.load_cues,
)


@cache
def cues() -> tuple[Cue, ...]:
    """Return the cues of all layers."""
    return tuple(cue for load in _LAYERS for cue in load())


@cache
def automaton() -> Automaton:
    """Return the automata of all layers, each language's built when a text of it first comes in a process."""
    return Automaton(cues())


def scan(text: Text) -> dict[str, list[Hit]]:
    """Find the hits of every layer in one pass.

    Args:
        text: The text; its language chooses the cues.

    Returns:
        Hits by layer; a layer without any is left out.

    >>> scan(Text("", "en"))
    {}
    """
    found: dict[str, list[Hit]] = {}
    for hit in automaton().find(text):
        found.setdefault(hit.cue.layer, []).append(hit)
    return found
