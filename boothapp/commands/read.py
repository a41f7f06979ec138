"""``boothapp read``: what a badge or contact code says, as JSON; stores nothing."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from boothapp.commands.exit_codes import DONE, SOME_REFUSED
from boothapp.commands.lines import opened
from boothapp.commands.setup_files import chosen_setup
from boothapp.commands.terminal import print_json
from boothapp.intake.payload import read_payload
from boothapp.intake.understood import Kind

if TYPE_CHECKING:
    import argparse

    from boothapp.intake.understood import Understood

_MOST_BYTES = 1 << 20  # of which the beginning is considered


def run(args: argparse.Namespace) -> int:
    """Prints one object; tells by the exit code whether anything was understood."""
    show = chosen_setup(args.profile).show
    with opened(args.file) as descriptor, os.fdopen(os.dup(descriptor), "rb") as file:
        payload = file.read(_MOST_BYTES + 1)
    read = read_payload(payload, country=args.country or show.country, layouts=show.badge_layouts)
    print_json(_values(read))
    return SOME_REFUSED if read.kind in (Kind.UNKNOWN, Kind.EMPTY) else DONE


def _values(read: Understood) -> dict[str, Any]:
    return {
        "kind": read.kind.value,
        "symbology": None,
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
