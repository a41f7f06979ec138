"""``boothapp hub merge``: takes another hub's store, such as a booth's, into this one."""

from __future__ import annotations

import argparse
import sys

from boothapp.commands.exit_codes import DONE, SOME_REFUSED
from boothapp.commands.hub_place import note, opened_store
from boothapp.commands.terminal import print_json, print_lines
from boothapp.hub.merging import Merged, merge


def run(args: argparse.Namespace) -> int:
    """Merges, then says whether all of the one is in the other."""
    other = argparse.Namespace(store=args.other)
    with opened_store(other) as source, opened_store(args) as target:
        merged = merge(source, target)
        for show_id in merged.shows:
            note(target, "merge", source.identity.hub_id, show_id)
    _tell(merged, as_json=args.json)
    return DONE if merged.is_whole else SOME_REFUSED


def _tell(merged: Merged, *, as_json: bool) -> None:
    for problem in merged.problems:
        print(problem, file=sys.stderr)
    for receipt in merged.refused:
        print(f"{receipt.change_id}  {receipt.code}  {receipt.reason}", file=sys.stderr)
    if as_json:
        print_json(
            {
                "whole": merged.is_whole,
                "codes": dict(+merged.codes),
                "renamed": merged.renamed,
                "offered": {"changes": merged.offered.changes, "sum": merged.offered.hex_sum},
                "arrived": {"changes": merged.arrived.changes, "sum": merged.arrived.hex_sum},
                "problems": merged.problems,
            }
        )
        return
    counts = merged.codes["received"], merged.codes["duplicate"], merged.codes["erased"], merged.renamed
    print_lines(
        [
            "{} changes new, {} there before, {} erased, {} renamed".format(*counts),
            f"offered {merged.offered.changes}  {merged.offered.hex_sum}",
            f"arrived {merged.arrived.changes}  {merged.arrived.hex_sum}",
            "all of it is there"
            if merged.is_whole
            else "not all of it is there: see above, then merge again",
        ]
    )
