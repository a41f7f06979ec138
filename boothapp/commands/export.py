"""``boothapp export``: the qualified leads as files for a CRM or a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boothapp.commands.exit_codes import DONE, SOME_REFUSED
from boothapp.commands.profile import made_booth, ready_services
from boothapp.commands.terminal import ProgressBar, print_json, print_lines
from boothapp.domain.definition import Track

if TYPE_CHECKING:
    import argparse


_IN_WORDS = {
    Track.SALES_READY: "sales-ready",
    Track.NURTURE: "nurture (--track nurture)",
    Track.BORROWED: "borrowed",
    Track.DISQUALIFIED: "disqualified",
}


def run(args: argparse.Namespace) -> int:
    """Writes the files, and prints each with its rows, and what was refused and why."""
    tracks = tuple(Track(name) for name in args.track or [Track.SALES_READY])
    bar = ProgressBar("writing")
    with made_booth(args.profile) as booth, ready_services(booth) as services:
        try:
            exported = services.exchanging.export(args.preset, args.out, tracks=tracks, progress=bar.show)
        finally:
            bar.finish()
    for path, file in zip(exported.paths, exported.batch.files, strict=True):
        if args.json:
            print_json({"file": str(path), "rows": file.rows, "sha256": file.sha256})
        else:
            print_lines([f"{file.rows:>7,} rows  {path}"])
    for refusal in exported.refusals:
        if args.json:
            print_json({"lead": refusal.lead_id, "code": refusal.code, "error": refusal.reason})
        else:
            print_lines([f"refused  {refusal.lead_id}  {refusal.code}: {refusal.reason}"])
    if not args.json:
        left = ", ".join(f"{leads:,} {_IN_WORDS[track]}" for track, leads in exported.left_out.items())
        print_lines([f"batch {exported.batch.number}" + (f"; not in it: {left}" if left else "")])
    return SOME_REFUSED if exported.refusals else DONE
