"""``boothapp read``: what a badge or contact code says, written or on a picture, as JSON; stores nothing."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from boothapp.commands.exit_codes import DONE, SOME_REFUSED
from boothapp.commands.lines import opened
from boothapp.commands.setup_files import chosen_setup
from boothapp.commands.terminal import print_json
from boothapp.intake.payload import read_payload
from boothapp.intake.picture_kind import HEAD_BYTES, LARGEST_FILE, is_picture
from boothapp.intake.understood import Kind, Understood

if TYPE_CHECKING:
    import argparse

    from boothapp.domain.show import Show

_MOST_BYTES = 1 << 20  # of a text, of which the beginning is considered
_NO_CODE = "no_code"


def run(args: argparse.Namespace) -> int:
    """Prints one object; tells by the exit code whether anything was understood."""
    show = chosen_setup(args.profile).show
    with opened(args.file) as descriptor, os.fdopen(os.dup(descriptor), "rb") as file:
        payload = file.read(_MOST_BYTES + 1)
        if is_picture(payload[:HEAD_BYTES]):
            payload += file.read(LARGEST_FILE + 1 - len(payload))
            return _read_picture(payload, args.country or show.country, show)
    read = read_payload(payload, country=args.country or show.country, layouts=show.badge_layouts)
    print_json(_values(read))
    return SOME_REFUSED if read.kind in (Kind.UNKNOWN, Kind.EMPTY) else DONE


def _read_picture(content: bytes, country: str, show: Show) -> int:
    """Prints the best contact among the picture's codes, and the other codes within it."""
    from boothapp.services.picture_codes import codes_on_picture  # noqa: PLC0415 - for pictures alone

    found = codes_on_picture(
        content, country=country, layouts=show.badge_layouts, symbologies=show.symbologies
    )
    if not found:
        print_json(_values(Understood(kind=Kind.EMPTY, raw="")) | {"kind": "picture", "notes": [_NO_CODE]})
        return SOME_REFUSED
    best, *others = [_values(said.read, said.code.symbology) for said in found]
    print_json(best | {"others": others})
    return SOME_REFUSED if found[0].read.kind in (Kind.UNKNOWN, Kind.EMPTY) else DONE


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
