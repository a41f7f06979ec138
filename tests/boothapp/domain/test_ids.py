"""UUIDs of version 7: the form, the order, and what is random in them."""

from __future__ import annotations

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from boothapp.domain.ids import part_id, uuid7
from boothapp.noise import random_bits

moments = st.integers(0, (1 << 48) - 1)


@given(moments, st.integers(0, (1 << 74) - 1))
def test_an_id_holds_its_time_and_all_random_bits(now_ms: int, noise: int) -> None:
    """The text is canonical RFC 9562: 48 bits of time, the version, the variant, and 74 bits of noise."""
    text = uuid7(now_ms, lambda bits: noise if bits == 74 else 0)
    parsed = UUID(text)
    assert str(parsed) == text
    assert (parsed.version, parsed.variant) == (7, "specified in RFC 4122")
    assert parsed.int >> 80 == now_ms
    assert (parsed.int >> 64 & 0xFFF) << 62 | parsed.int & (1 << 62) - 1 == noise


@given(moments, moments)
def test_ids_of_different_milliseconds_sort_by_time(one: int, other: int) -> None:
    """As text, an earlier id is the smaller one."""
    if one != other:
        assert (uuid7(one, random_bits) < uuid7(other, random_bits)) == (one < other)


def test_ids_of_one_millisecond_differ() -> None:
    """Without a source of our own, the noise is the system's, and does not repeat."""
    assert len({uuid7(0, random_bits) for _ in range(1000)}) == 1000


@given(moments, moments, st.integers(0, (1 << 20) - 1))
def test_ids_of_parts_are_short_and_sort_by_time(one: int, other: int, noise: int) -> None:
    """Twelve digits of milliseconds and five at random: less than half of a UUID, for use in field paths."""
    text = part_id(one, lambda _: noise)
    ms, tail = text.split("-")
    assert (int(ms, 16), int(tail, 16), len(text)) == (one, noise, 18)
    if one != other:
        assert (part_id(one, random_bits) < part_id(other, random_bits)) == (one < other)
