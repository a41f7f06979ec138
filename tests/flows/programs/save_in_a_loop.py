"""Saves one lead after the other and prints the id of each once it is durable, until it is killed.

    python save_in_a_loop.py FOLDER

The passphrase of the profile is in BOOTHAPP_PASSPHRASE.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

from boothapp.app import Booth
from boothapp.domain.ids import LeadId
from boothapp.services.capturing import NewLead
from tests.helpers.many_leads import many_leads

MORE_THAN_THERE_IS_TIME_FOR = 100_000


def main(folder: Path) -> None:
    """Saves without end."""
    with (
        Booth.open(folder, passphrase=os.environ["BOOTHAPP_PASSPHRASE"]) as booth,
        booth.services() as services,
    ):
        for lead in many_leads(MORE_THAN_THERE_IS_TIME_FOR, seed=os.getpid()):
            (saved,) = services.capturing.save_new([NewLead(replace(lead, lead_id=LeadId("")))])
            print(saved.lead.lead_id, flush=True)  # noqa: T201 - the test reads it


if __name__ == "__main__":
    main(Path(sys.argv[1]))
