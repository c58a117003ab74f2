"""Why a tag was not given."""

from __future__ import annotations

from functools import cache

from schemas.elements import TaggedStory
from schemas.topics import topics_table
from transforms.logic.tagging.countries_lexicon import rows
from transforms.logic.tagging.decision import MEANINGS, THRESHOLD, WEIGHTS
from transforms.logic.tagging.tagger import read
from transforms.logic.tagging.topics import weigh
from transforms.logic.tagging.units import Marks, cut


@cache
def _states() -> frozenset[str]:
    return frozenset(row[0] for row in rows("states.tsv"))


def _topic(tagged: TaggedStory, code: str) -> str:
    if any(topic.code == code for topic in tagged.tags.topics):
        return "it was given"
    body = read(tagged.story.wire.body, tagged.tags.language)
    weights = weigh(body.text, body.hits.get("topic", []))
    if code not in weights:
        return "no word of the body is a cue for it in this language"
    heaviest = max(weights.values(), key=lambda scored: scored.weight)
    beside = f"too little beside {heaviest.code} with {heaviest.weight:.1f}"
    return f"its cues weigh {weights[code].weight:.1f}, {beside}, or none of them is strong enough alone"


def _event(tagged: TaggedStory, root: str) -> str:
    if any(event.plover == root for event in tagged.tags.events):
        return "it was given"
    body = read(tagged.story.wire.body, tagged.tags.language)
    units = cut(body.text, Marks(body.countries, body.hits.get("event", []), []))
    words = [body.text.original[deed.start : deed.end] for unit in units for deed in unit.deeds if deed.act.plover == root]
    return f"found as “{words[0]}”, but other acts of the story weigh more" if words else "no word of the body is a cue for it in this language"


def _pair(tagged: TaggedStory, pair: str) -> str:
    if any(dyad.pair == pair for dyad in tagged.tags.dyads):
        return "it was given"
    named = {country.iso3 for country in tagged.tags.countries}
    missing = [state for state in pair.split("-") if state not in named]
    return f"{' and '.join(missing)} is not named" if missing else "no sentence relates the two by an act, or others are related more"


def _country(tagged: TaggedStory, iso3: str) -> str:
    found = next((country for country in tagged.tags.countries if country.iso3 == iso3), None)
    return f"it was given, as {found.role}" if found else "no name, adjective, capital, seat, body or official of it stands in the story"


def _decision(tagged: TaggedStory) -> str:
    tags = tagged.tags
    if tags.bilateral_security:
        return "it was given"
    names = [reason.partition(":")[0] for reason in tags.reasons]
    against = [MEANINGS[name] for name in names if WEIGHTS.get(name, -1.0) < 0]
    lacking = [MEANINGS[name] for name, weight in WEIGHTS.items() if weight > 0 and name not in names]
    parts = [f"score {tags.score:.2f} is below {THRESHOLD}"]
    parts += [f"against it: {', '.join(against)}"] if against else []
    return "; ".join([*parts, f"not so: {', '.join(lacking)}"] if lacking else parts)


_DECISION = frozenset({"bilateral_security", "bilateral"})
_ROOTS = frozenset(
    "AGREE CONSULT SUPPORT COOPERATE AID CONCEDE RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION MOBILIZE COERCE ASSAULT".split()
)


def why_not(tagged: TaggedStory, tag: str) -> str:
    """Say why the decision, a topic, an event, a pair or a country was not given to a story.

    Args:
        tagged: The story.
        tag: ``bilateral_security``, a topic code, a PLOVER root, an ISO 3166-1 alpha-3 code or a pair of them.
    """
    if tag in _DECISION:
        return _decision(tagged)
    if tag in topics_table():
        return _topic(tagged, tag)
    if tag in _ROOTS:
        return _event(tagged, tag)
    if "-" in tag:
        return _pair(tagged, "-".join(sorted(tag.split("-"))))
    if tag in _states():
        return _country(tagged, tag)
    return f"{tag!r} is no topic code, PLOVER root, country code, pair such as IDN-RUS, nor bilateral_security"
