"""Captures a visitor and syncs, again and again, until it is killed: ``sync_in_a_loop.py PROFILE SEED``.

Every other lead has a photo. Prints ``saved ID [PHOTO]`` once a lead and its photo are durable, then
``synced``, or ``failed`` and the kind of error.
"""

from __future__ import annotations

import os
import random
import sys
from dataclasses import replace
from pathlib import Path

from boothapp.app import Booth, Services, card_context
from boothapp.errors import HubError
from boothapp.paths import resources_dir
from boothapp.services.capturing import NewLead
from boothapp.services.show_setup import sample_setup
from tests.helpers.photos import attached

_WITH_PHOTO = 0.5
_SIDE = 350
"""In px; such a photo goes to the hub in two pieces."""


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
            lead = context.lead(dice.choice(travelling))
            if dice.random() < _WITH_PHOTO:
                lead = replace(lead, attachments=(attached(services, dice.getrandbits(40), side=_SIDE),))
            (saved,) = services.capturing.save_new([NewLead(lead)])
            photos = [attachment.sha256 for attachment in saved.lead.attachments]
            print("saved", saved.lead.lead_id, *photos, flush=True)  # noqa: T201 - it is read by the test
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
