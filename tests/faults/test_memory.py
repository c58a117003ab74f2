"""Twenty hostile bodies at once stay under a ceiling of memory: scenarios 33 and 34."""

from __future__ import annotations

import pytest

from tests.faults.bed import Bed
from tests.faults.conftest import NOTES
from tests.faults.hungry_client import feed_it

CEILING_MB = 300


@pytest.mark.scenario("33")
@pytest.mark.scenario("34")
def test_twenty_hostile_bodies_at_once_stay_under_the_ceiling(server: Bed) -> None:
    found = feed_it(server)
    NOTES.append(f"20 hostile bodies in flight: memory rose by {found['rise_mb']:.0f} MB above {found['before_mb']:.0f} MB; the ceiling is {CEILING_MB}")
    assert found["rise_mb"] < CEILING_MB
    assert set(found["outcomes"]) <= {"bomb", "too_big"}
    assert len(found["outcomes"]) == 40
