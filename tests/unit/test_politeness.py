"""Our behaviour scored by what publishers ask."""

from __future__ import annotations

import argparse
import datetime as dt
import json
from dataclasses import asdict, replace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.commands import politeness as command
from transforms.edges.clock import FakeClock
from transforms.logic.politeness import PollRecord, score

START = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
AGENT = "dyadwire/0.1.0 (+https://dyadwire.example/bot)"


def poll(hours: float, **changes: object) -> PollRecord:
    base = PollRecord("aa-en", "https://a.example/rss", "a.example", START + dt.timedelta(hours=hours), "ok", 200, etag='"1"', user_agent=AGENT)
    return replace(base, **changes)  # type: ignore[arg-type]


def again(hours: float, **changes: object) -> PollRecord:
    return poll(hours, **{"outcome": "not_modified", "status": 304, "sent_etag": '"1"', **changes})


def broken(*polls: PollRecord) -> set[str]:
    return {one.name for one in score(polls).criteria if one.broken}


@pytest.mark.parametrize(
    ("polls", "names"),
    [
        ([poll(0), again(1), again(2)], set()),
        ([poll(0), again(0.5)], {"polls_at_most_hourly"}),
        ([poll(0), poll(2)], {"unconditional_at_most_daily"}),
        ([poll(0), again(2), poll(24)], set()),
        ([poll(0, etag=""), poll(1, etag="")], set()),
        ([poll(0), again(1, outcome="ok", etag=""), again(2)], set()),
        ([poll(0), poll(0, url="https://a.example/1.xml", sitemap_of="https://a.example/rss")], set()),
        ([poll(hours, url="https://a.example/1.xml", sitemap_of="https://a.example/rss") for hours in (0, 0.5)], {"polls_at_most_hourly", "unconditional_at_most_daily"}),
        ([poll(0), again(1, sent_etag="1")], {"validators_opaque"}),
        ([poll(0), again(1, sent_etag='"made-up"')], {"validators_opaque"}),
        ([poll(0, last_modified="yesterday"), again(1, sent_last_modified="yesterday")], set()),
        ([poll(0), again(1, sent_etag="", sent_last_modified="Sun, 01 Mar 2026 00:00:00 GMT")], {"validators_opaque"}),
        ([poll(0), again(1, etag='"2"'), again(2, sent_etag='"2"')], set()),
        ([poll(0), poll(1, sent_etag='"1"', etag='"2"'), again(2)], {"validators_opaque"}),
        ([poll(0, outcome="timeout", status=None, etag=""), poll(1)], set()),
        ([poll(0, max_age_s=7200), again(1)], {"cache_control_honoured"}),
        ([poll(0, max_age_s=31_536_000), again(24)], set()),
        ([poll(0, status=429, outcome="rate_limited", etag="", retry_after_s=7200), poll(1, etag="")], {"retry_after_honoured_by_host"}),
        (
            [poll(0, status=429, outcome="rate_limited", retry_after_s=7200), poll(1, feed_id="other", url="https://a.example/2")],
            {"retry_after_honoured_by_host"},
        ),
        ([poll(0, status=429, outcome="rate_limited", retry_after_s=7200), poll(1, feed_id="other", host="b.example")], set()),
        ([poll(0, status=410), poll(1, status=410, sent_etag=""), again(2)], {"gone_is_final"}),
        ([poll(0), again(1, sent_cookie=True)], {"no_cookie_no_referrer"}),
        ([poll(0), again(1, sent_referer=True)], {"no_cookie_no_referrer"}),
        ([poll(0), again(1, url="https://a.example/rss?_=1")], {"address_unchanged"}),
        ([poll(0), again(1, url="https://b.example/rss?x")], set()),
        ([poll(0, user_agent="Mozilla/5.0")], {"user_agent_with_contact"}),
        ([poll(0, next_due=START + dt.timedelta(hours=3)), again(2)], {"never_before_due"}),
        ([poll(0), again(2, due=START + dt.timedelta(hours=3))], {"never_before_due"}),
        ([poll(0), again(0.1, outcome="host_waiting", status=None), again(1)], set()),
    ],
)
def test_each_breach_has_its_name(polls: list[PollRecord], names: set[str]) -> None:
    assert broken(*polls) == names
    assert broken(*reversed(polls)) == names


def test_the_score_is_the_share_of_criteria_kept() -> None:
    report = score([poll(0), again(0.5)])
    assert (report.perfect, report.score < 100, report.polls, report.conditional, report.not_modified) == (False, True, 2, 1, 1)
    assert score([]).score == 100


class Publisher:
    """A server that keeps its own log and has a bad day in the middle of the week."""

    def __init__(self) -> None:
        self.edition = 0

    def answer(self, now: dt.datetime, sent_etag: str) -> tuple[int, str, int | None]:
        self.edition = int((now - START).total_seconds() // 10_800)
        if START + dt.timedelta(days=3) <= now < START + dt.timedelta(days=3, hours=4):
            return 429, "", 7_200
        etag = f'W/"{self.edition}"'
        return (304 if sent_etag == etag else 200), etag, None


def simulated_week(step_s: float, *, honour: bool) -> list[PollRecord]:
    """Poll ten feeds of two hosts for a week, by the ledger's rules or by none."""
    clock, publisher = FakeClock(START), Publisher()
    held = dict.fromkeys(range(10), "")
    full = dict.fromkeys(range(10), START - dt.timedelta(days=2))
    due = dict.fromkeys(range(10), START)
    paused: dict[str, dt.datetime] = {}
    polls: list[PollRecord] = []
    while clock.now() < START + dt.timedelta(days=7):
        now = clock.now()
        for feed in range(10):
            host = f"h{feed % 2}.example"
            if honour and (now < due[feed] or now < paused.get(host, START)):
                continue
            sent = "" if now - full[feed] >= dt.timedelta(days=1) else held[feed]
            status, etag, retry_after_s = publisher.answer(now, sent)
            full[feed] = now if not sent else full[feed]
            held[feed] = etag or held[feed]
            paused[host] = now + dt.timedelta(seconds=retry_after_s or 0)
            due[feed] = now + dt.timedelta(seconds=3_600)
            outcome = {200: "ok", 304: "not_modified", 429: "rate_limited"}[status]
            record = PollRecord(f"f{feed}", f"https://{host}/{feed}", host, now, outcome, status, sent, "", etag, "", retry_after_s, 1_800)
            polls.append(replace(record, next_due=due[feed], user_agent=AGENT))
        clock.advance(step_s)
    return polls


def test_a_week_by_the_rules_scores_100() -> None:
    report = score(simulated_week(300, honour=True))
    assert [one for one in report.criteria if one.broken] == []
    assert (report.score, report.feeds, report.hosts) == (100.0, 10, 2)
    assert report.polls > 1_500
    assert report.conditional / report.polls > 0.9


def test_a_week_without_rules_does_not() -> None:
    report = score(simulated_week(300, honour=False))
    assert {one.name for one in report.criteria if one.broken} == {
        "polls_at_most_hourly",
        "cache_control_honoured",
        "never_before_due",
        "retry_after_honoured_by_host",
    }
    assert all(len(one.examples) <= 5 for one in report.criteria)


def arguments(*given: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return parser.parse_args(given)


def write(path: object, polls: list[PollRecord]) -> None:
    rows = [{name: value for name, value in asdict(one).items() if name not in ("sent_cookie", "sent_referer")} for one in polls]
    types = {"polled": pa.timestamp("us", "UTC"), "due": pa.timestamp("us", "UTC"), "next_due": pa.timestamp("us", "UTC"), "status": pa.int64()}
    types |= {"retry_after_s": pa.int64(), "max_age_s": pa.int64(), "bytes": pa.int64()}
    pq.write_table(pa.Table.from_pylist(rows, pa.schema([(name, types.get(name, pa.string())) for name in rows[0]])), str(path))


def test_the_command_reads_parquet_and_says_so_by_its_exit_code(tmp_path: object, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = f"{tmp_path}/good.parquet", f"{tmp_path}/bad.parquet"
    write(good, [poll(0), again(1)])
    write(bad, [poll(0), again(0.5)])
    assert (command.run(arguments(good)), command.run(arguments(bad)), command.run(arguments(f"{tmp_path}/none*.parquet"))) == (0, 1, 2)
    shown = capsys.readouterr()
    assert "score 100 of 100" in shown.out
    assert "aa-en 2026-03-01T00:30:00Z 1800 s after the last poll" in shown.out
    assert "run `dyadwire run` first" in shown.err
    assert command.run(arguments(good, "--json", "--days", "7")) == 0
    assert json.loads(capsys.readouterr().out)["perfect"] is True
