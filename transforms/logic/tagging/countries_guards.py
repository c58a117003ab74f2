"""Decide words that name a country in one place and something else in another; the rules are rows of ``homographs.toml``."""

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
def _compiled(pattern: str, *, at_end: bool) -> re.Pattern[str]:
    return re.compile(f"(?:{pattern})$" if at_end else pattern)


def _holds(rule: Rule, text: Text, hit: Hit) -> bool:
    if rule.original:
        first, last = text.span(hit.start, hit.end)
        source = text.original
    else:
        first, last, source = hit.start, hit.end, text.folded
    before, after = source[max(0, first - _REACH) : first], source[last : last + _REACH]
    return (
        (not rule.before or bool(_compiled(rule.before, at_end=True).search(before)))
        and not (rule.not_before and _compiled(rule.not_before, at_end=True).search(before))
        and (not rule.after or bool(_compiled(rule.after, at_end=False).match(after)))
        and not (rule.not_after and _compiled(rule.not_after, at_end=False).match(after))
    )


def _speaks_of(rule: Rule, text: Text, seen: dict[str, bool]) -> bool:
    """Tell whether the text holds what a rule asks for; a rule reads the text once, however often its word stands there."""
    if rule.id not in seen:
        seen[rule.id] = not rule.text or bool(_compiled(rule.text, at_end=False).search(text.folded))
    return seen[rule.id]


def resolve(text: Text, hits: Sequence[Hit]) -> Iterator[tuple[Hit, str, str]]:
    """Yield the hits that name a country, with that country and the rule that says so.

    Args:
        text: The text.
        hits: Hits of the country layer that do not overlap, in order.
    """
    rules = _rules()
    seen: dict[str, bool] = {}
    for hit in hits:
        iso3: str = hit.cue.value.iso3
        if not iso3:
            continue
        word = text.folded[hit.start : hit.end]
        rule_id = hit.cue.rule_id
        for rule in rules.get((text.language, word), ()) + rules.get(("*", word), ()):
            if not (_holds(rule, text, hit) and _speaks_of(rule, text, seen)):
                iso3, rule_id = rule.otherwise, rule.id
                break
        if iso3:
            yield hit, iso3, rule_id
