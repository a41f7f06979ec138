"""``boothapp import``: customers and earlier leads for the look-up, staff for the show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boothapp.commands.exit_codes import DONE, SOME_REFUSED
from boothapp.commands.list_output import open_list, tell_refused
from boothapp.commands.profile import made_booth, ready_services
from boothapp.commands.terminal import ProgressBar, print_json, print_lines
from boothapp.errors import InputError
from boothapp.store.known_contacts import ListKind

if TYPE_CHECKING:
    import argparse

    from boothapp.app import Booth, Services
    from boothapp.services.importing import Imported
    from boothapp.services.list_reading import OpenedList

_STAFF = "staff"


def run(args: argparse.Namespace) -> int:
    """Imports a list; or tells those that are here, or forgets one."""
    with made_booth(args.profile) as booth, ready_services(booth) as services:
        if args.forget is not None:
            return _forget(services, args)
        if args.list is None:
            return _tell_lists(services, as_json=args.json)
        if args.kind is None:
            raise InputError(f"{args.list}: say what it is a list of, with --as")
        opened = open_list(services, args)
        bar = ProgressBar("read")
        try:
            done = _take_in(booth, services, opened, args, bar)
        finally:
            bar.finish()
        tell_refused(args, opened, done.refused)
    _tell(done, args)
    return SOME_REFUSED if done.refused else DONE


def _take_in(
    booth: Booth, services: Services, opened: OpenedList, args: argparse.Namespace, bar: ProgressBar
) -> Imported:
    importing = services.importing
    if args.kind == _STAFF:
        setup, done = importing.with_staff(opened, bar.show)
        if not args.dry_run:
            booth.use(setup)
            services.list_reading.remember(opened)
        return done
    kind = ListKind(args.kind.replace("-", "_"))
    if args.dry_run:
        return importing.check(opened, kind, bar.show)
    return importing.import_known(opened, kind, name=args.name, progress=bar.show)


def _tell(done: Imported, args: argparse.Namespace) -> None:
    for one in done.refused:
        if args.json:
            print_json({"line": one.row.line, "code": one.code, "error": one.reason})
        else:
            print_lines([f"refused  line {one.row.line}  {one.code}: {one.reason}"])
    if args.json:
        print_json({"taken": done.taken, "refused": len(done.refused), "dry_run": args.dry_run})
    else:
        would = "would be " if args.dry_run else ""
        print_lines([f"{done.taken:,} {would}taken in, {len(done.refused):,} {would}refused"])


def _tell_lists(services: Services, *, as_json: bool) -> int:
    for known in services.importing.lists():
        if as_json:
            print_json({
                "list": known.list_no, "kind": known.kind, "name": known.name, "contacts": known.contacts,
                "imported_at": known.imported_at,
            })  # fmt: skip
        else:
            kind = known.kind.replace("_", " ")
            print_lines(
                [f"{known.list_no:>4}  {known.contacts:>8,} {kind}  {known.imported_at}  {known.name}"]
            )
    return DONE


def _forget(services: Services, args: argparse.Namespace) -> int:
    if args.forget not in {known.list_no for known in services.importing.lists()}:
        raise InputError(f"there is no list {args.forget}; `boothapp import` tells those there are")
    services.importing.forget(args.forget)
    print_lines([f"list {args.forget} is forgotten"])
    return DONE
