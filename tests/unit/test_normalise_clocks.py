"""Clocks of feed and page: which is believed, and a feed that prints local time as GMT is found out."""

import datetime as dt

import pytest

from schemas.elements import Clock
from transforms.logic.normalise import choose_clock, is_mislabelled

NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


def clock(basis: str, hours: float = 0, precision: str = "second", offset: int | None = 0) -> Clock:
    return Clock(NOON + dt.timedelta(hours=hours), basis, precision, offset)


@pytest.mark.parametrize("offset", [180, 420, -300, 210])
def test_a_feed_that_prints_local_time_as_gmt_gives_way_to_the_page(offset):
    feed, page = clock("feed", offset / 60), clock("json_ld", 0, offset=offset)
    assert is_mislabelled(feed, page)
    assert choose_clock(feed, page) == page


@pytest.mark.parametrize(
    ("feed", "page"),
    [
        (clock("feed"), clock("json_ld", offset=180)),
        (clock("feed", 3), clock("json_ld", offset=0)),
        (clock("feed", 3, offset=180), clock("json_ld", offset=180)),
        (clock("feed", 3, offset=None), clock("json_ld", offset=180)),
        (clock("feed", 3, "day"), clock("json_ld", offset=180)),
        (clock("feed", 2), clock("json_ld", offset=180)),
        (None, clock("json_ld", offset=180)),
        (clock("feed"), None),
    ],
    ids=["agrees", "page-in-gmt", "feed-has-zone", "feed-naive", "feed-day", "another-gap", "no-feed", "no-page"],
)
def test_a_feed_is_not_accused_without_proof(feed, page):
    assert not is_mislabelled(feed, page)
