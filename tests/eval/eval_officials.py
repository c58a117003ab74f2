"""Officials: who a wire story names with an office, of which state, in which post."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from measures import Measure, accuracy, micro_f1

from schemas.tags import OfficialTag
from transforms.logic.tagging.furnished import tag_with_furniture
from transforms.logic.tagging.text import fold

# The gold writes some posts as the state itself calls them.
_SAME_POST = {
    "secretary of state": "foreign minister",
    "defence secretary": "defence minister",
    "defense secretary": "defence minister",
    "foreign secretary": "foreign minister",
    "chancellor": "prime minister",
    "deputy defence secretary": "deputy defence minister",
    "under secretary of state": "deputy foreign minister",
    "charge d affaires": "ambassador",
}


def _surname(name: str) -> str:
    return fold(name)[0].replace("-", " ").split()[-1].removesuffix("'")


def _post(post: str) -> str:
    plain = fold(post)[0].replace("defense", "defence")
    return _SAME_POST.get(plain, plain)


def _of(surname: str, found: list[OfficialTag]) -> OfficialTag | None:
    return next((official for official in found if _surname(official.name) == surname or surname in fold(official.name)[0]), None)


def measure(shared: Path) -> list[Measure]:
    rows: list[dict[str, Any]] = [json.loads(line) for line in (shared / "gold" / "stories_wire_dev.jsonl").read_text("utf-8").splitlines()]
    pairs: list[tuple[set[str], set[str]]] = []
    countries: list[bool] = []
    posts: list[bool] = []
    for row in rows:
        tags = tag_with_furniture(row["text"], title=row["title"] or "", language=row["lang"])
        gold = {_surname(person["name"]): person for person in row["officials"] if person.get("in_text", True)}
        found = list(tags.officials)
        matched = {surname: _of(surname, found) for surname in gold}
        known = {id(official) for official in matched.values()}
        others = {official.name for official in found if id(official) not in known}
        pairs.append(({surname for surname, official in matched.items() if official} | others, set(gold)))
        for surname, official in matched.items():
            if official:
                countries.append(official.country == gold[surname]["country"])
                posts.append(_post(official.post) == _post(gold[surname]["role"]))
    return [
        micro_f1("officials/stories_wire_dev/names", pairs, None, "by surname; the gold leaves out some that a text only mentions"),
        accuracy("officials/stories_wire_dev/found", [surname in found for found, gold in pairs for surname in sorted(gold)], None),
        accuracy("officials/stories_wire_dev/country", countries, None, "of those found"),
        accuracy("officials/stories_wire_dev/post", posts, None, "of those found"),
    ]
