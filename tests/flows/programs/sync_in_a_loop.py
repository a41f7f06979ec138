"""Captures a visitor and syncs, again and again, until it is killed: ``sync_in_a_loop.py PROFILE SEED``.

Prints ``saved ID`` once a lead is durable, then ``synced``, or ``failed`` and the kind of error.
"""

from __future__ import annotations

import os
import random
import sys
from pathlib import Path

from boothapp.app import Booth, Services, card_context
from boothapp.errors import HubError
from boothapp.paths import resources_dir
from boothapp.services.capturing import NewLead
from boothapp.services.show_setup import sample_setup


def main() -> None:
    """Run on; only leads that the policy lets travel are captured."""
    folder, seed = Path(sys.argv[1]), sys.argv[2]
    setup = sample_setup(resources_dir())
    context, dice = card_context(setup), random.Random(seed)
    lines = (resources_dir() / "demo" / "visitors.jsonl").read_bytes().splitlines()
    with (
        Booth.open(folder, passphrase=os.environ["BOOTHAPP_PASSPHRASE"]) as booth,
        booth.services() as services,
    ):
        judge = services.capturing.judge
        leads = [context.lead(line) for line in lines]
        travelling = [
            line
            for line, lead in zip(lines, leads, strict=True)
            if judge(lead).track in setup.definition.synced_tracks
        ]
        while True:
            (saved,) = services.capturing.save_new([NewLead(context.lead(dice.choice(travelling)))])
            print("saved", saved.lead.lead_id, flush=True)  # noqa: T201 - it is read by the test
            print(outcome(services), flush=True)  # noqa: T201


def outcome(services: Services) -> str:
    """What a sync comes to."""
    try:
        services.syncing.sync_now()
    except HubError as error:
        return f"failed {type(error).__name__}"
    return "synced"


if __name__ == "__main__":
    main()
