"""``boothapp hub enrol``, ``devices`` and ``revoke``: which laptops may come in, and how far each has got."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING

from boothapp.commands.exit_codes import DONE
from boothapp.commands.hub_place import (
    authority_folder,
    chosen_show,
    known_shows,
    knows_definition,
    lacks_definition,
    note,
    opened_store,
    store_place,
)
from boothapp.commands.terminal import print_json, print_lines
from boothapp.errors import ExportError, InputError
from boothapp.handoff.qr import QUIET_ZONE, matrix, picture
from boothapp.hub.accounts import CODE_LIFE, HUB_SCOPE, LAPTOP_SCOPES, Accounts
from boothapp.hub.address import read_url
from boothapp.hub.certificates import LocalAuthority
from boothapp.hub.device_list import DeviceRow, devices
from boothapp.hub.keys import read_keys
from boothapp.hub.store import CentralStore
from boothapp.wire.enrolment import Enrolment, encode_enrolment

if TYPE_CHECKING:
    import argparse

_SQUARES = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}


def enrol(args: argparse.Namespace) -> int:
    """Makes a code for one laptop, and shows it as text and as a QR code."""
    with opened_store(args) as store:
        show_id = chosen_show(store, args)
        with store.database.reading() as connection:
            known_url = read_url(connection) if args.offline is None else ""
        is_ready = knows_definition(store, show_id)
        url = args.url or known_url
        if not url and args.offline is None:
            raise InputError(
                "say where laptops reach the hub: --url https://…, once with hub init or here; "
                "or --offline DAYS for a laptop that comes by USB stick alone"
            )
        life = CODE_LIFE if args.offline is None else timedelta(days=args.offline)
        scopes = (*LAPTOP_SCOPES, HUB_SCOPE) if args.for_hub else LAPTOP_SCOPES
        code = Accounts(store).new_code(show_id, device_name=args.name, life=life, scopes=scopes)
        text = encode_enrolment(_enrolment(store, args, show_id, code, url))
        note(store, "enrol", "code for a hub" if args.for_hub else "code", show_id)
        until = (store.now() + life).isoformat(timespec="seconds")
    if not is_ready:
        print(lacks_definition(show_id), file=sys.stderr)
    if args.png:
        try:
            args.png.write_bytes(picture(text))
        except OSError as error:
            raise ExportError(f"{args.png}: cannot be written: {error.strerror}") from error
    if args.json:
        print_json({"show": show_id, "code": code, "text": text, "until": until, "url": url})
        return DONE
    if sys.stdout.isatty():
        print_lines(drawn(matrix(text)))
    print_lines([text, "", f"for one laptop, at {show_id}, until {until}; scan the code or paste the text"])
    return DONE


def _enrolment(store: CentralStore, args: argparse.Namespace, show_id: str, code: str, url: str) -> Enrolment:
    with store.database.reading() as connection:
        keys = read_keys(connection)
    authority = LocalAuthority(authority_folder(store_place(args)))
    is_pinned = url.startswith("https:") and authority.is_made and not args.public_ca
    return Enrolment(
        code=code,
        hub_id=store.identity.hub_id,
        show_id=show_id,
        sign=keys.sign_public,
        seal=keys.seal_public,
        url=url,
        ca=authority.fingerprint if is_pinned else "",
    )


def drawn(rows: list[list[bool]]) -> list[str]:
    """The QR code in half blocks, light on dark as terminals are, with its quiet zone."""
    side = len(rows) + 2 * QUIET_ZONE
    edge = [False] * QUIET_ZONE
    empty = [[False] * side for _ in range(QUIET_ZONE)]
    whole = [*empty, *([*edge, *row, *edge] for row in rows), *empty, [False] * side]
    pairs = zip(whole[::2], whole[1::2], strict=False)
    return ["".join(_SQUARES[not a, not b] for a, b in zip(*pair, strict=True)) for pair in pairs]


def list_devices(args: argparse.Namespace) -> int:
    """Prints a line for each laptop of each show, or of the one named."""
    with opened_store(args) as store:
        shows = [chosen_show(store, args)] if args.show else known_shows(store)
        with store.database.reading() as connection:
            rows = [row for show_id in shows for row in devices(connection, show_id, store.now())]
    for row in rows:
        if args.json:
            print_json(asdict(row))
        else:
            print_lines(_lines(row))
    if not rows and not args.json:
        print_lines(["no laptop has pushed or enrolled yet"])
    return DONE


def _lines(row: DeviceRow) -> list[str]:
    missing = ", ".join(f"{first}–{last}" for first, last in row.missing) or "none"
    through_others = ", through another hub or laptop" if row.last_seen else ""
    offset = through_others if row.clock_offset is None else f", clock {row.clock_offset:+.0f} s"
    power = ", and its hub may erase here" if row.is_for_hub else ""
    return [
        f"{row.device_id}  {row.name or '(no name)'}  at {row.show_id}",
        f"    last seen {row.last_seen or 'never'}{offset}; token: {row.token}{power}",
        f"    {row.changes:,} changes here, 1–{row.contiguous} without a gap, missing: {missing}",
        *([f"    has not confirmed {row.unconfirmed} erasures"] if row.unconfirmed else []),
    ]


def revoke(args: argparse.Namespace) -> int:
    """Shuts a laptop out, and every copy of its profile with it."""
    with opened_store(args) as store:
        show_id = chosen_show(store, args)
        revoked = Accounts(store).revoke(show_id, args.device)
        if not revoked:
            raise InputError(
                f"{args.device}: was shut out before at {show_id}, or never heard of; see hub devices"
            )
        note(store, "revoke", args.device, show_id)
    if args.json:
        print_json({"show": show_id, "device": args.device, "revoked": revoked})
    else:
        stay = "its leads that are here stay"
        print_lines([f"{args.device}: shut out from now on, and no erasure waits for it; {stay}"])
    return DONE
