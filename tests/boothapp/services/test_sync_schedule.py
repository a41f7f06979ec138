"""When the next sync is due."""

from __future__ import annotations

from boothapp.errors import HubAccessError, HubUnreachableError
from boothapp.services.sync_schedule import EVERY_SECONDS, REST_SECONDS, SyncSchedule


def schedule() -> SyncSchedule:
    """One whose dice fall late."""
    return SyncSchedule(uniform=lambda _, most: most)


def test_off_is_off() -> None:
    """Whatever happened, nothing is due while it is switched off."""
    one = schedule()
    one.saved(10.0)
    assert one.seconds_left(1_000.0, is_on=False) is None
    assert one.seconds_left(1_000.0, is_on=True) == 0


def test_rests_a_little_after_a_save() -> None:
    """A row of scanned cards goes as one batch; without saves it is a matter of minutes."""
    one = schedule()
    one.succeeded(0.0)
    assert one.seconds_left(0.0, is_on=True) == EVERY_SECONDS
    one.saved(5.0)
    assert one.seconds_left(5.0, is_on=True) == REST_SECONDS


def test_a_failure_is_left_alone_whatever_is_saved() -> None:
    """After a failure the wait grows, and saves do not shorten it; a person does."""
    one = schedule()
    for _ in range(4):
        one.failed(HubUnreachableError("no answer"), 100.0)
    one.saved(101.0)
    assert one.seconds_left(100.0, is_on=True) == 16
    one.wanted(102.0)
    assert one.seconds_left(102.0, is_on=True) == 0
    one.succeeded(103.0)
    one.failed(HubUnreachableError("no answer"), 104.0)
    assert one.seconds_left(104.0, is_on=True) == 2


def test_waits_for_a_person_where_access_is_gone() -> None:
    """Nothing is tried again before someone acts."""
    one = schedule()
    one.failed(HubAccessError("revoked"), 0.0)
    assert one.needs_person
    assert one.seconds_left(10_000.0, is_on=True) is None
    one.wanted(10_001.0)
    assert one.seconds_left(10_001.0, is_on=True) == 0
