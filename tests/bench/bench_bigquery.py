"""What a row costs on its way to BigQuery, and what a MERGE touches: `.venv/bin/python tests/bench/bench_bigquery.py`.

The second part needs the emulator (`make emulator-build`) and is left out, and said so, where it is missing.
"""

import datetime as dt
import io
import json
import os
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))
ROWS, NEWER = 40, 4
A, B = (f"20260301T120000Z-00000{letter}" for letter in "ab")
_AVRO = {"string": "string", "integer": "long", "float": "double", "boolean": "boolean"}


def wire_rows(folder):
    """Return the plain rows of the sample wire."""
    import pyarrow.dataset as ds

    from pipeline.local import opened_round
    from pipeline.options import RunConfig

    out = Path(folder) / "out"
    with opened_round(RunConfig(None, out, max_age_days=0, host_delay_s=0, ignore_due=True, quiet=True, log_json=True, archive=False)) as one_round:
        one_round()
    return ds.dataset(out / "stories", format="parquet").to_table().to_pylist()


def avro_schema(columns, name="row"):
    """Return the Avro schema of columns."""

    def kind(column):
        if column.kind == "record":
            return avro_schema(column.fields, f"{name}_{column.name}")
        if column.kind in {"timestamp", "date"}:
            logical = {"timestamp": ("long", "timestamp-micros"), "date": ("int", "date")}[column.kind]
            return {"type": logical[0], "logicalType": logical[1]}
        return _AVRO[column.kind]

    def field(column):
        inner = kind(column)
        wrapped = {"required": inner, "nullable": ["null", inner], "repeated": {"type": "array", "items": inner}}[column.mode]
        return {"name": column.name, "type": wrapped}

    return {"type": "record", "name": name, "fields": [field(column) for column in columns]}


def cpu_us(work, rows, rounds=20):
    """Return CPU microseconds a row, the best of several rounds."""
    times = []
    for _ in range(rounds):
        began = time.process_time()
        for row in rows:
            work(row)
        times.append(1e6 * (time.process_time() - began) / len(rows))
    return min(times)


def encoding(rows):
    import fastavro

    from pipeline.bigquery.spool import line_of
    from schemas.encode import problems
    from schemas.tables import TABLES

    assert all(problems("stories", row) == [] for row in rows)
    schema = fastavro.parse_schema(avro_schema(TABLES["stories"].columns))
    checked, ours = cpu_us(lambda row: problems("stories", row), rows), cpu_us(line_of, rows)
    bare = cpu_us(lambda row: json.dumps(row, default=str), rows)
    avro = cpu_us(lambda row: fastavro.schemaless_writer(io.BytesIO(), schema, row), rows)
    size = sum(len(line_of(row)) for row in rows) / len(rows)
    both = checked + ours
    print(f"a row of stories, {size:.0f} bytes:     validated {checked:.0f} us, encoded {ours:.0f} us CPU; bare json {bare:.0f} us, bare avro {avro:.0f} us")
    print(f"validation and encoding:         {both / bare:.1f} times bare json, {both / avro:.1f} times bare avro")


def merging(folder):
    from pipeline.bigquery import target as tg
    from pipeline.bigquery.jobs import run_sql
    from pipeline.bigquery.output import opened_dataset
    from pipeline.options import RunConfig
    from tests.engine import emulator as em
    from tests.engine.conftest import applied
    from tests.engine.rows import publish, story
    from transforms.edges.clock import SystemClock

    if not em.BINARY.is_file():
        print("MERGE: left out, there is no BigQuery emulator here (`make emulator-build` builds it)")
        return
    running = em.Emulator().start()
    os.environ[tg.EMULATOR] = running.address
    target = tg.Target(em.PROJECT, "bench")
    day = dt.timedelta(days=1)
    try:
        with tg.connect(target) as client:
            applied(client, target)
            config = RunConfig(None, Path(folder) / "cloud", to=str(target))
            first = [story(n, run_id=A, day=dt.date(2026, 3, 1) + n % 10 * day) for n in range(ROWS)]
            again = [row | {"run_id": B} for row in first if row["day"] < dt.date(2026, 3, 6)]
            changed = [row | {"processed": row["processed"] + day, "headline": "changed"} for row in again[:NEWER]] + again[NEWER:]
            with opened_dataset(config, SystemClock()) as output:
                publish(output, A, first)
                publish(output, B, changed)
            where = "WHERE day >= DATE '0001-01-01'"
            counts = f"COUNT(*) AS n, COUNTIF(run_id = '{B}') AS touched, COUNTIF(headline = 'changed') AS changed"
            (row,) = run_sql(client, f"SELECT {counts}, COUNTIF(day < DATE '2026-03-06') AS near FROM {target.table('stories_v1')} {where}")
        print(f"MERGE of {len(changed)} rows into {row['n']}:         {row['touched']} touched, {row['changed']} changed; {row['near']} stand in the days it names")
        assert row["touched"] == row["changed"] == NEWER
    finally:
        running.kill()


def main():
    with tempfile.TemporaryDirectory() as folder:
        encoding(wire_rows(folder))
        merging(folder)


if __name__ == "__main__":
    main()
