"""Answer a saved question from a folder of Parquet, or from a BigQuery dataset.

The days asked about are the thirty up to the newest in the folder, up to today in BigQuery, unless given. What is read for
the answer is told below it: in a folder the stored bytes of the columns and days, in BigQuery what its dry run says.

    dyadwire ask pairs-agreed --day-from 2026-03-01 --day-to 2026-03-31 --set topic=CT
    dyadwire ask feed-health --project wires-prod --dataset news
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.ask import Answer
    from schemas.questions import Question


def _setting(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name:
        raise argparse.ArgumentTypeError(f"{text!r} is no NAME=VALUE")
    return name, value


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write 2026-03-31") from error


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("name", help="the question; `dyadwire questions` lists them")
    parser.add_argument("--out", type=Path, default=Path("out"), help="folder that `dyadwire run` wrote (default: out)")
    parser.add_argument("--project", help="Google Cloud project id: ask BigQuery in place of a folder")
    parser.add_argument("--dataset", help="BigQuery dataset")
    parser.add_argument("--day-from", type=_date, help="first day, such as 2026-03-01 (default: 29 days before the last)")
    parser.add_argument("--day-to", type=_date, help="last day (default: the newest in the folder, today in BigQuery)")
    parser.add_argument("--set", type=_setting, action="append", default=[], metavar="NAME=VALUE", help="a parameter of the question")
    parser.add_argument("--estimate", action="store_true", help="only tell what would be read")
    parser.add_argument("--csv", action="store_true", help="print comma-separated values; what was read goes to stderr")


def run(args: argparse.Namespace) -> int:
    """Print the answer."""
    import duckdb  # noqa: PLC0415 - help must stay quick

    from pipeline.bigquery.target import CloudError  # noqa: PLC0415
    from pipeline.sql import NoOutputError  # noqa: PLC0415
    from schemas.questions import QuestionError, questions, values_of  # noqa: PLC0415

    if bool(args.project) != bool(args.dataset):
        sys.stderr.write("BigQuery is asked with --project and --dataset together\n")
        return 2
    if args.name not in questions():
        sys.stderr.write(f"no question {args.name!r}; `dyadwire questions` lists them\n")
        return 1
    question = questions()[args.name]
    try:
        values = values_of(question, dict(args.set))
        answer = _ask_bigquery(args, question, values) if args.project else _ask_folder(args, question, values)
    except (QuestionError, NoOutputError, CloudError, ValueError, duckdb.Error) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    _print(args, question, answer)
    return 0


def _ask_folder(args: argparse.Namespace, question: Question, values: dict[str, str]) -> Answer:
    from pipeline.ask import ask_folder, newest_day, span_of  # noqa: PLC0415

    span = span_of(args.day_from, args.day_to, newest_day(args.out, dt.datetime.now(dt.UTC).date()))
    return ask_folder(args.out, question, values, span, run=not args.estimate)


def _ask_bigquery(args: argparse.Namespace, question: Question, values: dict[str, str]) -> Answer:
    from pipeline.ask import Answer, span_of  # noqa: PLC0415
    from pipeline.bigquery.ask import ask_dataset, bytes_text  # noqa: PLC0415
    from pipeline.bigquery.target import connect, explained, parse_target  # noqa: PLC0415

    target = parse_target(f"{args.project}.{args.dataset}")
    span = span_of(args.day_from, args.day_to, dt.datetime.now(dt.UTC).date())
    with explained(target), connect(target) as client:
        read = bytes_text(client, target, question, values, span)
        rows = [] if args.estimate else ask_dataset(client, target, question, values, span)
    return Answer(span, list(question.columns), rows, read)


def _print(args: argparse.Namespace, question: Question, answer: Answer) -> None:
    import csv  # noqa: PLC0415

    from pipeline.sql import table_text  # noqa: PLC0415

    told = f"{question.question} {answer.span}; reads {answer.read}\n"
    if args.csv:
        csv.writer(sys.stdout).writerows([answer.names, *answer.rows])
        sys.stderr.write(told)
        return
    if not args.estimate:
        count = len(answer.rows)
        sys.stdout.write(table_text(answer.names, answer.rows) + f"\n({count} row{'' if count == 1 else 's'})\n")
    sys.stdout.write(told)
