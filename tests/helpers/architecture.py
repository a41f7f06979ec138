"""The rules of the house that import-linter cannot tell, each a function: a tree in, its violations out."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

CODE_FOLDERS = ("boothapp", "ui")

CARD_READER = (
    "boothapp/intake/card_photo.py",
    "boothapp/intake/card_reader.py",
    "boothapp/intake/card_text.py",
)
# Who may import a package directly. Whatever else needs it asks the part that may.
HOMES = {
    "PySide6": ("ui/",),
    "shiboken6": ("ui/",),
    "sqlite3": ("boothapp/store/",),
    "sqlite_utils": ("boothapp/store/",),
    # The hub takes its SQLite, newer than Python's own, without its cipher.
    "sqlcipher3": ("boothapp/store/", "boothapp/hub/database.py"),
    "keyring": ("boothapp/store/",),
    "sqlalchemy": ("boothapp/hub/",),
    "psycopg": ("boothapp/hub/",),
    "litestar": ("boothapp/hub/",),
    "uvicorn": ("boothapp/hub/",),
    "urllib3": ("boothapp/sync/",),
    "http": ("boothapp/sync/",),
    "urllib.request": ("boothapp/sync/",),
    "httpx": ("boothapp/sync/",),
    "requests": ("boothapp/sync/",),
    "platformdirs": ("boothapp/paths.py",),
    # Heavy, and an extra: in the process that reads cards, and nowhere else.
    "cv2": CARD_READER,
    "numpy": CARD_READER,
    "onnxruntime": CARD_READER,
    "rapidocr": CARD_READER,
}
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc", "manager", "logic", "base", "core", "data"}
LONGEST_FILE = 650
LONGEST_MEDIAN = 150

# The domain is told the time, the ids and the bytes: what could reach for them itself stays out.
IMPURE_MODULES = {
    *("asyncio", "concurrent", "ctypes", "io", "logging", "multiprocessing", "os", "pathlib", "random"),
    *("shutil", "socket", "sqlite3", "ssl", "subprocess", "tempfile", "threading", "time", "urllib"),
}
IMPURE_CALLS = {"now", "utcnow", "today", "uuid1", "uuid4", "open", "print", "input"}

THREAD_MODULES = ("threading", "_thread", "concurrent", "multiprocessing", "asyncio", "subprocess")
THREAD_NAMES = {"QThread", "QThreadPool", "QRunnable", "QtConcurrent"}
THREAD_HOME = "ui/tasks.py"


def sources(root: Path, *folders: str) -> Iterator[tuple[str, ast.Module]]:
    """Give each Python file under the folders as its path from the root, with slashes, and its tree."""
    for folder in folders:
        for path in sorted((root / folder).rglob("*.py")):
            yield path.relative_to(root).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> set[str]:
    """Give the dotted name of all that a module imports anywhere in it, lazily or for its types too."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def is_part(name: str, package: str) -> bool:
    """Whether the dotted name is the package or lies in it."""
    return f"{name}.".startswith(f"{package}.")


def imports_away_from_home(root: Path) -> list[str]:
    """Find the packages that are imported where they may not be."""
    found = []
    for path, tree in sources(root, *CODE_FOLDERS):
        names = imported(tree)
        found += [
            f"{path} imports {package}, which only {' or '.join(homes)} may"
            for package, homes in HOMES.items()
            if not path.startswith(homes) and any(is_part(name, package) for name in names)
        ]
    return sorted(found)


def impurities(root: Path) -> list[str]:
    """Find what ties the domain to more than the standard library, or to a clock, a disk or chance."""
    found = []
    for path, tree in sources(root, "boothapp/domain"):
        for name in imported(tree):
            top = name.split(".")[0]
            ours = is_part(name, "boothapp.domain") or is_part(name, "boothapp.errors")
            if not ours and (top not in sys.stdlib_module_names or top in IMPURE_MODULES):
                found.append(f"{path} imports {name}")
        found += [
            f"{path}:{node.lineno} calls {called_name(node)}()"
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and called_name(node) in IMPURE_CALLS
        ]
    return sorted(found)


def called_name(call: ast.Call) -> str:
    """Give the last name of what is called: "now" for datetime.now()."""
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def threads_away_from_home(root: Path) -> list[str]:
    """Find the files of the window, but for the one that may, that start threads or processes."""
    found = []
    for path, tree in sources(root, "ui"):
        if path == THREAD_HOME:
            continue
        modules = {top for top in THREAD_MODULES for name in imported(tree) if is_part(name, top)}
        names = {name.split(".")[-1] for name in imported(tree)}
        names |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        found += [f"{path} uses {name}" for name in modules | (names & THREAD_NAMES)]
    return sorted(found)


def names_that_say_nothing(root: Path) -> list[str]:
    """Find files and folders whose name would fit anything."""
    return sorted(
        path.relative_to(root).as_posix()
        for folder in CODE_FOLDERS
        for path in (root / folder).rglob("*")
        if path.stem in FORBIDDEN_NAMES and (path.is_dir() or path.suffix == ".py")
    )


def files_too_long(root: Path) -> list[str]:
    """Find the files that no one reads in one go, and say so when most are long."""
    lengths = {
        path.relative_to(root).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for folder in CODE_FOLDERS
        for path in (root / folder).rglob("*.py")
        if path.name != "__init__.py"
    }
    found = [f"{path} has {length} lines" for path, length in lengths.items() if length > LONGEST_FILE]
    if lengths and median(lengths.values()) > LONGEST_MEDIAN:
        found.append(f"the median file has {median(lengths.values())} lines")
    return sorted(found)


def folders_without_their_question(root: Path) -> list[str]:
    """Find the packages whose ``__init__.py`` is not one docstring sentence on one line."""
    packages = {
        path.parent
        for folder in CODE_FOLDERS
        for path in (root / folder).rglob("*.py")
        if "__pycache__" not in path.parts
    }
    found = []
    for package in packages:
        init = package / "__init__.py"
        tree = ast.parse(init.read_text(encoding="utf-8")) if init.exists() else ast.Module([], [])
        sentence = ast.get_docstring(tree) or ""
        if len(tree.body) != 1 or "\n" in sentence or not sentence.endswith(("?", ".")):
            found.append(init.relative_to(root).as_posix())
    return sorted(found)
