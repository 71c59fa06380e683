"""What the product imports, pyproject.toml declares: a package that another one happens to bring may go with its next version."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OURS = {"bus", "crawlers", "classifiers", "archive", "alerts", "consumers", "tidings"}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
# Where the parts of the extra `train` are at home; each is imported inside the function that needs it.
MAY_TRAIN = ("classifiers/training/", "classifiers/checkpoint.py")


def declared(requirements: list[str]) -> set[str]:
    return {_normal(re.match(r"[\w.-]+", line).group()) for line in requirements}  # type: ignore[union-attr]


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def third_party(source: str) -> set[str]:
    """Top-level packages of others that a file imports, also inside its functions."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module)
    return {name.split(".")[0] for name in names} - OURS - set(sys.stdlib_module_names)


def undeclared(source: str, allowed: set[str]) -> set[str]:
    homes = packages_distributions() | {"sklearn": ["scikit-learn"]}
    # A package that is not installed here goes by its own name.
    return {name for name in third_party(source) if not {_normal(d) for d in homes.get(name, [name])} & allowed}


@pytest.mark.parametrize("package", sorted(OURS))
def test_every_import_of_the_product_is_declared(package: str) -> None:
    always = declared(PROJECT["dependencies"])
    training = always | declared(PROJECT["optional-dependencies"]["train"])
    wrong = {}
    for file in (ROOT / package).rglob("*.py"):
        path = file.relative_to(ROOT).as_posix()
        allowed = training if path.startswith(MAY_TRAIN) else always
        if bad := undeclared(file.read_text(encoding="utf-8"), allowed):
            wrong[path] = sorted(bad)
    assert not wrong


def test_a_package_that_merely_comes_along_is_found() -> None:
    assert undeclared("def f():\n    from pluggy import hookspec", declared(PROJECT["dependencies"])) == {"pluggy"}
