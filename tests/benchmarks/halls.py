"""The data that benchmarks share: the cards of a big hall, and a profile that holds all of them.

Both take a minute to make, so they stay in the system's temporary folder until the code that makes them
changes.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from boothapp.app import Booth
from boothapp.paths import resources_dir
from boothapp.services.show_setup import ShowSetup, new_show_toml, read_setup, standard_definition
from boothapp.wire.card import write_card
from boothapp.wire.card_lead import lead_to_card
from tests.helpers.many_leads import many_leads

ROOT = Path(__file__).resolve().parents[2]
LEADS = 100_000
PASSPHRASE = "benchmark"
_MADE_BY = ("boothapp/domain", "boothapp/store", "boothapp/services", "boothapp/wire", "boothapp/intake")


def show_text() -> str:
    """The show that the leads are of."""
    return new_show_toml(
        name="Hall of many",
        goal=3_000,
        zone="Europe/Paris",
        country="FR",
        currency="EUR",
        staff_name="Ana",
        staff_email="ana@exhibitor.example",
    )


def setup() -> ShowSetup:
    """The show with the standard definition."""
    return read_setup(show_text(), standard_definition(resources_dir()))


def open_booth(folder: Path) -> Booth:
    """A profile with the show in force, made if it is not there."""
    booth = Booth.open(folder, passphrase=PASSPHRASE)
    if booth.setup is None:
        booth.use(setup())
    return booth


def environment() -> dict[str, str]:
    """What the program's processes run in: no display, no keyring, nothing that slows Python."""
    slowing = ("PYTHONUNBUFFERED", "PYTHONDEVMODE", "PYTHONWARNINGS")
    kept = {name: value for name, value in os.environ.items() if name not in slowing}
    return kept | {"BOOTHAPP_PASSPHRASE": PASSPHRASE, "QT_QPA_PLATFORM": "offscreen"}


def python(*arguments: object) -> list[str]:
    """The command line of the environment's own interpreter."""
    return [sys.executable, *map(str, arguments)]


class Hall:
    """A folder with ``cards.jsonl``, ``show.toml`` and the profile that captured all of those cards."""

    def __init__(self, folder: Path) -> None:
        self.cards, self.show = folder / "cards.jsonl", folder / "show.toml"
        self.profile = folder / "profile"

    @classmethod
    def of_this_code(cls) -> Hall:
        """The hall as this version of the program makes it; those of older versions are removed."""
        ours = f"boothapp-hall-{hashlib.sha256(bytes(ROOT)).hexdigest()[:8]}"
        folder = Path(tempfile.gettempdir(), f"{ours}-{_fingerprint()}")
        if not folder.exists():
            unfinished = Path(tempfile.mkdtemp(prefix="boothapp-unfinished-hall-"))
            cls(unfinished)._make()
            for old in set(folder.parent.glob(f"{ours}-*")) - {folder}:
                shutil.rmtree(old)
            if folder.exists():  # another run was faster
                shutil.rmtree(unfinished)
            else:
                unfinished.rename(folder)
        return cls(folder)

    def _make(self) -> None:
        self.show.write_text(show_text(), encoding="utf-8")
        with self.cards.open("wb") as file:
            file.writelines(write_card(lead_to_card(lead)) + b"\n" for lead in many_leads(LEADS))
        subprocess.run(
            capture_command(self, self.profile),
            check=True,
            cwd=ROOT,
            env=environment(),
            stdout=subprocess.DEVNULL,
        )


def capture_command(hall: Hall, profile: Path) -> list[str]:
    """The command line that captures all cards of the hall."""
    return python("-m", "boothapp", "capture", hall.cards, "--profile", profile, "--show", hall.show)


def _fingerprint() -> str:
    """What tells this version of the code and the data from any other."""
    sources = [path for folder in _MADE_BY for path in sorted((ROOT / folder).glob("*.py"))]
    sources += [ROOT / "tests/helpers/many_leads.py", Path(__file__)]
    sources += [resources_dir() / "definitions" / "standard.toml"]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in sources)).hexdigest()[:16]
