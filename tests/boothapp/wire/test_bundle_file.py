"""Bundles are written whole or not at all, and only plain files of a sane size are read."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from boothapp.errors import BundlePlaceError
from boothapp.wire.bundle_file import files_in, new_bundle_path, read_file, receipt_path, write_file
from boothapp.wire.sealed_frame import MAX_FRAME_BYTES


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """No file may grow beyond this size, as on a stick without room."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_names_a_bundle_after_what_it_holds(tmp_path: Path) -> None:
    """The name tells the laptop and its numbers, and never that of a file which is there."""
    first = new_bundle_path(tmp_path, "laptop-a", 1, 57)
    assert first == tmp_path / "laptop-a-1-57.booth"
    write_file(first, b"1")
    second = new_bundle_path(tmp_path, "laptop-a", 1, 57)
    assert second.name == "laptop-a-1-57-2.booth"
    second.symlink_to("nowhere")
    assert new_bundle_path(tmp_path, "laptop-a", 1, 57).name == "laptop-a-1-57-3.booth"
    assert receipt_path(first).name == "laptop-a-1-57.receipt"


@pytest.mark.parametrize("device_id", ["../../etc/passwd", "/etc/passwd", "", ".", "a b", "x" * 200, "CON:"])
def test_makes_no_path_of_a_strange_name(tmp_path: Path, device_id: str) -> None:
    """A device id that is no plain name never leads out of the folder."""
    assert new_bundle_path(tmp_path, device_id, 1, 2) == tmp_path / "laptop-1-2.booth"


def test_writes_the_whole_file(tmp_path: Path) -> None:
    """Nothing but the file itself is left, for its owner alone; what a killed writer left is no hindrance."""
    path = tmp_path / "a.booth"
    (tmp_path / "a.booth.part").write_bytes(b"half")
    write_file(path, b"whole")
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.booth"]
    assert read_file(path) == b"whole"
    assert path.stat().st_mode & 0o777 == 0o600


def test_does_not_write_through_a_link(tmp_path: Path) -> None:
    """A link laid in the way is replaced, and what it leads to is left as it was."""
    precious = tmp_path / "precious"
    precious.write_bytes(b"mine")
    for name in ("a.booth", "a.booth.part"):
        (tmp_path / name).symlink_to(precious)
    write_file(tmp_path / "a.booth", b"whole")
    assert precious.read_bytes() == b"mine"
    assert read_file(tmp_path / "a.booth") == b"whole"


def test_says_that_the_stick_is_full(tmp_path: Path) -> None:
    """Without room no file appears, half a one neither, and the words say what to do."""
    with largest_file(4096), pytest.raises(BundlePlaceError, match=r"is full.*another stick"):
        write_file(tmp_path / "a.booth", bytes(10_000))
    assert list(tmp_path.iterdir()) == []


def test_says_that_the_folder_is_gone(tmp_path: Path) -> None:
    """A stick that was pulled is told in words, when writing, reading and looking."""
    gone = tmp_path / "stick"
    with pytest.raises(BundlePlaceError, match="cannot be written"):
        write_file(gone / "a.booth", b"")
    with pytest.raises(BundlePlaceError, match="cannot be read"):
        read_file(gone / "a.booth")
    with pytest.raises(BundlePlaceError, match="cannot be read"):
        files_in(gone, ".booth")


def test_finds_plain_files_alone(tmp_path: Path) -> None:
    """Folders, links, hidden files, half-written ones and others are passed over."""
    for name in ("b.booth", "a.booth", "a.booth.part", "a.receipt", ".c.booth", "notes.txt"):
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "d.booth").mkdir()
    (tmp_path / "e.booth").symlink_to(tmp_path / "a.booth")
    os.mkfifo(tmp_path / "f.booth")
    assert [path.name for path in files_in(tmp_path, ".booth")] == ["a.booth", "b.booth"]


def test_reads_no_link_pipe_or_folder(tmp_path: Path) -> None:
    """What is no plain file is left alone, and reading never waits for a pipe's other end."""
    (tmp_path / "link").symlink_to("/etc/passwd")
    os.mkfifo(tmp_path / "pipe")
    for name, words in (("link", "link"), ("pipe", "no plain file"), (".", "no plain file|cannot be read")):
        with pytest.raises(BundlePlaceError, match=words):
            read_file(tmp_path / name)


def test_reads_nothing_larger_than_a_bundle(tmp_path: Path) -> None:
    """A huge file is refused by its size, unread."""
    path = tmp_path / "huge.booth"
    with path.open("wb") as file:
        file.truncate(MAX_FRAME_BYTES + 1)
    with pytest.raises(BundlePlaceError, match="more than a bundle"):
        read_file(path)


WRITE = """
import pathlib, sys
from boothapp.wire.bundle_file import write_file
write_file(pathlib.Path(sys.argv[1]), b"x" * 9000)
"""


@pytest.mark.parametrize("call", ["openat", "write", "fsync", "rename", "close"])
def test_a_killed_writer_leaves_a_whole_file_or_none(tmp_path: Path, call: str) -> None:
    """Killed in any call that touches the file, the writer leaves none under its name, or all of it."""
    if shutil.which("strace") is None:
        pytest.skip("strace is not here to kill the writer; install it to run this")
    path = tmp_path / "a.booth"
    part = tmp_path / "a.booth.part"
    trace = ["strace", "-f", "-qq", "-o", os.devnull, "-P", str(part), "-P", str(path)]
    killed = subprocess.run(
        [*trace, "-e", f"inject={call}:signal=KILL:when=1", sys.executable, "-c", WRITE, str(path)],
        check=False,
        capture_output=True,
        cwd=Path(__file__).parents[3],
    )
    assert killed.returncode != 0, "it was not killed"
    assert not path.exists() or path.read_bytes() == b"x" * 9000
    assert files_in(tmp_path, ".booth") == ([path] if path.exists() else [])
    write_file(path, b"again")
    assert read_file(path) == b"again"
    assert not part.exists()
