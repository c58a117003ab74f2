"""The BigQuery emulator as a process on a loopback port, that can be killed and started again over its file."""

from __future__ import annotations

import os
import socket
import subprocess
import time
import urllib.request
from pathlib import Path
from typing import Self

_TRIES, _TRY_S = 300, 0.1
# Its SQL engine frees what it took when Go collects the handles; left to itself Go waits until the heap has doubled, and at 2 GB the engine ends.
_OFTEN = {"GOGC": "10"}


def free_port(wanted: int = 0) -> int:
    """Return a port of the loopback address that nobody listens on.

    Args:
        wanted: The one to return; 0 for any.

    Raises:
        OSError: It is taken.
    """
    with socket.socket() as found:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            found.bind(("127.0.0.1", wanted))
        except OSError as error:
            raise OSError(f"port {wanted} of 127.0.0.1: {error.strerror}; name another one, or 0 for a free one") from error
        port: int = found.getsockname()[1]
        return port


class Emulator:
    """One emulator; what it holds survives a kill when it has a file.

    Args:
        binary: As built by ``build.py``.
        project: The one project it knows.
        port: Where it answers; 0 for a free one.
        database: The file it keeps its tables in; None for memory.
    """

    def __init__(self, binary: Path, project: str, port: int = 0, database: Path | None = None) -> None:
        self._binary, self._project, self._database = binary, project, database
        self._port, self._grpc_port = free_port(port), free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """What ``BIGQUERY_EMULATOR_HOST`` is to say."""
        return f"http://127.0.0.1:{self._port}"

    def start(self, **environment: str) -> Self:
        """Start it and wait until it answers.

        Raises:
            RuntimeError: It ended, or does not answer.
        """
        words = [f"--project={self._project}", "--host=127.0.0.1", f"--port={self._port}", f"--grpc-port={self._grpc_port}"]
        words += [f"--database={self._database}"] if self._database else []
        # In a process group of its own: Ctrl-C is for those who started it.
        self.process = subprocess.Popen(  # noqa: S603 - our own words
            [self._binary, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ | _OFTEN | environment, process_group=0
        )
        for _ in range(_TRIES):
            try:
                urllib.request.urlopen(f"{self.address}/bigquery/v2/projects/{self._project}/datasets", timeout=5).close()  # noqa: S310 - loopback
            except OSError as error:
                if self.process.poll() is not None:
                    raise RuntimeError(f"the BigQuery emulator ended with {self.process.returncode}") from error
                time.sleep(_TRY_S)
            else:
                return self
        self.kill()
        raise RuntimeError(f"the BigQuery emulator does not answer at {self.address}")

    def kill(self) -> None:
        """End it at once, as a machine that fails would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None
