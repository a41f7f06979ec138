"""The client is killed again and again while it syncs over HTTPS: each lead arrives exactly once."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from boothapp.hub.accounts import Accounts
from boothapp.hub.database import HubDatabase
from boothapp.hub.keys import read_keys
from boothapp.hub.store import CentralStore
from boothapp.paths import resources_dir
from boothapp.wire.enrolment import Enrolment, encode_enrolment
from tests.helpers.hub_samples import SHOW_ID
from tests.helpers.served import served_apart, serving_of

KILLS = int(os.environ.get("BOOTHAPP_SYNC_KILLS", "4"))
"""How often the client is killed; many by hand: BOOTHAPP_SYNC_KILLS=200."""
SEED = int(os.environ.get("BOOTHAPP_SYNC_SEED", "1"))
VISITORS = resources_dir() / "demo" / "visitors.jsonl"


def started(profile: Path, *arguments: object) -> subprocess.Popen[str]:
    """The command, under way."""
    return subprocess.Popen(
        [sys.executable, "-m", "boothapp", *map(str, arguments), "--profile", str(profile)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "BOOTHAPP_PASSPHRASE": "a passphrase of the tests"},
    )


def done(profile: Path, *arguments: object) -> str:
    """What the command printed; it must end well."""
    process = started(profile, *arguments)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return out


@pytest.mark.skipif(sys.platform == "win32", reason="nothing is killed on Windows")
def test_each_lead_arrives_once_however_often_the_client_dies(tmp_path: Path) -> None:
    """Killed at any moment of a sync, the next one goes on; at the end the laptop may be wiped."""
    profile, place = tmp_path / "profile", tmp_path / "central.db"
    show = ("--show", resources_dir() / "demo" / "show.toml")
    definition = ("--definition", resources_dir() / "definitions" / "standard.toml")
    store = CentralStore.open(place)
    code = Accounts(store).new_code(SHOW_ID)
    with store.database.reading() as connection:
        keys = read_keys(connection)
    hub_id = store.identity.hub_id
    store.close()
    dice = random.Random(SEED)
    with served_apart(serving_of(place, tmp_path), tmp_path / "log") as served:
        done(profile, "capture", VISITORS, *show, *definition)
        enrolment = Enrolment(
            code=code, hub_id=hub_id, show_id=SHOW_ID, sign=keys.sign_public, seal=keys.seal_public,
            url=served.url, ca=served.ca_sha256 or "",
        )  # fmt: skip
        done(profile, "enrol", encode_enrolment(enrolment))
        began = time.monotonic()
        done(profile, "report")
        start_up = time.monotonic() - began
        for _ in range(KILLS):
            process = started(profile, "sync")
            try:
                process.wait(timeout=dice.uniform(0.2, 1.5) * start_up)
            except subprocess.TimeoutExpired:
                process.kill()
            process.communicate()
        done(profile, "sync")
        assert "safe to wipe   yes" in done(profile, "certificate")
    database = HubDatabase(place)
    with database.reading() as connection:
        rows = connection.execute(text("SELECT entity_id FROM change")).scalars().all()
    database.close()
    assert len(rows) == len(set(rows)) == 34, f"seed {SEED}"
