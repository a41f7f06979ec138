"""Stamps sort as text, and a device's clock only ever gives greater ones."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from boothapp.domain.ids import ChangeId, uuid7
from boothapp.domain.stamp import (
    MAX_DRIFT_MS,
    HybridClock,
    Reading,
    Stamp,
    change_id_of,
    is_stamp,
    reading_of,
)

LAST_MS = (1 << 48) - 1
ID = ChangeId("018f3d6c-7a10-7c3e-9a51-3f2b8c1d4e5f")
readings = st.builds(Reading, st.integers(0, LAST_MS), st.integers(0, 0xFFFF))
change_ids = st.builds(
    lambda ms, seed: ChangeId(uuid7(ms, lambda _: seed)), st.integers(0, 9), st.integers(0, 9)
)


class Wall:
    """A clock on the wall that tests set."""

    def __init__(self, ms: int = 0) -> None:
        self.ms = ms

    def __call__(self) -> int:
        """Give Unix time in milliseconds."""
        return self.ms


def stamp_of(reading: Reading, change_id: ChangeId = ID) -> Stamp:
    """Write a stamp as `HybridClock` does."""
    return Stamp(f"{reading.ms:012x}.{reading.counter:04x}.{change_id}")


@given(readings, change_ids, readings, change_ids)
def test_text_sorts_as_the_numbers_do(
    one: Reading, one_id: ChangeId, other: Reading, other_id: ChangeId
) -> None:
    """Milliseconds first, then the counter, then the change id: no database needs to know more than text."""
    as_text = stamp_of(one, one_id) < stamp_of(other, other_id)
    assert as_text == ((one, one_id) < (other, other_id))


@given(readings, change_ids)
def test_a_stamp_gives_back_its_parts(reading: Reading, change_id: ChangeId) -> None:
    """The reading and the change id can be read from the text."""
    stamp = stamp_of(reading, change_id)
    assert is_stamp(stamp)
    assert (reading_of(stamp), change_id_of(stamp)) == (reading, change_id)


def test_what_is_no_stamp_is_told() -> None:
    """Another width, upper case or something behind it would break the order of the text."""
    good = stamp_of(Reading(0xABCDEF, 7))
    for bad in ["", good.upper(), f"0{good}", f"{good} ", f"{good}\n", good.replace(".", "-"), good[:17]]:
        assert not is_stamp(bad)


@given(st.lists(st.tuples(st.integers(-10, LAST_MS + 10), st.none() | readings)))
def test_each_stamp_is_greater_than_all_before(steps: list[tuple[int, Reading | None]]) -> None:
    """Wherever the wall clock jumps, a new stamp is greater than those given and those followed before."""
    wall = Wall()
    clock = HybridClock(wall)
    greatest = Reading(0, 0)
    for ms, seen in steps:
        wall.ms = ms
        if seen and clock.observe(stamp_of(seen)):
            greatest = max(greatest, seen)
        tick = reading_of(clock.tick(ID))
        assert tick > greatest or tick == (LAST_MS, 0xFFFF)
        greatest = tick


def test_the_wall_clock_leads_and_the_counter_fills_in() -> None:
    """A new millisecond starts the counter at 0; within one, and after a jump back, the counter goes on."""
    wall = Wall(1000)
    clock = HybridClock(wall)
    assert reading_of(clock.tick(ID)) == (1000, 0)
    assert reading_of(clock.tick(ID)) == (1000, 1)
    wall.ms = 400
    assert reading_of(clock.tick(ID)) == (1000, 2)
    assert clock.ahead_ms() == 600
    wall.ms = 1001
    assert reading_of(clock.tick(ID)) == (1001, 0)
    assert clock.ahead_ms() == 0


def test_a_used_up_counter_borrows_the_next_millisecond() -> None:
    """After 65,536 stamps in one millisecond the next one is borrowed."""
    clock = HybridClock(Wall(5), last=stamp_of(Reading(5, 0xFFFF)))
    assert reading_of(clock.tick(ID)) == (6, 0)


def test_in_the_last_millisecond_the_change_id_is_left_to_tell_stamps_apart() -> None:
    """At the end of time a stamp keeps its width, so that the order of all others holds."""
    clock = HybridClock(Wall(LAST_MS + 5), last=stamp_of(Reading(LAST_MS, 0xFFFF)))
    assert reading_of(clock.tick(ID)) == (LAST_MS, 0xFFFF)


def test_a_clock_goes_on_from_its_last_stamp() -> None:
    """After a start with the wall clock set back, the stamps still go up."""
    last = HybridClock(Wall(9000)).tick(ID)
    assert reading_of(HybridClock(Wall(10), last).tick(ID)) == (9000, 1)


def test_stamps_from_elsewhere_pull_the_clock_by_five_minutes_at_most() -> None:
    """One device with a wrong year must not drag all others along; it is told, so that it can be flagged."""
    clock = HybridClock(Wall(1000))
    assert clock.observe(stamp_of(Reading(1000 + MAX_DRIFT_MS, 3)))
    assert reading_of(clock.tick(ID)) == (1000 + MAX_DRIFT_MS, 4)
    assert not clock.observe(stamp_of(Reading(1001 + MAX_DRIFT_MS, 0)))
    assert reading_of(clock.tick(ID)) == (1000 + MAX_DRIFT_MS, 5)


def test_an_older_stamp_does_not_pull_the_clock_back() -> None:
    """What was seen is only followed upwards."""
    clock = HybridClock(Wall(1000), stamp_of(Reading(2000, 9)))
    assert clock.observe(stamp_of(Reading(1500, 20)))
    assert reading_of(clock.tick(ID)) == (2000, 10)
