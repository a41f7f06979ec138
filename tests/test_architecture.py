"""The house stands as CONTRIBUTING draws it, and each rule can tell when it doesn't."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.helpers import architecture

ROOT = Path(__file__).resolve().parent.parent

LINT_IMPORTS = "from importlinter.cli import lint_imports as lint; raise SystemExit(lint(no_cache=True))"

# Each package of this list imports the other although it may not.
CROSSED_LAYERS = [
    ("boothapp.errors", "boothapp.domain"),
    ("boothapp.domain", "boothapp.paths"),
    ("boothapp.domain", "boothapp.wire"),
    ("boothapp.wire", "boothapp.store"),
    ("boothapp.store", "boothapp.sync"),
    ("boothapp.sync", "boothapp.store"),
    ("boothapp.intake", "boothapp.handoff"),
    ("boothapp.handoff", "boothapp.intake"),
    ("boothapp.store", "boothapp.services"),
    ("boothapp.services", "boothapp.app"),
    ("boothapp.hub_reach", "boothapp.app"),
    ("boothapp.app", "boothapp.commands"),
    ("boothapp.commands", "boothapp.cli"),
    ("boothapp.services", "boothapp.hub"),
    ("boothapp.hub", "boothapp.services"),
    ("boothapp.hub", "boothapp.store"),
    ("boothapp.hub", "boothapp.sync"),
    ("boothapp.hub", "boothapp.intake"),
    ("boothapp.services", "ui"),
    ("ui", "boothapp.hub"),
    ("ui.widgets", "boothapp.services"),
]

# A rule, a tree that breaks it in one place and keeps it in another, and what the rule must answer.
BROKEN_TREES = {
    "qt-in-core": (
        architecture.imports_away_from_home,
        {"boothapp/cli.py": "from PySide6.QtCore import Qt", "ui/theme.py": "import PySide6.QtGui"},
        ["boothapp/cli.py imports PySide6, which only ui/ may"],
    ),
    "sqlite-outside-the-store": (
        architecture.imports_away_from_home,
        {
            "boothapp/services/x.py": "def f():\n    import sqlite3",
            "boothapp/store/x.py": "from sqlite_utils import Database",
        },
        ["boothapp/services/x.py imports sqlite3, which only boothapp/store/ may"],
    ),
    "sqlalchemy-outside-the-hub": (
        architecture.imports_away_from_home,
        {
            "boothapp/store/x.py": "import sqlalchemy as sa",
            "boothapp/hub/x.py": "from sqlalchemy import text",
        },
        ["boothapp/store/x.py imports sqlalchemy, which only boothapp/hub/ may"],
    ),
    "http-outside-sync": (
        architecture.imports_away_from_home,
        {"ui/x.py": "from http import client", "boothapp/sync/x.py": "import http.client"},
        ["ui/x.py imports http, which only boothapp/sync/ may"],
    ),
    "third-party-in-domain": (
        architecture.impurities,
        {"boothapp/domain/x.py": "import msgspec\nimport math\nfrom boothapp.errors import BoothappError"},
        ["boothapp/domain/x.py imports msgspec"],
    ),
    "clock-in-domain": (
        architecture.impurities,
        {"boothapp/domain/x.py": "from datetime import datetime, UTC\nstamp = datetime.now(UTC)"},
        ["boothapp/domain/x.py:2 calls now()"],
    ),
    "disk-in-domain": (
        architecture.impurities,
        {"boothapp/domain/x.py": "import os"},
        ["boothapp/domain/x.py imports os"],
    ),
    "thread-in-a-screen": (
        architecture.threads_away_from_home,
        {"ui/screens/x.py": "from PySide6.QtCore import QThread", "ui/tasks.py": "import threading"},
        ["ui/screens/x.py uses QThread"],
    ),
    "thread-by-attribute": (
        architecture.threads_away_from_home,
        {"ui/x.py": "from PySide6 import QtCore\nQtCore.QThreadPool.globalInstance()"},
        ["ui/x.py uses QThreadPool"],
    ),
    "executor-in-a-screen": (
        architecture.threads_away_from_home,
        {"ui/screens/x.py": "from concurrent.futures import ThreadPoolExecutor"},
        ["ui/screens/x.py uses concurrent"],
    ),
    "empty-names": (
        architecture.names_that_say_nothing,
        {"boothapp/utils.py": "", "ui/core/x.py": "", "ui/score.py": ""},
        ["boothapp/utils.py", "ui/core"],
    ),
    "long-file": (
        architecture.files_too_long,
        {"ui/x.py": "x = 1\n" * 651, "ui/y.py": "y = 1", "ui/z.py": "z = 1"},
        ["ui/x.py has 651 lines"],
    ),
    "long-median": (
        architecture.files_too_long,
        {"ui/x.py": "x = 1\n" * 151},
        ["the median file has 151 lines"],
    ),
    "busy-init": (
        architecture.folders_without_their_question,
        {
            "boothapp/__init__.py": '"""What is it?"""\nVERSION = 1',
            "ui/__init__.py": '"""How does it look?"""',
            "ui/screens/x.py": "",
        },
        ["boothapp/__init__.py", "ui/screens/__init__.py"],
    ),
}
RULES = list(dict.fromkeys(rule for rule, _, _ in BROKEN_TREES.values()))

Rule = Callable[[Path], list[str]]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_its_rules(rule: Rule) -> None:
    """No file of ours breaks the rule."""
    assert rule(ROOT) == []


@pytest.mark.parametrize(("rule", "tree", "violations"), BROKEN_TREES.values(), ids=BROKEN_TREES.keys())
def test_each_rule_can_fail(tmp_path: Path, rule: Rule, tree: dict[str, str], violations: list[str]) -> None:
    """A tree that breaks the rule is found out, at the very place."""
    for name, source in tree.items():
        write(tmp_path / name, source)
    assert rule(tmp_path) == violations


def test_no_layer_is_crossed() -> None:
    """Imports go down the layers, and never sideways, as pyproject.toml declares."""
    answer = lint_imports(ROOT)
    assert answer.returncode == 0, answer.stdout


def test_each_crossed_layer_is_found(tmp_path: Path) -> None:
    """The declared contracts find every import that goes up or sideways."""
    write(tmp_path / "pyproject.toml", (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for package in ("boothapp", "ui", *dict.fromkeys(name for pair in CROSSED_LAYERS for name in pair)):
        write(tmp_path / package.replace(".", "/") / "__init__.py", "")
    for number, (importer, target) in enumerate(CROSSED_LAYERS):
        write(tmp_path / importer.replace(".", "/") / f"crossing_{number}.py", f"import {target}\n")
    answer = lint_imports(tmp_path)
    assert answer.returncode == 1, answer.stdout + answer.stderr
    missed = [
        (importer, target)
        for number, (importer, target) in enumerate(CROSSED_LAYERS)
        if f"{importer}.crossing_{number} -> {target} " not in answer.stdout
    ]
    assert missed == []


def test_a_module_without_a_layer_is_found(tmp_path: Path) -> None:
    """A new part of the core can't stay outside the drawing."""
    for package in ("boothapp", "ui", *(name for pair in CROSSED_LAYERS for name in pair)):
        write(tmp_path / package.replace(".", "/") / "__init__.py", "")
    write(tmp_path / "pyproject.toml", (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    write(tmp_path / "boothapp" / "billing.py", "")
    answer = lint_imports(tmp_path)
    assert answer.returncode == 1
    assert "billing" in answer.stdout


def lint_imports(root: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter on the tree in a process of its own, since it imports what it checks by name."""
    return subprocess.run(
        [sys.executable, "-c", LINT_IMPORTS], cwd=root, check=False, capture_output=True, text=True
    )


def write(path: Path, text: str) -> None:
    """Write the file, and the folders it needs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
