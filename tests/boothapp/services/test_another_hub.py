"""A laptop goes from its own central store to a hub: what one has, the other does not have yet."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from boothapp.app import card_context
from boothapp.hub.service.serving import Serving
from boothapp.hub.store import CentralStore
from boothapp.services.capturing import NewLead
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
