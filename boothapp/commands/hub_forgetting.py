"""``boothapp hub erase``, ``erasures`` and ``retention``: whom to forget, and who has not done so yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boothapp.commands.exit_codes import DONE
from boothapp.commands.hub_place import actor, chosen_show, known_shows, note, opened_store
from boothapp.commands.terminal import print_json, print_lines
from boothapp.errors import InputError
from boothapp.hub.erasure import Erased, Erasing
from boothapp.hub.forgetting import forget
from boothapp.hub.hub_word import asked
from boothapp.hub.retention import overdue, run_retention

if TYPE_CHECKING:
    import argparse

    from boothapp.hub.store import CentralStore


def erase(args: argparse.Namespace) -> int:
    """Erases a lead, those with a mail address or those that were asked for; says what is left to do."""
    if (bool(args.lead), bool(args.email), args.asked).count(True) != 1:
        raise InputError("name one lead by its id, or a mail address with --email, or say --asked")
    with opened_store(args) as store:
        show_id = chosen_show(store, args)
        lead_ids, merged = _meant(store, show_id, args)
        if args.merged:
            lead_ids, merged = [*lead_ids, *merged], []
        done = forget(store, show_id, lead_ids, by=actor(), reason=args.reason)
    if args.json:
        print_json(
            {
                "show": show_id,
                "erased": done.lead_ids,
                "changes": done.changes,
                "merged": merged,
                "files": [file._asdict() for file in done.files],
                "unconfirmed": done.unconfirmed,
                "dropped": list(done.dropped),
            }
        )
    else:
        print_lines(_lines(done, merged))
    return DONE


def _meant(store: CentralStore, show_id: str, args: argparse.Namespace) -> tuple[list[str], list[str]]:
    """The leads to be erased, and the others that were merged with them."""
    with store.database.reading() as connection:
        erasing = Erasing(connection, show_id)
        if args.asked:
            lead_ids = sorted({one.lead_id for one in asked(connection, show_id)})
        else:
            lead_ids = [args.lead] if args.lead else erasing.ever_with(args.email)
        if args.lead and not args.even_unknown and not erasing.has_met(args.lead):
            raise InputError(
                f"{args.lead}: there is no such lead at {show_id}; nothing was erased. Is it still on a "
                "laptop or a stick, say --even-unknown: it is then erased wherever it comes up"
            )
        merged = erasing.merged_with(lead_ids)
    if args.email:
        note(store, "search by email", f"{len(lead_ids)} leads", show_id)
    if not lead_ids and not args.asked:
        raise InputError("no lead of this show has that address; nothing was erased")
    return lead_ids, merged


def _lines(done: Erased, merged: list[str]) -> list[str]:
    lines = [f"erased: {lead_id}" for lead_id in done.lead_ids] or ["nothing is left to erase of it"]
    lines.append(f"{done.changes} changes were emptied here; every laptop is told at its next sync")
    if merged:
        lines.append("NOT erased, merged with it (--merged takes them too):")
        lines += [f"    {lead_id}" for lead_id in merged]
    if done.files:
        lines.append("files that left with it, to be seen to by hand:")
        lines += [f"    {one.file_name}  ({one.preset}, {one.at}, {one.by})" for one in done.files]
    if done.dropped:
        lines.append("copies of refused bundles that named it, or could not be opened, were deleted:")
        lines += [f"    {copy}" for copy in done.dropped]
    if done.unconfirmed:
        lines.append(f"laptops that have not confirmed yet: {', '.join(done.unconfirmed)}")
    return lines


def erasures(args: argparse.Namespace) -> int:
    """Prints what booths' hubs ask to have erased, and which laptop has not confirmed which erasure."""
    with opened_store(args) as store:
        shows = [chosen_show(store, args)] if args.show else known_shows(store)
        with store.database.reading() as connection:
            waiting = [(show_id, one) for show_id in shows for one in Erasing(connection, show_id).pending()]
            wanted = [(show_id, one) for show_id in shows for one in asked(connection, show_id)]
    for show_id, ask in wanted:
        if args.json:
            print_json({"show": show_id, "lead_id": ask.lead_id, "asked_at": ask.at, "by": ask.device_id})
        else:
            print_lines([f"{ask.lead_id}  NOT erased here; asked for by {ask.device_id}, {ask.at}"])
    if not args.json:
        shows = sorted({show_id for show_id, _ in wanted})
        print_lines([f"to erase all of these: boothapp hub erase --asked --show {show}" for show in shows])
    for show_id, one in waiting:
        if args.json:
            print_json({"show": show_id, **one._asdict()})
        else:
            print_lines([f"{one.lead_id}  erased {one.erased_at}, not confirmed by {one.device_id}"])
    if not waiting and not wanted and not args.json:
        print_lines(["every laptop has confirmed every erasure"])
    return DONE


def retention(args: argparse.Namespace) -> int:
    """Erases the leads all of whose consents have run out, or only names them."""
    with opened_store(args) as store:
        if args.dry_run:
            with store.database.reading() as connection:
                found = overdue(connection, store.now().date().isoformat())
        else:
            found = run_retention(store, actor())
    for one in found:
        if args.json:
            print_json({**one._asdict(), "erased": not args.dry_run})
        else:
            word = "would be erased" if args.dry_run else "erased"
            print_lines([f"{one.lead_id}  kept until {one.until}: {word}"])
    if not found and not args.json:
        print_lines(["no lead has outlived its consents"])
    return DONE
