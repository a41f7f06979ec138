"""A draw is fair, each person is in it once, and what was published before holds it fast."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boothapp.domain.consent import ConsentDecision, ConsentRecord, Purpose
from boothapp.domain.draw import (
    DrawList,
    Exclusion,
    PrizeEntry,
    commitment_of,
    draw_key,
    draw_list,
    drawn_order,
    entry_hash,
    numbers_of,
    pick_below,
    said_word,
    staff_exclusion,
)
from boothapp.domain.ids import ConsentId, ShowId
from boothapp.domain.show import Show, Staff

SEED = bytes(range(32))
CHI_SQUARE_999 = {2: 13.82, 19: 43.82}
"""The 99.9 % point of the chi-square distribution by its degrees of freedom (Pearson, 1900; NIST table)."""


def said(decision: ConsentDecision, at: str = "2026-11-24T10:00:00+01:00") -> ConsentRecord:
    """What a visitor said on the draw's terms."""
    return ConsentRecord(
        consent_id=ConsentId(at), purpose=Purpose.PRIZE_DRAW, decision=decision, captured_at=at
    )


YES = said(ConsentDecision.GRANTED)


def entry(ticket: int, *keys: str, **values: object) -> PrizeEntry:
    """An entry that agreed to the terms, known by these keys."""
    made = PrizeEntry(ticket=ticket, salt=f"{ticket:032x}", keys=frozenset(keys), consents=(YES,))
    return replace(made, **values)  # type: ignore[arg-type]  # fields of the entry


def states(listed: DrawList) -> list[str]:
    """The list without its hashes."""
    return [line.rpartition(" ")[0] for line in listed.lines]


def test_one_person_has_one_ticket() -> None:
    """Cards that share a mail, a phone or a badge are one person, through others too; alike names are not."""
    listed = draw_list(
        [
            entry(1, "mail:a@x.example"),
            entry(2, "phone:+4930", name="Ada"),
            entry(3, "mail:a@x.example", "phone:+4930"),
            entry(4, "badge:15514", name="Ada"),
            entry(5, name="Ada"),
            entry(6, name="Ada"),
        ]
    )
    assert states(listed) == ["1 in", "2 same-as-1", "3 same-as-1", "4 in", "5 in", "6 in"]
    assert listed.tickets == (1, 4, 5, 6)


def test_who_may_not_win_is_listed_with_the_reason() -> None:
    """Whatever keeps a person out does so on each of their cards; what is wrong with a card stays with it."""
    no = said(ConsentDecision.DECLINED, "2026-11-24T11:00:00+01:00")
    listed = draw_list(
        [
            entry(1, "mail:ana@booth.example", person_out=Exclusion.STAFF),
            entry(2, "mail:ana@booth.example"),
            entry(3, "mail:b@x.example"),
            entry(4, "mail:b@x.example", consents=(no,)),
            entry(5, "mail:c@x.example", consents=()),
            entry(6, card_out=Exclusion.NOT_TYPED),
            entry(7, "mail:d@x.example", card_out=Exclusion.TAKEN_BACK),
            entry(8, "mail:d@x.example"),
        ]
    )
    assert states(listed) == [
        "1 out-staff", "2 out-staff", "3 out-refused", "4 out-refused", "5 out-not_agreed",
        "6 out-not_typed", "7 out-taken_back", "8 in",
    ]  # fmt: skip
    assert [line.endswith(" -") for line in listed.lines] == [False] * 5 + [True, True, False]


def test_the_last_word_on_the_terms_counts() -> None:
    """A yes after a no is a yes, whichever card it stands on."""
    no = said(ConsentDecision.DECLINED, "2026-11-24T09:00:00+01:00")
    assert draw_list(
        [entry(1, "mail:a@x.example", consents=(no,)), entry(2, "mail:a@x.example")]
    ).tickets == (1,)


def test_our_own_people_are_known() -> None:
    """By their mail, their domain or their company; a mail provider that all the world uses is no domain."""
    show = Show(
        show_id=ShowId("x"),
        name="X",
        exhibitor="Hummline GmbH",
        staff=(Staff(email="ana@hummline.example", name="Ana"), Staff(email="bo@gmail.com", name="Bo")),
    )
    told = [
        staff_exclusion([mail], company, show)
        for mail, company in (
            ("Ana@Hummline.example", ""), ("new@hummline.example", ""), ("bo@gmail.com", ""),
            ("", "Hummline"), ("eve@gmail.com", "Acme"), ("", ""),
        )
    ]  # fmt: skip
    assert told == [Exclusion.STAFF] * 4 + [None, None]


ENTRIES = st.lists(
    st.builds(
        lambda keys, name: (frozenset(keys), name),
        st.lists(st.sampled_from([f"{kind}:{n}" for kind in ("mail", "phone", "badge") for n in range(4)])),
        st.text(max_size=5),
    ),
    max_size=12,
).map(lambda rows: [entry(n, *keys, name=name) for n, (keys, name) in enumerate(rows, start=1)])


@given(ENTRIES, st.randoms(use_true_random=False))
def test_the_list_has_one_order(entries: list[PrizeEntry], chance: random.Random) -> None:
    """However the entries come, list and hash are the same, and each ticket stands in it once."""
    listed = draw_list(entries)
    shuffled = entries[:]
    chance.shuffle(shuffled)
    assert draw_list(shuffled) == listed
    assert [int(line.split()[0]) for line in listed.lines] == [one.ticket for one in entries]
    winning = {one.ticket: one for one in entries if one.ticket in listed.tickets}
    assert all(
        not one.keys & other.keys
        for one in winning.values()
        for other in winning.values()
        if one is not other
    )


@given(st.sets(st.integers(1, 10_000), max_size=60), st.binary(min_size=32, max_size=32), st.text(max_size=9))
def test_every_ticket_is_drawn_once(tickets: set[int], seed: bytes, word: str) -> None:
    """All of them drawn is a reordering of them, and fewer drawn is its beginning."""
    key = draw_key("0" * 64, seed, said_word(word))
    whole = drawn_order(tickets, key, len(tickets) + 3)
    assert sorted(whole) == sorted(tickets)
    assert drawn_order(tickets, key, 5) == whole[:5]


def test_a_word_counts_however_it_is_written() -> None:
    """Capitals, spaces and the two spellings of an accented letter make no other word."""
    assert said_word("  E\u0301toile \n bleue") == said_word("étoile BLEUE") == "étoile bleue"


def test_a_hash_tells_nobody_without_its_salt() -> None:
    """The same person has another hash under another salt."""
    assert entry_hash("00", "mail:a@x.example") != entry_hash("01", "mail:a@x.example")


Picker = Callable[[int, Iterator[int]], int]


def chi_square(counts: Counter[int], cells: int, expected: float) -> float:
    """How far the counts are from all being as expected."""
    return sum((counts[cell] - expected) ** 2 / expected for cell in range(cells))


def picks_are_even(pick: Picker) -> bool:
    """A bound of three quarters of all numbers, so that a bias shows: a third of the range each third."""
    bound = 3 << 62
    numbers = numbers_of(draw_key("1" * 64, SEED, ""))
    counts = Counter(pick(bound, numbers) >> 62 for _ in range(6_000))
    return chi_square(counts, 3, 2_000) < CHI_SQUARE_999[2]


def biased(bound: int, numbers: Iterator[int]) -> int:
    """What most people write first."""
    return next(numbers) % bound


def test_a_pick_favours_nobody() -> None:
    """Even where a plain remainder would favour the first third two to one, which this test notices."""
    assert picks_are_even(pick_below)
    assert not picks_are_even(biased)


def test_what_lies_past_the_last_multiple_is_passed_over() -> None:
    """The very number at the limit is the first that is not taken."""
    limit = (1 << 64) - (1 << 64) % 3
    assert pick_below(3, iter([limit, (1 << 64) - 1, limit - 1])) == 2


def test_each_ticket_wins_as_often() -> None:
    """Twenty tickets over four thousand seeds: first and second place alike."""
    for place in (0, 1):
        counts: Counter[int] = Counter()
        for number in range(4_000):
            key = draw_key("2" * 64, number.to_bytes(32, "big"), "")
            counts[drawn_order(range(20), key, 2)[place]] += 1
        assert chi_square(counts, 20, 200) < CHI_SQUARE_999[19]


def test_another_list_is_another_draw() -> None:
    """The seed is bound to the list: with one person more or another, commitment and numbers differ."""
    one, other = draw_list([entry(1), entry(2)]), draw_list([entry(1), entry(2, name="Eve")])
    assert one.tickets == other.tickets
    assert commitment_of(one.list_hash, SEED, 1, 3, ()) != commitment_of(other.list_hash, SEED, 1, 3, ())
    first, second = (
        list(islice(numbers_of(draw_key(listed.list_hash, SEED, "")), 4)) for listed in (one, other)
    )
    assert not set(first) & set(second)


@pytest.mark.parametrize(("seed", "winners", "reserves"), [(bytes(32), 1, 3), (SEED, 2, 3), (SEED, 1, 4)])
def test_a_commitment_holds_seed_and_prizes_fast(seed: bytes, winners: int, reserves: int) -> None:
    """Another seed, or another number of prizes, is another commitment."""
    assert commitment_of("3" * 64, seed, winners, reserves, ()) != commitment_of("3" * 64, SEED, 1, 3, ())
