"""``boothapp report``: the scoreboard as text, JSON or Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boothapp.commands.exit_codes import DONE
from boothapp.commands.profile import made_booth, ready_services
from boothapp.commands.terminal import print_lines

if TYPE_CHECKING:
    import argparse


def run(args: argparse.Namespace) -> int:
    """Prints the scoreboard of the profile."""
    with made_booth(args.profile) as booth, ready_services(booth) as services:
        text = services.reporting.report("json" if args.json else args.format)
    print_lines([text.rstrip("\n")])
    return DONE
