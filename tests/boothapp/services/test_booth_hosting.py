"""The store that this laptop served to the booth: remembered, brought to the hub of now, and counted."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from boothapp.app import Services
from boothapp.errors import HubError
from boothapp.hub.store import CentralStore
from boothapp.services.booth_hosting import HostedStore
from tests.helpers.hub_samples import lead_change, push_of, sales_ready_lead
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
    """What was added since is not there, nor is another store in its place, nor one named by hand."""
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
        hosting.note(other)
        assert hosting.hosted() == HostedStore(path=other)
        hosting.note(store)
        for file in tmp_path.glob("booth.db*"):
            file.unlink()
        other.rename(store)
        assert hosting.hosted() == HostedStore(path=store)
        services._hub_reach.close()


def test_what_an_older_version_kept_is_no_answer(services: Services, store: Path):
    """It did not say of which store it was."""
    services.booth_hosting.note(store)
    services.booth_hosting._settings.put("hosted_store_brought", {"at": "", "hub_id": "", "is_whole": True})
    assert services.booth_hosting.hosted() == HostedStore(path=store)
