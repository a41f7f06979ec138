"""What ``boothapp draw`` takes on its command line; ``act`` names the function that does it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TypeAlias

    _Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001

_DESCRIPTION = """\
The prize draw over the cards entered on this laptop: enter, close, run. Closing fixes the list and a seed and
prints a commitment to both; publish it, then draw. What `record` writes, anyone can re-check: with `check`,
or by the algorithm below.
"""
ALGORITHM = """\
how the winners come about (a hash is SHA-256 in hex over lines joined by a line feed, with none at the end):
  list       = a line for each ticket from 1 on, with none missing
  list_hash  = hash of "boothapp-draw-list/1" and the lines of "list", as they stand in the record
  commitment = hash of "boothapp-draw-commitment/2", list_hash, seed, winners, reserves, and the hashes of
               show, draw, prize, terms_version, scope, closed_at
  key        = hash of "boothapp-draw-key/1", list_hash, seed, word; its 32 bytes
  numbers    = the first 8 bytes, big-endian, of HMAC-SHA256(key, "1"), then "2", "3" ...
  a pick     = of the tickets that are "in", ascending, the one at (number modulo how many are left), which is
               taken out; numbers from the last whole multiple of that below 2**64 on are skipped
  order      = so many picks as there are winners, reserves, and tickets passed over
  winners    = the first in that order who were not passed over
  a hash in the list = hash of "boothapp-draw-entry/1", salt, identity; `slip` prints both for a ticket
"""
REASONS = ("not_present", "no_answer", "declined_prize", "may_not_win", "withdrawn")


def add_draw(commands: _Commands, everywhere: argparse.ArgumentParser) -> None:
    """Add ``draw`` and all its acts."""
    draw = commands.add_parser(
        "draw",
        help="the prize draw: enter a bowl of cards, close it, draw, re-check",
        description=_DESCRIPTION,
        epilog=ALGORITHM,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    acts = draw.add_subparsers(metavar="ACT", required=True)
    _entry_acts(acts, everywhere)
    _draw_acts(acts, everywhere)
    check = acts.add_parser(
        "check",
        help="re-check a record, without any profile",
        description="Says whether a record of a draw holds together and, with --commitment, whether it is "
        "the one that was published before the draw; without it, says that this was not compared.",
        epilog=ALGORITHM,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    check.set_defaults(act="check")
    check.add_argument("file", metavar="FILE", help="the record, or - for standard input")
    check.add_argument(
        "--commitment", default="", metavar="HEX", help="what was published before the draw, to compare with"
    )
    check.add_argument("--json", action="store_true", help="print one JSON object, for programs")


def _act(
    acts: _Commands, everywhere: argparse.ArgumentParser, name: str, summary: str, description: str = ""
) -> argparse.ArgumentParser:
    command = acts.add_parser(
        name,
        parents=[everywhere],
        help=summary,
        description=description or f"{summary[0].upper()}{summary[1:]}.",
    )
    command.set_defaults(act=name.replace("-", "_"))
    return command


def _entry_acts(acts: _Commands, everywhere: argparse.ArgumentParser) -> None:
    enter = _act(
        acts,
        everywhere,
        "enter",
        "enter cards, one a line: name, company, mail in any order, or a scanned code",
        "Enters cards, one a line: name, company, mail, phone in any order, or what a scanner sent. Each is "
        "a lead of borrowed interest that agreed to the draw's terms. Its ticket is printed once durable.",
    )
    enter.add_argument("file", metavar="FILE", help="the cards, or - for standard input")
    _asked(enter)
    photos = _act(
        acts,
        everywhere,
        "photos",
        "enter photographed cards, and read them",
        "Enters photographed cards (JPEG, PNG, WEBP). Each is an entry with its picture first, and is read "
        "then; one that shows no name stays an entry, to be typed from its picture. A file that shows no "
        "picture (damaged, or another kind, such as HEIC) is named with what to do, and is no entry. The "
        "same picture twice is one entry.",
    )
    photos.add_argument("files", type=Path, nargs="*", metavar="FILE", help="photos, or folders of them")
    _asked(photos)
    listed = _act(acts, everywhere, "list", "the entries that wait for the next draw, or those of one")
    listed.add_argument("--draw", type=int, metavar="NUMBER", help="a draw that was closed")
    mend = _act(acts, everywhere, "mend", "put right what was read of an entry")
    mend.add_argument("ticket", type=int, metavar="TICKET")
    for field in ("name", "company", "email", "phone"):
        mend.add_argument(f"--{field}", metavar="TEXT")
    mend.add_argument("--staff", default="", metavar="EMAIL", help="who puts it right")
    back = _act(acts, everywhere, "take-back", "take an entry back; a lead of real interest stays one")
    back.add_argument("ticket", type=int, metavar="TICKET")
    retention = _act(
        acts,
        everywhere,
        "retention",
        "forget the entries that the terms let nobody keep any longer",
        "Forgets, for good, the entries whose last day by the show's retain_days is over. Leads of real "
        "interest stay, and so does whoever agreed to something that has no end.",
    )
    retention.add_argument("--dry-run", action="store_true", help="only tell which")
    slip = _act(acts, everywhere, "slip", "what the holder of a ticket needs to find themselves in the list")
    slip.add_argument("ticket", type=int, metavar="TICKET")


def _asked(command: argparse.ArgumentParser) -> None:
    """What the visitors said with their cards, and who enters them."""
    command.add_argument(
        "--without-terms", action="store_true", help="they did not agree to the terms, so are not in the draw"
    )
    command.add_argument(
        "--marketing", action="store_true", help="they agreed to marketing mail too; no condition of the draw"
    )
    command.add_argument(
        "--language", default="en", metavar="CODE", help="of the wording shown (default: en)"
    )
    command.add_argument("--staff", default="", metavar="EMAIL", help="who enters them")
    command.add_argument(
        "--yes", action="store_true", help="with --marketing: every one of them did, do not ask"
    )


def _draw_acts(acts: _Commands, everywhere: argparse.ArgumentParser) -> None:
    close = _act(
        acts, everywhere, "close", "close the entries, and print the commitment to publish before the draw"
    )
    close.add_argument("--out", type=Path, metavar="FILE", help="write what is published here, as JSON")
    run = _act(acts, everywhere, "run", "hold a draw that was closed, once")
    run.add_argument(
        "--word", default="", metavar="WORD", help="what the audience said just now, so that nobody knew it"
    )
    run.add_argument("--yes", action="store_true", help="without a word, and do not ask")
    redraw = _act(acts, everywhere, "redraw", "pass over a winner or reserve: the next one moves up")
    redraw.add_argument("--ticket", type=int, required=True, metavar="TICKET", help="who is passed over")
    redraw.add_argument("--reason", choices=REASONS, required=True, help="why; the record says it")
    record = _act(acts, everywhere, "record", "the record of a draw, as JSON that anyone can re-check")
    record.add_argument("--out", type=Path, metavar="FILE", help="write it here (default: print it)")
    for command in (run, redraw, record):
        command.add_argument("--draw", type=int, metavar="NUMBER", help="which draw (default: the newest)")
