"""Saves leads one by one, with boothapp, then in bare SQLite: ``save_leads.py FOLDER COUNT``."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))

import pytest

from boothapp.services.capturing import NewLead
from tests.benchmarks.bare_sqlite import Tap, bare_file, write_again
from tests.benchmarks.halls import open_booth
from tests.helpers.many_leads import many_leads


def main(folder: Path, count: int) -> None:
    """Save so many leads both ways."""
    tap = Tap()
    with (
        open_booth(folder / "profile") as booth,
        booth.services() as services,
        pytest.MonkeyPatch.context() as patch,
    ):
        capturing = services.capturing
        tap.listen(services._database, patch)
        saves = []
        for lead in many_leads(count):
            capturing.save_new([NewLead(lead)])
            saves.append(tap.take())
        with bare_file(services._database, folder / "bare.db") as bare:
            for statements in saves:
                write_again(bare, statements)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
