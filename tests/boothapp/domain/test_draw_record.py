"""A record of a draw holds together, and whatever was changed in it afterwards is found."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boothapp.domain import draw
from boothapp.domain.draw import PrizeEntry, commitment_of, draw_list
from boothapp.domain.draw_record import (
    DrawRecord,
    Fault,
    Pass,
    PassedOver,
    closed_record,
    drawn_record,
    faults_of,
    passed_record,
    read_record,
    record_json,
    record_text,
)
from boothapp.errors import DrawError, DrawProblem
from tests.boothapp.domain.test_draw import SEED, entry

AT = "2026-11-26T15:30:00+01:00"


def closed(count: int = 12, **facts: Any) -> DrawRecord:
    """A draw over so many tickets that was closed."""
    entries: list[PrizeEntry] = [entry(n, f"mail:{n}@x.example") for n in range(1, count + 1)]
    values = {"show": "S", "draw": "Win", "closed_at": AT, "winners": 2, "reserves": 2} | facts
    return closed_record(draw_list(entries), SEED, **values)


DRAWN = drawn_record(closed(), SEED, " Blue  Whale ", AT)


def test_before_the_draw_nothing_of_the_seed_is_told() -> None:
    """The published record holds list and commitment, and reads back as it was."""
    record = closed()
    assert SEED.hex() not in record_text(record)
    assert "order" not in record_json(record)
    assert read_record(record_text(record)) == record
    assert faults_of(record, record.commitment) == []
    assert record.commitment in record.published


def test_after_the_draw_it_all_holds() -> None:
    """Winners first, then reserves; the file reads back as it was."""
    assert read_record(record_text(DRAWN)) == DRAWN
    assert faults_of(DRAWN, closed().commitment) == []
    assert DRAWN.word == "blue whale"
    assert (len(DRAWN.winning), len(DRAWN.waiting), len(set(DRAWN.order))) == (2, 2, 4)


def test_a_winner_who_is_not_there_makes_room_for_the_next() -> None:
    """The reserves move up in their order, and one more is drawn; it says why, and holds together."""
    gone, stays = DRAWN.winning
    passed = passed_record(DRAWN, Pass(ticket=gone, reason=PassedOver.NOT_PRESENT, at=AT))
    assert passed.winning == (stays, DRAWN.waiting[0])
    assert passed.order[:4] == DRAWN.order
    assert len(passed.waiting) == 2
    assert faults_of(passed) == []
    assert read_record(record_text(passed)) == passed
    with pytest.raises(DrawError) as told:
        passed_record(passed, Pass(ticket=gone, reason=PassedOver.NOT_PRESENT, at=AT))
    assert told.value.problem is DrawProblem.NO_SUCH_TICKET


def test_nobody_is_passed_over_before_the_draw() -> None:
    """There is no winner yet."""
    with pytest.raises(DrawError) as told:
        passed_record(closed(), Pass(ticket=1, reason=PassedOver.NOT_PRESENT, at=AT))
    assert told.value.problem is DrawProblem.NOT_DRAWN


def test_fewer_tickets_than_prizes_are_all_drawn() -> None:
    """And passing one over leaves the rest."""
    record = drawn_record(closed(2, winners=3), SEED, "", AT)
    assert sorted(record.winning) == [1, 2]
    assert passed_record(record, Pass(ticket=1, reason=PassedOver.NO_ANSWER, at=AT)).winning == (2,)


def changed(name: str, change: Callable[[Any], Any]) -> list[Fault]:
    """What is found in the drawn record with one thing changed."""
    values: dict[str, Any] = json.loads(record_text(DRAWN))
    values[name] = change(values[name])
    return faults_of(read_record(json.dumps(values)), closed().commitment)


CHEATS = {
    "a line less": ("list", lambda lines: lines[:-1], Fault.LIST_CHANGED),
    "a line moved": ("list", lambda lines: lines[1:] + lines[:1], Fault.LIST_UNORDERED),
    "somebody else's hash": ("list", lambda lines: [lines[0][:-1] + "0", *lines[1:]], Fault.LIST_CHANGED),
    "one kept out": ("list", lambda ls: [ls[0].replace(" in ", " out-staff "), *ls[1:]], Fault.LIST_CHANGED),
    "another seed": ("seed", lambda seed: seed[::-1], Fault.OTHER_COMMITMENT),
    "a ticket missing": ("list", lambda lines: [*lines[:4], *lines[5:]], Fault.TICKET_MISSING),
    "drawn before the close": ("drawn_at", lambda _: "2026-11-26T14:29:59+00:00", Fault.DRAWN_TOO_EARLY),
    "drawn at no time": ("drawn_at", lambda _: "noon", Fault.DRAWN_TOO_EARLY),
    "drawn in no zone": ("drawn_at", lambda _: "2026-11-26T23:00:00", Fault.DRAWN_TOO_EARLY),
    "another word": ("word", lambda _: "red whale", Fault.OTHER_ORDER),
    "another winner": ("order", lambda order: order[::-1], Fault.OTHER_ORDER),
    "more winners": ("winners", lambda winners: winners + 1, Fault.OTHER_COMMITMENT),
    "another draw": ("draw", lambda _: "Lose", Fault.OTHER_COMMITMENT),
    "another prize": ("prize", lambda _: "a pen", Fault.OTHER_COMMITMENT),
    "other terms": ("terms_version", lambda _: "2", Fault.OTHER_COMMITMENT),
    "another scope": ("scope", lambda _: "all", Fault.OTHER_COMMITMENT),
    "another time": ("closed_at", lambda _: "2026-11-26T18:00:00+01:00", Fault.OTHER_COMMITMENT),
    "another result": ("result", lambda result: result | {"winners": [99]}, Fault.OTHER_RESULT),
    "other reserves": ("result", lambda result: result | {"reserves": []}, Fault.OTHER_RESULT),
    "another commitment": ("commitment", lambda _: "0" * 64, Fault.NOT_AS_PUBLISHED),
    "passed over undrawn": (
        "passed_over",
        lambda _: [{"ticket": 99, "reason": "not_present", "at": AT}],
        Fault.PASSED_UNDRAWN,
    ),
}


@pytest.mark.parametrize(("name", "change", "fault"), CHEATS.values(), ids=CHEATS.keys())
def test_each_cheat_is_found(name: str, change: Callable[[Any], Any], fault: Fault) -> None:
    """Whatever is changed after the commitment does not hold together any more."""
    assert fault in changed(name, change)


def test_a_new_list_with_its_own_hash_breaks_the_commitment() -> None:
    """Who makes a list anew, hash and all, cannot make it fit what was published."""
    other = drawn_record(closed(13), SEED, DRAWN.word, AT)
    assert faults_of(other) == []
    assert faults_of(other, closed().commitment) == [Fault.NOT_AS_PUBLISHED]


def test_a_list_made_without_a_ticket_is_found_out() -> None:
    """Who leaves a ticket out before the close has a hash and a commitment that fit, and a gap."""
    listed = draw_list([entry(n, f"mail:{n}@x.example") for n in (1, 2, 4, 5)])
    facts = {"show": "S", "draw": "Win", "closed_at": AT, "winners": 2, "reserves": 2}
    record = drawn_record(closed_record(listed, SEED, **facts), SEED, "", AT)
    assert faults_of(record, record.commitment) == [Fault.TICKET_MISSING]


def test_the_tickets_of_earlier_draws_leave_no_gap() -> None:
    """They have a line that says so, name nobody, and cannot win."""
    listed = draw_list([entry(n, f"mail:{n}@x.example") for n in (2, 5)], earlier=(1, 3, 4))
    facts = {"show": "S", "draw": "Win", "closed_at": AT, "winners": 1, "reserves": 1}
    record = drawn_record(closed_record(listed, SEED, **facts), SEED, "", AT)
    assert record.lines[0] == "1 out-earlier_draw -"
    assert (record.tickets, record.entered) == ((2, 5), 2)
    assert faults_of(read_record(record_text(record)), record.commitment) == []


def without_list(_: str, seed: bytes, winners: int, reserves: int, said: list[str]) -> str:
    """A commitment that does not hold the list fast."""
    return commitment_of("", seed, winners, reserves, said)


@pytest.mark.parametrize("result", ["x", [], {"winners": "1"}, {"winners": [1], "reserves": ["x"]}])
def test_a_result_must_be_one(result: object) -> None:
    """Of whole numbers, in two lists."""
    with pytest.raises(DrawError):
        read_record(json.dumps(record_json(DRAWN) | {"result": result}))


def test_a_commitment_without_the_list_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check above tells the real one from a commitment to the seed alone."""
    monkeypatch.setattr("boothapp.domain.draw_record.commitment_of", without_list)
    assert closed(12).commitment == closed(13).commitment
    monkeypatch.undo()
    assert closed(12).commitment != closed(13).commitment


def test_an_unsorted_list_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A draw that takes its tickets as they come gives other winners than the check, which sorts them."""

    def as_they_come(tickets: tuple[int, ...], key: bytes, most: int) -> tuple[int, ...]:
        left, numbers = list(tickets)[::-1], draw.numbers_of(key)
        return tuple(left.pop(draw.pick_below(len(left), numbers)) for _ in range(most))

    monkeypatch.setattr("boothapp.domain.draw_record.drawn_order", as_they_come)
    unsorted = drawn_record(closed(), SEED, "", AT)
    monkeypatch.undo()
    assert faults_of(unsorted) == [Fault.OTHER_ORDER]


@pytest.mark.parametrize("passed", ["x", {"ticket": 1, "reason": "bribed", "at": AT}, {"ticket": "1"}])
def test_a_pass_must_be_one_that_there_is(passed: object) -> None:
    """A reason of somebody's own, or no ticket: the file is no record."""
    values = record_json(DRAWN) | {"passed_over": [passed]}
    with pytest.raises(DrawError):
        read_record(json.dumps(values))


@pytest.mark.parametrize(
    ("name", "value"), [("winners", 0), ("reserves", -1), ("winners", 1_001), ("show", 7)]
)
def test_a_record_has_what_a_draw_has(name: str, value: object) -> None:
    """At least one winner, no more prizes than a draw may have, texts where texts belong."""
    with pytest.raises(DrawError):
        read_record(json.dumps(record_json(DRAWN) | {name: value}))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


@given(st.sampled_from(sorted(record_json(DRAWN))), JSON)
def test_any_file_is_a_record_or_said_to_be_none(name: str, value: object) -> None:
    """A record with anything in one place is read and checked, or refused in words."""
    with contextlib.suppress(DrawError):
        faults_of(read_record(json.dumps({**record_json(DRAWN), name: value})))


@given(st.binary(max_size=60) | st.text(max_size=60) | JSON.map(json.dumps))
def test_anything_else_is_refused_in_words(text: str | bytes) -> None:
    """Whatever is no record of ours."""
    with pytest.raises(DrawError):
        read_record(text)
