"""The accounting of a run: listed = stories + revisions + seen + rejected + dead letters, feed by feed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from schemas.rows import FeedAccount, ReasonCount


class AccountingError(AssertionError):
    """The fates do not add up to what was listed: a bug, never hidden."""


def reason_counts(counter: Mapping[str, int]) -> tuple[ReasonCount, ...]:
    """Return counts by reason, most frequent first.

    >>> reason_counts({"no_link": 1, "too_old": 3})[0]
    ReasonCount(reason='too_old', count=3)
    """
    return tuple(ReasonCount(reason, count) for reason, count in sorted(counter.items(), key=lambda item: (-item[1], item[0])))


def accounts(listed: Mapping[str, int], outcomes: Iterable[Mapping[str, Any]]) -> tuple[FeedAccount, ...]:
    """Add up the fates of a run by feed.

    Args:
        listed: Entries each feed listed.
        outcomes: One record for each entry with ``feed_id``, ``fate`` and ``reason``.

    Returns:
        One account a feed, by feed id.

    Raises:
        AccountingError: Some feed's fates do not add up; the message names it.

    >>> accounts({"f": 1}, [{"feed_id": "f", "fate": "story", "reason": ""}])[0].stories
    1
    """
    fates: Counter[tuple[str, str]] = Counter()
    rejected: dict[str, Counter[str]] = {}
    for outcome in outcomes:
        fates[outcome["feed_id"], outcome["fate"]] += 1
        if outcome["fate"] == "rejected":
            rejected.setdefault(outcome["feed_id"], Counter())[outcome["reason"]] += 1
    made = []
    for feed_id in sorted({*listed, *(feed for feed, _ in fates)}):
        account = FeedAccount(
            feed_id=feed_id,
            listed=listed.get(feed_id, 0),
            stories=fates[feed_id, "story"],
            revisions=fates[feed_id, "revision"],
            seen=fates[feed_id, "seen"],
            rejected=reason_counts(rejected.get(feed_id, {})),
            dead_letters=fates[feed_id, "dead"],
        )
        total = account.stories + account.revisions + account.seen + sum(item.count for item in account.rejected) + account.dead_letters
        if total != account.listed:
            raise AccountingError(f"feed {feed_id}: {account.listed} entries listed, {total} fates ({account})")
        made.append(account)
    return tuple(made)
