"""Build the BigQuery emulator into a folder: ``python deploy/emulators/build.py .cache/bin``.

The version is pinned by go.mod and go.sum beside this file; ``mends.toml`` lists the few passages that are changed, and
why. Needs Go and the module proxy; does nothing when what it would build is there already.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
MODULE = "github.com/goccy/bigquery-emulator"
ENGINE = "github.com/goccy/googlesqlite"
NAME = "bigquery-emulator"


def _go(*words: str, folder: Path) -> str:
    done = subprocess.run(["go", *words], cwd=folder, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603, S607 - our own words
    return done.stdout.strip()


def digest() -> str:
    """Return a digest of everything the binary is made from."""
    return hashlib.sha256(b"".join((HERE / name).read_bytes() for name in ("go.mod", "go.sum", "mends.toml"))).hexdigest()


def mend(source: Path, mends: list[dict[str, str]]) -> None:
    """Change the passages in a copy of the source.

    Raises:
        SystemExit: A passage is not there exactly once; the message names the file.
    """
    for item in mends:
        path = source / item["file"]
        text = path.read_text(encoding="utf-8")
        if text.count(item["old"]) != 1:
            sys.exit(f"mends.toml: {item['file']} holds the passage {text.count(item['old'])} times, not once: {item['old'].strip()[:80]}")
        path.write_text(text.replace(item["old"], item["new"]), encoding="utf-8")


def build(target: Path) -> Path:
    """Build the emulator into a folder and return its path."""
    binary, stamp = target / NAME, target / f"{NAME}.digest"
    if binary.is_file() and stamp.is_file() and stamp.read_text(encoding="utf-8") == digest():
        return binary
    if shutil.which("go") is None:
        sys.exit("the BigQuery emulator is built with Go, which is not here: install Go 1.25 or later and run `make emulator-build` again")
    work = target.parent / "emulators"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    for name in ("go.mod", "go.sum"):
        shutil.copy(HERE / name, work / name)
    _go("mod", "download", MODULE, ENGINE, folder=work)
    mends = tomllib.loads((HERE / "mends.toml").read_text(encoding="utf-8"))["mend"]
    for module in (MODULE, ENGINE):
        source = work / module.rsplit("/", 1)[1]
        shutil.copytree(_go("list", "-m", "-f", "{{.Dir}}", module, folder=work), source, copy_function=shutil.copyfile)
        for folder in (source, *(path for path in source.rglob("*") if path.is_dir())):
            folder.chmod(0o755)
        mend(source, [item for item in mends if item.get("module", MODULE) == module])
        _go("mod", "edit", "-replace", f"{module}=./{source.name}", folder=work)
    target.mkdir(parents=True, exist_ok=True)
    _go("build", "-o", str(binary.absolute()), f"{MODULE}/cmd/{NAME}", folder=work)
    stamp.write_text(digest(), encoding="utf-8")
    shutil.rmtree(work)
    return binary


if __name__ == "__main__":
    sys.stdout.write(f"{build(Path(sys.argv[1] if len(sys.argv) > 1 else '.cache/bin'))}\n")
