"""The store that this laptop served to the booth: remembered, brought to the hub of now, and counted."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from boothapp.app import Services
from boothapp.commands.hub_merge import merge
from boothapp.errors import HubDamagedError, HubError, HubForeignError
from boothapp.hub.forgetting import forget
from boothapp.hub.holdings import StoreHoldings
from boothapp.hub.store import CentralStore
from boothapp.services.booth_hosting import HostedStore
from tests.helpers.hub_samples import SHOW_ID, lead_change, number_id, push_of, sales_ready_lead
from tests.helpers.served import enrolment_text, served_here, serving_of


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """The store of the booth, with a lead of another laptop."""
    with closing(CentralStore.open(tmp_path / "booth.db")) as store:
        store.push(push_of(lead_change(1, sales_ready_lead(1))))
    return tmp_path / "booth.db"


def test_nothing_was_hosted(services: Services, store: Path):
    """Nor is a store that is gone, and without a hub there is nowhere to bring it."""
    assert services.booth_hosting.hosted() is None
    services.booth_hosting.note(store)
    assert services.booth_hosting.hosted() is not None
    with pytest.raises(HubError, match="Connect to the office's hub first"):
        services.booth_hosting.bring()
    store.unlink()
    assert services.booth_hosting.hosted() is None


def test_what_was_brought_is_of_the_hub_of_now(services: Services, store: Path, tmp_path: Path):
    """Counted with its time; another hub has nothing of it yet, and gets all of it."""
    services.booth_hosting.note(store)
    for name in ("office", "other"):
        place = tmp_path / f"{name}.db"
        with (
            closing(CentralStore.open(place)) as office,
            served_here(serving_of(place, tmp_path / name)) as served,
        ):
            services.syncing.enrol(enrolment_text(office, served))
            hosted = services.booth_hosting.hosted()
            assert hosted is not None
            assert hosted.brought is None
            told: list[tuple[int, int]] = []
            done = services.booth_hosting.bring(progress=lambda *so_far: told.append(so_far))  # noqa: B023
            assert (done.is_whole, done.codes, told) == (True, {"received": 1}, [(1, 1)])
            hosted = services.booth_hosting.hosted()
            assert hosted is not None
            assert hosted.brought is not None
            assert hosted.brought.at == "2026-11-24T10:02:00+00:00"
            assert (hosted.brought.arrived, hosted.changes, hosted.is_elsewhere) == (1, 1, True)
            services._hub_reach.close()


def test_all_of_it_is_all_of_this_store_as_it_is_now(services: Services, store: Path, tmp_path: Path):
    """What was added since is not there, nor is another store in its place, unless it was brought."""
    hosting, other = services.booth_hosting, tmp_path / "other.db"
    with closing(CentralStore.open(other)) as central:
        central.push(push_of(lead_change(7, sales_ready_lead(7))))
    hosting.note(store)
    place = tmp_path / "office.db"
    with (
        closing(CentralStore.open(place)) as office,
        served_here(serving_of(place, tmp_path / "tls")) as served,
    ):
        services.syncing.enrol(enrolment_text(office, served))
        assert hosting.bring(other).is_whole
        assert hosting.hosted() == HostedStore(path=store)
        assert hosting.bring().is_whole
        with closing(CentralStore.open(store)) as central:
            central.push(push_of(lead_change(2, sales_ready_lead(2), device_seq=2)))
        hosted = hosting.hosted()
        assert hosted is not None
        assert hosted.brought is not None
        assert (hosted.brought.arrived, hosted.changes, hosted.is_elsewhere) == (1, 2, False)
        for file in tmp_path.glob("booth.db*"):
            file.unlink()
        other.rename(store)
        hosted = hosting.hosted()
        assert hosted is not None
        assert (hosted.changes, hosted.is_elsewhere) == (1, True)
        for file in tmp_path.glob("booth.db*"):
            file.unlink()
        with closing(CentralStore.open(store)) as central:
            central.push(push_of(lead_change(8, sales_ready_lead(8))))
        assert hosting.hosted() == HostedStore(path=store)
        services._hub_reach.close()


def test_what_another_version_kept_is_no_answer(services: Services, store: Path):
    """Neither of one store alone, nor in other words of what was brought."""
    services.booth_hosting.note(store)
    office = services.syncing.store_path
    with closing(CentralStore.open(office)) as central, closing(CentralStore.open(store)) as booth:
        StoreHoldings(booth, SHOW_ID).note(central.identity.hub_id, '{"at": "", "is_whole": true}')
    assert services.booth_hosting.hosted() == HostedStore(path=store)
    services.booth_hosting._settings.put("hosted_store", str(store))
    assert services.booth_hosting.stores() == [HostedStore(path=store)]


def test_every_store_that_was_hosted_counts(services: Services, store: Path, tmp_path: Path):
    """Each is brought; one that will not do keeps no other back, and is not called elsewhere."""
    hosting, second, bad = services.booth_hosting, tmp_path / "second.db", tmp_path / "bad.db"
    with closing(CentralStore.open(second)) as central:
        central.push(push_of(lead_change(7, sales_ready_lead(7), device_seq=7)))
        central.push(replace(push_of(device_id="b"), show_id="other"))
    for path in (store, bad, second):
        hosting.note(path)
    place = tmp_path / "office.db"
    with (
        closing(CentralStore.open(place)) as office,
        served_here(serving_of(place, tmp_path / "tls")) as served,
    ):
        services.syncing.enrol(enrolment_text(office, served))
        assert [one.path for one in hosting.stores()] == [store, second]
        assert hosting.bring().arrived.changes == 2
        assert [one.is_elsewhere for one in hosting.stores()] == [True, True]
        assert [one.other_shows for one in hosting.stores()] == [(), ("other",)]
        bad.write_bytes(b"no database" * 1000)
        with pytest.raises(HubForeignError):
            hosting.bring()
        for path in (store, second):
            with closing(CentralStore.open(path)) as central:
                central.push(push_of(lead_change(9, sales_ready_lead(9), device_seq=9)))
        with pytest.raises(HubForeignError):
            hosting.bring()
        assert [one.is_elsewhere for one in hosting.stores()] == [True, False, True]
        hosted = hosting.hosted()
        assert hosted is not None
        assert hosted.path == bad
        bad.unlink()
        damaged = store.read_bytes()[:100] + b"x" * 1000
        for file in tmp_path.glob("booth.db*"):
            file.unlink()
        store.write_bytes(damaged)
        hosted = hosting.hosted()
        assert hosted is not None
        assert (hosted.path, hosted.is_elsewhere) == (store, False)
        assert isinstance(hosted.problem, HubDamagedError)
        assert hosting.bring(second).is_whole
        services._hub_reach.close()


def test_a_merge_of_files_counts_as_brought(services: Services, store: Path, tmp_path: Path):
    """Whether the hub of now is a file or over HTTPS; not once it was restored, until it is merged again."""
    hosting, place = services.booth_hosting, tmp_path / "disk" / "office.db"
    hosting.note(store)
    services.syncing.use_store(place)
    services.syncing.sync_now()
    setup = services.show_setting.current()
    assert setup is not None
    show_id = setup.show.show_id

    def is_elsewhere() -> bool:
        hosted = hosting.hosted()
        return hosted is not None and hosted.is_elsewhere

    with closing(CentralStore.open(store)) as booth, closing(CentralStore.open(place)) as office:
        assert not is_elsewhere()
        assert merge(booth, office).is_whole
        assert is_elsewhere()
        booth.push(push_of(lead_change(2, sales_ready_lead(2), device_seq=2)))
        assert not is_elsewhere()
        merge(booth, office)
        assert is_elsewhere()
        forget(booth, show_id, [number_id(1)], by="mia", reason="asked")
        assert not is_elsewhere()
        merge(booth, office)
        assert is_elsewhere()
        restored = "UPDATE hub_meta SET value = '7' WHERE name = 'epoch'"
        office.database.write(lambda connection: connection.exec_driver_sql(restored))
        services.syncing.sync_now()
        assert not is_elsewhere()
    with closing(CentralStore.open(store)) as booth, closing(CentralStore.open(place)) as office:
        merge(booth, office)
        assert is_elsewhere()
        with served_here(serving_of(place, tmp_path / "tls")) as served:
            services.syncing.enrol(enrolment_text(office, served))
            assert is_elsewhere()
            services.syncing.sync_now()
            assert services.syncing.certificate().is_safe
            services._hub_reach.close()


def test_to_look_takes_no_write_lock(services: Services, store: Path, tmp_path: Path):
    """Another program writes for long, and the state of the store is told all the same."""
    hosting, place = services.booth_hosting, tmp_path / "office.db"
    hosting.note(store)
    with (
        closing(CentralStore.open(place)) as office,
        served_here(serving_of(place, tmp_path / "tls")) as served,
        closing(CentralStore.open(store)) as central,
    ):
        services.syncing.enrol(enrolment_text(office, served))
        hosting.bring()
        with central.database.writing():
            assert [one.is_elsewhere for one in hosting.stores()] == [True]
        services._hub_reach.close()
