"""The command line: a table of subcommands, each imported only when it is called."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from importlib import metadata

PROGRAM = "dyadwire"
_PROMISE = "Turn the world's news wires into a table of who deals with whom on security."

# Name, module in pipeline.commands, what it does. Help must answer without importing any of them.
COMMANDS: tuple[tuple[str, str, str], ...] = (
    ("run", "run", "one bounded round: poll, fetch, extract, tag, write"),
    ("watch", "watch", "rounds on a clock, in one process, until SIGTERM"),
    ("replay", "replay", "run archived pages again, with today's code, into a new folder"),
    ("recode-diff", "recode_diff", "rows gained, lost and changed between two outputs, or an output and its archive"),
    ("explain", "explain", "one story: the row it would give, and why"),
    ("sql", "sql", "query the output with DuckDB"),
    ("questions", "questions", "list the saved questions"),
    ("ask", "ask", "answer a saved question, from a folder or from BigQuery"),
    ("tag", "tag", "tag JSON lines of text"),
    ("extract", "extract", "extract article pages to JSON lines"),
    ("feeds check", "feeds_check", "check a feed list, line by line"),
    ("feeds parse", "feeds_parse", "show what is read from stored feed documents"),
    ("feeds status", "feeds_status", "health of every polled feed"),
    ("politeness", "politeness", "score our own polling against the published criteria"),
    ("tables plan", "tables_plan", "what would be changed in a BigQuery dataset"),
    ("tables apply", "tables_apply", "make or migrate the tables of a BigQuery dataset"),
    ("tables diff", "tables_diff", "compare a BigQuery dataset with the schema"),
    ("profiles check", "profiles_check", "check the publishers' profiles on saved pages"),
    ("sample", "sample", "serve the sample wire on loopback"),
)


def _usage() -> str:
    width = max(len(name) for name, _, _ in COMMANDS)
    lines = [f"  {name.ljust(width)}  {text}" for name, _, text in COMMANDS]
    return "\n".join(
        [
            f"usage: {PROGRAM} <command> [options]",
            "",
            _PROMISE,
            "",
            "commands:",
            *lines,
            "",
            f"`{PROGRAM} <command> --help` explains one. `{PROGRAM} --version` prints the version.",
            "Exit codes: 0 done, 1 something failed or was bad (said above), 2 wrong use.",
            "",
        ]
    )


def _find(arguments: Sequence[str]) -> tuple[str, str, str, list[str]] | None:
    for words in (2, 1):
        name = " ".join(arguments[:words])
        for command, module, text in COMMANDS:
            if command == name and len(arguments) >= words:
                return command, module, text, list(arguments[words:])
    return None


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand and return its exit code.

    Args:
        arguments: Words behind the program's name; those of the process by default.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    if not words or words[0] in {"-h", "--help", "help"}:
        sys.stdout.write(_usage())
        return 0 if words else 2
    if words[0] == "--version":
        sys.stdout.write(f"{PROGRAM} {metadata.version(PROGRAM)}\n")
        return 0
    found = _find(words)
    if found is None:
        sys.stderr.write(f"{PROGRAM}: no command {words[0]!r}; `{PROGRAM} --help` lists them\n")
        return 2
    return _run(*found)


def _run(name: str, module: str, text: str, rest: list[str]) -> int:
    command = importlib.import_module(f"pipeline.commands.{module}")
    parser = argparse.ArgumentParser(
        prog=f"{PROGRAM} {name}",
        description=(command.__doc__ or text).strip(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_arguments(parser)
    takes_rest = getattr(command, "TAKES_BEAM_FLAGS", False)
    args, beam_flags = parser.parse_known_args(rest)
    if beam_flags and not takes_rest:
        parser.error(f"unrecognized arguments: {' '.join(beam_flags)}")
    args.beam_flags = beam_flags
    try:
        return int(command.run(args))
    except BrokenPipeError:
        # The reader of our output went away (head, less): no failure of ours.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        sys.stderr.write("interrupted; nothing half-done is kept, the next run completes what was staged\n")
        return 130
