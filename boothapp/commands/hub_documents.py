"""``boothapp hub show``, ``definition``, ``staff``, ``disposition`` and ``dispositions``: what flows down."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from boothapp.commands.exit_codes import DONE, SOME_REFUSED
from boothapp.commands.hub_place import actor, chosen_show, note, opened_store
from boothapp.commands.terminal import print_json, print_lines
from boothapp.domain.disposition import Disposition, DispositionStatus, as_code, problem_with
from boothapp.domain.show import read_show
from boothapp.errors import InputError
from boothapp.hub.dispositions import read_returned, say, take_all
from boothapp.hub.team import Member, put_members

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from pathlib import Path

    from boothapp.hub.store import CentralStore

_STAFF_COLUMNS = ("email", "name")


def load_texts(store: CentralStore, show: Path | None, definitions: Sequence[Path]) -> list[str]:
    """Take a show and definitions into the store; gives what could not be taken, in words."""
    if show is None:
        return ["a definition belongs to a show: name its file too"] if definitions else []
    source = _text(show)
    show_id = read_show(source, str(show)).show_id
    texts = [_text(file) for file in definitions]
    return _provision(store, show_id, source, texts)


def _provision(store: CentralStore, show_id: str, show: str, definitions: list[str]) -> list[str]:
    problems = store.put_texts(show_id, show, definitions)
    if not problems:
        note(store, "texts", "show" if show else "definition", show_id)
    return problems


def put_show(args: argparse.Namespace) -> int:
    """Puts a show's text in the place of the one before; laptops get it at their next sync."""
    with opened_store(args) as store:
        problems = load_texts(store, args.file, [])
    return _told(args, problems, str(args.file))


def put_definition(args: argparse.Namespace) -> int:
    """Adds a version of a lead definition; laptops get it at their next sync."""
    with opened_store(args) as store:
        problems = _provision(store, chosen_show(store, args), "", [_text(args.file)])
    return _told(args, problems, str(args.file))


def _told(args: argparse.Namespace, problems: list[str], file: str) -> int:
    if args.json:
        print_json({"file": file, "problems": problems})
    else:
        print_lines(problems or [f"{file}: is in force; laptops get it at their next sync"])
    return SOME_REFUSED if problems else DONE


def staff(args: argparse.Namespace) -> int:
    """Adds, removes or loads booth staff, then prints who is there."""
    wanted = _wanted_members(args)
    with opened_store(args) as store:
        show_id = chosen_show(store, args)
        team = put_members(store, show_id, wanted, actor())
    for member in team:
        if args.json:
            print_json({"show": show_id, **member._asdict()})
        else:
            print_lines([f"{member.email}  {member.name}{'' if member.is_active else '  (left)'}"])
    return DONE


def _wanted_members(args: argparse.Namespace) -> list[Member]:
    if args.what == "list":
        return []
    if not args.member:
        raise InputError("name a mail address, or a file to load")
    if args.what == "load":
        return _read_members(args.member)
    email = args.member.strip().lower()
    if "@" not in email:
        raise InputError(f"{args.member}: is no mail address")
    return [Member(email, args.name, is_active=args.what == "add")]


def _read_members(file: str) -> list[Member]:
    """The staff of a CSV with the columns email and name."""
    try:
        with open(file, encoding="utf-8-sig", newline="") as stream:  # noqa: PTH123 - as it was typed
            rows = list(csv.DictReader(stream))
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror}") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{file}: is no CSV in UTF-8; save it as that") from error
    team = []
    for number, row in enumerate(rows, start=2):
        email, name = ((row.get(column) or "").strip() for column in _STAFF_COLUMNS)
        if "@" not in email:
            raise InputError(f"{file}:{number}: email: {email!r} is no mail address; nothing was loaded")
        team.append(Member(email.lower(), name, is_active=True))
    return team


def disposition(args: argparse.Namespace) -> int:
    """Keeps what sales said of one lead."""
    reason = as_code(args.reason)
    problem = problem_with(args.status, reason)
    if problem:
        raise InputError(problem)
    with opened_store(args) as store:
        show_id = chosen_show(store, args)
        said = Disposition(
            status=DispositionStatus(args.status),
            reason=reason,
            outcome=args.outcome,
            note=args.note,
            at=store.now().isoformat(),
            by=actor(),
        )
        say(store, show_id, args.lead, said)
    told = {"lead": args.lead, "status": args.status, "reason": reason}
    if args.json:
        print_json(told)
    else:
        print_lines([f"{args.lead}: {args.status} {reason}".rstrip()])
    return DONE


def dispositions(args: argparse.Namespace) -> int:
    """Takes in a file that came back from sales; a bad row is told, and the others are in."""
    rows = list(read_returned(args.file))
    with opened_store(args) as store:
        show_id = chosen_show(store, args)
        refused = take_all(store, show_id, rows, actor())
    for one in refused:
        if args.json:
            print_json({"row": one.number, "reason": one.reason})
        else:
            print_lines([f"{args.file}:{one.number}: {one.reason}"])
    taken = len(rows) - len(refused)
    if args.json:
        print_json({"taken": taken, "refused": len(refused)})
    else:
        print_lines([f"{taken} rows taken, {len(refused)} refused"])
    return SOME_REFUSED if refused else DONE


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{file}: is not UTF-8 text; save it as UTF-8") from error
