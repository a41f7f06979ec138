"""``boothapp read``: what a badge, a contact code or a card says, as JSON; stores nothing."""

from __future__ import annotations

import os
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any

from boothapp.app import card_photographing
from boothapp.commands.exit_codes import DONE, SOME_REFUSED
from boothapp.commands.lines import opened
from boothapp.commands.setup_files import chosen_setup
from boothapp.commands.terminal import print_json
from boothapp.errors import CardReaderError, InputError
from boothapp.intake.aim import aim_symbology
from boothapp.intake.payload import read_payload
from boothapp.intake.picture_kind import HEAD_BYTES, LARGEST_FILE, is_foreign_picture, is_picture
from boothapp.intake.understood import Kind, Understood

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from boothapp.domain.show import Show
    from boothapp.intake.printed import Point

_MOST_BYTES = 1 << 20  # of a text, of which the beginning is considered
_NO_CODE = "no_code"
_ARCHIVE = b"PK\x03\x04"


def run(args: argparse.Namespace) -> int:
    """Prints one object; tells by the exit code whether anything was understood."""
    show = chosen_setup(args.profile).show
    with opened(args.file) as descriptor, os.fdopen(os.dup(descriptor), "rb") as file:
        payload = file.read(_MOST_BYTES + 1)
        head = payload[:HEAD_BYTES]
        if head.startswith(_ARCHIVE):
            raise InputError("this is a workbook or an archive, and no badge: `boothapp import` takes lists")
        if is_picture(head) or is_foreign_picture(head):
            payload += file.read(LARGEST_FILE + 1 - len(payload))
            return _read_picture(payload, args.country or show.country, show)
    read = read_payload(payload, country=args.country or show.country, layouts=show.badge_layouts)
    print_json(_values(read, aim_symbology(read.raw)))
    return SOME_REFUSED if read.kind in (Kind.UNKNOWN, Kind.EMPTY) else DONE


def _read_picture(content: bytes, country: str, show: Show) -> int:
    """Prints the best contact among the picture's codes, else its card; the other codes within it."""
    from boothapp.services.picture_codes import codes_on_picture  # noqa: PLC0415 - for pictures alone

    found = codes_on_picture(
        content, country=country, layouts=show.badge_layouts, symbologies=show.symbologies
    )
    codes = [_values(said.read, said.code.symbology) for said in found]
    if not any(said.tells_who for said in found):
        card = _card_values(content, country)
        if card["fields"] or not codes:
            print_json(card | {"others": codes})
            return DONE if card["fields"] else SOME_REFUSED
    best, *others = codes
    print_json(best | {"others": others})
    return SOME_REFUSED if found[0].read.kind in (Kind.UNKNOWN, Kind.EMPTY) else DONE


def _card_values(content: bytes, country: str) -> dict[str, Any]:
    """What a photographed card says, each field and line with its place on the picture, in px."""
    try:
        with closing(card_photographing(country)) as reader:
            reading = reader.read(content)
    except CardReaderError as error:
        print(f"boothapp read: {error}", file=sys.stderr)
        return _NOTHING
    if not reading.lines:
        return _NOTHING
    values = _values(reading.understood)
    for field, placed in zip(values["fields"], reading.placed, strict=True):
        corners = [corner for line in placed.lines for corner in reading.lines[line].corners]
        field |= {"box": _box(corners), "lines": list(placed.lines)}
    lines = [
        {"text": line.text, "confidence": round(line.confidence, 2), "box": _box(line.corners)}
        for line in reading.lines
    ]
    outline = [[round(x), round(y)] for x, y in reading.seen.corners]
    return values | {"lines": lines, "card": outline or None}


def _box(corners: Sequence[Point]) -> list[int]:
    """Left, top, width and height of the upright rectangle around these points."""
    across, down = [x for x, _ in corners], [y for _, y in corners]
    left, top = round(min(across)), round(min(down))
    return [left, top, round(max(across)) - left, round(max(down)) - top]


def _values(read: Understood, symbology: str = "") -> dict[str, Any]:
    return {
        "kind": read.kind.value,
        "symbology": symbology or None,
        "badge_id": read.badge_id,
        "fields": [
            {
                "name": field.name.value,
                "value": field.value,
                "confidence": field.confidence,
                "normalised": field.normalised or None,
            }
            for field in read.fields
        ],
        "notes": [note.value for note in read.notes],
        "raw": read.raw,
    }


_NOTHING = _values(Understood(kind=Kind.EMPTY, raw="")) | {"kind": "picture", "notes": [_NO_CODE]}
