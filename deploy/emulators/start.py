"""Build and start both emulators for a person: ``python -m deploy.emulators.start``; they end with Ctrl-C."""

from __future__ import annotations

import argparse
import signal
import sys
import time
from pathlib import Path

from gcp_storage_emulator.server import create_server

from deploy.emulators.bigquery import Emulator, free_port
from deploy.emulators.build import build

PROJECT, DATASET, BUCKET = "test-project", "news", "wires"
SHOWN = """\
BigQuery answers at {bigquery}, Cloud Storage at {storage}. In another shell:

  export BIGQUERY_EMULATOR_HOST={bigquery}
  export STORAGE_EMULATOR_HOST={storage}
  {bin}/dyadwire tables apply --project {project} --dataset {dataset}
  {bin}/dyadwire run --to {project}.{dataset}
  {bin}/dyadwire run --to {project}.{dataset} --staging gs://{bucket}/staging

Ctrl-C ends both; what they hold is gone then.
"""


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m deploy.emulators.start", description="Start the BigQuery and the Cloud Storage emulator.")
    parser.add_argument("--port", type=int, default=0, help="port of BigQuery on the loopback address; 0, the default, for a free one")
    parser.add_argument("--storage-port", type=int, default=0, help="port of Cloud Storage; 0, the default, for a free one")
    parser.add_argument("--binaries", type=Path, default=Path(".cache/bin"), help="folder the BigQuery emulator is built into (%(default)s)")
    return parser.parse_args()


def _show(bigquery: Emulator, storage: str) -> None:
    folder = Path(sys.executable).parent
    sys.stdout.write(SHOWN.format(bigquery=bigquery.address, storage=storage, bin=folder, project=PROJECT, dataset=DATASET, bucket=BUCKET))
    sys.stdout.flush()


def _serve(options: argparse.Namespace) -> str:
    """Serve until Ctrl-C, and return what there is to say."""
    bigquery = Emulator(build(options.binaries), PROJECT, options.port)
    port = free_port(options.storage_port)
    storage = create_server("127.0.0.1", port, in_memory=True, default_bucket=BUCKET)
    try:
        storage.start()
        address = f"http://127.0.0.1:{port}"
        bigquery.start(STORAGE_EMULATOR_HOST=address)
        _show(bigquery, address)
        while bigquery.process is not None and bigquery.process.poll() is None:
            time.sleep(0.2)
    except KeyboardInterrupt:
        return ""
    finally:
        bigquery.kill()
        storage.stop()
    # Its SQL engine ends at 2 GB.
    return "the BigQuery emulator ended, perhaps for want of memory; start both again"


def main() -> None:
    """Serve until Ctrl-C.

    Raises:
        SystemExit: An emulator cannot be built or started, or ended by itself; the message says why.
    """
    options = _options()
    # A shell starts what it puts in the background deaf to Ctrl-C.
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, signal.default_int_handler)
    try:
        said = _serve(options)
    except (OSError, RuntimeError) as error:
        said = str(error)
    if said:
        sys.exit(said)


if __name__ == "__main__":
    main()
