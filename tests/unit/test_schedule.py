"""When a feed is asked again: the server's wishes, our own pace, failures and alarms, on a clock of the test's own."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.logic.feeds.schedule import Decision, Observation, decide, validators
from transforms.logic.feeds.state import ChildState, FeedState, is_due, of_address, state_from_json, state_to_json

NOW = dt.datetime(2026, 10, 8, 12, tzinfo=dt.UTC)
HOUR = 3600
OK = Observation("ok", keys=("a", "b"), seen_share=0.5, newest=NOW, body_sha256="1")
KNOWN = FeedState(interval_s=HOUR, keys=("a", "b"), last_outcome="ok", last_unconditional=NOW, etag='W/"x"', last_modified="2026-10-08 10:10")


def wait(decision: Decision) -> float:
    assert decision.state.next_due is not None
    return (decision.state.next_due - NOW).total_seconds()


def run(*outcomes: str, state: FeedState = KNOWN) -> Decision:
    decision = Decision(state, "")
    for outcome in outcomes:
        decision = decide(decision.state, replace(OK, outcome=outcome), NOW)
    return decision


def test_a_feed_never_polled_is_due_and_asked_without_validators() -> None:
    assert is_due(FeedState(), NOW)
    assert validators(FeedState(), NOW) == ("", "")


def test_validators_go_back_as_they_came() -> None:
    assert validators(KNOWN, NOW + dt.timedelta(hours=1)) == ('W/"x"', "2026-10-08 10:10")


def test_one_poll_a_day_is_unconditional() -> None:
    assert validators(KNOWN, NOW + dt.timedelta(hours=24)) == ("", "")


def test_a_feed_is_not_due_before_its_time() -> None:
    due = run("ok").state
    assert not is_due(due, NOW + dt.timedelta(seconds=HOUR - 1))
    assert is_due(due, NOW + dt.timedelta(seconds=HOUR))


@pytest.mark.parametrize(
    ("asks", "basis", "seconds"),
    [
        (Observation("ok", max_age_s=1800), "adaptive", HOUR),
        (Observation("ok", max_age_s=7200), "max_age", 7200),
        (Observation("ok", max_age_s=172_800), "max_age", 172_800),
        (Observation("ok", max_age_s=31_536_000), "max_age", 86_400),
        (Observation("ok", max_age_s=0), "adaptive", HOUR),
        (Observation("ok", expires=NOW + dt.timedelta(hours=3)), "expires", 3 * HOUR),
        (Observation("ok", expires=NOW - dt.timedelta(days=3)), "adaptive", HOUR),
        (Observation("ok", expires=NOW + dt.timedelta(hours=3), max_age_s=7200), "max_age", 7200),
        (Observation("ok", expires=NOW + dt.timedelta(hours=4), ahead_s=3600), "expires", 3 * HOUR),
        (Observation("ok", ttl_s=10_800), "ttl", 10_800),
        (Observation("ok", ttl_s=60), "adaptive", HOUR),
        (Observation("ok", ttl_s=-60), "adaptive", HOUR),
        (Observation("rate_limited", retry_after_s=120), "failure", HOUR),
        (Observation("rate_limited", retry_after_s=7200), "retry_after", 7200),
        (Observation("server_error", retry_after_s=99_999_999), "retry_after", 86_400),
        (Observation("not_modified", conditional=True, max_age_s=10_800), "max_age", 10_800),
    ],
)
def test_the_longest_of_our_pace_and_the_servers_wish_counts(asks: Observation, basis: str, seconds: float) -> None:
    decision = decide(KNOWN, replace(asks, seen_share=0.5), NOW)
    expected = max(seconds, 1.5 * HOUR) if asks.outcome == "not_modified" else seconds
    assert (decision.basis, wait(decision)) == (basis, expected)


def test_a_wish_beyond_seven_days_is_a_slip_and_said() -> None:
    assert "over_cap" in decide(KNOWN, replace(OK, max_age_s=31_536_000), NOW).alarms


@pytest.mark.parametrize("outcome", ["not_modified", "unchanged", "timeout"])
def test_what_a_document_asks_for_holds_until_the_next_document(outcome: str) -> None:
    first = decide(KNOWN, replace(OK, ttl_s=6 * HOUR, skip_hours=(18, 19)), NOW)
    later = decide(first.state, Observation(outcome), NOW)
    assert (first.state.next_due, first.basis) == (NOW + dt.timedelta(hours=8), "skip")
    assert (later.state.next_due, later.basis) == (NOW + dt.timedelta(hours=8), "skip")
    assert decide(later.state, OK, NOW).state.next_due == NOW + dt.timedelta(seconds=later.state.interval_s)


@pytest.mark.parametrize(("ahead_s", "alarm"), [(3600, True), (-3600, True), (300, False)])
def test_a_clock_that_is_far_off_is_an_alarm(ahead_s: float, alarm: bool) -> None:
    assert ("clock_skew" in decide(KNOWN, replace(OK, ahead_s=ahead_s), NOW).alarms) == alarm


def test_an_edited_line_of_the_feed_list_starts_anew() -> None:
    state = of_address(replace(KNOWN, ended="gone"), "https://a.example/old")
    assert of_address(state, "https://a.example/old") == state
    assert of_address(state, "https://a.example/new") == FeedState(listed=of_address(FeedState(), "https://a.example/new").listed)


def test_an_adopted_address_that_is_gone_gives_way_to_the_lists_own() -> None:
    adopted = replace(KNOWN, url="https://new.example/rss")
    once, twice = run("gone", state=adopted), run("gone", "gone", state=adopted)
    assert (once.state.url, twice.state.url, twice.state.ended) == ("https://new.example/rss", "", "")
    assert "moved_back" in twice.alarms


@pytest.mark.parametrize("outcome", ["html_page", "not_a_feed", "empty", "hostile"])
def test_a_document_that_could_not_be_read_is_not_the_one_to_compare_with(outcome: str) -> None:
    assert decide(KNOWN, replace(OK, outcome=outcome, body_sha256="bad"), NOW).state.body_sha256 == KNOWN.body_sha256


def test_a_quiet_feed_is_asked_less_often_up_to_six_hours() -> None:
    waits, state = [], KNOWN
    for _ in range(8):
        state = decide(state, Observation("not_modified", conditional=True), NOW).state
        waits.append(state.interval_s)
    assert waits == sorted(waits)
    assert waits[-1] == 6 * HOUR


def test_a_lively_feed_is_asked_more_often_and_never_below_the_hour() -> None:
    slow = replace(KNOWN, interval_s=6.0 * HOUR)
    assert wait(decide(slow, replace(OK, seen_share=0.1), NOW)) == 3 * HOUR
    assert wait(decide(KNOWN, replace(OK, seen_share=0.0), NOW)) == HOUR


def test_skipped_hours_hold_the_feed_back() -> None:
    decision = decide(KNOWN, replace(OK, skip_hours=(13, 14)), NOW)
    assert (decision.basis, wait(decision)) == ("skip", 3 * HOUR)


def test_skipped_days_hold_the_feed_back() -> None:
    thursday, friday = 4, 5
    decision = decide(KNOWN, replace(OK, skip_days=(thursday, friday)), NOW)
    assert decision.state.next_due == dt.datetime(2026, 10, 10, tzinfo=dt.UTC)


def test_a_feed_that_skips_every_hour_is_polled_all_the_same() -> None:
    assert wait(decide(KNOWN, replace(OK, skip_hours=range(24)), NOW)) == HOUR


def test_gone_ends_a_feed_at_the_second_time() -> None:
    assert run("gone").state.ended == ""
    twice = run("gone", "gone")
    assert (twice.state.ended, "ended" in twice.alarms) == ("gone", True)
    assert not is_due(twice.state, NOW + dt.timedelta(days=365))


def test_gone_twice_with_news_between_ends_nothing() -> None:
    assert run("gone", "ok", "gone").state.ended == ""


def test_not_found_never_ends_a_feed() -> None:
    state = run(*["not_found"] * 40).state
    assert (state.ended, state.failures) == ("", 40)
    assert is_due(state, NOW + dt.timedelta(days=1))


def test_refusal_ends_a_feed_only_after_many_times() -> None:
    assert run(*["client_error"] * 9).state.ended == ""
    assert run(*["client_error"] * 10).state.ended == "client_error"


def test_failures_back_off_up_to_a_day_and_an_answer_forgives_them() -> None:
    waits = [wait(run(*["server_error"] * times)) for times in range(1, 9)]
    assert waits == [HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 16 * HOUR, 24 * HOUR, 24 * HOUR, 24 * HOUR]
    assert run("server_error", "server_error", "ok").state.failures == 0


def test_a_failure_keeps_the_validators_and_the_window() -> None:
    state = run("timeout").state
    assert (state.etag, state.last_modified, state.keys) == (KNOWN.etag, KNOWN.last_modified, KNOWN.keys)


def test_an_empty_answer_sets_no_validators() -> None:
    assert decide(FeedState(), Observation("empty", etag='"new"'), NOW).state.etag == ""


def test_a_permanent_redirect_is_adopted_at_the_third_time() -> None:
    moved = replace(OK, permanent_redirect="https://new.example/rss")
    first = decide(KNOWN, moved, NOW)
    second = decide(first.state, moved, NOW)
    third = decide(second.state, moved, NOW)
    assert [decision.state.url for decision in (first, second, third)] == ["", "", "https://new.example/rss"]
    assert "moved" in third.alarms


def test_redirects_that_disagree_or_pause_are_not_adopted() -> None:
    state = KNOWN
    for target in ("https://a.example/", "https://b.example/", "https://a.example/", "", "https://a.example/"):
        state = decide(state, replace(OK, permanent_redirect=target), NOW).state
    assert state.url == ""


def test_a_permanent_redirect_to_a_page_is_not_adopted() -> None:
    state = KNOWN
    for _ in range(5):
        state = decide(state, Observation("html_page", permanent_redirect="https://consent.example/"), NOW).state
    assert state.url == ""


def test_a_validator_that_lied_is_an_alarm() -> None:
    silent = decide(KNOWN, Observation("not_modified", conditional=True), NOW).state
    told = decide(silent, replace(OK, conditional=False, etag='W/"x"', body_sha256="2"), NOW)
    assert ("lying_validator" in told.alarms, told.state.liar) == (True, True)


def test_a_validator_that_changed_with_the_document_is_no_lie() -> None:
    silent = decide(KNOWN, Observation("not_modified", conditional=True), NOW).state
    assert decide(silent, replace(OK, conditional=False, etag='W/"y"'), NOW).alarms == ()


def test_a_feed_without_etag_lies_by_its_date() -> None:
    dated = replace(KNOWN, etag="")
    silent = decide(dated, Observation("not_modified", conditional=True), NOW).state
    told = decide(silent, replace(OK, conditional=False, last_modified="2026-10-08 10:10", body_sha256="2"), NOW)
    assert "lying_validator" in told.alarms


def test_a_window_replaced_whole_is_an_alarm_and_shortens_the_wait() -> None:
    slow = replace(KNOWN, interval_s=6.0 * HOUR)
    decision = decide(slow, replace(OK, keys=("c", "d"), seen_share=0.0), NOW)
    assert decision.alarms == ("window_overrun",)
    assert wait(decision) == 1.5 * HOUR


def test_a_first_poll_is_no_overrun() -> None:
    assert decide(FeedState(), OK, NOW).alarms == ()


def test_a_feed_whose_newest_entry_is_old_is_stale() -> None:
    assert decide(KNOWN, replace(OK, newest=NOW - dt.timedelta(days=20)), NOW).alarms == ("stale",)
    remembered = replace(KNOWN, newest=NOW - dt.timedelta(days=20))
    assert decide(remembered, Observation("not_modified", conditional=True), NOW).alarms == ("stale",)


def test_a_date_in_the_future_hides_no_stale_feed() -> None:
    ahead = decide(KNOWN, replace(OK, newest=NOW + dt.timedelta(days=300)), NOW).state
    assert ahead.newest is not None
    assert ahead.newest <= NOW + dt.timedelta(days=1)


def test_chance_only_lengthens_the_wait_by_a_tenth() -> None:
    assert wait(decide(KNOWN, OK, NOW, chance=1.0)) == pytest.approx(1.1 * HOUR)


OBSERVATIONS = st.builds(
    Observation,
    outcome=st.sampled_from(["ok", "not_modified", "unchanged", "empty", "gone", "not_found", "timeout", "rate_limited", "new_word"]),
    conditional=st.booleans(),
    keys=st.lists(st.sampled_from("abcdef"), max_size=4).map(tuple),
    seen_share=st.floats(0, 1),
    retry_after_s=st.none() | st.integers(-10, 10**12),
    max_age_s=st.none() | st.integers(-10, 10**12),
    ttl_s=st.integers(-10, 10**9),
    skip_hours=st.lists(st.integers(0, 23)),
    skip_days=st.lists(st.integers(1, 7)),
)


@given(st.lists(OBSERVATIONS, min_size=1, max_size=8), st.floats(0, 1))
def test_whatever_happens_the_wait_lies_between_an_hour_and_eight_days_and_the_state_survives_storage(seen: list[Observation], chance: float) -> None:
    state = FeedState()
    for observation in seen:
        decision = decide(state, observation, NOW, chance)
        assert HOUR <= wait(decision) <= 15 * 86_400
        state = decision.state
        assert state_from_json(state_to_json(state)) == state


def test_what_is_remembered_of_sitemaps_comes_back_and_that_of_an_earlier_version_starts_anew() -> None:
    child = ChildState("https://a.example/1.xml", "2026-03-01", FeedState(etag='"n"', next_due=NOW))
    state = FeedState(etag='"i"', children=(child,))
    assert state_from_json(state_to_json(state)) == state
    plain = json.loads(state_to_json(state))
    plain["children"] = [{"url": "https://a.example/1.xml", "changed": "", "etag": '"n"', "last_modified": ""}]
    assert state_from_json(json.dumps(plain)) == FeedState(etag='"i"')


def test_a_sitemap_has_no_interval_of_its_own_but_obeys_what_its_server_asks() -> None:
    quiet = decide(FeedState(interval_s=20_000.0), Observation("not_modified"), NOW, follows=True)
    asked = decide(FeedState(), Observation("ok", max_age_s=20_000), NOW, follows=True)
    assert (wait(quiet), wait(asked)) == (HOUR, 20_000)
