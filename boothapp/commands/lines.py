"""Numbered lines from a file or standard input, as many at a time as are there to be had."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from boothapp.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

STANDARD_INPUT = "-"
_BLOCK_BYTES = 1 << 20
_LONGEST_LINE = 1 << 20
_BOM = b"\xef\xbb\xbf"

Numbered = list[tuple[int, bytes]]


@contextmanager
def opened(file: str) -> Iterator[int]:
    """The file descriptor to read from; raises InputError when there is no such file."""
    if file == STANDARD_INPUT:
        yield sys.stdin.fileno()
        return
    if Path(file).is_dir():
        raise InputError(f"{file}: is a folder; name a file in it")
    try:
        descriptor = os.open(Path(file), os.O_RDONLY | getattr(os, "O_BINARY", 0))
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror}") from error
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def numbered_lines(descriptor: int, most: int) -> Iterator[Numbered]:
    """Batches of at most ``most`` lines that are not blank, numbered from 1.

    A batch is what one read gave: a line typed by hand comes alone and at once, a file in full batches. A
    line over 1 MiB comes cut at that length, which is longer than any card may be.
    """
    number, rest, skipping = 0, b"", False
    while block := _read(descriptor):
        if number == 0 and not rest:
            block = block.removeprefix(_BOM)
        *lines, rest = (rest + block).split(b"\n")
        if skipping and lines:
            lines.pop(0)
            number, skipping = number + 1, False
        batch = list(enumerate(lines, start=number + 1))
        number += len(lines)
        if len(rest) > _LONGEST_LINE:
            if not skipping:
                batch.append((number + 1, rest))
            rest, skipping = b"", True
        yield from _in_batches(batch, most)
    if rest and not skipping:
        yield from _in_batches([(number + 1, rest)], most)


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, _BLOCK_BYTES)
    except OSError as error:
        raise InputError(f"the input cannot be read further: {error.strerror}") from error


def _in_batches(lines: Numbered, most: int) -> Iterator[Numbered]:
    """The lines that hold anything, at most ``most`` at a time."""
    filled = [(number, text) for number, text in lines if text.strip()]
    for start in range(0, len(filled), most):
        yield filled[start : start + most]
