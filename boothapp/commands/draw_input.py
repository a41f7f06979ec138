"""What ``boothapp draw enter`` and ``photos`` are given: lines of cards, photos, and what is neither."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from boothapp.commands.lines import STANDARD_INPUT, numbered_lines, opened
from boothapp.errors import FileProblem, NotEnteredError
from boothapp.intake.entry_line import entry_texts
from boothapp.intake.foreign_file import foreign_problem
from boothapp.intake.payload_text import decoded
from boothapp.intake.picture_kind import is_picture
from boothapp.services.bowl_files import cards_text, folder_photos

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_AT_ONCE = 200


def photo_files(paths: Sequence[Path]) -> tuple[list[Path], int]:
    """The files named, and the photos of the folders named; tells of what else is in those, and how many."""
    files: list[Path] = []
    count = 0
    for path in paths:
        photos, refused = folder_photos(path) if path.is_dir() else ([path], [])
        files += photos
        count += len(refused)
        for name, problem in refused:
            print(f"{name}: {problem}", file=sys.stderr)
    return files, count


def card_batches(file: str) -> Iterator[list[str]]:
    """The cards of a file in batches, once it is known to be a text; those of standard input as they come."""
    if file == STANDARD_INPUT:
        with opened(file) as descriptor:
            yield from _batches(descriptor)
        return
    with opened(file):  # a folder, or no file at all, is told apart from a file that is no text
        texts = list(entry_texts(cards_text(Path(file)).splitlines()))
    for start in range(0, len(texts), _AT_ONCE):
        yield texts[start : start + _AT_ONCE]


def _batches(descriptor: int) -> Iterator[list[str]]:
    """The cards as they come: one typed by hand at once, many in batches, a code of several lines whole."""
    held: list[str] = []
    for batch in numbered_lines(descriptor, _AT_ONCE):
        _refuse_no_text([text for _, text in batch])
        held += [decoded(text) for _, text in batch]
        begun = sum(line.upper().strip() == "BEGIN:VCARD" for line in held)
        if begun > sum(line.upper().strip() == "END:VCARD" for line in held):
            continue
        yield list(entry_texts(iter(held)))
        held = []
    if held:
        yield list(entry_texts(iter(held)))


def _refuse_no_text(lines: Sequence[bytes]) -> None:
    """Raises NotEnteredError where what comes is a picture, or anything else that nobody typed."""
    problem = foreign_problem(lines[0], "")
    if problem is None and is_picture(lines[0]):
        problem = FileProblem.PHOTO
    if problem is None and any(b"\0" in line for line in lines):
        problem = FileProblem.NO_TEXT
    if problem is not None:
        raise NotEnteredError(("standard input", problem))
