"""Find the countries that a text names, and the words that name them."""

from __future__ import annotations

from collections.abc import Sequence

from schemas.tags import Mention
from transforms.logic.tagging.countries_guards import resolve
from transforms.logic.tagging.countries_lexicon import KINDS, LAYER, Entry, load_cues
from transforms.logic.tagging.patterns import Hit
from transforms.logic.tagging.text import Text

__all__ = ["LAYER", "find_countries", "load_cues"]

_RANK = {kind: rank for rank, kind in enumerate(KINDS)}


def _is_cased(text: Text, hit: Hit) -> bool:
    """Tell whether a hit is written with the capitals that its entry asks for."""
    case = hit.cue.value.case
    if case == "any":
        return True
    surface = text.surface(hit.start, hit.end)
    return surface[:1].isupper() if case == "capital" else surface.rstrip("'’s").isupper()


def _longest(hits: Sequence[Hit]) -> list[Hit]:
    """Keep the leftmost longest of overlapping hits, of equally long ones the surest kind."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h.start, -h.end, _RANK[h.cue.value.kind], h.cue.rule_id)):
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept


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
    chosen = _longest([hit for hit in hits if hit.cue.layer == LAYER and _is_cased(text, hit)])
    found: list[tuple[str, Mention]] = []
    for hit, iso3, rule_id in resolve(text, chosen):
        start, end = text.span(hit.start, hit.end)
        entry: Entry = hit.cue.value
        found.append((iso3, Mention(start, end, text.original[start:end], entry.kind, rule_id)))
    return found
