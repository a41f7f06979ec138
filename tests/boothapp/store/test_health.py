"""The checks find what is wrong, name it, and find nothing where nothing is."""

from __future__ import annotations

import hashlib
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from boothapp.domain.lead import Attachment
from boothapp.domain.stamp import reading_of
from boothapp.store import disk
from boothapp.store.database import Database
from boothapp.store.health import Finding, examine
from boothapp.store.leads import LeadStore
from boothapp.store.outbox import Outbox
from boothapp.store.pictures import Pictures
from boothapp.store.profile import Profile
from boothapp.wire.messages import Receipt
from tests.helpers.booths import MemoryKeyring
from tests.helpers.many_leads import Recorder, many_leads, standard_definition

DEFINITION = standard_definition()


@pytest.fixture(autouse=True)
def _leads(store: LeadStore, recorder: Recorder, profile: Profile) -> None:
    """Some leads, and a backup of them."""
    store.record([recorder.new(lead) for lead in many_leads(100)])
    profile.backup()


def findings(profile: Profile, database: Database, ahead_ms: int = 0) -> dict[str, Finding]:
    """What is found, some time after the last change."""
    stamp = LeadStore(database).device().last_stamp
    now_ms = reading_of(stamp).ms + ahead_ms if stamp else 0
    found = examine(database, profile.folder, {DEFINITION.ref: DEFINITION}.__getitem__, now_ms)
    return {finding.check: finding for finding in found}


def unsound(profile: Profile, database: Database) -> dict[str, str]:
    """The checks that found something, and what."""
    return {f.check: f.text for f in findings(profile, database).values() if not f.sound}


def test_all_is_well(profile: Profile, database: Database) -> None:
    """Every check is named and sound."""
    found = findings(profile, database)

    assert list(found) == [
        "file format", "pages", "encryption", "references", "search index", "derived tables", "pictures",
        "outbox", "clock", "key", "folder", "backups", "disk",
    ]  # fmt: skip
    assert unsound(profile, database) == {}
    assert found["key"].text == "in the system's keyring"
    assert found["outbox"].text == (
        "0 changes at the hub, 100 not (since 2026-11-24T09:00:40+00:00), 0 refused"
    )


def test_names_are_not_in_findings(profile: Profile, database: Database) -> None:
    """What is found may be sent to somebody who helps."""
    database.run("UPDATE lead_card SET company = 'Canary Ltd', name = 'Canary'")
    assert "Canary" not in str(findings(profile, database))


@pytest.mark.parametrize(
    ("damage", "check", "says"),
    [
        ("UPDATE lead_card SET company = 'x' WHERE lead_no = 2", "derived tables", "1 leads differ"),
        ("DELETE FROM lead_search WHERE rowid IN (3, 4)", "search index", "2 leads are not in it"),
        ("DELETE FROM lead_search_data WHERE id > 100", "search index", "damaged"),
        (
            "INSERT INTO outbox (change_no, lead_no, state) VALUES (999, 1, 'pending')",
            "references",
            "1 faults",
        ),
    ],
)
def test_damage_is_named(profile: Profile, database: Database, damage: str, check: str, says: str) -> None:
    """Each check finds its own kind of damage; a rebuild mends what is derived."""
    database.run("PRAGMA foreign_keys = OFF")
    database.run(damage)

    assert says in unsound(profile, database)[check]
    if check != "references":
        LeadStore(database).rebuild({DEFINITION.ref: DEFINITION}.__getitem__)
        assert unsound(profile, database) == {}


def test_a_flipped_bit(profile: Profile, database: Database) -> None:
    """One changed bit anywhere in the file is found by the pages' own signatures."""
    database.close()
    place = profile.path.stat().st_size // 4096 * 2048 + 100  # amid the leads: not what opening reads
    with profile.path.open("rb+") as file:
        file.seek(place)
        (byte,) = file.read(1)
        file.seek(place)
        file.write(bytes([byte ^ 1]))
    reopened = profile.connect()

    assert "Do not delete the file" in unsound(profile, reopened)["encryption"]
    assert "key" not in unsound(profile, reopened)
    reopened.close()


def test_refused_changes_show(profile: Profile, database: Database) -> None:
    """What the hub refused wants a look."""
    outbox = Outbox(database, lambda _: DEFINITION)
    (item, *_) = outbox.pending(1)
    outbox.settle([Receipt(change_id=item.change_id, code="rejected", reason="why")])
    assert "1 refused" in unsound(profile, database)["outbox"]


def test_a_clock_that_jumped_back(profile: Profile, database: Database) -> None:
    """A last change in the future means that the clock is wrong now, or was then."""
    assert "10 minutes" in findings(profile, database, ahead_ms=-600_000)["clock"].text
    assert findings(profile, database, ahead_ms=-200_000)["clock"].sound


def test_no_backup_and_no_room(profile: Profile, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both are told before they hurt."""
    shutil.rmtree(profile.folder / "backups")
    monkeypatch.setattr(disk, "free_bytes", lambda _folder: 100 << 20)
    found = findings(profile, database, ahead_ms=3_600_000)

    assert found["backups"] == Finding(
        "backups", False, "none yet. Make one, best on a second disk: boothapp doctor --backup DIR"
    )
    assert "100 MiB free" in found["disk"].text
    assert not found["disk"].sound
    assert findings(profile, database)["backups"].sound, "in the first hour none is missed"


@pytest.mark.skipif(sys.platform == "win32", reason="who may change a folder is told otherwise there")
def test_a_folder_that_others_may_change(profile: Profile, database: Database) -> None:
    """Encryption hides the leads from others; it does not keep them from deleting the file."""
    profile.folder.chmod(0o770)
    assert f"chmod go-w {profile.folder}" in unsound(profile, database)["folder"]


def test_no_changes_yet(tmp_path: Path, keyring: MemoryKeyring) -> None:
    """On a first start there is nothing to complain of."""
    profile = Profile.open(tmp_path / "new", keyring=keyring)
    database = profile.connect()
    assert unsound(profile, database) == {}
    database.close()
    profile.close()


def test_pictures_are_read_and_missed(
    profile: Profile, database: Database, store: LeadStore, recorder: Recorder
) -> None:
    """One that is no longer what its name says is found, and one that a card of this laptop names in vain."""
    content = b"\xff\xd8 a card"
    name = hashlib.sha256(content).hexdigest()
    Pictures(database).keep(name, content, "image/jpeg", 0)
    named = replace(next(many_leads(1, seed=9)), attachments=(Attachment(kind="sketch", sha256=name),))
    store.record([recorder.new(named)])
    assert findings(profile, database)["pictures"] == ("pictures", True, "1, 0 MiB")

    database.run("UPDATE picture_content SET content = x'00'")
    assert "1 are damaged, 0 are missing" in unsound(profile, database)["pictures"]
    database.run("DELETE FROM picture")
    assert "0 are damaged, 1 are missing" in unsound(profile, database)["pictures"]
