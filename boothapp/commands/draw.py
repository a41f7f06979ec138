"""``boothapp draw``: the prize draw without a window, and its check without a profile."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from boothapp.commands.exit_codes import DONE, SOME_REFUSED
from boothapp.commands.lines import opened
from boothapp.commands.terminal import must_confirm, print_json, print_lines
from boothapp.errors import (
    DrawError,
    DrawProblem,
    InputError,
    NoCardReaderError,
    NotEnteredError,
    PictureError,
)

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from boothapp.app import Services
    from boothapp.domain.draw_record import DrawRecord
    from boothapp.services.prize_drawing import DrawView, Person
    from boothapp.services.prize_entering import Asked
    from boothapp.services.prize_entries import EntryView

_NOT_COMPARED = (
    "not compared with what was published before the draw: without --commitment HEX, all of this record may "
    "have been made anew after it"
)
_LARGEST_RECORD = 1 << 28


def run(args: argparse.Namespace) -> int:
    """Do one act; all but the check need a profile."""
    if args.act == "check":
        return _check(args)
    from boothapp.commands.profile import made_booth, ready_services  # noqa: PLC0415 - the check needs none

    acts: dict[str, Callable[[Services, argparse.Namespace], int]] = {
        "enter": _enter, "photos": _photos, "list": _list, "mend": _mend, "take_back": _take_back,
        "slip": _slip, "close": _close, "run": _run, "redraw": _redraw, "record": _record,
        "retention": _retention,
    }  # fmt: skip
    with made_booth(args.profile) as booth:
        if args.act in ("enter", "photos"):
            with booth.safeguarding() as safeguarding:
                safeguarding.back_up_if_due()
        with ready_services(booth) as services:
            return acts[args.act](services, args)


def _enter(services: Services, args: argparse.Namespace) -> int:
    from boothapp.commands.draw_input import card_batches  # noqa: PLC0415 - the check needs none

    asked = _asked(args)
    entries, unsure = services.prize_entries, 0
    for texts in card_batches(args.file):
        tickets = entries.enter([entries.read(text) for text in texts], asked, by=args.staff)
        views = {view.ticket: view for view in entries.entries()}
        print_lines(_entry_line(views[ticket], as_json=args.json) for ticket in tickets)
        unsure += sum(bool(views[ticket].doubts) or not views[ticket].lead_id for ticket in tickets)
    if unsure and not args.json:
        print_lines([f"{unsure:,} to look at"])
    return DONE


def _asked(args: argparse.Namespace) -> Asked:
    """What the visitors said; the newsletter is agreed to by each of them, so that is asked again."""
    from boothapp.services.prize_entering import Asked  # noqa: PLC0415 - the check needs none

    if args.marketing:
        must_confirm("Did every one of these visitors say yes to the newsletter?", is_said=args.yes)
    return Asked(terms=not args.without_terms, marketing=args.marketing, language=args.language)


def _photos(services: Services, args: argparse.Namespace) -> int:
    """Keeps all of them before the first is read; those of an interrupted run are read, too."""
    from boothapp.commands.draw_input import photo_files  # noqa: PLC0415
    from boothapp.commands.terminal import ProgressBar  # noqa: PLC0415

    asked = _asked(args)
    files, refused = photo_files(args.files)
    bar = ProgressBar("kept", len(files))
    for done, file in enumerate(files, start=1):
        try:
            services.prize_photos.keep(file, asked)
        except PictureError as error:
            refused += 1
            print(f"{file.name}: {error.problem}; nothing was entered, take the photo again", file=sys.stderr)
        except NotEnteredError as error:
            refused += 1
            print(error, file=sys.stderr)
        bar.show(done)
    bar.finish()
    unread = services.prize_photos.unread()
    bar = ProgressBar("read", len(unread))
    for done, ticket in enumerate(unread, start=1):
        try:
            card = services.prize_photos.read(ticket)
        except NoCardReaderError as error:
            print(f"ticket {ticket}: {error}", file=sys.stderr)
            continue
        services.prize_entries.fill(ticket, card, by=args.staff)
        bar.finish()
        print_lines([_entry_line(services.prize_entries.entry(ticket), as_json=args.json)])
        bar.show(done)
    bar.finish()
    return SOME_REFUSED if refused else DONE


def _list(services: Services, args: argparse.Namespace) -> int:
    if args.draw is None:
        services.prize_entries.take_in()
    else:
        services.prize_drawing.view(args.draw)
    print_lines(_entry_line(view, as_json=args.json) for view in services.prize_entries.entries(args.draw))
    return DONE


def _entry_line(view: EntryView, *, as_json: bool) -> str:
    values = {
        "ticket": view.ticket, "lead": view.lead_id, "name": view.name, "company": view.company,
        "email": view.email, "phone": view.phone, "look_at": list(view.doubts), "text": view.raw,
        "same_as": view.same_as or None, "left_out": view.excluded.value if view.excluded else None,
        "marketing": view.marketing,
    }  # fmt: skip
    if as_json:
        import json  # noqa: PLC0415

        return json.dumps(values, ensure_ascii=False)
    who = ", ".join(part for part in (view.name, view.company, view.email or view.phone) if part) or view.raw
    remarks = [
        f"same as {view.same_as}" if view.same_as else "",
        f"left out: {view.excluded.value}" if view.excluded else "",
        f"look at {', '.join(view.doubts)}" if view.doubts else "",
    ]
    return f"{view.ticket:>5}  {who}" + "".join(f"  ({remark})" for remark in remarks if remark)


def _mend(services: Services, args: argparse.Namespace) -> int:
    said = {name: getattr(args, name) for name in ("name", "company", "email", "phone")}
    fields = {name: text for name, text in said.items() if text is not None}
    if not fields:
        raise InputError("say what to put right: --name, --company, --email or --phone")
    services.prize_entries.mend(args.ticket, fields, by=args.staff)
    return _told_entry(services, args)


def _take_back(services: Services, args: argparse.Namespace) -> int:
    services.prize_entries.take_back(args.ticket)
    return _told_entry(services, args)


def _told_entry(services: Services, args: argparse.Namespace) -> int:
    view = services.prize_entries.entry(args.ticket)
    print_lines([_entry_line(view, as_json=args.json)])
    return DONE


def _slip(services: Services, args: argparse.Namespace) -> int:
    slip = services.prize_entries.slip(args.ticket)
    if args.json:
        print_json({"ticket": slip.ticket, "salt": slip.salt, "identity": slip.identity, "hash": slip.digest})
    else:
        print_lines(
            [
                f"ticket {slip.ticket}",
                f"salt {slip.salt}",
                f"identity {slip.identity}",
                f"hash {slip.digest}",
            ]
        )
    return DONE


def _retention(services: Services, args: argparse.Namespace) -> int:
    """Forgets what may be kept no longer, or tells which that is."""
    overdue = services.prize_retention.overdue()
    if not args.dry_run:
        services.prize_retention.forget(overdue)
    if args.json:
        for one in overdue:
            print_json({"ticket": one.ticket, "until": one.until, "forgotten": not args.dry_run})
        return DONE
    told = "to be forgotten" if args.dry_run else "forgotten"
    print_lines(f"ticket {one.ticket}: {told}, kept until {one.until}" for one in overdue)
    print_lines([f"{len(overdue):,} entries {told}"])
    return DONE


def _close(services: Services, args: argparse.Namespace) -> int:
    view = services.prize_drawing.close()
    if args.out is not None:
        _write(args.out, view.record)
    if args.json:
        print_json(_draw_values(view))
    else:
        left_out = view.record.entered - len(view.record.tickets)
        print_lines(
            [
                *view.record.published.splitlines(),
                f"draw {view.draw_no}; {left_out:,} cards are doubles or left out. Publish it, then run it.",
            ]
        )
    return DONE


def _run(services: Services, args: argparse.Namespace) -> int:
    """Holds the draw, once; without a word from the audience somebody says that they want it so."""
    draw_no = _number(services, args)
    if not (args.word.strip() or services.prize_drawing.view(draw_no).record.order):
        must_confirm("Draw without a word from the audience? It cannot be taken back.", is_said=args.yes)
    return _tell_draw(services.prize_drawing.run(draw_no, args.word), args)


def _redraw(services: Services, args: argparse.Namespace) -> int:
    from boothapp.domain.draw_record import PassedOver  # noqa: PLC0415

    drawing = services.prize_drawing
    return _tell_draw(drawing.pass_over(_number(services, args), args.ticket, PassedOver(args.reason)), args)


def _number(services: Services, args: argparse.Namespace) -> int:
    """The draw that was named, or the newest."""
    if args.draw is not None:
        return int(args.draw)
    newest = next(iter(services.prize_drawing.draws()), None)
    if newest is None:
        raise DrawError(DrawProblem.NOT_CLOSED)
    return newest.draw_no


def _tell_draw(view: DrawView, args: argparse.Namespace) -> int:
    if args.json:
        print_json(_draw_values(view))
    else:
        print_lines(
            f"{what} {place}: ticket {one.ticket}, "
            f"{', '.join(part for part in (one.wall_name, one.company) if part) or 'no name'}"
            for what, people in (("winner", view.winners), ("reserve", view.reserves))
            for place, one in enumerate(people, start=1)
        )
    return DONE


def _draw_values(view: DrawView) -> dict[str, Any]:
    record = view.record
    return {
        "draw": view.draw_no, "title": record.draw, "closed_at": record.closed_at,
        "entries": record.entered, "in_draw": len(record.tickets), "list_hash": record.list_hash,
        "commitment": record.commitment, "word": record.word, "drawn_at": record.drawn_at or None,
        "winners": [_person(one) for one in view.winners],
        "reserves": [_person(one) for one in view.reserves],
        "passed_over": [{"ticket": one.ticket, "reason": one.reason.value} for one in record.passed_over],
    }  # fmt: skip


def _person(person: Person) -> dict[str, Any]:
    return {
        "ticket": person.ticket, "name": person.wall_name, "company": person.company, "lead": person.lead_id,
    }  # fmt: skip


def _record(services: Services, args: argparse.Namespace) -> int:
    from boothapp.domain.draw_record import record_json  # noqa: PLC0415

    record = services.prize_drawing.view(_number(services, args)).record
    if args.out is None:
        print_json(record_json(record))
    else:
        _write(args.out, record)
    return DONE


def _write(path: Path, record: DrawRecord) -> None:
    from boothapp.domain.draw_record import record_text  # noqa: PLC0415

    try:
        path.write_text(record_text(record), encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror}") from error


def _check(args: argparse.Namespace) -> int:
    from boothapp.domain.draw_record import faults_of, read_record  # noqa: PLC0415

    with opened(args.file) as descriptor, os.fdopen(os.dup(descriptor), "rb") as file:
        record = read_record(file.read(_LARGEST_RECORD))
    faults = faults_of(record, args.commitment)
    if args.json:
        print_json({
            "holds": not faults, "compared_with_published": bool(args.commitment.strip()),
            "drawn": bool(record.order), "faults": [fault.value for fault in faults],
            "in_draw": len(record.tickets), "commitment": record.commitment,
            "winners": list(record.winning), "reserves": list(record.waiting),
        })  # fmt: skip
    else:
        print_lines([*_found(record), *(f"wrong: {fault.value}" for fault in faults)])
        if not args.commitment.strip():
            print_lines([_NOT_COMPARED])
    return SOME_REFUSED if faults else DONE


def _found(record: DrawRecord) -> Iterator[str]:
    yield f"{record.draw}, {record.show}: {len(record.tickets):,} in the draw, closed {record.closed_at}"
    yield f"commitment {record.commitment}"
    if not record.order:
        yield "not drawn yet: the list is checked; the commitment can be, once the seed is told"
        return
    yield f"drawn {record.drawn_at}, word {record.word!r}"
    for what, tickets in (("winning", record.winning), ("reserves", record.waiting)):
        yield f"{what}: {', '.join(map(str, tickets)) or 'none'}"
