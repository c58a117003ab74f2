"""Organisations: alliances, bodies of the United Nations, armed groups, and a state's own councils and ministries."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schemas.tags import Evidence, Mention, OrganisationTag
from transforms.logic.tagging.codebook import HBS, cues_by_language, read
from transforms.logic.tagging.patterns import Cue, Hit, longest
from transforms.logic.tagging.text import Text

LAYER = "organisation"
_FILE = "organisations/organisations.toml"
_BODIES = "organisations/bodies.toml"
_ANY = ("tr", "en", "ar", "ru", *HBS, "sr-Cyrl", "kmr", "ckb", "sq", "mk", "fa", "fr", "id", "es", "und")
# A state's body and its state stand together: "Dewan Keamanan Federasi Rusia", "Turkish Defence Ministry".
_MAX_GAP = 3
_REACH = 200  # No name of a state is longer.


@dataclass(frozen=True, slots=True)
class _Entry:
    """What a hit means.

    Args:
        acronym: Counts only in capitals.
        of_state: A kind of body that belongs to the state named beside it.
        country: The state whose body it is, where the name says so.
    """

    id: str
    name: str
    type: str
    acronym: bool = False
    of_state: bool = False
    country: str = ""


def _acronyms(organisation: dict[str, object], entry: _Entry) -> Iterator[Cue]:
    only = organisation.get("only", {})
    assert isinstance(only, dict)  # noqa: S101 - the file's shape is tested
    for acronym in organisation.get("acronyms", ()):  # type: ignore[attr-defined]
        languages = frozenset(only.get(acronym, _ANY))
        notations = [acronym] if acronym.isascii() is False or "tr" not in languages else [acronym, f"{acronym}~"]
        for notation in notations:
            where = languages if notation == acronym else frozenset({"tr"})
            yield Cue(notation, LAYER, _Entry(entry.id, entry.name, entry.type, acronym=True), where, f"organisation.{entry.id}:{acronym}")


def load_cues() -> list[Cue]:
    """Return the cues of every organisation and of the bodies that states have."""
    made: list[Cue] = []
    for organisation in read(_FILE)["organisation"]:
        entry = _Entry(organisation["id"], organisation["name"], organisation["type"])
        made += _acronyms(organisation, entry)
        made += [Cue(cue, LAYER, entry, where, f"organisation.{entry.id}:{cue}") for cue, where in cues_by_language(organisation.get("names", {}))]
    for body in read(_BODIES)["body"]:
        country = body.get("country", "")
        entry = _Entry(body["id"], body["name"], body["type"], of_state=not country, country=country)
        made += [Cue(cue, LAYER, entry, where, f"body.{entry.id}:{cue}") for cue, where in cues_by_language(body["names"])]
    return made


def _owner(text: Text, hit: Hit, countries: Sequence[tuple[str, Mention]]) -> tuple[str, int, int] | None:
    """Return the state named right beside a body, with the span of both."""
    start, end = text.span(hit.start, hit.end)
    near = bisect_left(countries, start - _REACH, key=_start), bisect_right(countries, end + _MAX_GAP, key=_start)
    for iso3, mention in countries[slice(*near)]:
        if 0 <= mention.start - end <= _MAX_GAP:
            return iso3, start, mention.end
        if 0 <= start - mention.end <= _MAX_GAP or mention.start <= start < mention.end <= end:
            return iso3, min(start, mention.start) if mention.kind == "demonym" else start, end
    return None


def _start(named: tuple[str, Mention]) -> int:
    return named[1].start


def _tagged(text: Text, hit: Hit, countries: Sequence[tuple[str, Mention]]) -> tuple[tuple[str, str, str, str | None], Evidence] | None:
    entry: _Entry = hit.cue.value
    start, end = text.span(hit.start, hit.end)
    surface = text.original[start:end]
    if entry.of_state:
        owner = _owner(text, hit, countries)
        if owner is None:
            return None
        iso3, start, end = owner
        identity = (f"{iso3}:{entry.id}", f"{entry.name} ({iso3})", entry.type, iso3)
        return identity, Evidence(start, end, text.original[start:end], hit.cue.rule_id)
    own = (f"{entry.country}:{entry.id}" if entry.country else entry.id, entry.name, entry.type, entry.country or None)
    return own, Evidence(start, end, surface, hit.cue.rule_id)


def _is_written_so(text: Text, hit: Hit) -> bool:
    """Tell whether an acronym is written with capitals, its endings behind an apostrophe; other names may stand in any letters.

    "AB'ye" is the European Union in Turkish, "ABD'ye" is not: there the ending would be part of the acronym.
    """
    if not hit.cue.value.acronym:
        return True
    head = text.surface(hit.start, hit.end).split("'", maxsplit=1)[0].split("’", maxsplit=1)[0]
    return head.isupper() and len(head) == len(hit.cue.notation.removesuffix("~"))


def _add(text: Text, spans: list[Evidence], span: Evidence) -> None:
    """Add a span, joined with the one before where it is its acronym in brackets: "Shanghai Cooperation Organization (SCO)"."""
    last = spans[-1] if spans else None
    if last and text.original[last.end : span.start] == " (" and text.original[span.end : span.end + 1] == ")":
        spans[-1] = Evidence(last.start, span.end + 1, text.original[last.start : span.end + 1], last.rule_id)
    else:
        spans.append(span)


def find_organisations(text: Text, hits: Sequence[Hit], countries: Sequence[tuple[str, Mention]]) -> list[OrganisationTag]:
    """Return the organisations a text names, in order of first mention.

    A security council counts as the United Nations' only where the text says so; beside a state's name it is that state's.

    Args:
        text: The text.
        hits: Hits of the layer ``organisation``.
        countries: Mentions of states in order, from :func:`transforms.logic.tagging.countries.find_countries`.
    """
    found: dict[tuple[str, str, str, str | None], list[Evidence]] = {}
    for hit in longest(hit for hit in hits if _is_written_so(text, hit)):
        tagged = _tagged(text, hit, countries)
        if tagged is not None:
            _add(text, found.setdefault(tagged[0], []), tagged[1])
    return [OrganisationTag(*identity, tuple(evidence)) for identity, evidence in found.items()]
