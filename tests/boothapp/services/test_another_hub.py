"""A laptop goes from its own central store to a hub: what one has, the other does not have yet."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from boothapp.app import card_context
from boothapp.domain.badge_layout import BadgeLayout
from boothapp.hub.service.serving import Serving
from boothapp.hub.store import CentralStore
from boothapp.services.capturing import NewLead
from boothapp.services.layout_keeping import with_layout
from tests.helpers.booth_fleet import CARD, SETUP
from tests.helpers.booths import HandClock, MemoryKeyring, sample_booth
from tests.helpers.served import enrolment_text, served_here


def test_a_new_hub_is_told_from_one_that_has_everything(tmp_path: Path) -> None:
    """Nobody reads "everything is synced" of a hub that has nothing; going back is possible throughout."""
    file = tmp_path / "central.db"
    with (
        closing(CentralStore.open(file)) as store,
        served_here(Serving(store=str(file))) as served,
        sample_booth(tmp_path / "laptop", MemoryKeyring(), HandClock()) as booth,
        booth.services() as services,
    ):
        services.capturing.save_new([NewLead(card_context(SETUP).lead(CARD))])
        assert services.syncing.sync_now().received == 1
        assert services.syncing.has_met_hub
        services.syncing.enrol(enrolment_text(store, served))
        assert not services.syncing.has_met_hub
        assert services.syncing.sync_now().received == 1
        assert store.verify().changes == 1
        services.syncing.enrol(enrolment_text(store, served))
        assert services.syncing.has_met_hub
        services.syncing.forget_hub()
        assert not services.syncing.has_met_hub
        services.syncing.sync_now()
        assert services.syncing.has_met_hub


def test_a_store_that_was_met_stays_so_when_its_show_is_another(tmp_path: Path) -> None:
    """A layout that is kept here has yet to go there; the leads did already."""
    keyring, clock = MemoryKeyring(), HandClock()
    with (
        sample_booth(tmp_path / "a", keyring, clock) as a,
        sample_booth(tmp_path / "b", keyring, clock) as b,
    ):
        with a.services() as services:
            services.syncing.use_store(tmp_path / "central.db")
            assert services.syncing.sync_now().problems == []
        assert b.setup is not None
        b.use(with_layout(b.setup, BadgeLayout(name="Hall", separator="^", columns=())))
        with b.services() as services:
            services.syncing.use_store(tmp_path / "central.db")
            services.syncing.sync_now()
            assert services.syncing.has_met_hub
            services.syncing.use_store(tmp_path / "other.db")
            assert not services.syncing.has_met_hub
