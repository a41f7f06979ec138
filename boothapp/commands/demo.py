"""``boothapp demo``: the whole job on the sample show, from the first card to the CRM file."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from boothapp.commands.exit_codes import DONE
from boothapp.commands.profile import PASSPHRASE_VARIABLE, given_passphrase, open_booth
from boothapp.commands.terminal import ProgressBar, print_json, print_lines
from boothapp.paths import resources_dir
from boothapp.services.card_files import MAX_BATCH
from boothapp.services.show_setup import sample_setup

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from boothapp.app import Services

SAMPLE_PASSPHRASE = "sample show"  # noqa: S105 - everybody in the sample show is invented
VISITORS = "visitors.jsonl"
EXPORTS = ("salesforce", "csv")


def run(args: argparse.Namespace) -> int:
    """Captures the sample visitors on two laptops, syncs both into one store, exports and reports."""
    folder = args.profile or Path(tempfile.mkdtemp(prefix="boothapp-demo-"))
    passphrase = given_passphrase() or SAMPLE_PASSPHRASE
    store, out, cards = folder / "central-store" / "leads.db", folder / "exports", folder / VISITORS
    with _laptop(folder / "laptop-2", passphrase) as services:
        on_second = _capture(services, "visitors_laptop_2.jsonl")
        received = _sync(services, store)
    with _laptop(folder, passphrase) as services:
        on_first = _capture(services, VISITORS)
        shutil.copyfile(resources_dir() / "demo" / VISITORS, cards)
        received += _sync(services, store)
        files = [str(path) for preset in EXPORTS for path in services.exchanging.export(preset, out).paths]
        scoreboard = services.reporting.report("json" if args.json else "text").rstrip("\n")
    if args.json:
        print_lines([scoreboard])
        captured = {"laptop-1": on_first, "laptop-2": on_second}
        print_json({"captured": captured, "received": received, "store": str(store), "files": files})
        return DONE
    print_lines(
        [
            scoreboard,
            "",
            f"captured       {on_first} cards on this laptop, {on_second} on a second one",
            f"synced         {received} new ones of both; what the policy holds back stays, as counts",
            f"cards          {cards}",
            f"profile        {folder}",
            f"central store  {store}",
            *(f"export         {file}" for file in files),
        ]
    )
    if passphrase == SAMPLE_PASSPHRASE:
        print_lines([f"open it        {PASSPHRASE_VARIABLE}='{passphrase}' boothapp-ui --profile {folder}"])
    return DONE


@contextmanager
def _laptop(folder: Path, passphrase: str) -> Iterator[Services]:
    """A laptop with the sample show on it."""
    with open_booth(folder, passphrase) as booth:
        booth.use(sample_setup(resources_dir()))
        with booth.services() as services:
            yield services


def _sync(services: Services, store: Path) -> int:
    """Syncs into the store; gives how many leads it took."""
    services.syncing.use_store(store)
    return services.syncing.sync_now().received


def _capture(services: Services, name: str) -> int:
    """Captures one file of the sample show; gives how many cards there are of it."""
    lines = (resources_dir() / "demo" / name).read_bytes().splitlines()
    bar = ProgressBar("capturing", len(lines))
    numbered = list(enumerate(lines, start=1))
    capture = services.card_capture()
    for start in range(0, len(numbered), MAX_BATCH):
        capture.capture(numbered[start : start + MAX_BATCH])
        bar.show(min(start + MAX_BATCH, len(lines)))
    bar.finish()
    return len(lines)
