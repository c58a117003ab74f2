"""One round over a made-up wire of N stories, in a process of its own: prints CPU seconds and peak memory."""

import json
import resource
import sys
import tempfile
import time
from pathlib import Path

from pipeline.local import read_feeds
from pipeline.options import RunConfig
from pipeline.rounds import run_round
from pipeline.sample.server import serve_documents
from pipeline.sample.site import Document, build, desks, feed_list, stories
from transforms.edges.clock import SystemClock
from transforms.fetch_pages import FetcherSource


def wire(count):
    """Return a wire whose English desk lists `count` stories: pages of the sample, each with numbers of its own."""
    desk = desks()[0]
    base = build()
    pages = [base[desk.host, f"/en/world/story/{story.id}"] for story in stories(desk.id)[:6]]
    documents = {(desk.host, "/robots.txt"): base[desk.host, "/robots.txt"]}
    items = []
    for number in range(count):
        page = pages[number % len(pages)]
        path = f"/en/world/story/{900000 + number}"
        body = page.body.replace(b"</h1>", b" No. %d</h1>" % number).replace(b"said", b"said in report %d" % number)
        documents[desk.host, path] = Document(200, page.content_type, body)
        items.append(f"<item><guid>{number}</guid><link>http://{desk.host}{path}</link><title>Report {number}</title></item>")
    feed = f'<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>{"".join(items)}</channel></rss>'
    documents[desk.host, "/rss.xml"] = Document(200, "application/rss+xml", feed.encode())
    return documents


def main():
    count = int(sys.argv[1])
    documents = wire(count)
    header, first, *_ = feed_list().splitlines()
    with tempfile.TemporaryDirectory() as folder, serve_documents(documents) as server:
        source = FetcherSource.loopback(server.hosts, server.address[1])
        feeds = read_feeds(f"{header}\n{first}\n", "bench")
        began = time.process_time()
        result = run_round(RunConfig(None, Path(folder) / "out", max_age_days=0, quiet=True), feeds, source, SystemClock())
        spent = time.process_time() - began
    assert result.run.stories == count, result.run
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"stories": count, "cpu_s": spent, "peak_mb": peak}))


if __name__ == "__main__":
    main()
