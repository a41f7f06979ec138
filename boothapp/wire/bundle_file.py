"""Bundles as files in a folder that others may write to as well: a stick, a share, a download folder.

A bundle is written once and whole: under another name first, then renamed. What is read is a plain file of no
more than a bundle's size; no name that a bundle brings along is ever made a path.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
from pathlib import Path

from boothapp.errors import BundlePlaceError
from boothapp.wire.sealed_frame import MAX_FRAME_BYTES

BUNDLE_SUFFIX, RECEIPT_SUFFIX = ".booth", ".receipt"
_PART_SUFFIX = ".part"
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,99}")


def new_bundle_path(folder: Path, device_id: str, first_seq: int, last_seq: int) -> Path:
    """A name that nothing has yet there: ``<device>-<first>-<last>.booth``, or a numbered one."""
    device = device_id if _PLAIN_NAME.fullmatch(device_id) else "laptop"
    stem = f"{device}-{first_seq}-{last_seq}"
    path = folder / f"{stem}{BUNDLE_SUFFIX}"
    number = 2
    while os.path.lexists(path):
        path = folder / f"{stem}-{number}{BUNDLE_SUFFIX}"
        number += 1
    return path


def receipt_path(bundle: Path) -> Path:
    """Where the receipts for a bundle lie: beside it."""
    return bundle.with_suffix(RECEIPT_SUFFIX)


def files_in(folder: Path, suffix: str) -> list[Path]:
    """The plain files with this suffix right in the folder, by name; raises BundlePlaceError."""
    try:
        with os.scandir(folder) as entries:
            return sorted(
                folder / entry.name
                for entry in entries
                if entry.name.endswith(suffix)
                and not entry.name.startswith(".")
                and entry.is_file(follow_symlinks=False)
            )
    except OSError as error:
        raise BundlePlaceError(
            f"{folder}: this folder cannot be read ({error.strerror}). Nothing was taken. "
            "Put the stick in again, or choose the folder that holds the bundles."
        ) from error


def read_file(path: Path) -> bytes:
    """The bytes of a plain file, if it is no larger than a bundle may be; raises BundlePlaceError."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        with open(handle, "rb") as file:  # noqa: PTH123 - of the handle just opened
            about = os.fstat(handle)
            if not stat.S_ISREG(about.st_mode):
                raise BundlePlaceError(f"{path}: this is no plain file. It was left alone.")
            if about.st_size > MAX_FRAME_BYTES:
                raise BundlePlaceError(
                    f"{path}: {about.st_size} bytes are more than a bundle has. Nothing of it was taken."
                )
            return file.read(MAX_FRAME_BYTES + 1)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise BundlePlaceError(f"{path}: this is a link to elsewhere. It was left alone.") from error
        raise BundlePlaceError(
            f"{path}: this file cannot be read ({error.strerror}). Nothing of it was taken. "
            "Put the stick in again, or copy the file once more."
        ) from error


def write_file(path: Path, content: bytes) -> None:
    """Write a file that is there whole and durably, or not at all; raises BundlePlaceError."""
    part = path.with_name(path.name + _PART_SUFFIX)
    try:
        part.unlink(missing_ok=True)
        try:
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with open(handle, "wb") as file:  # noqa: PTH123 - of the handle just opened
                file.write(content)
                file.flush()
                os.fsync(handle)
            part.replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
            raise
        _make_durable(path.parent)
    except OSError as error:
        what = "is full" if error.errno in _FULL else f"cannot be written to ({error.strerror})"
        raise BundlePlaceError(
            f"{path.parent}: this folder {what}; {len(content)} bytes are to be written. Nothing is lost, "
            "and nothing counts as sent. Make room, or take another stick, then try again."
        ) from error


_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def _make_durable(folder: Path) -> None:
    """Let the new name outlast a power cut, where a system lets one ask for that."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
