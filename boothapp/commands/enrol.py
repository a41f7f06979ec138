"""``boothapp enrol``: lets this laptop in at a hub, by the code that `hub enrol` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boothapp.commands.exit_codes import DONE
from boothapp.commands.profile import open_booth
from boothapp.commands.terminal import print_json, print_lines

if TYPE_CHECKING:
    import argparse


def run(args: argparse.Namespace) -> int:
    """Hands the code in, and says which hub it is from now on; a new profile takes the hub's show."""
    with open_booth(args.profile) as booth:
        enrolled, setup = booth.enrol(args.payload).enrolled, booth.setup
    assert enrolled is not None  # noqa: S101 - else `enrol` raised
    assert setup is not None  # noqa: S101 - as above
    if args.json:
        told = {"hub": enrolled.hub_id, "url": enrolled.url, "access_ends": enrolled.expires_at}
        print_json({**told, "show": setup.show.show_id})
    else:
        print_lines(
            [
                f"hub            {enrolled.url or 'by USB stick'}",
                f"show           {setup.show.name}",
                f"access ends    {enrolled.expires_at or 'never'}",
                "next           boothapp sync" if enrolled.url else "next           boothapp bundle",
            ]
        )
    return DONE
