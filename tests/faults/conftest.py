"""Fixtures of the test-bed, and the table of scenarios at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.faults.bed import Bed, bed
from tests.faults.scenarios import TITLES
from transforms.edges.fetch_records import FetchConfig, user_agent
from transforms.edges.http import Fetcher
from transforms.edges.resolver import FixedResolver

CONTACT = "https://dyadwire.example/bot"
NOTES: list[str] = []  # printed behind the table: seeds and figures
SEEN: dict[str, list[tuple[str, str]]] = {}


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "scenario(number): the fault that is played, by its number")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "faults" in item.path.parts:
            item.add_marker(pytest.mark.faults)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    outcome: Any = yield
    report = outcome.get_result()
    if report.when == "call" or report.failed or report.skipped:
        for marker in item.iter_markers("scenario"):
            SEEN.setdefault(str(marker.args[0]), []).append((report.outcome, item.name))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print one line a scenario; with -v each of its tests as well, and what is not played at all."""
    if not SEEN:
        return
    terminalreporter.section("scenarios played")
    for number in sorted({*TITLES, *SEEN}, key=int):
        results = SEEN.get(number, [])
        outcome = "missing" if not results else "FAILED" if any(result == "failed" for result, _ in results) else "passed"
        if results or len(SEEN) == len(TITLES):
            terminalreporter.write_line(f"{number:>4}  {outcome:7}  {len(results):>3} tests  {TITLES.get(number, '')}")
        for result, name in results if terminalreporter.verbosity > 0 else ():
            terminalreporter.write_line(f"{'':16}{result:7}  {name.removeprefix('test_').replace('_', ' ')}")
    for note in NOTES:
        terminalreporter.write_line(f"      {note}")


@pytest.fixture
def server() -> Iterator[Bed]:
    with bed() as one:
        yield one


@pytest.fixture
def config(server: Bed) -> FetchConfig:
    plain = FetchConfig(user_agent("0.1.0", CONTACT), deadline_s=1.5, connect_s=1.0, read_s=1.0, use_robots=False, max_wait_s=60.0)
    return plain.for_loopback(f"127.0.0.1:{server.port}")


@pytest.fixture
def fetcher_of() -> Iterator[Callable[..., Fetcher]]:
    """Make fetchers whose connections are closed at the end; hosts ending in .test are the bed."""
    made: list[Fetcher] = []

    def make(config: FetchConfig, **given: Any) -> Fetcher:
        changes = {name: given.pop(name) for name in list(given) if name in FetchConfig.__dataclass_fields__}
        given.setdefault("resolver", FixedResolver({f"{name}.test": [["127.0.0.1"]] for name in ("a", "b", "c", "news")}))
        made.append(Fetcher(replace(config, **changes), seed=1, **given))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def fetcher(config: FetchConfig, fetcher_of: Callable[..., Fetcher]) -> Fetcher:
    return fetcher_of(config)
