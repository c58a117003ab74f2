"""One way of fetching in a process of its own: prints CPU and wall seconds, and its memory before and at its peak."""

import asyncio
import csv
import datetime as dt
import io
import json
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HOSTS = 16
AGENT = "dyadwire-bench/0 (+bench@example.org)"


def memory_mb(field):
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(field))
    return int(line.split()[1]) / 1024


def fetcher(port, hosts=HOSTS, **changes):
    from transforms.edges.fetch_records import FetchConfig
    from transforms.edges.http import Fetcher
    from transforms.edges.resolver import FixedResolver

    config = FetchConfig(AGENT, max_workers=HOSTS, **changes).for_loopback(f"127.0.0.1:{port}")
    return Fetcher(config, resolver=FixedResolver({f"h{number}.test": [["127.0.0.1"]] for number in range(hosts)}))


def requests_of(port, kind, path, count, hosts=HOSTS):
    from transforms.edges.fetch_records import Request

    etag = '"v1"' if kind == "feed" else ""
    return [Request(f"http://h{n % hosts}.test:{port}/{path}/{n}", etag=etag, kind=kind, key=str(n)) for n in range(count)]


def ours(port, count):
    """Every rule: robots.txt, one request in flight to a host, checked and pinned addresses, caps, deadline."""
    from transforms.edges.rounds import fetch_many

    outcomes = [result.outcome for result in fetch_many(fetcher(port), requests_of(port, "feed", "feed", count))]
    assert outcomes.count("not_modified") == count * 9 // 10, outcomes[:5]


def polls(port, count):
    """The same with what a round does of it: parsing, schedule, row and state."""
    from schemas.elements import FeedSource
    from transforms.edges.feed_worker import InProcessParser
    from transforms.edges.rounds import fetch_many
    from transforms.logic.feeds.state import FeedState
    from transforms.edges.polls import FeedJob, poll_of

    state, one, parser = FeedState(etag='"v1"'), fetcher(port), InProcessParser()
    for result in fetch_many(one, requests_of(port, "feed", "feed", count)):
        feed = FeedSource(result.request.key, result.request.url, "P", "GBR", "en", plain_http=True)
        poll_of(FeedJob(feed, "", "r"), state, result, parser, 0.0, lambda more: fetch_many(one, more))


def with_requests(port, count):
    import threading

    import requests

    kept = threading.local()

    def one(number):
        if not hasattr(kept, "session"):
            kept.session = requests.Session()
        kept.session.get(f"http://127.0.0.1:{port}/feed/{number}", headers={"User-Agent": AGENT, "If-None-Match": '"v1"'}, timeout=30).content  # noqa: B018

    with ThreadPoolExecutor(HOSTS) as pool:
        list(pool.map(one, range(count)))


def with_aiohttp(port, count):
    import aiohttp

    async def run():
        gate = asyncio.Semaphore(HOSTS)
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=HOSTS), headers={"User-Agent": AGENT}) as session:

            async def one(number):
                async with gate, session.get(f"http://127.0.0.1:{port}/feed/{number}", headers={"If-None-Match": '"v1"'}) as answer:
                    await answer.read()

            await asyncio.gather(*(one(number) for number in range(count)))

    asyncio.run(run())


def pages(port, count):
    from transforms.edges.rounds import fetch_many

    found = [result.outcome for result in fetch_many(fetcher(port), requests_of(port, "page", "page", count))]
    assert found == ["ok"] * count


def whole_round(port, count):
    """One round of the real graph over as many feeds on a tenth as many hosts; every entry is too old to be fetched."""
    from pipeline.local import read_feeds
    from pipeline.options import RunConfig
    from pipeline.rounds import run_round
    from transforms.edges.clock import SystemClock
    from transforms.fetch_pages import FetcherSource

    hosts = max(1, count // 10)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("feed_id", "publisher", "country", "language", "url", "plain_http"))
    writer.writerows((f"feed-{n}", "P", "GBR", "en", f"http://h{n % hosts}.example/old/{n}", "yes") for n in range(count))
    source = FetcherSource.loopback(frozenset(f"h{n}.example" for n in range(hosts)), port)
    with tempfile.TemporaryDirectory() as folder:
        config = RunConfig(None, Path(folder) / "out", quiet=True, log_json=True)
        run = run_round(config, read_feeds(text.getvalue(), "bench"), source, SystemClock()).run
    assert (run.feeds, run.listed, sum(item.count for item in run.rejected)) == (count, count, count), run


WAYS = {"ours": ours, "polls": polls, "requests": with_requests, "aiohttp": with_aiohttp, "pages": pages, "round": whole_round}


def main(way, port, count):
    if way in ("ours", "polls", "pages"):
        fetcher(port).close()  # what is imported once is not counted
    if way == "requests":
        import requests  # noqa: F401
    if way == "aiohttp":
        import aiohttp  # noqa: F401
    before, wall, cpu = memory_mb("VmRSS"), time.perf_counter(), time.process_time()
    WAYS[way](port, count)
    spent = {"cpu_s": time.process_time() - cpu, "wall_s": time.perf_counter() - wall}
    print(json.dumps(spent | {"before_mb": before, "peak_mb": memory_mb("VmHWM"), "at": dt.datetime.now(dt.UTC).isoformat()}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
