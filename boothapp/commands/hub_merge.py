"""``boothapp hub merge``: takes another hub's store into this one, or brings one to a hub over HTTPS."""

from __future__ import annotations

import argparse
import sys
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict

from boothapp.commands.exit_codes import DONE, SOME_REFUSED
from boothapp.commands.hub_place import is_same_place, note, opened_store, store_place
from boothapp.commands.profile import made_booth, ready_services
from boothapp.commands.terminal import print_json, print_lines
from boothapp.errors import InputError
from boothapp.hub.holdings import StoreHoldings
from boothapp.hub.hub_rows import bring_rows
from boothapp.hub.keys import read_keys
from boothapp.hub.store import CentralStore
from boothapp.sync.forwarded import Forwarded
from boothapp.sync.forwarding import forward
from boothapp.sync.https import HttpsHub
from boothapp.wire.enrolment import Enrolment, decode_enrolment
from boothapp.wire.messages import EnrolRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_NAME = "hub of a booth"


def run(args: argparse.Namespace) -> int:
    """Merges, then says whether all of the one is in the other."""
    if args.profile is not None:
        return _tell_forwarded(_by_profile(args), as_json=args.json)
    if not args.other:
        raise InputError("name the other hub's store: a file, or postgresql://…")
    if args.into:
        return _tell_forwarded(_by_code(args), as_json=args.json)
    other = argparse.Namespace(store=args.other)
    if is_same_place(store_place(other), store_place(args)):
        raise InputError(f"{args.other}: is this hub's own store; name the other hub's. Nothing was merged")
    with opened_store(other) as source, opened_store(args) as target:
        return _tell_forwarded(merge(source, target), as_json=args.json)


def merge(
    source: CentralStore, target: CentralStore, progress: Callable[[int, int], None] = lambda *_: None
) -> Forwarded:
    """Take all shows of the one store into the other, with what no laptop and no hub could say."""
    done = Forwarded()
    for show_id in StoreHoldings(source, "").shows():
        some = forward(StoreHoldings(source, show_id), target, now=source.now, progress=progress)
        bring_rows(source, target, show_id)
        note(target, "merge", source.identity.hub_id, show_id)
        done = done.plus(replace(some, other_shows=[]))
    return done


def _by_profile(args: argparse.Namespace) -> Forwarded:
    """To the hub that this laptop is connected to, by its own access there."""
    if args.other and "://" in args.other:
        raise InputError("with --profile the store is a file; a database is brought with --into CODE")
    with made_booth(args.profile or None) as booth, ready_services(booth) as services:
        hosting = services.booth_hosting
        if args.other:
            return hosting.bring(Path(args.other))
        return hosting.bring(None if hosting.hosted() else services.syncing.store_path)


def _by_code(args: argparse.Namespace) -> Forwarded:
    """To the hub whose code this is; the access that the code gives is kept nowhere."""
    enrolment = decode_enrolment(args.into)
    if not enrolment.url:
        raise InputError("this code is for a hub that is met by USB stick alone; ask for one with an address")
    with opened_store(argparse.Namespace(store=args.other)) as source, _entered(source, enrolment) as hub:
        done = forward(StoreHoldings(source, enrolment.show_id), hub, now=source.now)
        note(source, "merge into", done.hub_id, enrolment.show_id)
    return done


@contextmanager
def _entered(source: CentralStore, enrolment: Enrolment) -> Iterator[HttpsHub]:
    """The hub, which let this store in by its code."""
    with source.database.reading() as connection:
        keys = read_keys(connection)
    request = EnrolRequest(
        code=enrolment.code,
        show_id=enrolment.show_id,
        device_id=source.identity.hub_id,
        device_name=_NAME,
        sign_key=keys.sign_public,
        seal_key=keys.seal_public,
    )
    where: dict[str, Any] = {"ca_sha256": enrolment.ca or None, "hub_id": enrolment.hub_id}
    desk = HttpsHub(enrolment.url, **where)
    try:
        token = desk.enrol(request).token
    finally:
        desk.close()
    hub = HttpsHub(enrolment.url, token, **where)
    try:
        yield hub
    finally:
        hub.close()


def _tell(merged: Forwarded, *, as_json: bool, **more: object) -> int:
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
                **more,
            }
        )
    else:
        counts = merged.codes["received"], merged.codes["duplicate"], merged.codes["erased"], merged.renamed
        print_lines(
            [
                "{} changes new, {} there before, {} erased, {} renamed".format(*counts),
                f"offered {merged.offered.changes}  {merged.offered.hex_sum}",
                f"arrived {merged.arrived.changes}  {merged.arrived.hex_sum}",
                *(f"{name.replace('_', ' ')} {value}" for name, value in more.items() if value),
                "all of it is there"
                if merged.is_whole
                else "not all of it is there: see above, then merge again",
            ]
        )
    return DONE if merged.is_whole else SOME_REFUSED


def _tell_forwarded(done: Forwarded, *, as_json: bool) -> int:
    _tell_erasures(done)
    more = {
        "pictures": done.pictures,
        "pictures_left": done.pictures_left,
        "forgotten": done.forgotten,
        "erased_there": done.erased_there,
        "untaken": done.untaken,
        "unsaid": done.unsaid,
    }
    if done.other_shows:
        print(
            f"of other shows nothing was sent: {', '.join(done.other_shows)}. "
            "For each, merge again with --into and a code of the other hub for that show",
            file=sys.stderr,
        )
    if as_json:
        lists = {"asked": done.asked, "untold": done.untold, "other_shows": done.other_shows}
        return _tell(done, as_json=True, **more, **lists, files=[asdict(file) for file in done.files])
    return _tell(done, as_json=False, **more)


def _tell_erasures(done: Forwarded) -> None:
    """What is left to do by hand of what was erased at this hub, in lines to paste."""
    lines = []
    if done.asked:
        lines += [
            f"{len(done.asked)} leads were erased at this hub, and NOT at the other, which was asked to.",
            "There, run (or let this hub in by a code of `boothapp hub enrol --for-hub`):",
            "    boothapp hub erase --asked",
        ]
    if done.untold:
        lines += [
            f"{len(done.untold)} leads were erased at this hub; the other is too old to be told. There, run:",
            *(f"    boothapp hub erase {lead_id}" for lead_id in done.untold),
        ]
    if done.untaken:
        lines += [
            f"{done.untaken} words of sales and members of the staff were left out: to say them, a hub has",
            "to come in by a code of `boothapp hub enrol --for-hub`",
        ]
    if done.unsaid:
        lines += [
            f"{done.unsaid} words of laptops that they have forgotten a lead were left out: to say them,",
            "a hub has to come in by a code of `boothapp hub enrol --for-hub`",
        ]
    if done.files:
        lines.append("files that left with a lead that is erased now, to be seen to by hand:")
        lines += [f"    {one.file_name}  ({one.preset}, {one.at}, {one.by})" for one in done.files]
    if lines:
        print(*lines, sep="\n", file=sys.stderr)
