"""A file of vCards, as address books save them, as rows like any other list's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from boothapp.errors import InputError
from boothapp.intake.column_names import ListField
from boothapp.intake.table import Record, RowFault
from boothapp.intake.text_encoding import encoding_of
from boothapp.intake.vcard import read_vcard

_FIELDS = (
    ListField.GIVEN_NAME, ListField.FAMILY_NAME, ListField.DISPLAY_NAME, ListField.JOB_TITLE,
    ListField.DEPARTMENT, ListField.COMPANY, ListField.WEBSITE, ListField.EMAIL, ListField.PHONE,
    ListField.MOBILE, ListField.STREET, ListField.CITY, ListField.REGION, ListField.POSTAL_CODE,
    ListField.COUNTRY, ListField.NOTE,
)  # fmt: skip
_LONGEST_CARD = 4 << 20
_HEADER_LINE = 0


def vcard_records(path: Path, encoding: str = "") -> Callable[[], Iterator[Record]]:
    """What reads the cards, a row each under the names of our fields; nothing in a card is compulsory."""
    codec = encoding or encoding_of(path)

    def records() -> Iterator[Record]:
        yield Record(_HEADER_LINE, [field.value.replace("_", " ") for field in _FIELDS])
        for line, text in _cards(path, codec):
            if text is None:
                yield Record(line, (), fault=RowFault.CELL_TOO_LONG)
                continue
            found: dict[str, str] = {}
            for piece in read_vcard(text, "").fields:
                found.setdefault(piece.name.value, piece.value)
            yield Record(line, [found.get(field.value, "") for field in _FIELDS])

    return records


def _cards(path: Path, codec: str) -> Iterator[tuple[int, str | None]]:
    """The text of each card with the number of its first line; None for one that is far too long."""
    try:
        file = path.open(encoding=codec, errors="replace")
    except LookupError as error:
        raise InputError(f"there is no encoding {codec!r}; try utf-8 or cp1252") from error
    with file:
        lines: list[str] = []
        first, size = 1, 0
        for number, line in enumerate(iter(lambda: file.readline(_LONGEST_CARD), ""), start=1):
            if not lines and size == 0:
                first = number
            size += len(line)
            if size > _LONGEST_CARD:
                lines.clear()
            else:
                lines.append(line)
            if line.strip().upper() == "END:VCARD":
                yield first, "".join(lines) if lines and size <= _LONGEST_CARD else None
                lines, size = [], 0
        if size > _LONGEST_CARD:
            yield first, None
        elif any(line.strip() for line in lines):
            yield first, "".join(lines)
