"""What sync promises holds for three laptops and a hub, whatever happens to them."""

from __future__ import annotations

from hypothesis import settings

from boothapp.domain.change import Edit
from boothapp.domain.ids import DeviceId
from boothapp.domain.stamp import HybridClock
from tests.helpers.changes import change_id
from tests.helpers.sync_machine import SyncMachine
from tests.helpers.sync_model import Hub, Laptop, Rules

TestSync = SyncMachine.TestCase
TestSync.settings = settings(max_examples=300, stateful_step_count=40, deadline=None)


def test_a_change_that_returns_under_another_number_is_a_duplicate() -> None:
    """An answer is lost, the laptop finds its numbers taken and renumbers: the hub knows the change."""
    hub = Hub(rules=Rules())
    laptop = Laptop(rules=Rules(), clock=HybridClock(lambda: 1), device_id=DeviceId("laptop"))
    copy = laptop.started_from(laptop.profile(), lambda: 1)
    hub.push([copy.save(change_id(1), "lead", {"rating": Edit("cold")})])
    taken = laptop.save(change_id(2), "lead", {"rating": Edit("hot")})
    received = laptop.save(change_id(3), "lead", {"tags": Edit(["packing"])})
    assert hub.push([received]) == ["received"]  # and the answer is lost
    laptop.hear([taken], hub.push([taken]), DeviceId("laptop again"))
    assert [change.device_seq for change in laptop.outbox()] == [1, 2]
    assert hub.push(laptop.outbox()) == ["received", "duplicate"]
