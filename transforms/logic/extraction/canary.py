"""Canaries of the profiles: read a page by its profile and without it, and see whether both tell the same story.

That a selector matches is no proof: a layout moves on, and what it marks becomes a teaser or the page's footer. The general
way knows nothing of the layout, so that the two agree only while the profile is right.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass

from schemas.elements import ExtractedStory
from transforms.logic.extraction.clocks import local_day
from transforms.logic.extraction.lines import line_key
from transforms.logic.extraction.page import extract
from transforms.logic.extraction.profiles import is_profiled, profiles

AGREES = 0.85
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Finding:
    """What a canary says of one page.

    Args:
        profile: Id of the profile that read the page, empty where none fits.
        verdict: ok, differs, missed (the profile gave no body), unknown_layout (no profile fits), expired (read by a layout
            that its dates call gone) or no_story.
        agreement: F1 of the words of both bodies, 0 to 1.
        problems: What differs: body, title, day.
    """

    profile: str
    verdict: str
    agreement: float
    problems: tuple[str, ...] = ()


def word_agreement(first: str, second: str) -> float:
    """Return F1 of the words of two texts, with how often each stands there.

    >>> word_agreement("two ministers met", "two ministers talked"), word_agreement("", "")
    (0.6666666666666666, 1.0)
    """
    ours, theirs = Counter(_WORD.findall(first)), Counter(_WORD.findall(second))
    total = ours.total() + theirs.total()
    return 2 * (ours & theirs).total() / total if total else 1.0


def _problems(marked: ExtractedStory, general: ExtractedStory, agreement: float) -> tuple[str, ...]:
    days = [local_day(story.published) for story in (marked, general) if story.published]
    differs = {
        "body": agreement < AGREES,
        "title": bool(general.title) and line_key(marked.title) != line_key(general.title),
        "day": len(set(days)) > 1,
    }
    return tuple(name for name, is_other in differs.items() if is_other)


def _is_expired(name: str, fetched: dt.datetime | None) -> bool:
    last = next((profile.valid_until for profile in profiles() if profile.id == name), None)
    return fetched is not None and last is not None and fetched.date() > last


def check_page(html: bytes, *, url: str, fetched: dt.datetime | None = None) -> Finding | None:
    """Compare what a profile reads of a page with what the general way reads.

    Args:
        html: The page.
        url: Its address: chooses the profiles.
        fetched: When it was fetched.

    Returns:
        The finding, None where the host has no profile.

    Raises:
        ExtractionError: A parser failed on the page.

    >>> check_page(b"<p>x", url="https://example.org/") is None
    True
    >>> check_page(b"<p>x", url="https://apnews.com/article/1").verdict
    'no_story'
    """
    if not is_profiled(url):
        return None
    marked, general = extract(html, url=url, fetched=fetched), extract(html, url=url, fetched=fetched, profiled=False)
    agreement = word_agreement(marked.body, general.body)
    if marked.status not in {"ok", "suspect"}:
        return Finding(marked.profile, "no_story", agreement)
    for flag, verdict in (("layout_unknown", "unknown_layout"), ("profile_missed", "missed")):
        if flag in marked.flags:
            return Finding(marked.profile, verdict, agreement)
    problems = _problems(marked, general, agreement)
    verdict = "expired" if _is_expired(marked.profile, fetched) else "differs" if problems else "ok"
    return Finding(marked.profile, verdict, round(agreement, 3), problems)
