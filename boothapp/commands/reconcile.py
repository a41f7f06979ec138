"""``boothapp reconcile``: the organiser's list fills the blanks of badges that nobody could name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from boothapp.commands.exit_codes import DONE, SOME_REFUSED
from boothapp.commands.list_output import open_list, tell_refused
from boothapp.commands.profile import made_booth, ready_services
from boothapp.commands.terminal import ProgressBar, print_json, print_lines
from boothapp.errors import InputError
from boothapp.services.importing import RefusedRow, RowRefusal

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from boothapp.app import Booth, Services
    from boothapp.services.reconciling import ReconcilePlan


def run(args: argparse.Namespace) -> int:
    """Matches a list, or takes one back; each act after a backup, if one is due."""
    with made_booth(args.profile) as booth, ready_services(booth) as services:
        if args.undo is not None:
            return _undo(booth, services, args)
        if args.list is None:
            raise InputError("name the organiser's list, or a batch to take back with --undo")
        opened = open_list(services, args)
        bar = ProgressBar("matched")
        batch = 0
        try:
            plan = services.reconciling.plan(opened, bar.show)
            if not args.dry_run:
                _back_up(booth)
                batch = services.reconciling.apply(plan, by=_who(booth, args), progress=bar.show)
        finally:
            bar.finish()
        refused = [RefusedRow(row, RowRefusal(row.fault.value)) for row in plan.refused if row.fault]
        tell_refused(args, opened, refused)
    if args.json:
        for result in _results(plan):
            print_json(result)
        print_json({
            "batch": batch or None, "rows": plan.rows, "matched": len(plan.matched),
            "filled": _filled(plan), "unmatched": len(plan.unmatched), "ambiguous": len(plan.ambiguous),
            "refused": len(plan.refused), "dry_run": args.dry_run,
        })  # fmt: skip
    else:
        print_lines(map(_in_words, _results(plan)))
        print_lines(_sum_of(plan, batch, dry_run=args.dry_run))
    return SOME_REFUSED if plan.refused else DONE


def _back_up(booth: Booth) -> None:
    with booth.safeguarding() as safeguarding:
        safeguarding.back_up_if_due()


def _who(booth: Booth, args: argparse.Namespace) -> str:
    """Whose changes they are."""
    return args.staff or (booth.setup.staff if booth.setup else "")


def _filled(plan: ReconcilePlan) -> int:
    return sum(match.filling.is_resolved for match in plan.matched)


def _results(plan: ReconcilePlan) -> Iterator[dict[str, Any]]:
    """One object for each badge that the list names, and for each that stays without a name."""
    for match in plan.matched:
        yield {
            "badge": match.badge.badge_id,
            "lead": match.badge.lead_id,
            "result": "filled" if match.filling.is_resolved else "other_name",
            "filled": list(match.filling.filled),
            "differs": [
                {"field": one.field, "typed": one.typed, "listed": one.listed} for one in match.differences
            ],
        }
    for result, badges in (("unmatched", plan.unmatched), ("ambiguous", plan.ambiguous)):
        for badge in badges:
            yield {"badge": badge.badge_id, "lead": badge.lead_id, "result": result}


def _in_words(result: dict[str, Any]) -> str:
    differs = "; ".join(
        f"{one['field']} is {one['typed']!r} here and {one['listed']!r} there"
        for one in result.get("differs", ())
    )
    words = {
        "filled": f"filled {', '.join(result.get('filled', ())) or 'nothing: all is there'}",
        "other_name": "left as it is: the list names somebody else",
        "unmatched": "not in the list",
        "ambiguous": "in the list more than once, as different people",
    }[result["result"]]
    return f"{result['badge']:<14} {words}{f'; {differs}' if differs else ''}"


def _sum_of(plan: ReconcilePlan, batch: int, *, dry_run: bool) -> list[str]:
    would = "would be " if dry_run else ""
    sums = (
        f"{plan.rows:,} rows: {_filled(plan):,} leads {would}filled, "
        f"{sum(bool(match.differences) for match in plan.matched):,} differ, "
        f"{len(plan.unmatched):,} not found, {len(plan.ambiguous):,} in doubt, "
        f"{len(plan.refused):,} rows refused"
    )
    return [sums, f"batch {batch}: take it back with --undo {batch}"] if batch else [sums]


def _undo(booth: Booth, services: Services, args: argparse.Namespace) -> int:
    _back_up(booth)
    undone = services.reconciling.undo(args.undo, by=_who(booth, args))
    if args.json:
        print_json({"batch": args.undo, "leads": undone.leads, "kept_fields": undone.kept_fields})
    else:
        print_lines([
            f"{undone.leads:,} leads are as before; {undone.kept_fields:,} fields stay, changed since"
        ])  # fmt: skip
    return DONE
