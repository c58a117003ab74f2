"""Who acts for a state in a text, where a state is only the scene, and which words stand for many states at once."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from schemas.tags import Mention
from transforms.logic.tagging.codebook import cues_by_language, read
from transforms.logic.tagging.patterns import Cue, Hit, longest
from transforms.logic.tagging.text import Text, fold
from transforms.logic.tagging.topics_lexicon import to_cyrillic

BLOC = "bloc"
TRADE = "trade"
PORTRAIT = "portrait"
LEADER = "leader"
_FILE = "decision/actors.toml"
_LANGUAGES = frozenset("en tr ar ru bs hr sr-Latn sr-Cyrl kmr ckb sq mk fa fr id es und".split())
_OUTSIDE_GROUP = re.compile(r"\|(?![^(]*\))")
_REACH = 40
_WHOLE = r"\b"
# Kinds of mention that may mean people or things of a nationality.
_OF_PEOPLE = frozenset({"demonym", "name"})
# A leader elected but not yet in office is an official to the codebook, and one out of office for some weeks still in the news.
_MARGIN = dt.timedelta(days=90)

# What stands between a place word and a country: an article, "the north of", "northern", "central".
_SIDE = (
    r"(?:the |la |el |le |l'|les |los )?"
    r"(?:\w{0,9}(?:north|south|east|west|центр|север|юг|юж|вост|запад|sever|jug|juž|istoč|zapad|nord|sud|norte|sur|este|oeste|kuzey|utara"
    r"|selatan|timur|barat|perëndim|lindj|veri)\w*[ -](?:of |de |du |d')?(?:the |la |l')?|central |centr\w+ )?"
)
_PLACE_WORDS = {
    "en": r"in|inside|within|across|throughout|near|at|back to|(?:near|on|along|at|across) [\w' ]{0,16}(?:border|frontier|boundary) with",
    "fr": r"en|au|aux|à|dans",
    "es": r"en",
    "id": r"di",
    "ru": r"в|во|на",
    "hbs": r"u|na|širom",
    "mk": r"во|низ",
    "sq": r"në|brenda",
    "kmr": r"li",
    "ckb": r"لە|له",
    "fa": r"در",
    "ar": r"في|فی|داخل",
}
_IN = {language: re.compile(rf"(?:^|[\s(\"'،,-])(?:{words})\s+{_SIDE}$", re.IGNORECASE) for language, words in _PLACE_WORDS.items()}
_TURKISH_AT = re.compile(r"['’]?[dt][ae](?:ki\w*|n)?$")
# The accusative behind "u" and "в" is where something goes, not where it is.
_HBS_TO = re.compile(r"(?:ju|sku|čku|šku|nu|ku)$")
_RU_TO = re.compile(r"(?:ию|ну|ию|цию)$")


# What stands right before the one who does it in a passive sentence: "was hit by Russian jets"; in Turkish right behind.
_AGENT_WORDS = {
    "en": r"by",
    "fr": r"par",
    "es": r"por",
    "id": r"oleh",
    "hbs": r"od strane|од стране",
    "mk": r"од страна на|од страна",
    "sq": r"nga",
    "kmr": r"ji aliyê|ji hêla",
    "ckb": r"لەلایەن|لە لایەن",
    "fa": r"توسط|از سوی",
    "ar": r"من قبل|على ید|علی ید|بواسطه",
}
_AGENT = {language: re.compile(rf"(?:^|\W)(?:{words})\s+(?:the |a |an |la |le |les |l'|el |los )?$") for language, words in _AGENT_WORDS.items()}
_TURKISH_AGENT = re.compile(r"(?: \w+){0,3} tarafindan\b")


class LeaderTerm(NamedTuple):
    """A state and the years in which a name speaks for it."""

    country: str
    start: dt.date
    end: dt.date


@cache
def _leaders() -> tuple[tuple[str, LeaderTerm], ...]:
    lines = (files("schemas") / "codebook" / "decision" / "leaders.tsv").read_text("utf-8").splitlines()
    made = []
    for row in csv.DictReader((line for line in lines if line and not line.startswith("#")), delimiter="\t"):
        start = dt.date.fromisoformat(f"{row['from']}-01")
        end = dt.date.fromisoformat(f"{row['until']}-28") if row["until"] else dt.date.max
        made += [(name, LeaderTerm(row["country"], start, end)) for name in _OUTSIDE_GROUP.split(row["names"])]
    return tuple(made)


def load_cues() -> list[Cue]:
    """Return the cues of leaders' names, of offices that one state has, of many states at once, of trade and of lives."""
    always = (dt.date.min, dt.date.max)
    made = [Cue(name, LEADER, term, _LANGUAGES, f"leader.{term.country}:{name}") for name, term in _leaders()]
    for country, offices in read(_FILE)["offices"].items():
        term = LeaderTerm(country, *always)
        made += [Cue(office, LEADER, term, frozenset({"en"}), f"office.{country}:{office}") for office in offices]
    for layer, table in ((BLOC, "blocs"), (TRADE, "trade"), (PORTRAIT, "portrait")):
        made += [Cue(cue, layer, "", where, f"{layer}:{cue}") for cue, where in cues_by_language(read(_FILE)[table])]
    return made


def find_leaders(text: Text, hits: Sequence[Hit], day: dt.date | None) -> Iterator[tuple[str, Mention]]:
    """Yield the states that a text names by the surname of a leader or by an office that only one state has.

    Args:
        text: The text.
        hits: Hits of the layer ``leader``.
        day: Day of the story; without one every term counts.
    """
    for hit in longest(hits):
        start, end = text.span(hit.start, hit.end)
        surface = text.original[start:end]
        term: LeaderTerm = hit.cue.value
        if not surface[0].islower() and (day is None or _overlaps(term, day)):
            yield term.country, Mention(start, end, surface, "official", hit.cue.rule_id)


def _overlaps(term: LeaderTerm, day: dt.date) -> bool:
    return (term.start == dt.date.min or term.start - _MARGIN <= day) and (term.end == dt.date.max or day <= term.end + _MARGIN)


def _group(language: str) -> str:
    return "hbs" if language in {"bs", "hr", "sr-Latn", "sr-Cyrl", "hbs"} else language


class Beside(NamedTuple):
    """The folded words within reach before and behind a mention."""

    before: str
    after: str


def beside(text: Text, mention: Mention) -> Beside:
    """Return what stands beside a mention.

    >>> beside(Text("Strikes in Syria", "en"), Mention(11, 16, "Syria", "name", "r"))
    Beside(before='strikes in ', after='')
    """
    before = text.folded_part(mention.start - _REACH, mention.start)
    return Beside(before, text.folded_part(mention.end, mention.end + _REACH))


def is_located(text: Text, mention: Mention, around: Beside) -> bool:
    """Tell whether a country is named as the place of something: "in Syria", "di Suriah", "Suriye'de".

    >>> text, mention = Text("Strikes in northern Syria", "en"), Mention(20, 25, "Syria", "name", "r")
    >>> is_located(text, mention, beside(text, mention))
    True
    """
    if text.language == "tr":
        surface = fold(mention.text)[0]
        return "'" in surface + text.original[mention.end : mention.end + 1] and bool(_TURKISH_AT.search(surface))
    language = _group(text.language)
    pattern = _IN.get(language)
    if pattern is None or mention.kind == "demonym":
        return False
    before = around.before
    if text.language == "sr-Cyrl":
        before = before.replace("у ", "u ").replace("на ", "na ")
    if not pattern.search(before):
        return False
    surface = fold(mention.text)[0]
    if language == "hbs":
        return not _HBS_TO.search(surface)
    return not (language == "ru" and _RU_TO.search(surface))


def is_agent(text: Text, around: Beside) -> bool:
    """Tell whether a state is named as the doer of a passive sentence.

    >>> is_agent(Text("The convoy was hit by Russian jets", "en"), Beside("the convoy was hit by ", " jets"))
    True
    """
    if text.language == "tr":
        return bool(_TURKISH_AGENT.match(around.after))
    pattern = _AGENT.get(_group(text.language))
    return pattern is not None and bool(pattern.search(around.before))


@cache
def _nouns(language: str, *tables: str) -> re.Pattern[str] | None:
    """Return the regex of the nouns of some tables, None where the language has none."""
    stems = " ".join(read(_FILE)[table].get(_group(language), "") for table in tables)
    if not stems.strip():
        return None
    if language == "sr-Cyrl":
        stems = to_cyrillic(stems)
    words = [re.escape(fold(word.removesuffix(_WHOLE))[0]) + (r"\b" if word.endswith(_WHOLE) else "") for word in _words(stems)]
    article = r"(?:وال|بال|لل|ال|و)?" if language in {"ar", "fa", "ckb"} else ""
    return re.compile(rf"(?<!\w){article}(?:{'|'.join(words)})")


def _words(stems: str) -> list[str]:
    """Split a list of stems at its spaces; a space behind a backslash belongs to the stem."""
    return [stem.replace("\x00", " ") for stem in stems.replace("\\ ", "\x00").split()]


# One adjective may stand between a nationality and its noun: "Irish nationalist families".
_ADJECTIVE = re.compile(r"\w+(?:ist|al|ic|an|ive|ed|ish|ant|ar|ary|ous|ern) ")

# "Serbs in Bosnia", "the Albanians of southern Serbia": people who live in another state.
_ELSEWHERE = re.compile(r"(?:of|in) (?:the )?(?:\w+ern )?[a-z]")

# The clause that tells where a report comes from: "..., Armenian officials said Sunday."
_SOURCE = re.compile(
    r",[\"']{0,2} (?:according to [^,]{3,90}"
    r"|(?!and |but |who |which )[^,]{3,90}?\b(?:said|says|reported|announced)\b(?! that)[^,]{0,40})\.?[\"']?$"
)


def source_of(sentence: str) -> int:
    """Return where the clause that names the source of an English sentence starts; its length where there is none.

    >>> source_of("Rebels took the town, Macedonian officials said Sunday.")
    20
    """
    found = _SOURCE.search(sentence)
    return found.start() if found else len(sentence)


def _last_word(around: Beside) -> list[str]:
    """Return the word right before a mention, or none."""
    return around.before.split()[-1:] if around.before[-1:].isspace() else []


def is_people(text: Text, mention: Mention, around: Beside) -> bool:
    """Tell whether a mention means people of a nationality who act or suffer without their state.

    >>> text = Text("Ethnic Albanians met the Macedonian families and Serbia", "en")
    >>> mentions = [Mention(a, b, text.original[a:b], "demonym", "r") for a, b in ((7, 16), (25, 35), (49, 55))]
    >>> [is_people(text, mention, beside(text, mention)) for mention in mentions]
    [True, True, False]
    """
    nouns = _nouns(text.language, "private_nouns", "people_nouns") if mention.kind in _OF_PEOPLE else None
    if nouns is None:
        return False
    after = around.after.lstrip(" -")
    if text.language == "en" and mention.kind == "demonym" and mention.text.endswith("s") and _ELSEWHERE.match(after):
        return True
    between = _ADJECTIVE.match(after) if text.language == "en" else None
    return bool(nouns.match(after) or (between and nouns.match(after[between.end() :])) or any(map(nouns.match, _last_word(around))))


def stands_for_state(text: Text, mention: Mention, around: Beside) -> bool:
    """Tell whether a mention means the state, not a private person or thing of that nationality.

    A name does unless "citizen", "company" or the like stands right beside it; an adjective only beside army, minister, embassy ...

    >>> text = Text("Malaysian fishermen met the Indonesian navy", "en")
    >>> mentions = [Mention(a, b, text.original[a:b], "demonym", "r") for a, b in ((0, 9), (28, 38))]
    >>> [stands_for_state(text, mention, beside(text, mention)) for mention in mentions]
    [False, True]
    """
    nouns, private = _nouns(text.language, "state_nouns"), _nouns(text.language, "private_nouns")
    if mention.kind not in _OF_PEOPLE or nouns is None or private is None:
        return True
    if private.match(around.after.lstrip(" -")) or any(map(private.match, _last_word(around))):
        return False
    return mention.kind == "name" or bool(nouns.search(around.before) or nouns.search(around.after))
