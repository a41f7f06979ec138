"""What a file is that is neither a text nor a photo that can be read, by what it begins with and ends in."""

from __future__ import annotations

from boothapp.errors import FileProblem
from boothapp.intake.picture_kind import is_foreign_picture

HEAD_BYTES = 512
FOREIGN_PICTURES = frozenset(
    (FileProblem.HEIC, FileProblem.AVIF, FileProblem.GIF, FileProblem.TIFF, FileProblem.BMP)
)
_PICTURES = (
    (b"GIF8", FileProblem.GIF),
    (b"II", FileProblem.TIFF),
    (b"MM", FileProblem.TIFF),
    (b"BM", FileProblem.BMP),
)
_ENDINGS = {
    ".heic": FileProblem.HEIC, ".heif": FileProblem.HEIC, ".hif": FileProblem.HEIC,
    ".avif": FileProblem.AVIF, ".gif": FileProblem.GIF, ".bmp": FileProblem.BMP,
    **dict.fromkeys((".tif", ".tiff", ".dng", ".cr2", ".cr3", ".nef", ".arw", ".orf", ".rw2", ".raf"),
                    FileProblem.TIFF),
}  # fmt: skip
_WORKBOOKS = (".xlsx", ".xlsm", ".xltx", ".xlsb", ".xls", ".ods")
_DOCUMENTS = (".docx", ".docm", ".doc", ".odt", ".pages", ".pptx", ".ppt", ".odp", ".rtf")
_ARCHIVE, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_TEXTS = (
    (b"%pdf", FileProblem.PDF),
    (b"{\\rt", FileProblem.DOCUMENT),
    *((start, FileProblem.MARKUP) for start in (b"<!doctype", b"<html", b"<?xml", b"<svg")),
)
_BLANK = b"\xef\xbb\xbf \t\r\n"


def foreign_problem(head: bytes, ending: str) -> FileProblem | None:
    """What is wrong with a file that begins and ends (``.heic``) so; None where that shows nothing wrong."""
    if is_foreign_picture(head):
        return next((problem for start, problem in _PICTURES if head.startswith(start)), _boxed(head))
    if head[4:8] == b"ftyp":
        return FileProblem.HEIC if _ENDINGS.get(ending) is FileProblem.HEIC else FileProblem.FILM
    if head.startswith((_ARCHIVE, _OLD_OFFICE)):
        return _packed(head, ending)
    begins = head.lstrip(_BLANK).lower()
    return next((problem for start, problem in _TEXTS if begins.startswith(start)), None)


def foreign_ending(ending: str) -> FileProblem | None:
    """The kind of picture that a file of this ending says it is, where that cannot be read."""
    return _ENDINGS.get(ending)


def _boxed(head: bytes) -> FileProblem:
    return FileProblem.AVIF if head[8:12] == b"avif" else FileProblem.HEIC


def _packed(head: bytes, ending: str) -> FileProblem:
    """A workbook or a document is an archive, too: its ending tells which."""
    if ending in _WORKBOOKS:
        return FileProblem.WORKBOOK
    is_document = ending in _DOCUMENTS or head.startswith(_OLD_OFFICE)
    return FileProblem.DOCUMENT if is_document else FileProblem.ARCHIVE
