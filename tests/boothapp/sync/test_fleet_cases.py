"""What the state machine may meet by chance, each once for certain: real laptops, a real central store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from boothapp.store.own_work import own_work
from boothapp.wire.messages import CertifyRequest, Statement, decode
from tests.helpers.booth_fleet import SETUP, Fleet, Laptop, Wire


@pytest.fixture(params=["sqlite", "postgresql"])
def fleet(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Fleet]:
    """Three laptops and a hub, on either database."""
    on_file = request.param == "sqlite"
    fleet = Fleet(tmp_path, tmp_path / "central.db" if on_file else request.getfixturevalue("postgres_url"))
    yield fleet
    fleet.close()


def device_id(laptop: Laptop) -> str:
    """Who it is."""
    return laptop.services.syncing.facts().device_id


def all_sync(fleet: Fleet, rounds: int = 2) -> list[str]:
    """Everyone syncs; gives what was said in words."""
    problems = []
    for _ in range(rounds):
        for laptop in fleet.laptops:
            problems += laptop.sync(fleet.hub).problems
    return problems


def assert_equal(fleet: Fleet) -> None:
    """All hold the same, and the hub is the fold of its log."""
    held = sorted(fleet.hub_changes())
    for laptop in fleet.laptops:
        assert sorted(laptop.change_ids()) == held
        assert laptop.shown() == fleet.laptops[0].shown()
        assert laptop.services.syncing.summary().pending == 0
    assert fleet.hub.verify().is_sound


def test_what_one_captures_all_have(fleet: Fleet) -> None:
    """A lead of each laptop is on every laptop after all have synced."""
    saved = sorted(laptop.save() for laptop in fleet.laptops)
    assert all_sync(fleet) == []
    assert [laptop.leads() for laptop in fleet.laptops] == [saved] * 3
    assert_equal(fleet)


def test_an_idle_sync_is_one_round_trip(fleet: Fleet) -> None:
    """The hub is known, and knows the show: a push without changes, with the page in its answer, is all."""
    all_sync(fleet)
    verbs: list[str] = []

    class Counting(Wire):
        def _pass(self, verb: str, request: object) -> object:
            verbs.append(verb)
            return super()._pass(verb, request)

    fleet.laptops[0].sync(Counting(fleet.hub))
    assert verbs == ["push"]


def test_a_conflict_shows_everywhere_and_is_settled_once(fleet: Fleet) -> None:
    """Two edits without sight of each other leave both values, on every laptop, until a person settles it."""
    one, other, third = fleet.laptops
    lead_id = one.save()
    all_sync(fleet)
    one.edit(lead_id, "Jour SA")
    other.clock.forward(hours=3)
    other.edit(lead_id, "Nuit SA")
    all_sync(fleet)
    assert [laptop.shown()[lead_id][4] for laptop in fleet.laptops] == [1, 1, 1]
    assert third.shown()[lead_id][1] == "Nuit SA"
    third.edit(lead_id, "Aube SA")  # by a clock three hours behind, and still the later one
    all_sync(fleet)
    assert [laptop.shown()[lead_id][4] for laptop in fleet.laptops] == [0, 0, 0]
    assert one.shown()[lead_id][1] == "Aube SA"
    assert_equal(fleet)


def test_a_copied_profile_takes_a_name_of_its_own(fleet: Fleet) -> None:
    """Two laptops go on under one id and use the same numbers: one renames itself, and nothing is lost."""
    one, other, _ = fleet.laptops
    one.save()
    one.sync(fleet.hub)
    fleet.copy_profile(0)
    fleet.start_from_copy(1, fleet.copies[0][1])
    assert device_id(one) == device_id(other)
    saved = {one.save(), one.save(), other.save(), other.save(), other.save()}
    assert all_sync(fleet) == []
    assert device_id(one) != device_id(other)
    assert saved <= set(one.leads())
    assert len(one.leads()) == 6
    assert_equal(fleet)
    more = other.save()  # the renamed one goes on
    assert all_sync(fleet) == []
    assert more in one.leads()
    assert_equal(fleet)


def test_a_copy_is_known_though_no_number_clashes(fleet: Fleet) -> None:
    """Whoever syncs second under one id takes another, though it has nothing to send; so does a third."""
    one, other, third = fleet.laptops
    one.save()
    one.sync(fleet.hub)
    fleet.copy_profile(0)
    for at in (1, 2):
        fleet.start_from_copy(at, fleet.copies[0][1])
    other.save()
    other.sync(fleet.hub)
    before = device_id(other)
    one.sync(fleet.hub)
    third.sync(fleet.hub)
    assert device_id(other) == before
    assert len({device_id(laptop) for laptop in fleet.laptops}) == 3
    assert all_sync(fleet) == []
    assert len(one.leads()) == 2
    assert_equal(fleet)
    names = [device_id(laptop) for laptop in fleet.laptops]
    fleet.sync(0, ["answer"])  # a lost answer makes no copy of it
    assert all_sync(fleet) == []
    assert [device_id(laptop) for laptop in fleet.laptops] == names


def test_each_of_two_profiles_under_one_id_has_to_confirm(fleet: Fleet) -> None:
    """What one of them has forgotten is not taken for forgotten by the other."""
    one, other, _ = fleet.laptops
    gone = one.save()
    one.sync(fleet.hub)
    fleet.copy_profile(0)
    fleet.start_from_copy(1, fleet.copies[0][1])
    one.sync(fleet.hub)
    other.sync(fleet.hub)
    fleet.erase(gone)
    for _ in range(2):  # hears of it, then confirms
        one.sync(fleet.hub)
    assert [each.device_id for each in fleet.unconfirmed()] == [device_id(other)]
    for _ in range(2):
        other.sync(fleet.hub)
    assert fleet.unconfirmed() == []


def test_a_save_under_way_survives_a_new_name(fleet: Fleet) -> None:
    """The window does not know yet that a sync took another id: its next save goes through all the same."""
    one, other, _ = fleet.laptops
    one.save()
    one.sync(fleet.hub)
    fleet.copy_profile(0)
    fleet.start_from_copy(1, fleet.copies[0][1])
    one.save()
    one.sync(fleet.hub)
    with other.booth.services() as window:
        assert window.capturing.device_id == device_id(one)
        other.save()
        other.sync(fleet.hub)
        assert device_id(other) != device_id(one)
        lead = window.capturing.open_lead(other.leads()[0])  # type: ignore[arg-type]
        assert lead is not None
        window.capturing.undo(lead.lead.lead_id, by="ana@hummline.example")
    assert all_sync(fleet) == []
    assert_equal(fleet)


def test_a_hub_restored_from_a_backup_gets_everything_back(fleet: Fleet) -> None:
    """What it had forgotten, the laptops bring, of others too: each lead once."""
    saved = [laptop.save() for laptop in fleet.laptops]
    all_sync(fleet)
    fleet.back_up_hub()
    saved += [laptop.save() for laptop in fleet.laptops]
    all_sync(fleet)
    fleet.restore_hub(fleet.backups[0])
    assert len(fleet.hub_changes()) == 3
    assert all_sync(fleet) == []
    assert fleet.laptops[0].leads() == sorted(saved)
    assert_equal(fleet)


def test_a_laptop_restored_from_a_backup_gets_its_own_back(fleet: Fleet) -> None:
    """What was sent after the backup comes from the hub, once, though it was this laptop's own."""
    one = fleet.laptops[0]
    one.save()
    one.sync(fleet.hub)
    fleet.copy_profile(0)
    later = one.save()
    one.sync(fleet.hub)
    fleet.start_from_copy(0, fleet.copies[0][1])
    assert later not in one.leads()
    all_sync(fleet)
    assert later in one.leads()
    assert_equal(fleet)


def test_nothing_is_there_twice_when_answers_are_lost(fleet: Fleet) -> None:
    """The answer is lost, the request arrives again, late, and the laptop sends it again as well."""
    saved = [fleet.laptops[0].save() for _ in range(3)]
    fleet.sync(0, ["", "", "answer"])
    fleet.sync(0, ["twice"])
    fleet.deliver_late()
    assert all_sync(fleet) == []
    assert sorted(saved) == fleet.laptops[1].leads()
    assert_equal(fleet)


def test_an_erased_lead_is_gone_everywhere_and_stays_so(fleet: Fleet) -> None:
    """Each laptop forgets it and says so; an edit that nobody had sent yet brings it back nowhere."""
    one, other, _ = fleet.laptops
    gone, kept = one.save(), one.save()
    all_sync(fleet)
    other.edit(gone, "Too late SA")
    fleet.erase(gone)
    assert all_sync(fleet, 3) == []
    for laptop in fleet.laptops:
        assert laptop.leads() == [kept]
        assert laptop.services.syncing.facts().untold_erasures == 0
    assert b"Too late" not in b"".join(
        body for (body,) in other.rows("SELECT body FROM change UNION ALL SELECT body FROM pulled")
    )
    assert_equal(fleet)


def test_what_a_restored_hub_never_had_and_was_erased_is_missed_by_nobody(fleet: Fleet) -> None:
    """Captured after the backup, erased before it was put back: no alarm, and the sums agree again."""
    one = fleet.laptops[0]
    before, kept = one.save(), one.save()
    all_sync(fleet)
    fleet.back_up_hub()
    after = one.save()
    all_sync(fleet)
    for lead_id in (before, after):
        fleet.erase(lead_id)
    assert all_sync(fleet) == []
    fleet.restore_hub(fleet.backups[0])
    assert all_sync(fleet) == []
    assert [laptop.leads() for laptop in fleet.laptops] == [[kept]] * 3
    work = own_work(one.services._database, SETUP.definition.synced_tracks)
    statement = fleet.hub.certify(
        CertifyRequest(
            device_id=device_id(one), show_id=SETUP.show.show_id, device_now=one.clock().isoformat()
        )
    )
    held = decode(statement.statement.encode(), Statement).held
    assert (held.changes, held.sum) == (work.held[device_id(one)].changes, work.held[device_id(one)].hex_sum)


def test_a_feed_that_is_made_anew_brings_nothing_twice(fleet: Fleet) -> None:
    """The hub rebuilds itself from its log, and numbers everything again: laptops count it once."""
    for laptop in fleet.laptops:
        laptop.save()
    all_sync(fleet)
    fleet.hub.rebuild()
    assert all_sync(fleet) == []
    assert_equal(fleet)


def test_a_hub_that_lost_changes_unnoticed_is_told_again(fleet: Fleet) -> None:
    """Rows went from its log without a new epoch: the sums differ, so everything is offered again."""
    saved = [fleet.laptops[0].save() for _ in range(3)]
    all_sync(fleet)
    lost = fleet.hub_changes()[0]
    with fleet.hub.database.writing() as connection:
        connection.execute(text("DELETE FROM change WHERE change_id = :lost"), {"lost": lost})
        connection.execute(text("DELETE FROM feed WHERE item_id = :lost"), {"lost": lost})
        connection.exec_driver_sql("UPDATE device SET held_changes = 0, held_sum = '0'")
    report = fleet.laptops[0].sync(fleet.hub)
    assert lost in fleet.hub_changes()
    assert report.sent >= len(saved)
