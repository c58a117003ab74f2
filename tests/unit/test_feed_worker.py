"""The worker process: a document that hangs or devours memory costs its own process and nobody else's."""

from __future__ import annotations

import datetime as dt
import time

from transforms.edges.feed_worker import InProcessParser, WorkerParser, shared_parser

FEED = b"<rss version='2.0'><channel><title>Wire</title><item><guid>7</guid><title>t</title></item></channel></rss>"
# Within every cap of the reader, and yet many seconds of work: entries that are each just under the limit.
SLOW = b"<rss version='2.0'><channel>"
SLOW += b"".join(b"<item>" + b"<category>c</category>" * 2_400 + b"</item>" for _ in range(30)) + b"</channel></rss>"


def test_a_document_that_holds_the_parser_is_given_up_and_the_next_one_is_read() -> None:
    patient, hasty = WorkerParser(wall_s=20), WorkerParser(wall_s=20)
    try:
        assert patient.parse(FEED).status == "ok"
        hasty.parse(FEED)
        hasty._wall_s = 0.05  # noqa: SLF001 - the first document pays for the start of the process, the second must not
        started = time.monotonic()
        found = hasty.parse(SLOW)
        assert (found.status, found.problems) == ("hostile", ("it took more than 0.05 seconds",))
        assert time.monotonic() - started < 5
        hasty._wall_s = 20  # noqa: SLF001
        assert hasty.parse(FEED).status == "ok"
    finally:
        patient.close()
        hasty.close()


def test_the_worker_reads_as_the_process_itself_does() -> None:
    about = {"url": "https://a.example/rss", "publisher": "Wire", "fetched": dt.datetime(2026, 10, 8, tzinfo=dt.UTC)}
    worker = WorkerParser()
    try:
        assert worker.parse(FEED, **about) == InProcessParser().parse(FEED, **about)
    finally:
        worker.close()


def test_a_worker_that_died_is_replaced() -> None:
    worker = WorkerParser()
    try:
        assert worker.parse(FEED).status == "ok"
        worker._process.kill()  # noqa: SLF001
        worker._process.join()  # noqa: SLF001
        assert worker.parse(FEED).status == "ok"
    finally:
        worker.close()


def test_a_document_that_takes_too_much_cpu_ends_its_process_and_not_this_one() -> None:
    worker = WorkerParser(cpu_s=1)
    try:
        assert worker.parse(FEED).status == "ok"
        began = time.process_time()
        found = worker.parse(SLOW)
        assert (found.status, found.problems) == ("hostile", ("it took more than 1 seconds of CPU",))
        assert time.process_time() - began < 1
        assert worker.parse(FEED).status == "ok"
    finally:
        worker.close()


def test_a_document_that_needs_too_much_memory_is_hostile() -> None:
    worker = WorkerParser(memory_bytes=400_000_000)
    try:
        assert worker.parse(FEED).status == "ok"
        found = worker.parse(b"<rss version='2.0'><channel>" + b"<item><title>t</title></item>" * 60_000 + b"</channel></rss>")
        assert found.status == "hostile"
        assert worker.parse(FEED).status == "ok"
    finally:
        worker.close()


def test_every_document_of_a_round_goes_to_the_worker() -> None:
    assert isinstance(shared_parser(), WorkerParser)
