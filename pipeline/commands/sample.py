"""Serve the sample wire on loopback until interrupted, to look at its feeds and pages.

All hosts answer on one port; name one in the Host header:

    dyadwire sample --port 8123
    curl -H 'Host: meridian.example' http://127.0.0.1:8123/rss.xml
"""

from __future__ import annotations

import argparse
import signal
import sys


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--port", type=int, default=8123, help="port on 127.0.0.1 (default: 8123; 0 takes a free one)")
    parser.add_argument("--edition", type=int, choices=(1, 2), default=1, help="2 has the corrections (default: 1)")


def run(args: argparse.Namespace) -> int:
    """Serve until interrupted."""
    from pipeline.sample.server import serve  # noqa: PLC0415 - help must stay quick

    try:
        with serve(args.edition, args.port) as server:
            sys.stdout.write(f"serving {len(server.hosts)} hosts on http://{server.address[0]}:{server.address[1]}/ ; Ctrl-C stops\n")
            sys.stdout.flush()
            signal.sigwait({signal.SIGINT, signal.SIGTERM})
    except OSError as error:
        sys.stderr.write(f"--port {args.port}: {error.strerror}; name a free one, or 0\n")
        return 1
    return 0
