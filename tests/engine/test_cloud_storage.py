"""Rows on their way through Cloud Storage, as workers on other machines write them: real clients, real servers on this machine."""

import pytest
from apache_beam.io.filesystems import FileSystems

from pipeline.bigquery import target as tg
from pipeline.bigquery.jobs import run_sql
from pipeline.bigquery.output import opened_dataset
from pipeline.bigquery.sql import LEASE
from pipeline.options import RunConfig
from tests.engine import emulator as em
from tests.engine.conftest import NEWS
from tests.engine.rows import learnt, publish, rows_of, story
from transforms.edges.clock import SystemClock

A, B = (f"20260301T120000Z-00000{letter}" for letter in "ab")


@pytest.fixture(scope="module")
def storage(storage_server):
    """A Cloud Storage emulator with a bucket."""
    port = em.free_port()
    server = storage_server("127.0.0.1", port, in_memory=True, default_bucket="wires")
    server.start()
    yield f"127.0.0.1:{port}"
    server.stop()


@pytest.fixture
def cloud(storage, fresh, bigquery_env, monkeypatch):
    monkeypatch.setenv("STORAGE_EMULATOR_HOST", f"http://{storage}")
    with fresh(STORAGE_EMULATOR_HOST=f"http://{storage}") as running:
        bigquery_env(running)
        with tg.connect(NEWS) as client:
            yield client, NEWS


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_rows_and_ledger_pass_through_a_bucket_and_nothing_but_the_archive_stays(cloud, tmp_path):
    client, target = cloud
    config = RunConfig(None, tmp_path / "out", to=str(target), staging="gs://wires/staging/")
    with opened_dataset(config, SystemClock()) as output:
        staged = output.stage(A)
        for number in range(3):
            writer = staged.sink.open("stories")
            writer.write(story(number))
            writer.close()
        assert len(staged.sink.files("stories")) == 3
        kept = staged.files.create("archive/day=2026-03-01/one.warc.gz")
        kept.stream.write(b"kept")
        kept.commit()
        output.publish(staged, learnt(A, 0, 1, 2))
    assert [key for (key,) in rows_of(client, target, "stories", "row_key")] == ["s1:0:1", "s1:1:1", "s1:2:1"]
    with opened_dataset(config, SystemClock()) as output:
        publish(output, B, [story(3)], learnt(B, 3))
        assert output.ledger.seen.open().lookup(["a.example/1"])["a.example/1"].story_id == "s1:1"
        assert output.ledger.lineage.members() == [f'{{"story": {number}}}' for number in range(4)]
    assert len(rows_of(client, target, "stories", "row_key")) == 4
    (left,) = FileSystems.match(["gs://wires/**"])
    assert [found.path for found in left.metadata_list] == ["gs://wires/staging/archive/day=2026-03-01/one.warc.gz"]
    assert list(run_sql(client, f"SELECT holder FROM {target.table(LEASE)}"))[0]["holder"] == ""
