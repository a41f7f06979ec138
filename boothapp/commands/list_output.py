"""What the list commands share: how a list is opened, what is told of it, where refused rows go."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from boothapp.errors import InputError
from boothapp.services.importing import write_rejects

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from boothapp.app import Services
    from boothapp.services.importing import RefusedRow
    from boothapp.services.list_reading import OpenedList


def open_list(services: Services, args: argparse.Namespace) -> OpenedList:
    """The list named on the command line; how it was understood is told on standard error."""
    said = [part for text in args.map for part in text.split(",")]
    opened = services.list_reading.open(args.list, said, sheet=args.sheet, encoding=args.encoding)
    columns = ", ".join(f"{field}={header}" for field, header in opened.mapping.headers.items())
    print(f"{args.list}: {opened.table.read_as}; columns: {columns or 'none is known'}", file=sys.stderr)
    return opened


def tell_refused(args: argparse.Namespace, opened: OpenedList, refused: Sequence[RefusedRow]) -> None:
    """Writes the reject file, if any row was refused and this is no dry run, and says where it is."""
    if not refused or args.dry_run:
        return
    path = Path(args.rejects or f"{args.list}.rejects.csv")
    if path.exists() and path.samefile(args.list):
        raise InputError(f"{path}: the refused rows cannot go where the list is; name another file")
    write_rejects(path, opened.table.headers, refused)
    print(f"the refused rows are in {path}", file=sys.stderr)
