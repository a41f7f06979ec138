"""``boothapp bundle``: carries a sync out to a folder or stick, and takes in what the hub answered."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from boothapp.commands.exit_codes import DONE, SOME_REFUSED
from boothapp.commands.profile import made_booth, ready_services
from boothapp.commands.terminal import print_json, print_lines

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from boothapp.services.bundling import Bundling
    from boothapp.sync.carrying import CarriedBack


def run(args: argparse.Namespace) -> int:
    """Writes a bundle or reads receipts."""
    with made_booth(args.profile) as booth, ready_services(booth) as services:
        bundling = services.bundling
        return _out(bundling, args) if args.direction == "out" else _in(bundling, args)


def _out(bundling: Bundling, args: argparse.Namespace) -> int:
    written = bundling.write(args.place)
    if args.json:
        print_json(
            {
                "bundle": str(written.path),
                "changes": written.changes,
                "left": written.left,
                "withheld": written.withheld,
                "pictures": written.pictures,
                "pictures_left": written.pictures_left,
            }
        )
        return DONE
    print_lines(
        [
            f"{written.path}",
            f"{written.changes} changes and {written.pictures} pictures, sealed for the hub",
            "they wait here until its receipts are back",
            f"{written.withheld} leads stay here by policy; the bundle has them as counts",
        ]
    )
    if written.left or written.pictures_left:
        more = f"{written.left} more changes and {written.pictures_left} more pictures"
        print_lines([f"{more} wait: take in the receipts of this one, then write again"])
    return DONE


def _in(bundling: Bundling, args: argparse.Namespace) -> int:
    read = bundling.read(args.place)
    for path, back in read.taken.items():
        _tell(path, back, as_json=args.json)
    for path, reason in read.refused.items():
        if args.json:
            print_json({"receipts": str(path), "refused": reason})
        else:
            print(f"{path.name!a}: {reason}", file=sys.stderr)
    return SOME_REFUSED if read.refused else DONE


def _tell(path: Path, back: CarriedBack, *, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "receipts": str(path),
                "codes": dict(back.codes),
                "pulled": back.pulled,
                "new_leads": back.new_leads,
                "erased": back.erased,
                "forked": back.has_forked,
                "problems": back.problems,
            }
        )
        return
    codes = "  ".join(f"{count} {code}" for code, count in sorted(back.codes.items())) or "no changes"
    print_lines(
        [
            f"{path.name}: {codes}",
            f"  from others: {back.pulled} changes, {back.new_leads} new leads, {back.erased} erased",
        ]
    )
    if back.has_forked:
        print("  this profile was copied: write a new bundle, nothing is lost", file=sys.stderr)
    for problem in back.problems:
        print(f"  {problem}", file=sys.stderr)
