"""Files brought to the bowl: photos to be kept, texts to be entered, and a word on each that is neither."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from boothapp.errors import FileProblem, NotEnteredError
from boothapp.intake.foreign_file import FOREIGN_PICTURES, HEAD_BYTES, foreign_ending, foreign_problem
from boothapp.intake.picture_kind import is_picture
from boothapp.intake.plain_text import text_in

PHOTO_ENDINGS = frozenset((".jpg", ".jpeg", ".png", ".webp"))
_LARGEST_TEXT = 4 << 20
Refused = tuple[str, str]
"""The name of a file, and what is wrong with it."""


class BowlFiles(NamedTuple):
    """What some files are good for."""

    photos: Sequence[Path] = ()
    texts: Sequence[str] = ()
    refused: Sequence[Refused] = ()


def bowl_files(paths: Iterable[Path]) -> BowlFiles:
    """The photos, alone or in folders, the texts of cards, and those that are neither."""
    photos: list[Path] = []
    texts: list[str] = []
    refused: list[Refused] = []
    for path in paths:
        if path.is_dir():
            found, others = folder_photos(path)
            photos += found
            refused += others
            continue
        try:
            if is_photo(path):
                photos.append(path)
            else:
                texts.append(cards_text(path))
        except NotEnteredError as error:
            refused += error.files
    return BowlFiles(photos, texts, refused)


def cards_text(path: Path) -> str:
    """The text of a file of cards, whatever its encoding; raises NotEnteredError."""
    head = _head(path)
    problem = foreign_problem(head, path.suffix.lower()) or foreign_ending(path.suffix.lower())
    if problem is None and is_picture(head):
        problem = FileProblem.PHOTO
    if problem is None and not head:
        problem = FileProblem.EMPTY
    try:
        if problem is None and path.stat().st_size > _LARGEST_TEXT:
            problem = FileProblem.TOO_LONG if b"\0" not in head else FileProblem.NO_TEXT
        text = text_in(path) if problem is None else None
    except OSError as error:
        raise NotEnteredError((path.name, _unreadable(error))) from error
    if text is None:
        raise NotEnteredError((path.name, problem or FileProblem.NO_TEXT))
    if not text.strip("\ufeff \t\r\n"):
        raise NotEnteredError((path.name, FileProblem.EMPTY))
    return text


def folder_photos(folder: Path) -> tuple[list[Path], list[Refused]]:
    """The photos in a folder, and what else in it looks as if somebody had meant it for one.

    Folders within it are not looked into, and are named for that.
    """
    photos: list[Path] = []
    refused: list[Refused] = []
    try:
        inside = sorted(each for each in folder.iterdir() if not each.name.startswith("."))
    except OSError as error:
        return [], [(folder.name, _unreadable(error))]
    for each in inside:
        try:
            if each.is_dir():
                refused.append((each.name, FileProblem.INNER_FOLDER))
            elif is_photo(each):
                photos.append(each)
            elif (problem := picture_problem(each)) is not None:
                refused.append((each.name, problem))
        except NotEnteredError as error:
            refused += error.files
    if not photos and not refused:
        refused.append((folder.name, FileProblem.NO_PHOTOS))
    return photos, refused


def is_photo(path: Path) -> bool:
    """Whether a file is one of the photos that are read, or says so by its ending; raises NotEnteredError."""
    head = _head(path)
    if is_picture(head):
        return True
    return path.suffix.lower() in PHOTO_ENDINGS and foreign_problem(head, path.suffix.lower()) is None


def picture_problem(path: Path) -> FileProblem | None:
    """What is wrong with a picture of a kind that is not read, or with a PDF; None for any other file."""
    ending = path.suffix.lower()
    problem = foreign_problem(_head(path), ending) or foreign_ending(ending)
    named = problem in FOREIGN_PICTURES or problem is FileProblem.PDF or ending in PHOTO_ENDINGS
    return problem if named else None


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(HEAD_BYTES)
    except OSError as error:
        raise NotEnteredError((path.name, _unreadable(error))) from error


def _unreadable(error: OSError) -> str:
    return f"cannot be read: {error.strerror}"
