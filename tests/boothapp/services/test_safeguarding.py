"""Safeguarding: copies are made when they are due, what is broken is told, and both can be mended."""

from __future__ import annotations

import os
import time
from contextlib import closing
from pathlib import Path

import pytest

from boothapp.app import Booth, Services
from boothapp.errors import BackupError, DamagedFileError, ProfileInUseError
from boothapp.hub.store import CentralStore
from boothapp.services.capturing import NewLead
from boothapp.services.safeguarding import Safeguarding, restore
from boothapp.store import disk
from boothapp.store.profile import LEADS_FILE
from tests.helpers.booths import HandClock, MemoryKeyring, sample_booth
from tests.helpers.many_leads import many_leads
from tests.helpers.served import enrolment_text, served_here, serving_of


@pytest.fixture
def keeper(services: Services) -> Safeguarding:
    """The keeper of a profile with a lead in it."""
    save_one(services, 1)
    return services.safeguarding


def save_one(services: Services, seed: int) -> str:
    """One more lead; gives its id."""
    (saved,) = services.capturing.save_new([NewLead(lead) for lead in many_leads(1, seed=seed)])
    return saved.lead.lead_id


def unsound(keeper: Safeguarding) -> dict[str, str]:
    """What is not sound, and why."""
    return {finding.check: finding.text for finding in keeper.examine() if not finding.sound}


def grow_older(copy: Path, minutes: int) -> None:
    """Date a file back."""
    then = time.time() - minutes * 60
    os.utime(copy, (then, then))


def test_a_profile_without_leads_needs_no_copy(services: Services):
    """On a first start there is nothing to lose yet."""
    assert services.safeguarding.back_up_if_due() is None
    assert unsound(services.safeguarding) == {}


def test_a_copy_is_due_an_hour_after_the_last_one(keeper: Safeguarding, services: Services):
    """Copies follow the work: none while nothing has changed since, or too soon."""
    first = keeper.back_up_if_due()
    assert first is not None
    save_one(services, 2)
    assert keeper.back_up_if_due() is None
    grow_older(first, minutes=61)
    second = keeper.back_up_if_due()
    assert second not in (None, first)
    assert second is not None
    for path in (services.folder / LEADS_FILE, services.folder / f"{LEADS_FILE}-wal", second):
        grow_older(path, minutes=120)
    assert keeper.back_up_if_due() is None


def test_a_clock_that_jumped_back_does_not_stop_the_copies(keeper: Safeguarding):
    """A copy from the future counts as old."""
    copy = keeper.back_up()
    grow_older(copy, minutes=-300)
    grow_older(keeper._profile.path, minutes=-400)
    assert keeper.back_up_if_due() is not None


def test_room_is_held_back_unless_there_is_little(
    keeper: Safeguarding, services: Services, monkeypatch: pytest.MonkeyPatch
):
    """The reserve must not be what fills a disk."""
    monkeypatch.setattr(disk, "BALLAST_BYTES", 1 << 20)
    ballast = services.folder / disk.BALLAST_FILE
    with monkeypatch.context() as little:
        little.setattr(disk, "free_bytes", lambda _folder: disk.LOW_BYTES - 1)
        keeper.keep_safe()
        assert not ballast.exists()
    keeper.keep_safe()
    assert ballast.stat().st_size == 1 << 20


def test_a_backup_that_fails_says_that_the_leads_are_safe(keeper: Safeguarding, services: Services):
    """It is an error of its own: no lead and no card is at stake."""
    (services.folder / "backups").write_text("in the way", encoding="utf-8")
    with pytest.raises(BackupError, match="Your leads are safe in the profile itself"):
        keeper.back_up()


def test_what_is_derived_is_mended_from_the_change_log(keeper: Safeguarding):
    """The doctor finds the difference, mends it after a backup, and finds nothing."""
    keeper._database.run("UPDATE lead_card SET company = 'x'")
    assert "1 leads differ from the change log" in unsound(keeper)["derived tables"]
    assert keeper.mend() == 1
    assert unsound(keeper) == {}
    assert len(keeper._profile.backups) == 1


def test_the_central_store_is_looked_for_once_there_was_a_sync(services: Services, tmp_path: Path):
    """Gone or damaged, the finding says that every lead is still here."""
    keeper, store = services.safeguarding, tmp_path / "central.db"
    save_one(services, 1)
    services.syncing.use_store(store)
    assert keeper.examine()[-1].text == "nothing was synced yet"
    services.syncing.sync_now()
    assert keeper.examine()[-1] == ("central store", True, str(store))
    store.write_bytes(b"no store at all" * 1000)
    assert "Every lead is still on this laptop." in unsound(keeper)["central store"]
    store.unlink()
    assert "Every lead is still here." in unsound(keeper)["central store"]
    assert not store.exists(), "looking makes none"


def test_a_hub_over_https_is_named_with_its_last_sync(services: Services, tmp_path: Path):
    """The central store is the hub's, and nothing was synced until something was."""
    keeper, place = services.safeguarding, tmp_path / "office.db"
    save_one(services, 1)
    with (
        closing(CentralStore.open(place)) as office,
        served_here(serving_of(place, tmp_path / "tls")) as served,
    ):
        services.syncing.enrol(enrolment_text(office, served))
        assert keeper.examine()[-1].text == f"of the hub at {served.url}; nothing was synced yet"
        services.syncing.sync_now()
        services._hub_reach.close()
    last = services.syncing.last_sync
    assert last is not None
    told = f"of the hub at {served.url}; the last sync was at {last.isoformat()}"
    assert keeper.examine()[-1] == ("central store", True, told)


def test_a_restore_brings_back_the_newest_copy_and_keeps_what_it_replaces(tmp_path: Path, clock: HandClock):
    """What was lost since the copy lies in the folder that is told; new leads go on from there."""
    folder, keyring = tmp_path / "profile", MemoryKeyring()
    with sample_booth(folder, keyring, clock) as booth, booth.services() as services:
        kept = save_one(services, 1)
        copy = services.safeguarding.back_up()
        save_one(services, 2)
        with pytest.raises(ProfileInUseError):
            restore(folder, keyring=keyring)
    (folder / LEADS_FILE).write_bytes(b"garbage" * 10_000)

    restored = restore(folder, keyring=keyring)

    assert restored.copy == copy
    assert (restored.kept / LEADS_FILE).read_bytes().startswith(b"garbage")
    with Booth.open(folder, keyring=keyring, now=clock) as booth, booth.services() as services:
        assert [row.lead_id for row in services.browsing.rows(services.browsing.find(""))] == [kept]
        save_one(services, 3)
        assert unsound(services.safeguarding) == {}


def test_without_a_copy_nothing_is_replaced(tmp_path: Path, clock: HandClock):
    """A restore that cannot be done changes nothing."""
    folder, keyring = tmp_path / "profile", MemoryKeyring()
    sample_booth(folder, keyring, clock).close()
    before = (folder / LEADS_FILE).read_bytes()
    with pytest.raises(DamagedFileError, match=r"there is no backup in it\. Nothing was changed"):
        restore(folder, keyring=keyring)
    assert (folder / LEADS_FILE).read_bytes() == before
