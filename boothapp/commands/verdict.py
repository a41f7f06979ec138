"""``boothapp verdict``: judges LeadCards by a definition and stores nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boothapp.app import card_context
from boothapp.commands.card_output import result_lines
from boothapp.commands.exit_codes import DONE, SOME_REFUSED
from boothapp.commands.lines import numbered_lines, opened
from boothapp.commands.setup_files import chosen_setup
from boothapp.commands.terminal import print_lines
from boothapp.services.card_files import MAX_BATCH, judge_lines

if TYPE_CHECKING:
    import argparse


def run(args: argparse.Namespace) -> int:
    """Prints a verdict for each line."""
    context = card_context(chosen_setup(args.profile, definition=args.definition))
    refused = False
    with opened(args.file) as descriptor:
        for batch in numbered_lines(descriptor, MAX_BATCH):
            results = list(judge_lines(batch, context))
            refused = refused or any(result.error for result in results)
            print_lines(result_lines(results, as_json=args.json, asking=context.definition))
    return SOME_REFUSED if refused else DONE
