"""Which central store a command of the hub works on, for which show, and in whose name."""

from __future__ import annotations

import getpass
import hashlib
import os
import re
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from boothapp.errors import InputError
from boothapp.hub import audit
from boothapp.hub.database import database_place
from boothapp.hub.show_texts import ShowTexts, show_ids
from boothapp.hub.store import CentralStore
from boothapp.paths import default_hub_store, resources_dir

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

STORE_VARIABLE = "BOOTHAPP_HUB_STORE"


def store_place(args: argparse.Namespace) -> Path | str:
    """The file or PostgreSQL URL that is named, else the environment's, else this machine's own."""
    named: str | None = args.store or os.environ.get(STORE_VARIABLE)
    if not named:
        return default_hub_store()
    return named if "://" in named else Path(named)


def is_same_place(one: Path | str, other: Path | str) -> bool:
    """Whether both name the same store, whatever way they are written."""
    if isinstance(one, Path) and isinstance(other, Path):
        return one.exists() and other.exists() and one.samefile(other)
    if isinstance(one, Path) or isinstance(other, Path):
        return False
    return database_place(one) == database_place(other)


def authority_folder(place: Path | str) -> Path:
    """Where the certificates of a store's hub are: beside its file, else in this machine's own folder.

    A database there has a folder of its own, named after it and where it is, whoever logs in to it.
    """
    if "://" not in str(place):
        return Path(place).with_name(f"{Path(place).name}.tls")
    where = database_place(str(place))
    digest = hashlib.sha256(where.encode()).hexdigest()[:12]
    named = re.sub(r"[^A-Za-z0-9_-]", "_", where.rpartition("/")[2])
    return default_hub_store().with_name(f"{named}-{digest}.tls")


@contextmanager
def opened_store(args: argparse.Namespace) -> Iterator[CentralStore]:
    """The store, which must be there already, so that a misspelled name makes no new one."""
    place = store_place(args)
    if isinstance(place, Path) and not place.exists():
        raise InputError(f"{place}: there is no central store here; check --store, or make one: hub init")
    store = CentralStore.open(place)
    try:
        yield store
    finally:
        store.close()


def known_shows(store: CentralStore) -> list[str]:
    """The shows that the store was told of."""
    with store.database.reading() as connection:
        return show_ids(connection)


def knows_definition(store: CentralStore, show_id: str) -> bool:
    """Whether a laptop that has no show yet could take this one, by which its leads are judged."""
    with store.database.reading() as connection:
        return bool(ShowTexts(connection, show_id).definitions())


def lacks_definition(show_id: str) -> str:
    """What to do where it could not."""
    standard = resources_dir() / "definitions" / "standard.toml"
    return (
        f"{show_id} has no lead definition here, so no laptop that is empty can join it: load yours with "
        f"boothapp hub definition FILE --show {show_id} (the standard one is {standard})"
    )


def chosen_show(store: CentralStore, args: argparse.Namespace) -> str:
    """The show that is named, else the only one; raises InputError where that is not clear."""
    known = known_shows(store)
    if args.show:
        if args.show not in known:
            raise InputError(
                f"{args.show}: the hub knows no such show; it knows {', '.join(known) or 'none'}"
            )
        named: str = args.show
        return named
    if len(known) != 1:
        raise InputError(
            f"name the show with --show: the hub knows {', '.join(known)}"
            if known
            else "the hub knows no show yet; load its file first: hub show FILE"
        )
    return known[0]


def actor() -> str:
    """Who is at the terminal, for the audit."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # an account without a name, as containers have
        return "unknown"


def note(store: CentralStore, verb: str, subject: str, show_id: str = "") -> None:
    """Keep for the audit that whoever is at the terminal did something."""
    store.database.write(
        lambda connection: audit.note(
            connection, show_id, now=store.now(), actor=actor(), verb=verb, subject=subject
        )
    )
