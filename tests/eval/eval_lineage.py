"""Score lineage on real texts and documented edits of them.

Copies are made of each development text by the edits that outlets make; non-copies are the other texts of the same language, the
same text in other languages, and reports of one form with other names and numbers. Twins are the translations of one text as if
one agency had published all of them within the hour: once with every edition there, once with none of the editions that belong
together, where every link is wrong.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import random
from collections import defaultdict
from collections.abc import Callable
from functools import cache
from pathlib import Path

from measures import Measure, accuracy, bootstrap, f1

from transforms.logic.lineage import Member, assign, place_stories, sketch
from transforms.logic.lineage.traits import MAX_STATES, Traits, names_of, numbers_of
from transforms.logic.tagging.tagger import tag_text

NOW = dt.datetime(2026, 3, 15, tzinfo=dt.UTC)
_MIN_WORDS = 60
_MANY = 10  # A text in more languages than this is a translated one.
_PAIRED = ("ar", "en", "id", "ru", "sr-Latn", "tr")
_FORM = (
    "{0} shares closed {1} percent higher on Monday as the {2} index rose {3} points to {4}. The currency traded at {5} to the dollar "
    "and {6} to the euro. Turnover came to {7} million, and {8} stocks rose while {9} fell. Analysts said trade would stay quiet this week."
)
Edit = Callable[[str, str], str]


def tail_cut(body: str, _: str) -> str:
    """An outlet prints the first two thirds."""
    words = body.split(" ")
    return " ".join(words[: len(words) * 2 // 3])


def half_cut(body: str, _: str) -> str:
    """An outlet prints the first half."""
    words = body.split(" ")
    return " ".join(words[: len(words) // 2])


def furniture(body: str, _: str) -> str:
    """A republisher's own lines around the text, such as survive in the body."""
    return f"CITY, Outlet.example -\n{body}\nFollow us on every channel and share this story with your friends.\nEditor: A. B.\nSource: Agency"


def inserted(body: str, other: str) -> str:
    """A paragraph of the outlet's own, a fifth as long as the text, in its middle."""
    lines = body.split("\n")
    extra = " ".join(other.split(" ")[: len(body.split(" ")) // 5])
    return "\n".join([*lines[: len(lines) // 2], extra, *lines[len(lines) // 2 :]])


def lead_rewritten(body: str, _: str) -> str:
    """The first sentences in other words: none of the old ones stay beside each other."""
    words = body.split(" ")
    lead = words[:25]
    random.Random(1).shuffle(lead)
    return " ".join([*(f"{word} also" for word in lead), *words[25:]])


def desk_edits(body: str, _: str) -> str:
    """A word in seventeen changed by an outlet's desk."""
    words = body.split(" ")
    return " ".join("changed" if at % 17 == 8 else word for at, word in enumerate(words))


def reordered(body: str, _: str) -> str:
    """The paragraphs behind the lead in another order."""
    first, *rest = body.split("\n")
    return "\n".join([first, *reversed(rest)])


EDITS: tuple[Edit, ...] = (tail_cut, half_cut, furniture, inserted, lead_rewritten, desk_edits, reordered)


def form_reports() -> list[str]:
    draw = random.Random(7)
    cities = ("Istanbul", "Jakarta", "Moscow", "Cairo", "Tirana", "Skopje", "Zagreb", "Tehran", "Paris", "Madrid")
    return [_FORM.format(city, *(draw.randint(11, 9999) for _ in range(9))) for city in cities for _ in range(3)]


@cache
def texts(shared: Path) -> list[dict]:
    lines = (shared / "gold" / "stories_dev.jsonl").read_text("utf-8").splitlines()
    return [row for row in map(json.loads, lines) if len(row["text"].split()) >= _MIN_WORDS]


def _member(name: str, language: str, body: str, agency: str = "", traits: Traits | None = None) -> Member:
    return Member(name, language, NOW, agency, sketch(body), traits=traits or Traits(numbers=numbers_of(body)))


def _pairs(groups: dict[str, str]) -> tuple[int, int, int]:
    """Return right, extra and missed pairs of names ``story/edit`` put into one group."""
    found, gold = defaultdict(list), defaultdict(list)
    for name, group in groups.items():
        found[group].append(name)
        gold[name.split("/")[0]].append(name)
    have, want = ({pair for names in side.values() for pair in itertools.combinations(sorted(names), 2)} for side in (found, gold))
    return len(have & want), len(have - want), len(want - have)


def copies(shared: Path) -> list[Measure]:
    out, rows, caught = [], [], defaultdict(list)
    by_language: dict[str, list[dict]] = defaultdict(list)
    for row in texts(shared):
        by_language[row["lang"]].append(row)
    for part in by_language.values():
        members = []
        for at, row in enumerate(part):
            other = part[(at + 1) % len(part)]["text"]
            members.append(_member(f"{row['id']}/", row["lang"], row["text"]))
            members += [_member(f"{row['id']}/{edit.__name__}", row["lang"], edit(row["text"], other)) for edit in EDITS]
        groups = {one.story_id: one.wire_story_id for one in assign(members)}
        rows.append(_pairs(groups))
        for row in part:
            for edit in EDITS:
                caught[edit.__name__].append(groups[f"{row['id']}/{edit.__name__}"] == groups[f"{row['id']}/"])
    right, extra, missed = map(sum, zip(*rows, strict=True))
    n = sum(map(len, by_language.values())) * (1 + len(EDITS))
    for name, figure in (("precision", lambda t: t[0] / (t[0] + t[1])), ("recall", lambda t: t[0] / (t[0] + t[2])), ("f1", lambda t: f1(*t))):
        out.append(Measure(f"lineage/copies/{name}", figure((right, extra, missed)), *bootstrap(rows, figure), n, name))
    out += [accuracy(f"lineage/copies_found/{name}", found, unit="recall") for name, found in caught.items()]
    return out


def non_copies(shared: Path) -> list[Measure]:
    forms = assign([_member(str(at), "en", body) for at, body in enumerate(form_reports())])
    translated = assign([_member(f"{row['id']}/{row['lang']}", row["lang"], row["text"]) for row in texts(shared)])
    apart = [one.kind == "single" for one in translated if one.story_id.split("/")[1] not in {"bs", "hr", "sr-Latn", "sr-Cyrl"}]
    return [
        accuracy("lineage/apart/one_form_other_numbers", [one.kind == "single" for one in forms], unit="share"),
        accuracy("lineage/apart/translated", apart, note="without bs, hr, sr, which are one language in print", unit="share"),
    ]


@cache
def editions(shared: Path) -> list[Member]:
    languages = defaultdict(set)
    for row in texts(shared):
        languages[row["id"]].add(row["lang"])
    made = []
    for row in texts(shared):
        if len(languages[row["id"]]) > _MANY:
            tags = tag_text(row["text"], title=row["title"] or "", language=row["lang"])
            traits = Traits(
                countries=tuple(tag.iso3 for tag in tags.countries)[:MAX_STATES],
                numbers=numbers_of(row["text"]),
                names=names_of(row["text"], (tag.name for tag in tags.officials)),
            )
            made.append(_member(f"{row['id']}/{row['lang']}", row["lang"], row["text"], "AA", traits))
    return made


def _linked(members: list[Member]) -> dict[str, str]:
    placed = place_stories(members, [])
    return {one.member.story_id: one.twin.group if one.twin else one.member.story_id for one in placed}


def twins(shared: Path) -> list[Measure]:
    members = editions(shared)
    rows = [_pairs(_linked(members))]
    both, alone = [], []
    ids = sorted({one.story_id.split("/")[0] for one in members})
    half = set(ids[::2])
    for first, second in itertools.combinations(_PAIRED, 2):
        both.append(_pairs(_linked([one for one in members if one.language in (first, second)])))
        apart = [one for one in members if one.language == (first if one.story_id.split("/")[0] in half else second)]
        groups = _linked(apart)
        alone += [list(groups.values()).count(group) == 1 for group in groups.values()]
    measures = []
    for name, part in (("all_editions", rows), ("two_editions", both)):
        right, extra, missed = map(sum, zip(*part, strict=True))
        measures.append(Measure(f"lineage/twins/{name}/precision", right / (right + extra), *_interval(part, 1), len(members), "precision"))
        measures.append(Measure(f"lineage/twins/{name}/recall", right / (right + missed), *_interval(part, 2), len(members), "recall"))
    return [*measures, accuracy("lineage/twins/none_there_none_linked", alone, unit="share")]


def _interval(rows: list[tuple[int, int, int]], other: int) -> tuple[float, float]:
    return bootstrap(rows, lambda total: total[0] / max(1, total[0] + total[other]))


def measure(shared: Path) -> list[Measure]:
    return [*copies(shared), *non_copies(shared), *twins(shared)]
