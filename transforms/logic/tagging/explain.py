"""Why a tag was not given."""

from __future__ import annotations

from schemas.elements import TaggedStory
from transforms.logic.tagging.tagger import read
from transforms.logic.tagging.topics import weigh
from transforms.logic.tagging.topics_crosswalk import topics_table
from transforms.logic.tagging.units import Marks, cut


def _topic(tagged: TaggedStory, code: str) -> str:
    if any(topic.code == code for topic in tagged.tags.topics):
        return "it was given"
    body = read(tagged.story.wire.body, tagged.tags.language)
    weights = weigh(body.text, [hit for hit in body.topic_hits if hit.cue.layer == "topic"])
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


_ROOTS = frozenset(
    "AGREE CONSULT SUPPORT COOPERATE AID CONCEDE RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION MOBILIZE COERCE ASSAULT".split()
)


def why_not(tagged: TaggedStory, tag: str) -> str:
    """Say why a topic, an event or a pair was not given to a story.

    Args:
        tagged: The story.
        tag: A topic code, a PLOVER root or a pair of ISO 3166-1 alpha-3 codes.
    """
    if tag in topics_table():
        return _topic(tagged, tag)
    if tag in _ROOTS:
        return _event(tagged, tag)
    if "-" in tag:
        return _pair(tagged, "-".join(sorted(tag.split("-"))))
    return f"{tag!r} is no topic code, PLOVER root or pair such as IDN-RUS"
