"""What the documents say is so."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
HELP = ROOT / "resources" / "help"
DECISIONS = ROOT / "boothapp" / "decisions"
LOCKS = sorted(ROOT.glob("requirements*.txt"))
DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CHANGELOG.md", ".github/CONTRIBUTING.md")),
    *sorted(HELP.rglob("*.md")),
    *sorted(DECISIONS.glob("*.md")),
]

MAKE = re.compile(r"(?:^|`)make ([a-z][\w-]*)", re.MULTILINE)
GO = re.compile(r"\.dev[/\\]go\.py ([a-z]+)")
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
SHELL_BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
OUR_COMMAND = re.compile(r"^boothapp\b")


def name_of(path: Path) -> str:
    """Give the path as a document would write it."""
    return path.relative_to(ROOT).as_posix()


def read(path: Path) -> str:
    """Give the document's text."""
    return path.read_text(encoding="utf-8")


def make_targets() -> set[str]:
    """Give the commands that the Makefile declares."""
    found = re.search(r"^\.PHONY: (.+)$", read(ROOT / "Makefile"), re.MULTILINE)
    assert found
    return set(found[1].split())


def links_of(path: Path) -> set[Path]:
    """Give the files of ours that a document links to."""
    return {(path.parent / link).resolve() for link in LINK.findall(read(path)) if "://" not in link}


def runnable_blocks(text: str) -> list[str]:
    """Give the shell blocks in which every command is ours, but for comments: those a reader can paste."""
    blocks = SHELL_BLOCK.findall(text)
    lines = [[line for line in block.splitlines() if line and not line.startswith("#")] for block in blocks]
    return ["\n".join(block) for block in lines if block and all(map(OUR_COMMAND.match, block))]


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_command_named_exists(path: Path) -> None:
    """A document names no make target, and no word for the script, that isn't there."""
    assert set(MAKE.findall(read(path))) | set(GO.findall(read(path))) <= make_targets()


def test_every_command_is_named() -> None:
    """Whoever reads README and CONTRIBUTING knows every make target."""
    text = read(ROOT / "README.md") + read(ROOT / ".github/CONTRIBUTING.md")
    assert set(MAKE.findall(text)) == make_targets()


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_link_leads_somewhere(path: Path) -> None:
    """A link to a file of ours finds it."""
    assert [str(link) for link in links_of(path) if not link.exists()] == []


def test_every_page_is_linked() -> None:
    """A reader who follows links reaches every help page and every decision."""
    reached = set().union(*(links_of(path) - {path} for path in DOCUMENTS))
    pages = {*HELP.rglob("*.md"), *DECISIONS.glob("*.md")}
    assert sorted(name_of(page) for page in pages - reached) == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_commands_that_can_be_pasted_run(path: Path, tmp_path: Path) -> None:
    """A shell block of our own commands runs as it stands, in an empty folder, from top to bottom."""
    tools = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    settings = {**os.environ, "PATH": tools, "HOME": str(tmp_path), "BOOTHAPP_PASSPHRASE": "correct horse"}
    for block in runnable_blocks(read(path)):
        answer = subprocess.run(
            ["sh", "-e", "-c", block], cwd=tmp_path, env=settings, check=False, capture_output=True, text=True
        )
        assert answer.returncode == 0, f"{block}\n{answer.stdout}{answer.stderr}"


def test_what_can_be_pasted_is_told_apart() -> None:
    """Only a block whose every line is a command of ours counts as one to run."""
    text = "```sh\n# first\nboothapp demo\n```\n```sh\nmake run\n```\n```sh\nboothapp doctor\nrm -r x\n```\n"
    assert runnable_blocks(text) == ["boothapp demo"]


@pytest.mark.parametrize("path", LOCKS, ids=name_of)
def test_a_lock_names_no_address(path: Path) -> None:
    """Which registry serves a file is the user's own setting; the lock says which file, by its hash."""
    assert "://" not in read(path)


@pytest.mark.parametrize("path", LOCKS, ids=name_of)
def test_a_lock_pins_and_hashes_everything(path: Path) -> None:
    """Every requirement has one version and at least one hash."""
    requirements = re.split(r"\n(?=[a-zA-Z])", read(path).strip())
    assert [
        line for line in requirements if not re.match(r"[\w.-]+==\S+ .*?--hash=sha256:", line, re.DOTALL)
    ] == []


def test_the_test_lock_contains_the_run_lock() -> None:
    """What is tested is what runs: both locks pin the same versions."""
    run, dev = (
        set(re.findall(r"^([\w.-]+==\S+)", read(path), re.MULTILINE)) for path in sorted(LOCKS, reverse=True)
    )
    assert run < dev


def test_every_dependency_is_locked() -> None:
    """A dependency added to pyproject.toml without a new lock is found out."""
    project = tomllib.loads(read(ROOT / "pyproject.toml"))
    groups = project["dependency-groups"]
    wanted = {
        "requirements.lock.txt": project["project"]["dependencies"] + groups["build"],
        "requirements-dev.lock.txt": project["project"]["dependencies"] + groups["build"] + groups["dev"],
    }
    for lock, names in wanted.items():
        locked = {name.lower() for name in re.findall(r"^([\w.-]+)==", read(ROOT / lock), re.MULTILINE)}
        assert {re.split(r"[\[<>=;\s]", name)[0].lower() for name in names} <= locked


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="an unpacked archive has no history to ask")
def test_only_what_belongs_at_the_top_is_there() -> None:
    """The top level holds the program, its resources and tests, and what tools look for there."""
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    visible = {line.split("/")[0] for line in tracked.splitlines() if not line.startswith(".")}
    allowed = {
        "boothapp",
        "ui",
        "resources",
        "tests",
        "pyproject.toml",
        "README.md",
        "LICENSE",
        "CHANGELOG.md",
    }
    assert visible - {path.name for path in LOCKS} - {"Makefile"} == allowed
