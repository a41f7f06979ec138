"""``boothapp enrol``: lets this laptop in at a hub, by the code that `hub enrol` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boothapp.commands.exit_codes import DONE
from boothapp.commands.profile import made_booth, ready_services
from boothapp.commands.terminal import print_json, print_lines

if TYPE_CHECKING:
    import argparse


def run(args: argparse.Namespace) -> int:
    """Hands the code in, and says which hub it is from now on."""
    with made_booth(args.profile) as booth, ready_services(booth) as services:
        place = services.syncing.enrol(args.payload)
    enrolled = place.enrolled
    assert enrolled is not None  # noqa: S101 - else `enrol` raised
    if args.json:
        print_json({"hub": enrolled.hub_id, "url": enrolled.url, "access_ends": enrolled.expires_at})
    else:
        print_lines(
            [
                f"hub            {enrolled.url or 'by USB stick'}",
                f"access ends    {enrolled.expires_at or 'never'}",
                "next           boothapp sync" if enrolled.url else "next           boothapp bundle",
            ]
        )
    return DONE
