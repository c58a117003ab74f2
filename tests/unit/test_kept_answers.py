"""Answers that outlive the run that had them, for an hour and no longer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path

from transforms.edges.clock import FakeClock
from transforms.edges.fetch_records import FetchResult, Hop, Request
from transforms.edges.kept_answers import KeptAnswers

NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
PAGE = Request("https://a.example/1", key="7")


class Server:
    """Answers everything, and remembers what it was asked."""

    def __init__(self, clock: FakeClock, status: int | None = 200) -> None:
        self.clock, self.status, self.asked = clock, status, list[Request]()

    def fetch(self, requests: Iterable[Request]) -> Iterator[FetchResult]:
        for request in requests:
            self.asked.append(request)
            yield FetchResult(
                request, "ok" if self.status else "timeout", self.status, "https://a.example/2", hops=(Hop("https://a.example/1", 302),),
                headers=(("content-type", "text/html"),), content=b"line\nline\0\xff", fetched=self.clock.now(), opt_out=("robots:noai",),
                status_line="HTTP/1.1 200 OK", received=(("Content-Type", "text/html"), ("X-A", "ü")),
            )  # fmt: skip


def both(folder: Path, status: int | None = 200) -> tuple[Server, KeptAnswers, FakeClock]:
    clock = FakeClock(NOW)
    server = Server(clock, status)
    return server, KeptAnswers(server, folder, clock), clock  # type: ignore[arg-type]


def test_what_was_answered_is_given_again_whole_and_not_asked_again(tmp_path: Path) -> None:
    server, kept, _ = both(tmp_path / "answers")
    (first,) = kept.fetch([PAGE])
    (again,) = KeptAnswers(server, tmp_path / "answers", server.clock).fetch([PAGE])  # type: ignore[arg-type]
    assert again == first
    assert len(server.asked) == 1


def test_the_callers_key_is_the_new_requests(tmp_path: Path) -> None:
    _, kept, _ = both(tmp_path)
    list(kept.fetch([PAGE]))
    assert [result.request.key for result in kept.fetch([Request(PAGE.url, key="8")])] == ["8"]


def test_another_validator_is_another_question(tmp_path: Path) -> None:
    server, kept, _ = both(tmp_path)
    for etag in ("", '"a"', '"b"'):
        list(kept.fetch([Request("https://a.example/f", etag=etag, kind="feed")]))
    assert [request.etag for request in server.asked] == ["", '"a"', '"b"']


def test_an_answer_is_good_for_an_hour(tmp_path: Path) -> None:
    server, kept, clock = both(tmp_path)
    list(kept.fetch([PAGE]))
    clock.advance(3_600)
    list(kept.fetch([PAGE]))
    assert len(server.asked) == 1
    clock.advance(1)
    list(kept.fetch([PAGE]))
    assert len(server.asked) == 2


def test_what_no_server_answered_is_asked_again(tmp_path: Path) -> None:
    server, kept, _ = both(tmp_path, None)
    for _ in range(2):
        list(kept.fetch([PAGE]))
    assert len(server.asked) == 2


def test_a_published_run_leaves_nothing(tmp_path: Path) -> None:
    server, kept, _ = both(tmp_path / "answers")
    list(kept.fetch([PAGE]))
    kept.forget()
    assert not (tmp_path / "answers").exists()
    list(kept.fetch([PAGE]))
    assert len(server.asked) == 2
