"""Who does an act and to whom: by order of mention, turned round where a word marks the doer of a passive sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from transforms.logic.tagging.codebook import HBS, read
from transforms.logic.tagging.text import Text
from transforms.logic.tagging.topics_lexicon import to_cyrillic
from transforms.logic.tagging.units import Actor, Deed, Unit

_REACH = 40
_GENITIVE = re.compile(r"[iuü]n\b")
_SUFFIX = 16  # what a Turkish verb may carry behind its stem


@cache
def _marker(table: str, language: str) -> re.Pattern[str] | None:
    source = read("events/agents.toml")[table].get("hbs" if language in {*HBS, "sr-Cyrl"} else language)
    if source is None:
        return None
    if language == "sr-Cyrl":
        source = to_cyrillic(source).replace("\\б", "\\b")
    return re.compile(source + "$" if table == "before" else source)


def is_doer(text: Text, actor: Actor) -> bool:
    """Tell whether a word marks a state as the doer of a passive sentence: "by Russia", "Rusya tarafından".

    >>> text = Text("Norway was blamed by Russia", "en")
    >>> is_doer(text, Actor("RUS", 21, 27, False)), is_doer(text, Actor("NOR", 0, 6, False))
    (True, False)
    """
    before, behind = _marker("before", text.language), _marker("behind", text.language)
    if before and before.search(text.folded_part(actor.start - _REACH, actor.start)):
        return True
    return bool(behind and behind.match(text.folded_part(actor.end, actor.end + _REACH)))


def in_order(unit: Unit) -> tuple[str, ...]:
    """Return the states of a unit, those that a word marks as doers first."""
    # A capital behind "in" is where an act is done; a city alone may still speak for its state.
    states = unit.actors_proper or tuple(dict.fromkeys(actor.iso3 for actor in unit.actors if not actor.located))
    doers = [actor.iso3 for actor in unit.actors if actor.iso3 in states and is_doer(unit.text, actor)] if len(states) > 1 else []
    return tuple(dict.fromkeys([*doers, *states]))


def told_last(unit: Unit, states: tuple[str, ...], deed: Deed) -> tuple[str, ...]:
    """Return the states with the one that only reports an act behind the one that does it: "Ankara said Greek boats fired".

    Args:
        unit: The headline or sentence.
        states: Its states, as :func:`in_order` gives them.
        deed: The act.
    """
    if len(states) < 2 or deed.act.reciprocal:  # noqa: PLR2004
        return states
    spans = [next(actor for actor in unit.actors if actor.iso3 == state) for state in states[:2]]
    pattern = _marker("reports", unit.text.language)
    if pattern is None or not spans[0].end <= spans[1].start <= deed.start:
        return states
    between = unit.text.folded_part(spans[0].end, spans[1].start)
    if ":" in between:
        return (states[1], states[0], *states[2:])
    turkish = unit.text.language == "tr"
    if turkish and not _GENITIVE.search(unit.text.folded_part(spans[1].start, deed.start)):
        return states
    said = unit.text.folded_part(deed.start, deed.end + _SUFFIX) if turkish else between
    return (states[1], states[0], *states[2:]) if pattern.search(said) else states


def sides(states: tuple[str, ...], deed: Deed, principal: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the actors and the recipients of an act; both sides are actors where both act alike.

    Args:
        states: The states of its unit, as :func:`in_order` gives them.
        deed: The act.
        principal: The two states of the principal pair, or none: they stand in where the unit names one state or none.
    """
    if len(principal) == 2 and set(principal) <= set(states):  # noqa: PLR2004 - a third state named first is not whom the act binds
        states = tuple(state for state in states if state in principal)
    if len(states) >= 2:  # noqa: PLR2004
        return (states[:2], ()) if deed.act.reciprocal else (states[:1], states[1:2])
    if len(states) == 1:
        other = tuple(state for state in principal if state != states[0])
        return states, other if len(principal) == 2 and states[0] in principal else ()  # noqa: PLR2004
    return tuple(principal), ()
