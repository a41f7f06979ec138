"""``boothapp hub import``: takes the bundles of laptops into the central store, and writes their receipts."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boothapp.commands.exit_codes import DONE, SOME_REFUSED
from boothapp.commands.hub_place import note, opened_store, store_place
from boothapp.commands.terminal import print_json, print_lines
from boothapp.errors import BundleError, HubAccessError
from boothapp.hub.bundle_intake import BundleIntake, Imported
from boothapp.hub.refused_bundles import drop_old, folder_beside, set_apart
from boothapp.wire.bundle_file import BUNDLE_SUFFIX, files_in
from boothapp.wire.messages import Code

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator


def run(args: argparse.Namespace) -> int:
    """Takes each bundle by itself: one that is refused keeps no other from coming in."""
    refused = 0
    with opened_store(args) as store:
        intake, aside = BundleIntake(store=store), _aside(args)
        drop_old(aside)
        for path in _bundles(args.bundles):
            try:
                imported = intake.take(path)
            except (BundleError, HubAccessError) as error:
                refused += 1
                _tell_refused(path, str(error), set_apart(path, str(error), aside), as_json=args.json)
            else:
                refused += bool(imported.problem)
                note(store, "import", imported.header.device_id, imported.header.show_id)
                _tell(imported, as_json=args.json)
    return SOME_REFUSED if refused else DONE


def _bundles(places: list[Path]) -> Iterator[Path]:
    """The files named, and those right in the folders named."""
    for place in places:
        if place.is_dir():
            yield from files_in(place, BUNDLE_SUFFIX)
        else:
            yield place


def _aside(args: argparse.Namespace) -> Path:
    """Where copies of refused bundles go: where it was said, else beside the store's file or the command."""
    chosen: Path | None = args.refused
    place = store_place(args)
    return chosen or folder_beside(str(place), is_file=isinstance(place, Path))


def _tell(imported: Imported, *, as_json: bool) -> None:
    codes = Counter(receipt.code for receipt in imported.of_changes)
    facts: dict[str, Any] = {
        "bundle": str(imported.bundle),
        "device": imported.header.device_id,
        "show": imported.header.show_id,
        "codes": dict(codes),
        "receipts": str(imported.receipts or ""),
        "problem": imported.problem,
    }
    if as_json:
        print_json(facts)
        return
    others = sum(codes.values()) - codes[Code.RECEIVED] - codes[Code.DUPLICATE]
    line = f"{imported.bundle.name}: {codes[Code.RECEIVED]} new, {codes[Code.DUPLICATE]} there before"
    print_lines([f"{line}, {others} not taken" if others else line])
    if imported.receipts:
        print_lines([f"  take back to the laptop: {imported.receipts}"])
    if imported.problem:
        print(f"  {imported.problem}", file=sys.stderr)


def _tell_refused(path: Path, reason: str, copy: Path | None, *, as_json: bool) -> None:
    if as_json:
        print_json({"bundle": str(path), "refused": reason, "copy": str(copy or "")})
        return
    print(f"{path.name!a}: {reason}", file=sys.stderr)
    if copy:
        print(f"  a copy is kept at {copy}", file=sys.stderr)
