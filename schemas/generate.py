"""Write the files made from the row dataclasses: ``python -m schemas.generate``.

For each table ``schemas/tables/<name>_vN/`` gets ``schema.json`` (BigQuery) and ``README.md`` (what every column means);
``schemas/views/<dialect>/`` gets one SQL file a view, its README what every column of every view means, and
``schemas/questions/duckdb/`` one a saved question. The files are checked in and a test fails when they drift.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from schemas.bigquery import bigquery_schema
from schemas.dialect import to_duckdb
from schemas.questions import FOLDER as QUESTIONS
from schemas.questions import questions
from schemas.tables import ALL_TABLES, LEDGER_TABLES, Column, Table
from schemas.views import FOLDER, views

ROOT = Path(__file__).parent


def layout() -> dict[str, Any]:
    """Return what Terraform must know of each table beside its columns.

    >>> layout()["stories_v1"]["partition"]
    'day'
    """
    return {
        table.address: {
            "description": (table.row.__doc__ or "").split("\n")[0],
            "kind": "ledger" if table.name in LEDGER_TABLES else "rows",
            "key": table.key,
            "partition": table.partition,
            "clustering": list(table.clustering),
            "require_partition_filter": table.require_partition_filter,
        }
        for table in ALL_TABLES.values()
    }


def _column_lines(columns: tuple[Column, ...], prefix: str = "") -> list[str]:
    lines = []
    for column in columns:
        lines.append(f"| `{prefix}{column.name}` | {column.kind} | {column.mode} | {column.description} |")
        lines += _column_lines(column.fields, f"{prefix}{column.name}.")
    return lines


def column_page(table: Table) -> str:
    """Return the page that explains every column of a table."""
    partition = f"`{table.partition}`" if table.partition else "none"
    head = [
        f"# {table.address}",
        "",
        (table.row.__doc__ or "").split("\n")[0],
        "",
        f"Key: `{table.key}`. Partition: {partition}. Clustering: {', '.join(f'`{name}`' for name in table.clustering) or 'none'}.",
        "",
        "| column | type | mode | meaning |",
        "|---|---|---|---|",
    ]
    return "\n".join(head + _column_lines(table.columns)) + "\n"


def views_page() -> str:
    """Return the page that explains every column of every view."""
    lines = ["# Views", "", "The same on BigQuery and, through `dyadwire sql`, on a folder of Parquet. All times are UTC."]
    for view in views().values():
        lines += ["", f"## {view.name}", "", view.comment, "", "| column | meaning |", "|---|---|"]
        lines += [f"| `{name}` | {meaning} |" for name, meaning in view.columns.items()]
    return "\n".join(lines) + "\n"


def generated() -> dict[Path, str]:
    """Return every generated file by its path.

    >>> any(path.name == "schema.json" for path in generated())
    True
    """
    files: dict[Path, str] = {}
    for table in ALL_TABLES.values():
        folder = ROOT / "tables" / table.address
        files[folder / "schema.json"] = json.dumps(bigquery_schema(table.name), indent=1, ensure_ascii=False) + "\n"
        files[folder / "README.md"] = column_page(table)
    files[ROOT / "tables" / "layout.json"] = json.dumps(layout(), indent=1, ensure_ascii=False) + "\n"
    for view in views().values():
        files[FOLDER / "bigquery" / f"{view.name}.sql"] = f"-- {view.comment}\n{view.text()}"
        files[FOLDER / "duckdb" / f"{view.name}.sql"] = f"-- {view.comment}\n{to_duckdb(view.text())}\n"
    files[FOLDER / "README.md"] = views_page()
    for question in questions().values():
        files[QUESTIONS / "duckdb" / f"{question.name}.sql"] = f"{to_duckdb(question.sql)}\n"
    return files


def main() -> int:
    """Write every generated file and say which changed."""
    for path, text in generated().items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            sys.stdout.write(f"wrote {path.relative_to(ROOT.parent)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
