"""Speed and memory as ratios: `make bench`. Figures of shared machines are ratios of one run, never limits."""

import json
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]


def measured(count):
    done = subprocess.run([sys.executable, "tests/bench/round.py", str(count)], cwd=ROOT, capture_output=True, text=True, check=True, env=environment())
    return json.loads(done.stdout.strip().splitlines()[-1])


def environment():
    import os

    return {**os.environ, "PYTHONPATH": str(ROOT)}


def bare_trafilatura(pages=120):
    """Return CPU milliseconds a page of trafilatura with metadata on the same pages."""
    sys.path.insert(0, str(ROOT))
    import trafilatura

    from tests_bench_round import wire

    bodies = [document.body for (_, path), document in wire(pages).items() if "/story/" in path]
    trafilatura.bare_extraction(bodies[0], with_metadata=True, include_comments=False)
    began = time.process_time()
    for body in bodies:
        trafilatura.bare_extraction(body, with_metadata=True, include_comments=False)
    return 1000 * (time.process_time() - began) / len(bodies)


def help_seconds():
    began = time.perf_counter()
    subprocess.run([sys.executable, "-m", "pipeline", "--help"], cwd=ROOT, capture_output=True, check=True)
    return time.perf_counter() - began


def main():
    import importlib.util

    spec = importlib.util.spec_from_file_location("tests_bench_round", ROOT / "tests/bench/round.py")
    module = importlib.util.module_from_spec(spec)
    sys.path.insert(0, str(ROOT))
    sys.modules["tests_bench_round"] = module
    spec.loader.exec_module(module)
    small, large = measured(200), measured(2000)
    marginal = 1000 * (large["cpu_s"] - small["cpu_s"]) / (large["stories"] - small["stories"])
    bare = bare_trafilatura()
    print(f"round, CPU a story:          {marginal:.1f} ms; bare trafilatura with metadata on the same pages {bare:.1f} ms; ratio {marginal / bare:.2f}")
    print(f"round, peak memory:          {small['peak_mb']:.0f} MB at 200 stories, {large['peak_mb']:.0f} MB at 2,000; ratio {large['peak_mb'] / small['peak_mb']:.2f}")
    print(f"`python -m pipeline --help`: {help_seconds():.2f} s")

    subprocess.run([sys.executable, "tests/bench/bench_fetch.py"], cwd=ROOT, env=environment(), check=True)
    subprocess.run([sys.executable, "tests/bench/bench_bigquery.py"], cwd=ROOT, env=environment(), check=True)
    subprocess.run([sys.executable, "tests/bench/bench_questions.py"], cwd=ROOT, env=environment(), check=True)


if __name__ == "__main__":
    main()
