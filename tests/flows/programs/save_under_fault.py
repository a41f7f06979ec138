"""Saves a lead again and again, each time with a fault in the next system call; run under strace.

    strace -f -e trace=CALL -e inject=CALL:FAULT:when=NTH python save_under_fault.py CALL NTH FOLDER

FOLDER holds copies of one profile, named 1, 2, 3 … In the first, a child meets the fault in the first CALL of
opening, saving and closing, in the second in the second CALL, and so on. For that, strace counts the calls of
each process apart, and a child first makes as many that do no harm as are lacking to the NTH.

Standard input gives the keyring as JSON: [[service, account, secret]]. What a child was told lies in
FOLDER/<number>.told: ``saved <lead id>`` or ``refused <the words>``, a line each.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import traceback
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from boothapp.app import Booth
from boothapp.domain.ids import LeadId
from boothapp.errors import StoreError
from boothapp.services.capturing import NewLead
from tests.helpers.booths import MemoryKeyring
from tests.helpers.many_leads import many_leads

HARMLESS: dict[str, Callable[[int], object]] = {
    "pwrite64": lambda file: os.pwrite(file, b"", 0),
    "fsync": os.fsync,
}
ENDED, FAILED = 0, 1


def main(call: str, nth: int, folder: Path) -> None:
    """Goes through the copies."""
    secrets = {(service, account): secret for service, account, secret in json.load(sys.stdin)}
    copies = sorted((path for path in folder.iterdir() if path.is_dir()), key=lambda path: int(path.name))
    for number, copy in enumerate(copies, start=1):
        child = os.fork()
        if child == 0:
            _be_child(call, nth - number, copy, MemoryKeyring(secrets))
        _, status = os.waitpid(child, 0)
        if os.waitstatus_to_exitcode(status) == FAILED:
            sys.exit(f"the child of {copy} failed")


def _be_child(call: str, harmless: int, copy: Path, keyring: MemoryKeyring) -> None:
    code = FAILED
    try:
        with tempfile.TemporaryFile() as file:
            for _ in range(harmless):
                HARMLESS[call](file.fileno())
        with copy.with_suffix(".told").open("w", encoding="utf-8") as told:
            _save(copy, keyring, lambda line: print(line, file=told, flush=True))
        code = ENDED
    except Exception:  # noqa: BLE001 - the parent's stack must not go on in this process
        traceback.print_exc()
    os._exit(code)


def _save(copy: Path, keyring: MemoryKeyring, tell: Callable[[str], None]) -> None:
    """Saves one lead, and tries again when that is refused, as a person would."""
    (lead,) = many_leads(1)
    for _ in range(2):
        try:
            with Booth.open(copy, keyring=keyring) as booth, booth.services() as services:
                (saved,) = services.capturing.save_new([NewLead(replace(lead, lead_id=LeadId("")))])
                tell(f"saved {saved.lead.lead_id}")
        except StoreError as error:
            tell(f"refused {error}")
        else:
            return


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
