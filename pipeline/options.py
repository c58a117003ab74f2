"""Flags become one frozen configuration, once; all problems come in one message."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from transforms.edges.addresses import parse_allowed
from transforms.edges.failures import make_tls_context

IN_PROCESS = "in-process"
MERGE, APPEND = "merge", "append"
# DirectRunner would first try to download another runner; the name means the in-process one here.
_RUNNERS = {"directrunner": IN_PROCESS, "fnapirunner": IN_PROCESS, "in-process": IN_PROCESS, "inprocess": IN_PROCESS}
_DATAFLOW = "DataflowRunner"
_STREAMING = ("--streaming", "--streaming=true")
_TARGET = re.compile(r"(?:[a-z0-9.-]+:)?[a-z][a-z0-9-]{2,29}\.[A-Za-z0-9_]{1,1024}")
_LEAST_LEASE_S = 10.0
_SECONDS = re.compile(r"(\d+(?:\.\d+)?)(s|m|h|d)?")
_UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, None: 1.0}


class OptionsError(ValueError):
    """The flags cannot be run; the message lists every problem with its cure."""


@dataclass(frozen=True, slots=True)
class RunConfig:
    """What one round is to do.

    Args:
        feeds: The feed list; None for the bundled sample wire.
        out: Folder for tables, ledger and archive; for what is under way where the tables are in BigQuery.
        runner: ``in-process`` or a Beam runner's name.
        beam_flags: Flags handed to Beam as they are.
        max_age_days: Entries published longer ago are rejected; 0 takes all.
        host_delay_s: Least seconds between two requests to one host.
        deadline_s: Most seconds for one request, redirects included.
        concurrency: Most requests in flight.
        contact: Address or mail in the User-Agent.
        allow_addresses: Networks or addresses with port that may be asked beside public ones.
        ca_file: Certificates trusted beside the system's.
        horizon_days: How long a story is remembered for lineage.
        ignore_due: Poll feeds that are not due; for tests and first looks.
        log_json: Write one structured line a run to stderr, in place of progress.
        archive: Keep what was fetched as WARC under ``out``/archive.
        replay_of: The archived run that this one runs again; empty for one that fetches.
        to: BigQuery dataset of tables and ledger as ``PROJECT.DATASET``; empty for the folder.
        staging: Folder that workers write rows into before they are loaded; empty for one under ``out``.
        lease_s: For how long a run that dies keeps others out of the dataset.
        write: ``merge`` or ``append``: how a run's rows come into tables that no later run changes.
    """

    feeds: Path | None
    out: Path
    runner: str = IN_PROCESS
    beam_flags: tuple[str, ...] = field(default=())
    max_age_days: float = 30.0
    host_delay_s: float = 1.0
    deadline_s: float = 30.0
    concurrency: int = 16
    contact: str = ""
    allow_addresses: tuple[str, ...] = field(default=())
    ca_file: Path | None = None
    horizon_days: float = 14.0
    ignore_due: bool = False
    quiet: bool = False
    log_json: bool = False
    archive: bool = True
    replay_of: str = ""
    to: str = ""
    staging: str = ""
    lease_s: float = 300.0
    write: str = MERGE

    @property
    def max_age(self) -> dt.timedelta | None:
        """Oldest age taken, None for any."""
        return dt.timedelta(days=self.max_age_days) if self.max_age_days else None

    def to_json(self) -> str:
        """Return the configuration as it stands in ``runs.options``."""
        plain: dict[str, Any] = asdict(self)
        return json.dumps(plain, default=str, sort_keys=True)


def seconds(text: str) -> float:
    """Read a span of time: 90, 60s, 5m, 2h, 1d.

    Raises:
        argparse.ArgumentTypeError: The text is no span.

    >>> seconds("5m")
    300.0
    """
    match = _SECONDS.fullmatch(text.strip())
    if not match or float(match.group(1)) <= 0:
        raise argparse.ArgumentTypeError(f"{text!r} is no span of time; write 60s, 5m or 2h")
    return float(match.group(1)) * _UNITS[match.group(2)]


def add_run_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the flags that ``run`` and ``watch`` share."""
    parser.add_argument("--feeds", type=Path, help="feed list (CSV); without it the bundled sample wire is served and read")
    parser.add_argument("--out", type=Path, default=Path("out"), help="folder for tables and ledger (default: out)")
    parser.add_argument("--to", default="", metavar="PROJECT.DATASET", help="write tables and ledger to this BigQuery dataset")
    parser.add_argument("--staging", default="", metavar="FOLDER", help="gs:// folder for rows on the way to --to; for workers elsewhere")
    parser.add_argument("--lease", type=seconds, default=300.0, metavar="SPAN", help="how long a dead run keeps others out of --to (default: 5m)")
    parser.add_argument(
        "--write",
        choices=(MERGE, APPEND),
        default=MERGE,
        help="how rows come into --to: merge reads the days they touch, append reads nothing and is for short --every (default: merge)",
    )
    parser.add_argument("--runner", default=IN_PROCESS, help="Beam runner; DirectRunner means the in-process one (default: in-process)")
    parser.add_argument("--max-age-days", type=float, default=None, help="reject entries published longer ago; 0 takes all (default: 30, sample: 0)")
    parser.add_argument("--host-delay", type=float, default=None, help="least seconds between requests to one host (default: 1, sample: 0)")
    parser.add_argument("--deadline", type=float, default=30.0, help="most seconds for one request, redirects included (default: 30)")
    parser.add_argument("--concurrency", type=int, default=16, help="most requests in flight, one per host (default: 16)")
    parser.add_argument("--contact", default="", help="mail or address that the User-Agent names, so that publishers can reach you")
    add_network_arguments(parser)
    parser.add_argument("--horizon-days", type=float, default=14.0, help="how long stories are remembered for lineage (default: 14)")
    parser.add_argument("--ignore-due", action="store_true", help="poll feeds that are not due yet; impolite on live feeds")
    parser.add_argument("--no-archive", action="store_true", help="keep no WARC of what was fetched (about 50 KB a page); replay needs it")
    parser.add_argument("--quiet", action="store_true", help="print no summary")
    parser.add_argument("--log-json", action="store_true", help="write one JSON line a run to stderr: severity, counts, lag, duration")


def add_network_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the flags that open what is shut by default: an address of one's own network, a certificate of one's own."""
    parser.add_argument(
        "--allow-address",
        action="append",
        default=[],
        metavar="ADDRESS",
        help="also ask this address or network, such as 10.0.0.0/8 or 127.0.0.1:8099, for an intranet or a test server; may be repeated",
    )
    parser.add_argument("--ca-file", type=Path, help="PEM file of certificates trusted beside the system's, for an intranet or a test server")


def network_problems(args: argparse.Namespace) -> list[str]:
    """Return what is wrong with the flags of :func:`add_network_arguments`, each with its cure."""
    found = []
    for text in args.allow_address:
        try:
            parse_allowed([text])
        except ValueError:
            found.append(f"--allow-address {text!r} is no address or network; write 10.0.0.0/8, 127.0.0.1:8099 or [::1]:8099")
    if args.ca_file is not None:
        try:
            make_tls_context(str(args.ca_file))
        except OSError as error:
            found.append(f"--ca-file {args.ca_file}: {error.strerror or error}; name a PEM file of certificates")
    return found


def runner_name(given: str) -> str:
    """Return the runner's name with the in-process aliases joined.

    >>> runner_name("DirectRunner")
    'in-process'
    """
    return _RUNNERS.get(given.lower(), given)


def _problems(args: argparse.Namespace, runner: str, flags: Sequence[str]) -> list[str]:
    checks = (
        (args.concurrency < 1, "--concurrency must be at least 1"),
        (args.deadline <= 0, "--deadline must be above 0 seconds"),
        ((args.host_delay or 0) < 0, "--host-delay is negative; give seconds, 0 or more"),
        ((args.max_age_days or 0) < 0, "--max-age-days is negative; give days, 0 takes all"),
        (args.horizon_days <= 0, "--horizon-days must be above 0"),
        (args.feeds is not None and not args.feeds.is_file(), f"--feeds {args.feeds}: no such file; `feeds/wires.csv` is the bundled list"),
        (bool(args.to) and not _TARGET.fullmatch(args.to), f"--to {args.to}: no PROJECT.DATASET, such as wires-prod.news"),
        (bool(args.staging) and not args.to, "--staging holds rows on their way to BigQuery: name the dataset with --to"),
        (
            bool(args.to) and runner != IN_PROCESS and "://" not in args.staging,
            f"--runner {runner} has workers elsewhere: name a gs:// folder with --staging",
        ),
        (not args.to and runner == _DATAFLOW, f"--runner {runner}: its workers would write to disks of their own; name --to and --staging"),
        (args.write != MERGE and not args.to, "--write says how rows come into BigQuery: name the dataset with --to"),
        (args.lease < _LEAST_LEASE_S, f"--lease must be at least {_LEAST_LEASE_S:g} seconds"),
        (args.out.exists() and not args.out.is_dir(), f"--out {args.out} is a file; name a folder"),
        (
            runner == IN_PROCESS and any(flag.lower() in _STREAMING for flag in flags),
            "--streaming: the in-process runner shows a stream's output only when it ends; use `dyadwire watch`, or a runner that streams",
        ),
    )
    return [text for wrong, text in checks if wrong] + network_problems(args)


def config_from(args: argparse.Namespace) -> RunConfig:
    """Make the configuration of parsed flags.

    Raises:
        OptionsError: Something cannot be run; every problem is in the message.
    """
    runner = runner_name(args.runner)
    problems = _problems(args, runner, args.beam_flags)
    if problems:
        raise OptionsError("\n".join(problems))
    sample = args.feeds is None
    return RunConfig(
        feeds=args.feeds,
        out=args.out,
        runner=runner,
        beam_flags=tuple(args.beam_flags),
        max_age_days=(0.0 if sample else 30.0) if args.max_age_days is None else args.max_age_days,
        host_delay_s=(0.0 if sample else 1.0) if args.host_delay is None else args.host_delay,
        deadline_s=args.deadline,
        concurrency=args.concurrency,
        contact=args.contact,
        allow_addresses=tuple(args.allow_address),
        ca_file=args.ca_file,
        horizon_days=args.horizon_days,
        ignore_due=args.ignore_due or sample,
        quiet=args.quiet,
        log_json=args.log_json,
        archive=not args.no_archive,
        to=args.to,
        staging=args.staging,
        lease_s=args.lease,
        write=args.write,
    )
