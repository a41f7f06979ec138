"""The real client and the real central store: whatever befalls them, all come to one truth."""

from __future__ import annotations

import os
import tempfile
import uuid
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from boothapp.domain.ids import LeadId
from tests.helpers.booth_fleet import Fleet
from tests.helpers.hub_pictures import whole_pictures
from tests.helpers.photos import photo
from tests.helpers.postgres import Server

LONG_RUN = "BOOTHAPP_SYNC_EXAMPLES"
"""How many runs the state machine makes; few by default, since each has four real files."""

laptops = st.integers(0, 2)
faults = st.lists(st.sampled_from(["", "request", "answer", "twice"]), max_size=3)
photo_faults = st.lists(st.sampled_from(["request", "answer", ""]), max_size=2)


class FleetMachine(RuleBasedStateMachine):
    """Anything may happen in any order; in the end all have synced, and hold the same."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="boothapp-fleet-")
        self.fleet = self.make_fleet(Path(self.folder.name))
        self.made = 0
        self.leads: list[LeadId] = []
        self.photos: dict[str, str] = {}

    def make_fleet(self, folder: Path) -> Fleet:
        """Laptops and hub."""
        return Fleet(folder, folder / "central.db")

    @rule(at=laptops, photo_faults=photo_faults)
    def send_a_photo(self, at: int, photo_faults: list[str]) -> None:
        """A lead is on its way at once; of its photo, the wire may lose something."""
        self.save(at)
        self.fleet.sync(at, [], photo_faults)

    @rule(at=laptops)
    def save(self, at: int) -> None:
        """Someone captures a lead, with a photo of the card."""
        number = len(self.leads)
        lead_id = self.fleet.laptops[at].save(number)
        self.leads.append(lead_id)
        self.photos[lead_id] = photo(number, side=8).sha256

    @precondition(lambda self: self.leads)
    @rule(at=laptops, data=st.data())
    def edit(self, at: int, data: st.DataObject) -> None:
        """Someone edits a lead that they see."""
        self.made += 1
        self.fleet.laptops[at].edit(data.draw(st.sampled_from(self.leads)), f"Company {self.made}")

    @precondition(lambda self: self.leads)
    @rule(at=laptops, data=st.data())
    def delete(self, at: int, data: st.DataObject) -> None:
        """Someone takes a lead back."""
        self.fleet.laptops[at].delete(data.draw(st.sampled_from(self.leads)))

    @rule(at=laptops, faults=faults, photo_faults=photo_faults)
    def sync(self, at: int, faults: list[str], photo_faults: list[str]) -> None:
        """A laptop syncs, and the wire may lose something."""
        self.fleet.sync(at, faults, photo_faults)

    @rule(at=laptops, seconds=st.sampled_from([1, 600, -10_800]))
    def clock_moves(self, at: int, seconds: int) -> None:
        """Time goes on, or someone sets the clock."""
        self.fleet.clocks(at, seconds=seconds)

    @rule()
    def late(self) -> None:
        """Pushes arrive a second time."""
        self.fleet.deliver_late()

    @precondition(lambda self: self.leads)
    @rule(data=st.data())
    def erase(self, data: st.DataObject) -> None:
        """A visitor wants to be forgotten."""
        self.fleet.erase(data.draw(st.sampled_from(self.leads)))

    @precondition(lambda self: len(self.fleet.backups) < 3)
    @rule()
    def back_up_hub(self) -> None:
        """The hub is copied."""
        self.fleet.back_up_hub()

    @precondition(lambda self: self.fleet.backups)
    @rule(data=st.data())
    def restore_hub(self, data: st.DataObject) -> None:
        """The hub starts again from a copy."""
        self.fleet.restore_hub(data.draw(st.sampled_from(self.fleet.backups)))

    @precondition(lambda self: len(self.fleet.copies) < 3)
    @rule(at=laptops)
    def copy_profile(self, at: int) -> None:
        """A profile folder is copied."""
        self.fleet.copy_profile(at)

    @precondition(lambda self: self.fleet.copies)
    @rule(at=laptops, data=st.data())
    def start_from_copy(self, at: int, data: st.DataObject) -> None:
        """A laptop goes on from a copied folder."""
        self.fleet.start_from_copy(at, data.draw(st.sampled_from(self.fleet.copies))[1])

    @rule(at=laptops)
    def restore_laptop(self, at: int) -> None:
        """A laptop is restored from a backup."""
        self.fleet.restore_laptop(at)

    def teardown(self) -> None:
        """Whatever happened, all come to one truth."""
        try:
            self.all_agree()
        finally:
            self.fleet.close()
            self.folder.cleanup()

    def all_agree(self) -> None:
        """After two quiet rounds of syncs, hub and laptops hold the same changes and show the same leads."""
        fleet = self.fleet
        expected = set(fleet.hub_changes())
        for laptop in fleet.laptops:
            expected |= set(laptop.change_ids())
        problems: list[str] = []
        for _ in range(3):
            problems = []
            for laptop in fleet.laptops:
                problems += laptop.sync(fleet.hub).problems
        assert problems == [], "in the end the sums agree"
        held = fleet.hub_changes()
        assert set(held) <= expected, "nothing comes from nowhere"
        for laptop in fleet.laptops:
            here = laptop.change_ids()
            assert len(here) == len(set(here)), "each change is here once"
            assert set(here) == set(held), "a laptop holds what the hub holds"
            assert laptop.leads() == sorted(set(laptop.leads())), "each lead is here once"
            assert not fleet.erased & set(laptop.leads()), "an erased lead is gone"
            assert laptop.shown() == fleet.laptops[0].shown(), "all laptops show the same"
            assert laptop.services.syncing.summary().pending == 0, "nothing waits"
            unsound = [one for one in laptop.services.safeguarding.examine() if not one.sound]
            assert not [one for one in unsound if one.check in CHECKS], "the file is sound"
            facts = laptop.services.syncing.facts()
            assert (facts.untold_erasures, facts.set_apart) == (0, 0)
        lost = {change_id for change_id in expected if change_id not in held}
        assert not lost or fleet.erased, "nothing is lost that any file held"
        shown = {lead_id for lead_id, (*_, deleted) in fleet.laptops[0].shown().items() if not deleted}
        assert shown == {lead_id for lead_id in fleet.hub_leads() if lead_id in shown}
        assert fleet.hub.verify().is_sound, "the hub is the fold of its log"
        self.pictures_agree()

    def pictures_agree(self) -> None:
        """Each photo that a laptop shows with a lead is at the hub once, whole; of erased leads none is."""
        whole = whole_pictures(self.fleet.hub)
        for laptop in self.fleet.laptops:
            assert {name: whole[name] for name in laptop.photos()} == dict.fromkeys(laptop.photos(), 1)
            assert laptop.services.syncing.waiting_pictures() == 0, "no photo waits"
        erased = {self.photos[lead_id] for lead_id in self.fleet.erased}
        assert not erased & whole.keys(), "the photo of an erased lead is gone"


CHECKS = {"pages", "references", "search index", "derived tables", "outbox"}


class PostgresFleetMachine(FleetMachine):
    """The same, with the central store in PostgreSQL."""

    server: Server

    def make_fleet(self, folder: Path) -> Fleet:
        """A database of its own for each run."""
        self.name = f"fleet_{uuid.uuid4().hex}"
        return Fleet(folder, self.server.make_database(self.name))

    def teardown(self) -> None:
        """The database goes with the run."""
        try:
            super().teardown()
        finally:
            self.server.drop_database(self.name)


def _runs(few: int) -> settings:
    return settings(
        max_examples=int(os.environ.get(LONG_RUN, few)),
        stateful_step_count=20,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


TestFleet = FleetMachine.TestCase
TestFleet.settings = _runs(8)


class TestFleetOnPostgreSQL(PostgresFleetMachine.TestCase):  # type: ignore[misc,valid-type]  # made as the machine is
    """Runs it on the server of this test run."""

    settings = _runs(3)

    @pytest.fixture(autouse=True)
    def _use_server(self, postgres: Server) -> None:
        PostgresFleetMachine.server = postgres
