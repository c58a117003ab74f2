"""List the saved questions, or explain one: what it answers, what it takes, what its columns mean.

`dyadwire questions` lists them, `dyadwire questions planned-never-held` explains that one.
"""

from __future__ import annotations

import argparse
import sys


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("name", nargs="?", help="explain this question; without it all are listed")


def run(args: argparse.Namespace) -> int:
    """Print the list or the page of one question."""
    from schemas.questions import Question, questions  # noqa: PLC0415 - help must stay quick

    def page(one: Question) -> list[str]:
        takes = [f"  --set {item.name}={item.default or '...'}  {item.meaning}" for item in one.parameters]
        columns = [f"  {name.ljust(max(map(len, one.columns)))}  {meaning}" for name, meaning in one.columns.items()]
        head = [one.question, one.note] if one.note else [one.question]
        return [*head, "", "takes --day-from, --day-to", *takes, "", "columns", *columns, "", one.sql.rstrip()]

    known = questions()
    if args.name is None:
        width = max(map(len, known))
        lines = [f"{name.ljust(width)}  {one.question}" for name, one in known.items()]
        lines += ["", "`dyadwire questions NAME` explains one, `dyadwire ask NAME` answers it."]
    elif args.name in known:
        lines = page(known[args.name])
    else:
        sys.stderr.write(f"no question {args.name!r}; `dyadwire questions` lists them\n")
        return 1
    sys.stdout.write("\n".join(lines) + "\n")
    return 0
