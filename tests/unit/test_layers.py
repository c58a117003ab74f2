"""The borders between the packages, and that the names of the packages are ours alone."""

import ast
import importlib.metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FORBIDDEN = {
    "schemas": ("apache_beam", "transforms", "pipeline"),
    "transforms/logic": ("apache_beam", "pipeline", "requests", "socket"),
    "transforms/edges": ("apache_beam", "pipeline"),
    "transforms": ("pipeline",),
}


def imports(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""


@pytest.mark.parametrize("folder", FORBIDDEN)
def test_a_layer_imports_nothing_above_it(folder):
    wrong = [
        (str(path.relative_to(ROOT)), name)
        for path in (ROOT / folder).rglob("*.py")
        for name in imports(path)
        if name.startswith(FORBIDDEN[folder]) and any(name == top or name.startswith(top + ".") for top in FORBIDDEN[folder])
    ]
    assert wrong == []


@pytest.mark.parametrize("package", ["pipeline", "transforms", "schemas"])
def test_no_other_distribution_ships_our_packages(package):
    assert set(importlib.metadata.packages_distributions()[package]) == {"dyadwire"}


def test_every_package_with_code_is_listed_for_installation():
    import tomllib

    listed = set(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["packages"])
    found = {
        str(path.parent.relative_to(ROOT)).replace("/", ".") for top in ("pipeline", "transforms", "schemas") for path in (ROOT / top).rglob("*.py")
    }
    assert found == listed


def test_the_labelled_material_is_read_by_the_evaluation_alone():
    wrong = [
        str(path.relative_to(ROOT))
        for top in ("pipeline", "transforms", "schemas", "deploy")
        for path in (ROOT / top).rglob("*.py")
        if "DYADWIRE_SHARED" in path.read_text("utf-8") or "shared/gold" in path.read_text("utf-8")
    ]
    assert wrong == []


@pytest.mark.parametrize("path", sorted(path for top in ("pipeline", "transforms", "schemas") for path in (ROOT / top).rglob("*.py")), ids=str)
def test_a_file_is_short_enough_to_read(path):
    assert len(path.read_text("utf-8").splitlines()) <= 400
