"""Both emulators as a person starts them: what is printed can be typed, and Ctrl-C leaves nothing behind."""

import os
import re
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from pipeline.bigquery.resources import resources
from pipeline.bigquery.target import Target
from tests.engine import emulator as em

ROOT = Path(__file__).parents[2]


@contextmanager
def started(binary, *words):
    """Start both, and end them even where the test fails: nobody waits for what hears no Ctrl-C."""
    command = [sys.executable, "-m", "deploy.emulators.start", "--binaries", str(binary.parent), *words]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        try:
            yield running
        finally:
            running.terminate()


def typed(command, environment, folder):
    done = subprocess.run(command.split(), cwd=folder, env=os.environ | environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_printed_commands_work_until_ctrl_c(binary, storage_server, tmp_path):
    with started(binary) as emulators:
        lines = list(iter(emulators.stdout.readline, "Ctrl-C ends both; what they hold is gone then.\n"))
        environment = dict(re.findall(r"export (\w+)=(\S+)", "".join(lines)))
        commands = [line.strip() for line in lines if "/dyadwire " in line]
        said = [typed(command, environment, tmp_path) for command in commands]
        emulators.send_signal(signal.SIGINT)
        assert emulators.wait(timeout=30) == 0
    assert set(environment) == {"BIGQUERY_EMULATOR_HOST", "STORAGE_EMULATOR_HOST"}
    steps = str(1 + len(resources(Target("wires", "news"))))  # the dataset, and what it holds
    assert [found for text in said for found in re.findall(r"(\d+) to do|stories +(\d+) ", text)] == [(steps, ""), ("", "48"), ("", "0")]
    for address in environment.values():
        assert em.free_port(int(address.rpartition(":")[2]))


def test_a_shell_that_goes_away_takes_them_with_it(binary, storage_server):
    with started(binary) as emulators:
        (port,) = re.findall(r"BigQuery answers at \S+:(\d+),", emulators.stdout.readline())
        emulators.send_signal(signal.SIGHUP)
        assert emulators.wait(timeout=30) == 0
    assert em.free_port(int(port))


def test_a_port_that_is_taken_is_named(binary, storage_server, emulator):
    port = emulator.address.rpartition(":")[2]
    for option in ("--port", "--storage-port"):
        with started(binary, option, port) as emulators:
            assert emulators.wait(timeout=60) == 1
            assert f"port {port} of 127.0.0.1: Address already in use" in emulators.stderr.read()
