"""The counts add up or the run fails."""

import pytest

from pipeline.accounts import AccountingError, accounts
from schemas.rows import FeedAccount, ReasonCount


def outcome(feed, fate, reason=""):
    return {"feed_id": feed, "fate": fate, "reason": reason}


def test_every_fate_is_counted_by_feed():
    outcomes = [outcome("a", "story"), outcome("a", "rejected", "no_link"), outcome("a", "rejected", "no_link"), outcome("b", "dead", "timeout")]
    assert accounts({"a": 3, "b": 1, "c": 0}, outcomes) == (
        FeedAccount("a", 3, 1, 0, 0, (ReasonCount("no_link", 2),), 0),
        FeedAccount("b", 1, 0, 0, 0, (), 1),
        FeedAccount("c", 0, 0, 0, 0, (), 0),
    )


@pytest.mark.parametrize("outcomes", [[], [outcome("a", "story"), outcome("a", "seen")]], ids=["lost", "twice"])
def test_an_entry_lost_or_counted_twice_is_an_error_that_names_the_feed(outcomes):
    with pytest.raises(AccountingError, match="feed a: 1 entries listed"):
        accounts({"a": 1}, outcomes)


def test_a_fate_of_a_feed_that_listed_nothing_is_an_error():
    with pytest.raises(AccountingError, match="feed ghost"):
        accounts({}, [outcome("ghost", "story")])
