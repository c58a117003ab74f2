"""What publishers say of mining and training, wherever they say it."""

import pytest

from transforms.edges.fetch_records import FetchResult, Request
from transforms.logic.reservations import MAX_SIGNALS, reservations
from transforms.logic.robots_rules import parse_robots


def answered(content=b"<p>x", **headers):
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return FetchResult(Request("https://news.example/1"), "ok", 200, "https://news.example/1", headers=named, content=content)


@pytest.mark.parametrize(
    ("content", "headers", "expected"),
    [
        (b'<meta name="tdm-reservation" content="1"><meta name="robots" content="index, noai">', {}, ("tdm-reservation:1", "robots:noai")),
        (b"<p>x", {"tdm_reservation": "1", "tdm_policy": "https://a.example/p"}, ("tdm-reservation:1", "tdm-policy:https://a.example/p")),
        (b'<meta name=TDM-Reservation content=1><meta name=tdm-policy content="/p">', {}, ("tdm-reservation:1", "tdm-policy:/p")),
        (b"<p>x", {"x_robots_tag": "noindex, noai, noimageai"}, ("robots:noai", "robots:noimageai")),
        (b"<p>x", {"x_robots_tag": "otherbot: noai"}, ()),
        (b"<p>x", {"content_usage": "train-ai=n, search=y"}, ("content-usage:train-ai=n",)),
        (b"<p>x", {"content_signal": "search=yes, ai-train=no"}, ("content-signal:ai-train=no",)),
        (b'<link rel="license" type="application/rsl+xml" href="/rsl.xml">', {}, ("rsl:/rsl.xml",)),
        (b"<p>x", {"link": '<https://a.example/l>; rel="license"; type="application/rsl+xml"'}, ("rsl:https://a.example/l",)),
        (b'<link rel="license" href="https://creativecommons.org/licenses/by/4.0/">', {}, ()),
        (b"<p>x", {"tdm_reservation": "0"}, ()),
    ],
)
def test_a_reservation_is_read_where_it_stands(content, headers, expected):
    assert reservations(answered(content, **headers)) == expected


def test_lines_of_robots_txt_in_both_notations_are_read():
    body = b"User-agent: *\nContent-Usage: /news/ train-ai=n\nContent-Usage: search=y\nContent-Signal: ai-train=no\nDisallow: /x"
    assert parse_robots(body, "dyadwire/1").opt_out == ("content-usage:train-ai=n", "content-signal:ai-train=no")


def test_a_page_cannot_name_more_signals_than_a_row_should_hold():
    content = b"".join(b'<link rel=license type=rsl href="/%d">' % number for number in range(100))
    assert len(reservations(answered(content))) == MAX_SIGNALS
