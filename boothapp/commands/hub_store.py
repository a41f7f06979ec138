"""``boothapp hub init``, ``verify``, ``backup``, ``restore`` and ``migrate``: the store as a whole."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from boothapp.commands.exit_codes import DONE, SOME_REFUSED
from boothapp.commands.hub_documents import load_texts
from boothapp.commands.hub_place import (
    authority_folder,
    known_shows,
    knows_definition,
    lacks_definition,
    note,
    opened_store,
    store_place,
)
from boothapp.commands.terminal import print_json, print_lines
from boothapp.hub.address import write_url
from boothapp.hub.backup import back_up, restore
from boothapp.hub.certificates import LocalAuthority
from boothapp.hub.database import HubDatabase
from boothapp.hub.keys import read_keys
from boothapp.hub.store import CentralStore
from boothapp.hub.transfer import transfer

if TYPE_CHECKING:
    import argparse


def init(args: argparse.Namespace) -> int:
    """Makes the store and its certificate authority; what is there already stays."""
    place = store_place(args)
    with closing(CentralStore.open(place)) as store:
        problems = load_texts(store, args.show, args.definition)
        if args.url:
            store.database.write(lambda connection: write_url(connection, args.url))
        shows = known_shows(store)
        lacking = [lacks_definition(one) for one in shows if not knows_definition(store, one)]
        with store.database.reading() as connection:
            sign_key = read_keys(connection).sign_public
    authority = LocalAuthority(authority_folder(place))
    authority.make("boothapp hub", datetime.now(UTC))
    identity = store.identity
    _tell(
        args,
        {
            "store": store.place,
            "hub": identity.hub_id,
            "epoch": identity.epoch,
            "shows": shows,
            "certificates": str(authority_folder(place)),
            "fingerprint": authority.fingerprint,
            "sign_key": sign_key,
            "problems": problems,
            "lacking": lacking,
        },
        f"central store: {store.place}",
        f"hub {identity.hub_id}, epoch {identity.epoch}, shows: {', '.join(shows) or 'none yet'}",
        f"certificates: {authority_folder(place)}, fingerprint {authority.fingerprint}",
        f"signing key: {sign_key}",
        *problems,
        *lacking,
    )
    return SOME_REFUSED if problems else DONE


def verify(args: argparse.Namespace) -> int:
    """Folds the whole log anew and compares."""
    with opened_store(args) as store:
        found = store.verify()
    if args.json:
        told = {"changes": found.changes, "entities": found.entities, "differences": found.differences}
        print_json({"sound": found.is_sound, **told})
    else:
        print_lines(found.differences)
        verdict = "sound" if found.is_sound else "NOT sound; the log is the truth: restore a backup"
        print_lines([f"{found.changes:,} changes of {found.entities:,} leads compared: {verdict}"])
    return DONE if found.is_sound else SOME_REFUSED


def backup(args: argparse.Namespace) -> int:
    """Copies the store into a new file."""
    with opened_store(args) as store:
        copied = back_up(store.database, args.file)
        note(store, "backup", args.file.name)
    _tell(args, {"file": str(args.file), "rows": copied.rows}, f"{args.file}: {copied.rows:,} rows, compared")
    return DONE


def restore_backup(args: argparse.Namespace) -> int:
    """Puts a backup in the store's place, in a new epoch; what it replaces is kept."""
    place = store_place(args)
    done = restore(args.file, place, datetime.now(UTC))
    with opened_store(args) as store:
        note(store, "restore", args.file.name)
        told = {"store": store.place, "rows": done.rows, "epoch": done.epoch}
    _tell(
        args,
        {**told, "erased_again": done.erased_again, "kept": done.kept},
        f"{told['store']}: {done.rows:,} rows, epoch {done.epoch}, {done.erased_again} erasures replayed",
        f"what it replaces is kept: {done.kept}" if done.kept else "there was no store here before",
        "every laptop sends again what the backup lacks, at its next sync",
    )
    return DONE


def migrate(args: argparse.Namespace) -> int:
    """Copies the store into an empty database, and compares every row."""
    target = HubDatabase(args.to if "://" in args.to else Path(args.to))
    try:
        with opened_store(args) as store:
            note(store, "migrate", target.place)
            copied = transfer(store.database, target)
    finally:
        target.close()
    here, there = (authority_folder(place) for place in (store_place(args), args.to))
    is_same = LocalAuthority(here).carry_to(LocalAuthority(there))
    rows = [f"{name}: {count:,}" for name, count in sorted(copied.tables.items()) if count]
    _tell(
        args,
        {"to": target.place, "rows": copied.rows, "tables": copied.tables, "certificates": is_same},
        *rows,
        f"{target.place}: {copied.rows:,} rows, each found the same",
        "serve the new one from now on, and keep the old one as it is",
        *([] if is_same else [_OTHER_AUTHORITY.format(there=there, here=here)]),
    )
    return DONE if is_same else SOME_REFUSED


_OTHER_AUTHORITY = (
    "{there} holds certificates of another authority, and was left as it is. The laptops trust the one in "
    "{here}: put its ca.pem and ca-key.pem there before you serve, or enrol each laptop anew"
)


def _tell(args: argparse.Namespace, told: dict[str, object], *lines: str) -> None:
    if args.json:
        print_json(told)
    else:
        print_lines(lines)
