"""Twenty hostile bodies at once stay under a ceiling of memory: scenarios 33 and 34."""

from __future__ import annotations

import json
import subprocess
import sys
import zlib

import brotli
import pytest
import zstandard

from tests.faults.bed import Bed, answer, endless

CEILING_MB = 300


@pytest.mark.scenario("33")
@pytest.mark.scenario("34")
def test_twenty_hostile_bodies_at_once_stay_under_the_ceiling(server: Bed) -> None:
    zeros = bytes(100_000_000)
    # Half noise: this one shrinks too little to be called a bomb and runs into the cap on decoded bytes.
    lukewarm = zlib.compress(b"".join(bytes(2_000) + bytes([number % 251]) * 50 for number in range(40_000)), 1)
    coded = {"deflate": zlib.compress(zeros, 9), "br": brotli.compress(zeros, quality=4), "zstd": zstandard.compress(zeros)}
    for name, body in coded.items():
        server.play(f"/{name}", answer(200, [("Content-Encoding", name)], body))
    server.play("/lukewarm", answer(200, [("Content-Encoding", "deflate")], lukewarm))
    server.play("/endless", endless(b"HTTP/1.1 200 OK\r\n\r\n", most=40_000_000))
    command = [sys.executable, "-m", "tests.faults.hungry_client", str(server.port), "/deflate", "/br", "/zstd", "/endless", "/lukewarm"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout)
    print(f"memory rose by {found['rise_mb']:.0f} MB above {found['before_mb']:.0f} MB")  # noqa: T201
    assert found["rise_mb"] < CEILING_MB
    assert set(found["outcomes"]) <= {"bomb", "too_big"}
    assert len(found["outcomes"]) == 40
