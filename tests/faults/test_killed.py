"""A run that is killed in the middle of its fetches: scenario 39, told by the server's access log."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from tests.faults.bed import Bed, answer, hang, page, status
from tests.faults.test_polls import feed, rss

ROOT = Path(__file__).parents[2]
ARTICLES = [f"/{number}" for number in range(6)]
STORY = "<html><head><title>{0}</title></head><body><article><h1>{0}</h1>" + "<p>Norway and Peru met in Oslo and agreed to train.</p>" * 12


def command(server: Bed, folder: Path) -> list[str]:
    listed = folder / "feeds.csv"
    listed.write_text(f"feed_id,publisher,country,language,url,plain_http\nwire,Wire,GBR,en,{server.url('/f')},yes\n")
    loopback = ["--allow-address", f"127.0.0.1:{server.port}", "--host-delay", "0", "--max-age-days", "0"]
    return [sys.executable, "-m", "pipeline", "run", "--quiet", "--feeds", str(listed), "--out", str(folder / "out"), *loopback]


def play(server: Bed) -> None:
    server.play("/f", feed(rss(*range(6)).replace(b"https://a.test/", server.url("/").encode()), ("ETag", '"1"')))
    for path in ARTICLES:
        server.play(path, page(STORY.format(f"Story {path}").encode()))


@pytest.mark.scenario("39")
@pytest.mark.parametrize("stuck", [0, 3, 5])
def test_a_run_killed_in_mid_fetch_asks_again_only_for_what_was_not_answered(server: Bed, tmp_path: Path, stuck: int) -> None:
    play(server)
    server.play(ARTICLES[stuck], hang(60))
    process = subprocess.Popen(command(server, tmp_path), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while not server.asked(ARTICLES[stuck]) and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    play(server)
    done = subprocess.run(command(server, tmp_path), cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    times = {path: len(server.asked(path)) for path in ("/f", *ARTICLES)}
    assert times == {path: 2 if path == ARTICLES[stuck] else 1 for path in times}
    rows = duckdb.execute(f"SELECT url FROM read_parquet('{tmp_path}/out/stories/*/*.parquet')").fetchall()
    assert sorted(url for (url,) in rows) == [server.url(path) for path in ARTICLES]
    assert not (tmp_path / "out" / ".answers").exists()


@pytest.mark.scenario("39")
def test_a_second_run_asks_for_no_article_again(server: Bed, tmp_path: Path) -> None:
    play(server)
    server.play("/5", status(404))
    for extra in ([], ["--ignore-due"]):
        subprocess.run([*command(server, tmp_path), *extra], cwd=ROOT, capture_output=True, check=True)
        server.play("/f", answer(304))
    assert [len(server.asked(path)) for path in ("/f", *ARTICLES)] == [2, 1, 1, 1, 1, 1, 1]
    assert server.asked("/f")[1].headers["if-none-match"] == '"1"'
