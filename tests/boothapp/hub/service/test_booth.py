"""What the window of the laptop that hosts is told of the others."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from boothapp.hub.service.booth import BoothHub
from boothapp.hub.store import CentralStore
from tests.helpers.hub_samples import SHOW_ID, lead_change, push_of, sales_ready_lead
from tests.helpers.served import enrolled


def test_every_guest_is_listed_and_the_host_is_none(tmp_path: Path) -> None:
    """A copied profile has no name of its own, and is a guest all the same."""
    with closing(CentralStore.open(tmp_path / "booth.db")) as store:
        for number, laptop in enumerate(("host", "guest", "copy"), start=1):
            change = lead_change(number, sales_ready_lead(number), device_id=laptop)
            store.push(push_of(change, device_id=laptop))
        enrolled(store, "guest")
        told = BoothHub(store, SHOW_ID, "", "host").answer({"laptops": True})["laptops"]
    assert [changes for _, _, changes in told] == [1, 1]
    assert told[0][0] == "copy"
    assert told[1][0] != "guest"
