"""Imports point down: roof -> consumers -> rooms -> bus, and never sideways between rooms."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = {"crawlers", "classifiers", "archive", "alerts"}
MAY_IMPORT = {
    "bus": set(),
    **{room: {"bus"} for room in ROOMS},
    "consumers": {"bus", "classifiers", "archive", "alerts"},
    "tidings": {"bus", "consumers", *ROOMS},
}


def wrong_imports(package: str, source: str) -> list[str]:
    """The packages of ours that a file imports and may not."""
    names = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.append(node.module)
    roots = {name.split(".")[0] for name in names}
    return sorted((roots & set(MAY_IMPORT)) - MAY_IMPORT[package] - {package})


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_no_import_points_sideways_or_up(package: str) -> None:
    files = list((ROOT / package).rglob("*.py"))
    assert files
    wrong = {str(f.relative_to(ROOT)): bad for f in files if (bad := wrong_imports(package, f.read_text(encoding="utf-8")))}
    assert not wrong


@pytest.mark.parametrize(
    ("package", "source"),
    [
        ("alerts", "from archive.store import Archive"),
        ("bus", "def f():\n    import consumers.loop"),
        ("consumers", "import tidings.settings"),
    ],
)
def test_a_planted_wrong_import_is_found(package: str, source: str) -> None:
    assert wrong_imports(package, source)


def test_files_stay_short() -> None:
    long = {
        f"{f.relative_to(ROOT)}": n
        for p in MAY_IMPORT
        for f in (ROOT / p).rglob("*.py")
        if (n := len(f.read_text(encoding="utf-8").splitlines())) > 300
    }
    assert not long
