"""One run of made-up stories in a process of its own: ``python -m tests.engine.writer DATASET OUT RUN COUNT [LEASE]``.

Prints "held" and waits for a line on standard input before it publishes, so that a test can make two of them overlap.
"""

import sys
from pathlib import Path

from pipeline.bigquery.output import opened_dataset
from pipeline.options import RunConfig
from pipeline.output import OutputRefusedError
from tests.engine.rows import publish, story
from transforms.edges.clock import SystemClock


def main(to, out, run_id, count, lease_s="300"):
    try:
        with opened_dataset(RunConfig(None, Path(out), to=to, lease_s=float(lease_s)), SystemClock()) as output:
            print("held", flush=True)
            sys.stdin.readline()
            publish(output, run_id, [story(number, run_id=run_id) for number in range(int(count))])
    except OutputRefusedError as error:
        print(f"{type(error).__name__}: {error}", flush=True)
        sys.exit(1)
    print("done", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
