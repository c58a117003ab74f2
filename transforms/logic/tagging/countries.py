"""Find the countries that a text names, and the words that name them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from schemas.tags import Mention
from transforms.logic.tagging.countries_guards import resolve
from transforms.logic.tagging.countries_lexicon import KINDS, LAYER, Entry, load_cues
from transforms.logic.tagging.patterns import Hit
from transforms.logic.tagging.text import Text

__all__ = ["LAYER", "find_countries", "load_cues"]

_GAZETTEER = "country.gazetteer"
_RANK = {kind: rank for rank, kind in enumerate(KINDS)}


def _is_cased(text: Text, hit: Hit) -> bool:
    """Tell whether a hit is written with the capitals that its entry asks for."""
    case = hit.cue.value.case
    if case == "any":
        return True
    surface = text.surface(hit.start, hit.end)
    if case == "capital":
        return surface[:1].isupper() or not text.has_capitals
    return surface.rstrip("'’s").isupper()


# Words that may stand with a capital beside a city without being part of a person's or a company's name.
_BESIDE = frozenset("in at from to near of the and a on for but while when after before since via around outside inside mr not city county".split())
_BEFORE = re.compile(r"([A-Z][\w.'\-]*) $")
_AFTER = re.compile(r" ([A-Z][a-z]\w*)")


def _is_part_of_a_name(text: Text, hit: Hit) -> bool:
    """Tell whether a city of the gazetteer stands in a person's or a company's name: "Clive Langley", "Manufacturers Hanover Corp"."""
    if not hit.cue.rule_id.startswith(_GAZETTEER):
        return False
    start, end = text.span(hit.start, hit.end)
    if text.original[start:end].isupper():
        return False
    beside = (_BEFORE.search(text.original[max(0, start - 24) : start]), _AFTER.match(text.original[end : end + 24]))
    return any(match is not None and match[1].lower() not in _BESIDE for match in beside)


def _longest(hits: Sequence[Hit]) -> list[Hit]:
    """Keep the leftmost longest of overlapping hits, of equally long ones the surest kind, then the longest stem: Nijerya is not Nijer-ya."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h.start, -h.end, _RANK[h.cue.value.kind], -len(h.cue.notation), h.cue.rule_id)):
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept


# Names of a whole state among those of the three that papers name by their parts: "Paris, Texas", "London, Ontario".
_WHOLE = frozenset({"us", "u.s", "u.s.", "usa", "u.s.a.", "america", "united states", "united states of america", "canada", "australia"})
_OF_PARTS = frozenset({"USA", "CAN", "AUS"})
_PLACE = frozenset({"capital", "city"})


def _moved(text: Text, found: list[tuple[str, Mention]]) -> list[tuple[str, Mention]]:
    """Give a city the country of the region named behind it, there and wherever else the text names the city."""
    elsewhere: dict[str, str] = {}
    for (_, place), (iso3, part) in pairwise(found):
        beside = text.original[place.end : part.start] == ", " and place.kind in _PLACE and part.kind == "name"
        if beside and iso3 in _OF_PARTS and part.text.lower() not in _WHOLE:
            elsewhere[place.text.lower()] = iso3
    return [
        (elsewhere[name.text.lower()], replace(name, kind="city", rule_id=f"country.region:{name.text}"))
        if name.kind in _PLACE and elsewhere.get(name.text.lower(), iso3) != iso3
        else (iso3, name)
        for iso3, name in found
    ]


# Lands of one language share the names of their towns: an Edmonton lies in Kentucky, in Queensland and in Canada. What is known
# by its name alone everywhere stays where it is.
_NAMESAKES = frozenset({"GBR", "IRL", "CAN", "AUS", "NZL"})
_ENGLISH_SPEAKING = _NAMESAKES | {"USA"}
_UNMISTAKABLE = frozenset(
    "toronto montreal vancouver calgary ottawa sydney brisbane auckland liverpool glasgow edinburgh belfast leeds cardiff dublin".split()
)
_AT_HOME = 2


def _namesakes(found: list[tuple[str, Mention]]) -> list[tuple[str, Mention]]:
    """Give a town of the gazetteer to the English-speaking state that a text is about, where nothing else names the town's own."""
    sure = Counter(iso3 for iso3, name in found if iso3 in _ENGLISH_SPEAKING and not name.rule_id.startswith(_GAZETTEER))
    home, times = max(sure.items(), key=lambda item: (item[1], item[0]), default=("", 0))
    if times < _AT_HOME:
        return found
    return [
        (home, replace(name, rule_id=f"country.namesake:{name.text}"))
        if iso3 in _NAMESAKES and iso3 not in sure and name.text.lower() not in _UNMISTAKABLE
        else (iso3, name)
        for iso3, name in found
    ]


def _owned(text: Text, found: list[tuple[str, Mention]]) -> list[tuple[str, Mention]]:
    """Drop a body whose owner is named right behind it and is another state: "Минобороны Армении" is Armenia's alone."""
    return [one for one, other in pairwise(found) if not _is_of(text, one, other)] + found[-1:]


def _is_of(text: Text, one: tuple[str, Mention], other: tuple[str, Mention]) -> bool:
    (iso3, body), (owner, name) = one, other
    return iso3 != owner and (body.kind, name.kind) == ("body", "name") and text.original[body.end : name.start] == " "


def find_countries(text: Text, hits: list[Hit]) -> list[tuple[str, Mention]]:
    """Find every mention of a country.

    Args:
        text: The text.
        hits: Its hits; layers other than ``country`` are passed over.

    Returns:
        ISO 3166-1 alpha-3 codes with mentions at original offsets, in order of the text; mentions do not overlap.

    >>> find_countries(Text("", "en"), [])
    []
    """
    chosen = _longest([hit for hit in hits if hit.cue.layer == LAYER and _is_cased(text, hit) and not _is_part_of_a_name(text, hit)])
    found: list[tuple[str, Mention]] = []
    for hit, iso3, rule_id in resolve(text, chosen):
        start, end = text.span(hit.start, hit.end)
        entry: Entry = hit.cue.value
        found.append((iso3, Mention(start, end, text.original[start:end], entry.kind, rule_id)))
    return _namesakes(_moved(text, _owned(text, found)))
