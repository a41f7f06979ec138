"""``boothapp doctor``: checks the profile and says what to do about what is not sound."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boothapp.commands.exit_codes import DONE, SOME_REFUSED
from boothapp.commands.profile import made_booth
from boothapp.commands.terminal import print_json, print_lines

if TYPE_CHECKING:
    import argparse


def run(args: argparse.Namespace) -> int:
    """Prints a line for each thing checked."""
    with made_booth(args.profile) as booth, booth.safeguarding() as safeguarding:
        findings = safeguarding.examine()
    for finding in findings:
        if args.json:
            print_json({"check": finding.check, "sound": finding.sound, "text": finding.text})
        else:
            print_lines([f"{'ok     ' if finding.sound else 'PROBLEM'}  {finding.check}: {finding.text}"])
    return DONE if all(finding.sound for finding in findings) else SOME_REFUSED
