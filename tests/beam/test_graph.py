"""The whole graph: its labels, and that only ids cross a shuffle."""

import datetime as dt
from pathlib import Path

import apache_beam as beam
import pytest
from apache_beam.runners.portability.fn_api_runner import FnApiRunner

from pipeline import graph
from transforms.edges.clock import SystemClock
from transforms.edges.fetch_records import FetchConfig
from transforms.edges.receipts import LineReceipts
from transforms.edges.sink import ParquetSink
from transforms.fetch_pages import FetcherSource
from transforms.logic.rows import RunStamp, Versions

GOLDEN = Path(__file__).parents[1] / "golden" / "labels.txt"


class Nothing:
    """A ledger that knows nothing."""

    def open(self):
        return self

    def lookup(self, keys):
        return {}

    def close(self):
        pass

    def members(self):
        return []


def parts(folder):
    stamp = RunStamp("r", Versions("0", "1", "l", "x"), {}, {})
    return graph.GraphParts(
        [], [], FetcherSource(FetchConfig("x").for_loopback()), Nothing(), Nothing(), ParquetSink(folder, "r"), LineReceipts(folder), stamp, SystemClock(), dt.timedelta(days=1)
    )


def labels(pipeline):
    found = []

    class Visitor(beam.pipeline.PipelineVisitor):
        def enter_composite_transform(self, node):
            found.append(node.full_label)

        def visit_transform(self, node):
            found.append(node.full_label)

    pipeline.visit(Visitor())
    return sorted({label for label in found if label})


@pytest.fixture
def built(tmp_path):
    pipeline = beam.Pipeline(runner=FnApiRunner())
    graph.build(pipeline, parts(tmp_path))
    return pipeline


def test_the_labels_of_the_steps_are_pinned(built, request):
    text = "\n".join(labels(built)) + "\n"
    if request.config.getoption("--golden"):
        GOLDEN.write_text(text)
    assert text == GOLDEN.read_text(), "a renamed step breaks a running update; if that is meant, run `make golden`"


def test_the_graph_fits_on_one_screen():
    assert len(Path(graph.__file__).read_text().splitlines()) < 120


def test_an_empty_round_runs(tmp_path):
    pipeline = beam.Pipeline(runner=FnApiRunner())
    graph.build(pipeline, parts(tmp_path))
    pipeline.run().wait_until_finish()
    assert list(tmp_path.rglob("*.parquet")) == []


def test_no_page_crosses_a_shuffle(built):
    """The inputs of every GroupByKey are keyed entries or feed jobs, nothing that holds a body."""
    grouped = []

    class Visitor(beam.pipeline.PipelineVisitor):
        def visit_transform(self, node):
            if isinstance(node.transform, beam.GroupByKey):
                grouped.append(node.full_label)

        def enter_composite_transform(self, node):
            if isinstance(node.transform, beam.GroupByKey):
                grouped.append(node.full_label)

    built.visit(Visitor())
    assert sorted(set(grouped)) == ["CommitFiles/GatherNames", "DropSeen/GroupByAddress", "FetchPages/GroupByHost", "GroupStories/GatherSketches", "PollFeeds/GroupByHost"]
