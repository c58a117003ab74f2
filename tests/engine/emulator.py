"""The BigQuery emulator as a process on a free loopback port, that can be killed and started again over its file."""

import os
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

BINARY = Path(os.environ.get("BIGQUERY_EMULATOR") or Path(__file__).parents[2] / ".cache" / "bin" / "bigquery-emulator")
PROJECT = "test-project"


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Emulator:
    """One emulator; what it holds survives a kill when it has a file."""

    def __init__(self, database=None):
        self.port, self.grpc_port, self.database = free_port(), free_port(), database
        self.process = None

    @property
    def address(self):
        return f"http://127.0.0.1:{self.port}"

    def start(self, **environment):
        words = [BINARY, f"--project={PROJECT}", "--host=127.0.0.1", f"--port={self.port}", f"--grpc-port={self.grpc_port}"]
        words += [f"--database={self.database}"] if self.database else []
        self.process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ | environment)
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{self.address}/bigquery/v2/projects/{PROJECT}/datasets", timeout=5).close()
                return self
            except OSError:
                assert self.process.poll() is None, f"the emulator ended with {self.process.returncode}"
                time.sleep(0.1)
        raise AssertionError("the emulator does not answer")

    def kill(self):
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process = None
