"""What pipeline tests share: an in-process runner, a fixed clock, and a place that collects elements."""

import datetime as dt

import apache_beam as beam
import pytest
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.util import assert_that

NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


class FixedClock:
    def now(self):
        return NOW

    def monotonic(self):
        return 0.0

    def sleep(self, seconds):
        raise AssertionError("no test sleeps")


@pytest.fixture
def clock():
    return FixedClock()


@pytest.fixture
def pipeline():
    with beam.Pipeline(runner=FnApiRunner()) as made:
        yield made


@pytest.fixture
def gives():
    """Assert what a collection holds, in any order."""

    def check(expected):
        def matcher(actual):
            assert sorted(map(repr, actual)) == sorted(map(repr, expected))

        return matcher

    def run(collection, expected):
        label = f"Check{id(collection)}"
        assert_that(collection, check(expected), label=label)

    return run
