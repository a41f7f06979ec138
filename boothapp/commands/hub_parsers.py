"""What ``boothapp hub`` takes on its command line; ``act`` names the module and function that do it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TypeAlias

    _Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001

_DESCRIPTION = """\
Keeps the central store: one SQLite file or a PostgreSQL database where the leads of all laptops come
together. See `hub.md` in the help for how to run one.
"""


def add_hub(commands: _Commands) -> None:
    """Add ``hub`` and all its acts."""
    hub = commands.add_parser(
        "hub", help="keep the central store: enrol laptops, back up, erase", description=_DESCRIPTION
    )
    acts = hub.add_subparsers(metavar="ACT", required=True)
    _store_acts(acts)
    _laptop_acts(acts)
    _gathering_acts(acts)
    _forgetting_acts(acts)
    _document_acts(acts)
    _serving_acts(acts)


def _act(acts: _Commands, name: str, act: str, summary: str) -> argparse.ArgumentParser:
    command = acts.add_parser(name, help=summary, description=f"{summary[0].upper()}{summary[1:]}.")
    command.set_defaults(act=act)
    command.add_argument(
        "--store",
        metavar="FILE|URL",
        help="a file, or postgresql://… (default: BOOTHAPP_HUB_STORE, else a file of yours)",
    )
    command.add_argument("--json", action="store_true", help="print JSON objects, one a line, for programs")
    return command


def _show(command: argparse.ArgumentParser) -> None:
    command.add_argument("--show", default="", metavar="ID", help="the show (default: the only one)")


def _store_acts(acts: _Commands) -> None:
    init = _act(acts, "init", "hub_store:init", "make the store and its certificate authority")
    init.add_argument("--url", default="", help="where laptops reach the hub: https://…")
    init.add_argument("--show", type=Path, metavar="FILE", help="a show (TOML) to load")
    init.add_argument(
        "--definition", type=Path, action="append", default=[], metavar="FILE", help="its lead definition"
    )
    _act(acts, "verify", "hub_store:verify", "fold the whole log anew and compare with what the store shows")
    backup = _act(acts, "backup", "hub_store:backup", "copy the store into a new file")
    backup.add_argument("file", type=Path, metavar="FILE")
    restore = _act(
        acts, "restore", "hub_store:restore_backup", "put a backup in the store's place; stop the hub first"
    )
    restore.add_argument("file", type=Path, metavar="FILE")
    migrate = _act(acts, "migrate", "hub_store:migrate", "copy the store into an empty database, row by row")
    migrate.add_argument("to", metavar="TO", help="postgresql://… or a new file")


def _laptop_acts(acts: _Commands) -> None:
    enrol = _act(acts, "enrol", "hub_laptops:enrol", "make a code that lets one laptop in, for ten minutes")
    _show(enrol)
    enrol.add_argument("--name", default="", help="what to call the laptop if it does not say")
    enrol.add_argument("--url", default="", help="where laptops reach the hub (default: as told to init)")
    enrol.add_argument("--png", type=Path, metavar="FILE", help="write the QR code as a picture too")
    enrol.add_argument(
        "--offline", type=_days, metavar="DAYS", help="for a laptop that comes by USB stick: good so long"
    )
    enrol.add_argument(
        "--public-ca", action="store_true", help="the hub's certificate is of a public authority"
    )
    enrol.add_argument(
        "--for-hub",
        action="store_true",
        help="for the laptop that hosts a booth: what is erased at its hub is erased here, too",
    )
    devices = _act(acts, "devices", "hub_laptops:list_devices", "show how far each laptop has got")
    _show(devices)
    revoke = _act(acts, "revoke", "hub_laptops:revoke", "shut a laptop out; no erasure waits for it")
    revoke.add_argument("device", metavar="DEVICE")
    _show(revoke)


def _gathering_acts(acts: _Commands) -> None:
    bundles = _act(
        acts, "import", "hub_import:run", "take in what laptops wrote on a USB stick, and answer it"
    )
    bundles.add_argument("bundles", nargs="+", type=Path, metavar="DIR|FILE", help="folders, or bundles")
    bundles.add_argument(
        "--refused",
        type=Path,
        metavar="DIR",
        help="where copies of what is refused go (default: refused-bundles beside the store)",
    )
    merge = _act(
        acts, "merge", "hub_merge:run", "take the store of another hub into this one, and count both"
    )
    merge.add_argument("other", nargs="?", default="", metavar="FILE|URL", help="the other hub's store")
    where = merge.add_mutually_exclusive_group()
    where.add_argument(
        "--into", default="", metavar="CODE", help="bring it over HTTPS to the hub that made this code"
    )
    where.add_argument(
        "--profile",
        type=Path,
        nargs="?",
        const=False,
        metavar="DIR",
        help="bring it to the hub that this laptop is connected to (FILE: the laptop's own store)",
    )


def _days(text: str) -> float:
    days = float(text)
    if not 0 < days <= 365:  # noqa: PLR2004 - a year
        raise argparse.ArgumentTypeError("between 0 and 365 days")
    return days


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:  # noqa: PLR2004 - two bytes
        raise argparse.ArgumentTypeError("between 0 and 65535")
    return port


def _workers(text: str) -> int:
    workers = int(text)
    if workers < 1:
        raise argparse.ArgumentTypeError("1 or more")
    return workers


def _forgetting_acts(acts: _Commands) -> None:
    erase = _act(acts, "erase", "hub_forgetting:erase", "forget a lead, here and on every laptop, for good")
    erase.add_argument("lead", nargs="?", default="", metavar="LEAD", help="its id")
    erase.add_argument("--email", default="", help="every lead with this mail address instead")
    erase.add_argument(
        "--asked", action="store_true", help="every lead that a booth's hub has erased and asks to erase here"
    )
    erase.add_argument("--merged", action="store_true", help="and those that were merged with it")
    erase.add_argument(
        "--even-unknown",
        action="store_true",
        help="also an id that never came here: its lead is on a laptop or a stick still",
    )
    erase.add_argument("--reason", default="asked to", help="why, without names (default: asked to)")
    _show(erase)
    erasures = _act(acts, "erasures", "hub_forgetting:erasures", "show who has not confirmed an erasure yet")
    _show(erasures)
    retention = _act(
        acts, "retention", "hub_forgetting:retention", "erase the leads all of whose consents have run out"
    )
    retention.add_argument("--dry-run", action="store_true", help="only name them")


def _document_acts(acts: _Commands) -> None:
    show = _act(acts, "show", "hub_documents:put_show", "load a show's file (TOML) for every laptop")
    show.add_argument("file", type=Path, metavar="FILE")
    definition = _act(
        acts, "definition", "hub_documents:put_definition", "load a lead definition for every laptop"
    )
    definition.add_argument("file", type=Path, metavar="FILE")
    _show(definition)
    staff = _act(acts, "staff", "hub_documents:staff", "name the booth staff, for every laptop")
    staff.add_argument("what", choices=("list", "add", "remove", "load"))
    staff.add_argument("member", nargs="?", default="", metavar="EMAIL|FILE", help="or a CSV: email,name")
    staff.add_argument("--name", default="")
    _show(staff)
    one = _act(acts, "disposition", "hub_documents:disposition", "keep what sales said of a lead")
    one.add_argument("lead", metavar="LEAD", help="its id")
    one.add_argument("status", choices=("accepted", "rejected", "recycled"))
    one.add_argument("--reason", default="", metavar="CODE", help="why it was rejected")
    one.add_argument("--outcome", default="", help="what came of it, in the CRM's words")
    one.add_argument("--note", default="")
    _show(one)
    many = _act(acts, "dispositions", "hub_documents:dispositions", "take in a CSV that came back from sales")
    many.add_argument("file", type=Path, metavar="FILE")
    _show(many)


def _serving_acts(acts: _Commands) -> None:
    serve = _act(acts, "serve", "hub_serve:serve_store", "serve the store to laptops over HTTPS")
    serve.add_argument("--host", default="127.0.0.1", help="the address to listen on (0.0.0.0: all)")
    serve.add_argument("--port", type=_port, default=8443, help="0 takes any that is free (default: 8443)")
    serve.add_argument(
        "--workers", type=_workers, default=1, metavar="N", help="processes that answer (default: 1)"
    )
    serve.add_argument("--certificate", type=Path, metavar="FILE", help="your own certificate chain, PEM")
    serve.add_argument("--key", type=Path, metavar="FILE", help="its key, PEM")
    serve.add_argument(
        "--name",
        action="append",
        default=[],
        metavar="HOST",
        help="another name or address that laptops reach it by; may be repeated",
    )
    serve.add_argument("--plain", action="store_true", help="plain HTTP, on this machine alone")
    _act(acts, "openapi", "hub_serve:openapi", "print what the service can be asked, as OpenAPI")
