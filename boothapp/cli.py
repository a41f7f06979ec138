"""The headless front end: the same services as the window, for scripts, servers and demonstrations."""

from __future__ import annotations

import argparse
import gc
import importlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from boothapp.commands.draw_parser import add_draw
from boothapp.commands.exit_codes import FAILED, INTERRUPTED
from boothapp.commands.hub_parsers import add_hub
from boothapp.errors import BoothappError
from boothapp.own_processes import child_named

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeAlias

    _Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001

_NEW_OBJECTS_A_COLLECTION = 100_000

_MODULES = {"import": "import_list"}
"""Where a command is that is no name in Python."""

_EPILOG = """\
exit codes: 0 all done; 1 done, but some lines or rows were refused (they are in the reject file);
2 it stopped, and the message says why and what to do; 130 interrupted, and what was printed is safe.

The profile is encrypted. Its key is in your system's keyring; where there is none, set BOOTHAPP_PASSPHRASE.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; gives the exit code."""
    child = child_named(sys.argv[1:]) if argv is None else None
    if child is not None:
        return child()
    args = _parser().parse_args(argv)
    try:
        module = _MODULES.get(args.command, args.command)
        command = importlib.import_module(f"boothapp.commands.{module}")
        _collect_seldom()
        code: int = command.run(args)
    except BoothappError as error:
        sys.stdout.flush()
        print(f"boothapp {args.command}: {error}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print("interrupted; everything printed so far is safe", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader went away; what it was told is durable, and there is nobody left to tell more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return INTERRUPTED
    return code


def _collect_seldom() -> None:
    """Looks for garbage in circles once in a while: leads are made by the thousand and form none."""
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS_A_COLLECTION)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="boothapp",
        description="Records trade show visitors with the questions that make a lead worth calling, offline.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and exit")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    everywhere = _options_everywhere()
    _demo(commands, _options_everywhere("a new temporary one"))
    _capture(commands, everywhere)
    _verdict(commands, everywhere)
    _read(commands, everywhere)
    _import(commands, everywhere)
    _reconcile(commands, everywhere)
    add_draw(commands, everywhere)
    _enrol(commands, everywhere)
    _sync(commands, everywhere)
    _certificate(commands, everywhere)
    _bundle(commands, everywhere)
    add_hub(commands)
    _export(commands, everywhere)
    _report(commands, everywhere)
    _doctor(commands, everywhere)
    return parser


class _Version(argparse.Action):
    """Looks the version up only when asked: that takes longer than all of the rest of --help."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version  # noqa: PLC0415

        parser.exit(message=f"boothapp {version('boothapp')}\n")


def _options_everywhere(default_profile: str = "your user data folder") -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(add_help=False)
    options.add_argument(
        "--profile",
        type=Path,
        metavar="DIR",
        help=f"the folder that holds the leads (default: {default_profile})",
    )
    options.add_argument("--json", action="store_true", help="print one JSON object a line, for programs")
    return options


def _demo(commands: _Commands, everywhere: argparse.ArgumentParser) -> None:
    commands.add_parser(
        "demo",
        parents=[everywhere],
        help="the whole job on the sample show: capture, qualify, sync, export, report",
        description="Runs the whole job on the sample show, in a new temporary profile or the one given, and "
        "prints the scoreboard, where the central store is, and where the exports are.",
    )


def _capture(commands: _Commands, everywhere: argparse.ArgumentParser) -> None:
    command = commands.add_parser(
        "capture",
        parents=[everywhere],
        help="save LeadCards, one JSON object a line",
        description="Saves LeadCards, one JSON object a line. The result of a line is printed once its lead "
        "is durable. A bad line goes to the reject file with its number and the reason; the others are in.",
    )
    command.add_argument("file", metavar="FILE", help="the file, or - for standard input")
    _definition(command, "the profile's; this one stays in force")
    command.add_argument(
        "--show", type=Path, metavar="FILE", help="the show (TOML) that a new profile is for"
    )
    command.add_argument(
        "--staff", default="", metavar="EMAIL", help="who captured the cards that name nobody"
    )
    command.add_argument(
        "--rejects", type=Path, metavar="FILE", help="the reject file (default: FILE.rejects.jsonl)"
    )


def _verdict(commands: _Commands, everywhere: argparse.ArgumentParser) -> None:
    command = commands.add_parser(
        "verdict",
        parents=[everywhere],
        help="judge LeadCards by a lead definition, storing nothing",
        description="Prints the track of each LeadCard, what is missing and what to ask next. Nothing is "
        "stored.",
    )
    command.add_argument("file", metavar="FILE", help="the file, or - for standard input")
    _definition(command, "the profile's")


def _read(commands: _Commands, everywhere: argparse.ArgumentParser) -> None:
    command = commands.add_parser(
        "read",
        parents=[everywhere],
        help="print what a badge, a contact code or a business card says, storing nothing",
        description="Prints what is understood of one payload (vCard, MECARD, a badge of pieces, JSON, a "
        "link, an id), of the codes on a picture (JPEG, PNG, WEBP), or of the card on a photo, as JSON: its "
        "kind, its fields with how sure each is, and its exact text; of a card also where each stands.",
    )
    command.add_argument(
        "file", metavar="FILE", help="the file of the payload or picture, or - for standard input"
    )
    command.add_argument(
        "--country",
        default="",
        metavar="CODE",
        help="where phones are dialled from, two letters (default: the show's country)",
    )


def _definition(command: argparse.ArgumentParser, default: str) -> None:
    command.add_argument(
        "--definition", type=Path, metavar="FILE", help=f"the lead definition (TOML; default: {default})"
    )


def _import(commands: _Commands, everywhere: argparse.ArgumentParser) -> None:
    command = commands.add_parser(
        "import",
        parents=[everywhere],
        help="take in a list of customers, earlier leads or staff",
        description="Takes in a list (CSV, XLSX or vCards). Customers and earlier leads are told while a "
        "card is typed; they are no leads, and never leave. Staff join those of the show. Without LIST, "
        "tells which lists are here.",
    )
    _list(command)
    command.add_argument(
        "--as", dest="kind", choices=("customers", "earlier-leads", "staff"), help="what it is a list of"
    )
    command.add_argument(
        "--name",
        default="",
        help="what the list is called (default: as the file); one of the same is replaced",
    )
    command.add_argument("--forget", type=int, metavar="NUMBER", help="take a list away again")


def _reconcile(commands: _Commands, everywhere: argparse.ArgumentParser) -> None:
    command = commands.add_parser(
        "reconcile",
        parents=[everywhere],
        help="name the badges that nobody could, from the organiser's list",
        description="Matches badge ids with the organiser's list (CSV or XLSX). It fills blanks only and "
        "tells where the list differs from what staff typed; all of it can be taken back.",
    )
    _list(command)
    command.add_argument("--undo", type=int, metavar="BATCH", help="take back what an earlier list filled")
    command.add_argument("--staff", default="", metavar="EMAIL", help="whose changes they are")


def _list(command: argparse.ArgumentParser) -> None:
    """What every list needs said of it, or not."""
    command.add_argument("list", type=Path, nargs="?", metavar="LIST", help="the file")
    command.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="FIELD=COLUMN",
        help="which column holds what, as badge=Ticket,email=Mail; may be repeated, and is remembered",
    )
    command.add_argument(
        "--sheet", default="", help="the sheet of a workbook (default: the one with the list)"
    )
    command.add_argument("--encoding", default="", help="of a text file (default: what its bytes look like)")
    command.add_argument("--dry-run", action="store_true", help="tell what would be done, and do nothing")
    command.add_argument(
        "--rejects", type=Path, metavar="FILE", help="the reject file (default: LIST.rejects.csv)"
    )


def _enrol(commands: _Commands, everywhere: argparse.ArgumentParser) -> None:
    command = commands.add_parser(
        "enrol",
        parents=[everywhere],
        help="let this laptop in at a hub",
        description="Lets this laptop in at a hub; from then on, sync goes there.",
    )
    command.add_argument(
        "payload", metavar="PAYLOAD", help="the text that `hub enrol` prints below its QR code"
    )


def _certificate(commands: _Commands, everywhere: argparse.ArgumentParser) -> None:
    command = commands.add_parser(
        "certificate",
        parents=[everywhere],
        help="at pack-up: whether all that was captured here is at the hub, by its signed word",
        description="Compares what was captured here with what the hub states, under its signature, that it "
        "holds. Ends with 0 only when this laptop may be wiped. Sync before.",
    )
    command.add_argument("--out", type=Path, metavar="FILE", help="write the certificate here, as JSON")


def _sync(commands: _Commands, everywhere: argparse.ArgumentParser) -> None:
    command = commands.add_parser(
        "sync",
        parents=[everywhere],
        help="send what the show's policy allows to the hub, and take in what other laptops sent",
        description="Sends changes not yet acknowledged to the hub, takes in what it holds, and prints a "
        "receipt for each lead. It may be repeated at any time: nothing arrives twice.",
    )
    command.add_argument(
        "--store",
        type=Path,
        metavar="FILE",
        help="a central store to use from now on (default: the hub, or the store, used last)",
    )


def _bundle(commands: _Commands, everywhere: argparse.ArgumentParser) -> None:
    command = commands.add_parser(
        "bundle",
        parents=[everywhere],
        help="sync by USB stick: write a bundle for the hub, take in its receipts",
        description="For a laptop that meets no network. `out` seals all that waits for the hub in a file; "
        "`in` takes in the receipts that the hub wrote beside it. Only receipts strike anything off.",
    )
    command.add_argument("direction", choices=("out", "in"), help="write a bundle, or read receipts")
    command.add_argument("place", type=Path, metavar="DIR", help="the stick or folder; for `in` a file, too")


def _export(commands: _Commands, everywhere: argparse.ArgumentParser) -> None:
    command = commands.add_parser(
        "export",
        parents=[everywhere],
        help="write the leads for a CRM or a spreadsheet",
        description="Writes the qualified leads for a CRM. Rows that it would refuse go to a reject file "
        "with the reason.",
    )
    command.add_argument("--preset", choices=("salesforce", "csv"), required=True, help="the format")
    command.add_argument("--out", type=Path, metavar="DIR", required=True, help="the folder to write to")
    command.add_argument(
        "--track",
        action="append",
        choices=("sales_ready", "nurture"),
        help="a track to write; may be repeated (default: sales_ready)",
    )


def _report(commands: _Commands, everywhere: argparse.ArgumentParser) -> None:
    command = commands.add_parser(
        "report",
        parents=[everywhere],
        help="qualified against the goal, by day, hour, staff and question",
        description="Prints the scoreboard: qualified against the goal first, the total only as the sum "
        "under it.",
    )
    command.add_argument("--format", choices=("text", "json", "md"), default="text", help="default: text")


def _doctor(commands: _Commands, everywhere: argparse.ArgumentParser) -> None:
    command = commands.add_parser(
        "doctor",
        parents=[everywhere],
        help="check the profile: file, key, outbox, disk, clock; back up, mend, restore",
        description="Checks the profile and says of each part whether it is sound, and what to do if it is "
        "not. The options act first, in this order: restore, backup, mend.",
    )
    command.add_argument(
        "--restore",
        type=Path,
        nargs="?",
        const=False,
        metavar="COPY",
        help="put a backup (default: the newest) in the place of the leads; what it replaces is kept",
    )
    command.add_argument(
        "--backup",
        type=Path,
        nargs="?",
        const=False,
        metavar="DIR",
        help="copy the leads, encrypted, into a folder (default: the profile's own)",
    )
    command.add_argument(
        "--mend", action="store_true", help="make lists and search again from the change log, after a backup"
    )
