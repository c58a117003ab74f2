"""Decide words that name a country in one place and something else in another.

The rules of single words are rows of ``homographs.toml``, those of all words of a kind rows of ``contexts.toml``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from transforms.logic.tagging.patterns import Hit
from transforms.logic.tagging.text import Text

_REACH = 40  # How many letters before and behind a mention a rule reads.


@dataclass(frozen=True, slots=True)
class Rule:
    """When a word is that country; patterns read folded letters, empty ones always hold.

    Args:
        id: Name of the rule, also in evidence where it changes the country.
        before: Must be found right before the word.
        not_before: Must not be found right before it.
        after: Must be found right behind it.
        not_after: Must not be found right behind it.
        text: Must be found anywhere in the text.
        otherwise: The country where the rule does not hold; empty for none.
        original: Patterns read the text as written, with its capitals.
    """

    id: str
    before: str = ""
    not_before: str = ""
    after: str = ""
    not_after: str = ""
    text: str = ""
    otherwise: str = ""
    original: bool = False


@dataclass(frozen=True, slots=True)
class Context:
    """What stands beside a mention and makes it the name of a language, a currency, a company, an accord.

    Args:
        id: Name of the rule.
        before: Found right before the mention; empty for anything.
        after: Found right behind it.
        near: Found within reach on either side.
        surface: Found in the mention itself, folded.
        original: ``before`` and ``after`` read the text as written, with its capitals.
    """

    id: str
    before: str = ""
    after: str = ""
    near: str = ""
    surface: str = ""
    original: bool = False


@cache
def _contexts() -> dict[tuple[str, str], tuple[Context, ...]]:
    """Return the contexts by language and kind of mention."""
    table = tomllib.loads((files("schemas.codebook.countries") / "contexts.toml").read_text("utf-8"))
    found: dict[tuple[str, str], tuple[Context, ...]] = {}
    for row in table["context"]:
        context = Context(**{key: value for key, value in row.items() if key not in {"languages", "kinds"}})
        for language in row["languages"]:
            for kind in row["kinds"]:
                found[language, kind] = (*found.get((language, kind), ()), context)
    return found


@cache
def _rules() -> dict[tuple[str, str], tuple[Rule, ...]]:
    """Return the rules by language and word, ``*`` for every language."""
    table = tomllib.loads((files("schemas.codebook.countries") / "homographs.toml").read_text("utf-8"))
    rules: dict[tuple[str, str], tuple[Rule, ...]] = {}
    for row in table["rule"]:
        rule = Rule(**{key: value for key, value in row.items() if key not in {"languages", "words"}})
        for language in row["languages"]:
            for word in row["words"]:
                rules[language, word] = (*rules.get((language, word), ()), rule)
    return rules


@cache
def _regex(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


@cache
def _ending(pattern: str) -> re.Pattern[str]:
    return re.compile(f"(?:{pattern})$")


_Sides = tuple[str, str]


def _beside(text: Text, hit: Hit, *, original: bool) -> _Sides:
    """Return what stands before and behind a hit, folded or as written."""
    first, last, source = (*text.span(hit.start, hit.end), text.original) if original else (hit.start, hit.end, text.folded)
    return source[max(0, first - _REACH) : first], source[last : last + _REACH]


def _holds(rule: Rule, sides: _Sides) -> bool:
    before, after = sides
    return (
        (not rule.after or bool(_regex(rule.after).match(after)))
        and not (rule.not_after and _regex(rule.not_after).match(after))
        and (not rule.before or bool(_ending(rule.before).search(before)))
        and not (rule.not_before and _ending(rule.not_before).search(before))
    )


def _speaks_of(rule: Rule, text: Text, seen: dict[str, bool]) -> bool:
    """Tell whether the text holds what a rule asks for; a rule reads the text once, however often its word stands there."""
    if rule.id not in seen:
        seen[rule.id] = not rule.text or bool(_regex(rule.text).search(text.folded))
    return seen[rule.id]


def _is_in(context: Context, surface: str, sides: _Sides, folded: _Sides) -> bool:
    before, after = sides
    return (
        (not context.after or bool(_regex(context.after).match(after)))
        and (not context.surface or bool(_regex(context.surface).search(surface)))
        and (not context.before or bool(_ending(context.before).search(before)))
        and (not context.near or any(map(_regex(context.near).search, folded)))
    )


def resolve(text: Text, hits: Sequence[Hit]) -> Iterator[tuple[Hit, str, str]]:
    """Yield the hits that name a country, with that country and the rule that says so.

    Args:
        text: The text.
        hits: Hits of the country layer that do not overlap, in order.
    """
    rules, contexts = _rules(), _contexts()
    seen: dict[str, bool] = {}
    for hit in hits:
        iso3: str = hit.cue.value.iso3
        if not iso3:
            continue
        word = text.folded[hit.start : hit.end]
        asked = contexts.get((text.language, hit.cue.value.kind), ())
        bound = rules.get((text.language, word), ()) + rules.get(("*", word), ())
        folded = _beside(text, hit, original=False)
        written = _beside(text, hit, original=True) if any(context.original for context in asked) or any(rule.original for rule in bound) else folded
        if any(_is_in(context, word, written if context.original else folded, folded) for context in asked):
            continue
        rule_id = hit.cue.rule_id
        for rule in bound:
            if not (_holds(rule, written if rule.original else folded) and _speaks_of(rule, text, seen)):
                iso3, rule_id = rule.otherwise, rule.id
                break
        if iso3:
            yield hit, iso3, rule_id
