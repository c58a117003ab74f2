"""What every test may use: the shared evaluation material, and no network but this machine's own."""

from __future__ import annotations

import ipaddress
import os
import socket
from pathlib import Path

import pytest
from hypothesis import settings

_CONNECT = socket.socket.connect


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return host in {"localhost", ""}


def _guarded(self, address):
    if isinstance(address, tuple) and not _is_loopback(str(address[0])):
        raise RuntimeError(f"a test reached for the network: {address[0]}")
    return _CONNECT(self, address)


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    """Refuse every connection that leaves this machine."""
    monkeypatch.setattr(socket.socket, "connect", _guarded)


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of the shared evaluation material; skip where it is absent, fail where CI promised it."""
    folder = Path(os.environ.get("DYADWIRE_SHARED") or Path(__file__).parents[2] / "shared")
    if not (folder / "gold").is_dir():
        reason = f"no evaluation material at {folder} (set DYADWIRE_SHARED)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return folder


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let `make golden` write the golden files anew."""
    parser.addoption("--golden", action="store_true", help="write golden files instead of comparing with them")


# The same examples every time, so that a green run stays green; `HYPOTHESIS_PROFILE=explore` looks for new ones.
settings.register_profile("pinned", derandomize=True, deadline=None)
settings.register_profile("explore", max_examples=1_000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "pinned"))
