"""``boothapp doctor``: checks the profile, and says what to do about what is not sound."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boothapp.commands.exit_codes import DONE, SOME_REFUSED
from boothapp.commands.profile import given_passphrase, made_booth
from boothapp.commands.terminal import print_json, print_lines
from boothapp.paths import default_profile
from boothapp.services.camera_check import camera_finding

if TYPE_CHECKING:
    import argparse


def run(args: argparse.Namespace) -> int:
    """Does what was asked for first, then prints a line for each thing checked."""
    if args.restore is not None:
        _restore(args)
    with made_booth(args.profile) as booth, booth.safeguarding() as safeguarding:
        if args.backup is not None:
            _tell(args, "backed up", safeguarding.back_up(args.backup or None))
        if args.mend:
            _tell(args, "mended", f"{safeguarding.mend():,} leads made again from the change log")
        findings = [*safeguarding.examine(), camera_finding()]
    for finding in findings:
        if args.json:
            print_json({"check": finding.check, "sound": finding.sound, "text": finding.text})
        else:
            print_lines([f"{'ok     ' if finding.sound else 'PROBLEM'}  {finding.check}: {finding.text}"])
    return DONE if all(finding.sound for finding in findings) else SOME_REFUSED


def _restore(args: argparse.Namespace) -> None:
    from boothapp.services.safeguarding import restore  # noqa: PLC0415 - seldom needed

    folder = args.profile or default_profile()
    done = restore(folder, args.restore or None, passphrase=given_passphrase())
    _tell(args, "restored", f"{done.copy}; what it replaced is in {done.kept}")


def _tell(args: argparse.Namespace, what: str, text: object) -> None:
    if args.json:
        print_json({"done": what, "text": str(text)})
    else:
        print_lines([f"{what}: {text}"])
