"""A quick server in a process of its own, so that the clients' CPU is theirs alone: prints its port, then serves until killed."""

import asyncio
import gzip
import re
import sys

ITEM = (
    "<item><title>Story {0} of the wire</title><link>https://news.example/{0}</link><guid>{0}</guid>"
    "<description>{1}</description><pubDate>Mon, 02 Mar 2026 10:00:00 GMT</pubDate></item>"
)
RSS = "<?xml version='1.0'?><rss version='2.0'><channel><title>wire</title>{}</channel></rss>"
FEED = RSS.format("".join(ITEM.format(number, "They met and spoke. " * 12) for number in range(30))).encode()
OLD = RSS.format("<item><title>Old</title><link>http://{0}/{1}</link><guid>{0}/{1}</guid><pubDate>Mon, 02 Mar 2020 10:00:00 GMT</pubDate></item>")
PAGE = gzip.compress(("<html><title>Talks</title><body>" + "".join(f"<p>{'The ministers met again. ' * 9}{n * 7919}</p>" for n in range(250))).encode())
HOST = re.compile(rb"\r\nhost: *([^\r:]+)", re.IGNORECASE)


def answer(status, body=b"", *headers):
    head = "".join(f"{line}\r\n" for line in (f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers))
    return head.encode() + b"\r\n" + body


NOT_MODIFIED = b'HTTP/1.1 304 Not Modified\r\nETag: "v1"\r\n\r\n'
WHOLE = answer("200 OK", FEED, 'ETag: "v1"', "Content-Type: application/rss+xml")
ROBOTS = answer("200 OK", b"User-agent: *\nAllow: /\n", "Content-Type: text/plain")
WEB_PAGE = answer("200 OK", PAGE, "Content-Encoding: gzip", "Content-Type: text/html; charset=utf-8")


async def play(head, latency_s):
    path = head.split(b" ", 2)[1].decode()
    kind, _, number = path.strip("/").partition("/")
    if kind == "feed":  # nine in ten have not changed
        return NOT_MODIFIED if b'"v1"' in head and int(number) % 10 else WHOLE
    if kind == "page":
        await asyncio.sleep(latency_s)
        return WEB_PAGE
    if kind == "old":
        return answer("200 OK", OLD.format(HOST.search(head).group(1).decode(), number).encode(), "Content-Type: application/rss+xml")
    return ROBOTS


async def serve(reader, writer, latency_s):
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            writer.write(await play(head, latency_s))
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def main(latency_s):
    server = await asyncio.start_server(lambda reader, writer: serve(reader, writer, latency_s), "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1]) / 1000))
