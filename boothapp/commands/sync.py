"""``boothapp sync``: sends what may go to the central store, and prints what became of it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from boothapp.commands.exit_codes import DONE, SOME_REFUSED
from boothapp.commands.profile import made_booth, ready_services
from boothapp.commands.terminal import ProgressBar, print_json, print_lines

if TYPE_CHECKING:
    import argparse

    from boothapp.sync.report import LeadReceipt


def run(args: argparse.Namespace) -> int:
    """Sends, then prints a receipt for each change and the sums."""
    with made_booth(args.profile) as booth, ready_services(booth) as services:
        syncing = services.syncing
        if args.store:
            syncing.use_store(args.store)
        bar = ProgressBar("sending", syncing.summary().pending + syncing.waiting_pictures())
        try:
            report = syncing.sync_now(bar.show)
        finally:
            bar.finish()
        where = syncing.hub.where
    for problem in report.problems:
        print(problem, file=sys.stderr)
    if args.json:
        for receipt in report.receipts:
            print_json({"lead": receipt.lead_id, "code": receipt.code, "reason": receipt.reason})
        print_json(
            {
                "store": where,
                "sent": report.sent,
                "received": report.received,
                "duplicate": report.duplicate,
                "refused": len(report.refused),
                "pictures": report.pictures,
                "withheld": report.withheld,
                "pulled": report.pulled,
                "erased": report.erased,
                "set_apart": report.set_apart,
                "problems": report.problems,
            }
        )
    else:
        print_lines(_receipt_line(receipt) for receipt in report.receipts)
        print_lines(
            [
                f"{report.received} received, {report.duplicate} there before, {len(report.refused)} refused",
                f"{report.pictures} pictures are there now",
                f"{report.withheld} leads stay here by policy; the store has them as counts",
                f"{report.new_leads} leads came from other laptops, {report.erased} were erased",
                f"central store: {where}",
            ]
        )
    return SOME_REFUSED if report.refused else DONE


def _receipt_line(receipt: LeadReceipt) -> str:
    reason = f"  {receipt.reason}" if receipt.reason else ""
    return f"{receipt.lead_id}  {receipt.code}{reason}"
