"""The Flex Template: its parameters, made from the options of ``dyadwire run``, and the words they become again.

A template's parameter is named with underscores, the option with hyphens. Which options are offered is decided here; what
they mean stands in :mod:`pipeline.options` alone.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Sequence
from typing import Any

from pipeline.options import add_run_arguments

# Options that have no meaning in the cloud: places on the local disk, and how a person's terminal looks.
_LOCAL = frozenset({"out", "quiet", "log_json", "runner", "no_archive"})
_REQUIRED = frozenset({"feeds", "to", "staging", "contact"})
_PATTERNS = {
    "feeds": r"^(gs://.+|/template/feeds/.+)\.csv$",
    "to": r"^[a-z][a-z0-9:.-]{4,}\.[A-Za-z0-9_]+$",
    "staging": r"^gs://.+$",
    "contact": r"^.+[@/].+$",
    "write": r"^(merge|append)$",
}


def _options() -> list[argparse.Action]:
    parser = argparse.ArgumentParser(add_help=False)
    add_run_arguments(parser)
    return [action for action in parser._actions if action.dest not in _LOCAL]  # noqa: SLF001 - argparse tells its options nowhere else


def _parameter(action: argparse.Action) -> dict[str, Any]:
    flag = action.nargs == 0
    made: dict[str, Any] = {
        "name": action.dest,
        "label": action.dest.replace("_", " ").capitalize(),
        "helpText": action.help,
        "isOptional": action.dest not in _REQUIRED,
    }
    pattern = _PATTERNS.get(action.dest, r"^(true|false)$" if flag else "")
    return made | ({"regexes": [pattern]} if pattern else {})


def metadata() -> dict[str, Any]:
    """Return the template's metadata.

    >>> [item["name"] for item in metadata()["parameters"] if not item["isOptional"]]
    ['feeds', 'to', 'staging', 'contact']
    """
    return {
        "name": "dyadwire round",
        "description": "One bounded round: poll the feeds that are due, extract, tag and write to BigQuery.",
        "streaming": False,
        "parameters": [_parameter(action) for action in _options()],
    }


def metadata_text() -> str:
    """Return the metadata as it stands in ``deploy/flex/metadata.json``."""
    return json.dumps(metadata(), indent=1, ensure_ascii=False) + "\n"


def run_words(words: Sequence[str]) -> list[str]:
    """Return the words of ``dyadwire run`` for those the launcher gives; flags of Beam stay as they are.

    >>> run_words(["--max_age_days=3", "--ignore_due=true", "--region=europe-west1"])[1:]
    ['--runner=DataflowRunner', '--log-json', '--quiet', '--no_save_main_session', '--max-age-days=3', '--ignore-due', '--region=europe-west1']
    """
    ours = {action.dest: action for action in _options()}
    made = ["run", "--runner=DataflowRunner", "--log-json", "--quiet", "--no_save_main_session"]
    for word in words:
        name, _, value = re.sub(r"^--", "", word).partition("=")
        action = ours.get(name.replace("-", "_"))
        if action is None:
            # The launcher names the runner too; it is named above.
            made += [] if name == "runner" else [word]
        elif action.nargs != 0:
            made.append(f"{action.option_strings[0]}={value}")
        elif value.lower() in {"", "true"}:
            made.append(action.option_strings[0])
    return made


if __name__ == "__main__":
    sys.stdout.write(metadata_text())
