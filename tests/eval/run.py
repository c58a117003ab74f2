"""Score the program on every labelled set: `run.py [--only AREA] [--markdown FILE] [--check] [--write-floors --because WHY]`."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import tomllib
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FLOORS = HERE / "floors.toml"
CHANGELOG = ROOT / "CHANGELOG.md"
_SLACK = 0.0005  # floors are written with three decimals
_HEADER = "Floors: `run.py --check` fails below them. Lowered only by `--write-floors --because`."

sys.path[:0] = [str(ROOT), str(HERE)]

from measures import Measure  # noqa: E402


def areas() -> list[str]:
    return sorted(path.stem.removeprefix("eval_") for path in HERE.glob("eval_*.py"))


def as_measure(area: str, one: Any) -> Measure:
    """Accept measures of modules that have a slice and no interval."""
    if isinstance(one, Measure):
        return one
    part = getattr(one, "slice", "")
    name = "/".join(piece for piece in (area, one.name, part) if piece)
    return Measure(name, one.value, one.value, one.value, getattr(one, "count", 0), getattr(one, "unit", ""))


def score(only: list[str], shared: Path) -> list[Measure]:
    return [as_measure(area, one) for area in areas() if not only or area in only for one in importlib.import_module(f"eval_{area}").measure(shared)]


def table(measures: list[Measure]) -> str:
    lines = ["| measure | value | 95 % | n | unit | target |", "|---|---|---|---|---|---|"]
    for one in measures:
        interval = f"{one.low:.3f}-{one.high:.3f}" if one.high > one.low else "-"
        target = "-" if one.target is None else f"{one.target:g} {'met' if one.value >= one.target else 'missed'}"
        lines.append(f"| {one.name}{' (' + one.note + ')' if one.note else ''} | {one.value:.3f} | {interval} | {one.n} | {one.unit} | {target} |")
    return "\n".join(lines) + "\n"


def floors() -> dict[str, float]:
    return dict(tomllib.loads(FLOORS.read_text("utf-8"))["floors"]) if FLOORS.exists() else {}


def fallen(measures: list[Measure], known: dict[str, float]) -> list[str]:
    """Name every measure below its floor."""
    low = [one for one in measures if one.value + _SLACK < known.get(one.name, -1.0)]
    return [f"{one.name}: {one.value:.3f} is below its floor {known[one.name]:.3f}" for one in low]


def missing(measures: list[Measure], known: dict[str, float], only: list[str]) -> list[str]:
    """Name every floor whose measure is gone: a floor that nothing is held to is no floor."""
    have = {one.name for one in measures}
    return [f"{name}: has a floor and was not measured" for name in known if name not in have and (not only or name.split("/")[0] in only)]


def write_floors(measures: list[Measure], because: str) -> None:
    known = floors()
    lowered = fallen(measures, known)
    known |= {one.name: int(one.value * 1000) / 1000 for one in measures if not one.name.startswith("rivals/")}
    lines = [f"# {_HEADER}", "[floors]", *(f'"{name}" = {value:.3f}' for name, value in sorted(known.items()))]
    FLOORS.write_text("\n".join(lines) + "\n", "utf-8")
    if lowered:
        CHANGELOG.write_text(CHANGELOG.read_text("utf-8").rstrip() + f"\n- Quality floors lowered: {because} ({'; '.join(lowered)}).\n", "utf-8")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", action="append", default=[], choices=areas(), help="score one area; may be repeated")
    parser.add_argument("--shared", type=Path, default=Path(os.environ.get("DYADWIRE_SHARED") or ROOT.parent / "shared"))
    parser.add_argument("--markdown", type=Path, help="write the table there too")
    parser.add_argument("--check", action="store_true", help="exit 1 where a figure is below its floor")
    parser.add_argument("--write-floors", action="store_true", help="make today's figures the floors; needs --because")
    parser.add_argument("--because", default="", help="why; it goes into the changelog where a floor falls")
    args = parser.parse_args(arguments)
    if args.write_floors and not args.because:
        parser.error("--write-floors needs --because")
    if not (args.shared / "gold").is_dir():
        parser.error(f"no evaluation material at {args.shared} (set DYADWIRE_SHARED)")
    measures = score(args.only, args.shared)
    text = table(measures)
    sys.stdout.write(text)
    if args.markdown:
        args.markdown.write_text(text, "utf-8")
    if args.write_floors:
        write_floors(measures, args.because)
    known = floors()
    problems = [*fallen(measures, known), *missing(measures, known, args.only)] if args.check else []
    sys.stderr.write("".join(f"{problem}\n" for problem in problems))
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main())
