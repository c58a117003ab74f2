"""Which act governs a sentence: verbs before nouns, the verb that governs before what it governs, what is done before what is told."""

from __future__ import annotations

import re
from collections.abc import Sequence

from transforms.logic.tagging.text import Text
from transforms.logic.tagging.units import Deed, Unit

VERB_LAST = frozenset({"tr", "fa", "kmr", "ckb"})
# Persian puts what is said, agreed or asked behind the verb that says so, for all that its verbs come last.
_CLAUSE_BEHIND = frozenset({"fa"})
_GOVERNING = frozenset({"ACCUSE", "REQUEST", "THREATEN", "AGREE"})
_BY_RANK = (2.2, 1.2, 0.8)
_AS_NOUN = 0.55
BLAMED = frozenset({"ASSAULT", "COERCE", "MOBILIZE"})
_ELIDED = re.compile(r"\b[ld]['’]$", re.IGNORECASE)
_GERUND_OF = re.compile(r"\w+ing of\b")
_LAST_WORDS = re.compile(r"(?:(\w+)\s+)?(\w+)\s+$")
_NOUN_MARKS = frozenset(
    "the a an of in for on against by after over with its their his her some any new from to during before amid at into about "
    "le la les l un une des du de d au aux en dans pour sur contre par après sa son leur el los las del al una sobre contra por tras su "
    "di dari untuk dengan dalam atas terhadap u na o za od protiv do sa в на о об от для против после из у за për në e të nga kundër".split()
)


def _is_noun(text: Text, deed: Deed) -> bool:
    """Tell whether an act stands as a noun behind an article or preposition: "the attack", "of sanctions"."""
    written = text.original[max(0, deed.start - 24) : deed.start]
    if text.language == "ar" and written.endswith("ل"):
        return True  # The article and the preposition "for" are joined to the noun.
    if _ELIDED.search(written) or _GERUND_OF.match(text.original, deed.start):
        return True
    before = _LAST_WORDS.search(written)
    if before is None:
        return False
    second, last = (before[1] or "").lower(), before[2]
    if last.lower() in _NOUN_MARKS:
        return True
    # "the brutal attack" is a noun, "on Thursday rejected" is none.
    return second in _NOUN_MARKS and last.islower() and not text.original[deed.start : deed.end].split()[0].endswith("ed")


def _is_told(unit: Unit, deed: Deed) -> bool:
    """Tell whether a headline only quotes an act of another state: "Baku: Serbia sent arms"."""
    colon = unit.text.original.find(":", unit.start, deed.start)
    if colon < 0:
        return False
    said = {actor.iso3 for actor in unit.actors if actor.start < colon}
    return bool(said) and any(colon < actor.start < deed.start and actor.iso3 not in said for actor in unit.actors)


def verbs_of(unit: Unit) -> list[Deed]:
    """Return the acts of a unit that stand as verbs; all where none does.

    >>> verbs_of(Unit(Text("", "en"), 0, True, True, 0, 0, 1.0, (), (), ()))
    []
    """
    return [deed for deed in unit.deeds if not _is_noun(unit.text, deed)] or list(unit.deeds)


def _by_government(language: str, verbs: Sequence[Deed]) -> Sequence[Deed]:
    """Return the verbs of a sentence, the governing one first."""
    if language in _CLAUSE_BEHIND and verbs[0].act.plover in _GOVERNING:
        return verbs
    return verbs[::-1] if language in VERB_LAST else verbs


def place_factor(unit: Unit, deed: Deed, verbs: Sequence[Deed]) -> float:
    """Weigh an act by where it stands in its sentence: the governing verb comes first, in languages with the verb last it comes last.

    Args:
        unit: The headline or sentence.
        deed: The act.
        verbs: The acts of the unit that stand as verbs.
    """
    if deed not in verbs:
        return _AS_NOUN
    if unit.headline and _is_told(unit, deed):
        return _AS_NOUN
    ordered = _by_government(unit.text.language, verbs)
    rank = ordered.index(deed)
    if rank and ordered[0].act.plover == "ACCUSE" and deed.act.plover in BLAMED:
        return _AS_NOUN  # What is condemned is told, not done here.
    return _BY_RANK[min(rank, len(_BY_RANK) - 1)]
