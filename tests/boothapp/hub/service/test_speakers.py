"""A token speaks for its own laptop, and for the id that its copy took; of others it brings the changes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from boothapp.errors import AccessReason, HubAccessError
from boothapp.hub.erasure import Erasing
from boothapp.hub.forgetting import forget
from boothapp.hub.store import CentralStore
from boothapp.wire.messages import PushReply
from tests.helpers.hub_samples import (
    SHOW_ID,
    lead_change,
    number_id,
    push_of,
    sales_ready_lead,
)
from tests.helpers.served import Served, enrolled, served_here, serving_of


class Office:
    """A hub over TLS on either database, where a lead was erased that laptop A has still to forget."""

    def __init__(self, store: CentralStore, served: Served) -> None:
        self.store, self.served = store, served
        store.push(push_of(lead_change(1, sales_ready_lead(1))))
        forget(store, SHOW_ID, [number_id(1)], by="mia", reason="asked")

    def push(self, token: str, device_id: str, *changes: Any, **beside: Any) -> PushReply:
        """What a bearer of the token says in a laptop's name."""
        with closing(self.served.hub(token)) as hub:
            return hub.push(replace(push_of(*changes, device_id=device_id), **beside))

    def refused(self, token: str, device_id: str, **beside: Any) -> AccessReason:
        """Why it may not be said."""
        with pytest.raises(HubAccessError) as caught:
            self.push(token, device_id, **beside)
        return caught.value.reason

    def unconfirmed(self) -> list[str]:
        """Who has still to confirm."""
        with self.store.database.reading() as connection:
            return [one.device_id for one in Erasing(connection, SHOW_ID).pending()]


@pytest.fixture(params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    """The hub."""
    on_file = request.param == "sqlite"
    place = tmp_path / "office.db" if on_file else request.getfixturevalue("postgres_url")
    with (
        closing(CentralStore.open(place)) as store,
        served_here(serving_of(place, tmp_path / "tls")) as served,
    ):
        yield Office(store, served)


def test_no_laptop_confirms_for_another(office: Office) -> None:
    """Neither as if it were that laptop, nor as if it brought its word; the laptop itself may."""
    own, other = enrolled(office.store), enrolled(office.store, "laptop-b")
    told = {"erased": [number_id(1)]}
    assert office.refused(other, "laptop-a", **told) is AccessReason.OTHER_DEVICE
    assert office.refused(other, "laptop-a", brought_by="hub", **told) is AccessReason.SCOPE
    assert office.unconfirmed() == ["laptop-a"]
    office.push(own, "laptop-a", **told)
    assert office.unconfirmed() == []


def test_only_what_is_brought_is_another_laptops(office: Office) -> None:
    """Changes, counts and files of another laptop come from whoever says to bring them, and changes alone."""
    other = enrolled(office.store, "laptop-b")
    change = lead_change(2, sales_ready_lead(2), device_seq=2)
    assert office.refused(other, "laptop-a", withheld=[]) is AccessReason.OTHER_DEVICE
    with pytest.raises(HubAccessError, match="given to another laptop"):
        office.push(other, "laptop-a", change)
    reply = office.push(other, "laptop-a", change, brought_by="hub")
    assert [receipt.code for receipt in reply.receipts] == ["received"]


def test_a_hub_says_what_its_laptops_confirmed(office: Office) -> None:
    """With the scope for it."""
    hub = enrolled(office.store, "laptop-h", scopes=("push", "pull", "hub"))
    office.push(hub, "laptop-a", erased=[number_id(1)], brought_by="hub")
    assert office.unconfirmed() == []


def test_a_copy_goes_on_under_the_id_that_it_took(office: Office) -> None:
    """By the token that it was copied with; nobody else speaks under that id, nor does it for others."""
    own, other = enrolled(office.store), enrolled(office.store, "laptop-b")
    office.push(own, "copy-of-a")
    assert office.unconfirmed() == ["copy-of-a", "laptop-a"]
    told = {"erased": [number_id(1)]}
    assert office.refused(other, "copy-of-a", **told) is AccessReason.OTHER_DEVICE
    office.push(own, "copy-of-a", **told)
    assert office.unconfirmed() == ["laptop-a"]
    assert office.refused(own, "laptop-b", **told) is AccessReason.OTHER_DEVICE


def test_nobody_goes_on_under_an_id_that_was_only_brought(office: Office) -> None:
    """It is known here, and whose it is nobody can tell: a code of its own tells."""
    token = enrolled(office.store, "laptop-b")
    office.push(token, "laptop-c", brought_by="hub")
    assert office.refused(token, "laptop-c", erased=[number_id(1)]) is AccessReason.OTHER_DEVICE
    office.push(enrolled(office.store, "laptop-c"), "laptop-c", erased=[number_id(1)])
    assert office.unconfirmed() == ["laptop-a"]
