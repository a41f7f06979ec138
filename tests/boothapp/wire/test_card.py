"""The LeadCard as JSON: what it takes, what it refuses and in which words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count
from typing import Any

import jsonschema
import pytest

from boothapp.domain.ids import DefinitionId, DeviceId, LeadId, ShowId
from boothapp.domain.lead import AnswerState, ContactPoint, DefinitionRef, Lead
from boothapp.errors import CardError
from boothapp.intake.reach import read_email, read_phone
from boothapp.paths import resources_dir
from boothapp.wire.card import MAX_CARD_BYTES, LeadCard, card_schema, read_card, write_card
from boothapp.wire.card_lead import card_to_lead, lead_to_card

DEMO = resources_dir() / "demo"
SAMPLES = [
    line
    for name in ("visitors.jsonl", "visitors_laptop_2.jsonl")
    for line in (DEMO / name).read_bytes().splitlines()
]


def lead_of(card: LeadCard) -> Lead:
    """The lead of a card, as a French show reads it."""
    numbers = count()
    return card_to_lead(
        card,
        lead_id=LeadId("l"),
        show_id=ShowId("s"),
        definition=DefinitionRef(DefinitionId("standard"), 1),
        country="FR",
        captured_at="2026-11-24T09:00:00+01:00",
        captured_by="ana@hummline.example",
        device_id=DeviceId("d"),
        read_email=read_email,
        read_phone=read_phone,
        new_part_id=lambda: f"{next(numbers):04}",
    )


def read(**values: Any) -> Lead:
    """The lead of a card with these keys."""
    return lead_of(read_card(json.dumps(values).encode()))


def test_the_schema_in_resources_is_the_one_the_code_makes():
    """A program written against the schema file reads and writes what boothapp does."""
    kept = json.loads((resources_dir() / "lead-card.schema.json").read_text(encoding="utf-8"))
    assert kept == card_schema(), "write card_schema() to resources/lead-card.schema.json again"


@pytest.mark.parametrize("line", SAMPLES, ids=range(1, len(SAMPLES) + 1))
def test_code_and_schema_agree_on_the_sample_visitors(line: bytes):
    """Each sample card is valid by the schema, is read, and is written as a card that is the same again."""
    jsonschema.validate(json.loads(line), card_schema(), cls=jsonschema.Draft202012Validator)
    card = read_card(line)
    written = write_card(card)
    jsonschema.validate(json.loads(written), card_schema(), cls=jsonschema.Draft202012Validator)
    assert read_card(written) == card


@pytest.mark.parametrize("line", SAMPLES, ids=range(1, len(SAMPLES) + 1))
def test_a_lead_keeps_all_that_its_card_said(line: bytes):
    """Card to lead and back loses nothing: a second time it is the same card."""
    once = lead_to_card(lead_of(read_card(line)))
    assert lead_to_card(lead_of(once)) == once
    assert list(lost(json.loads(write_card(read_card(line))), json.loads(write_card(once)))) == []


def lost(given: Any, kept: Any, path: str = "$") -> Iterator[str]:
    """The places of what was said on one card and is not on the other."""
    if isinstance(given, dict):
        for key, value in given.items():
            yield from lost(value, kept.get(key) if isinstance(kept, dict) else None, f"{path}.{key}")
    elif isinstance(given, list):
        others = kept if isinstance(kept, list) else []
        for index, value in enumerate(given):
            yield from lost(value, others[index] if index < len(others) else None, f"{path}[{index}]")
    elif given != kept:
        yield f"{path}: {given!r} became {kept!r}"


BAD_LINES = [
    (b"", "this is not JSON"),
    (b"{", "this is not JSON"),
    (b"\xff\xfe{\0}\0", "this is not UTF-8 text; save the file as UTF-8"),
    (
        '{"contacts": [{"given_name": "Zoé"}]}'.encode("latin-1"),
        "this is not UTF-8 text; save the file as UTF-8",
    ),
    (b"[]", "this must be an object in braces, and is a list in brackets"),
    (b"[" * 100_000, "this must be an object in braces, and is a list in brackets"),
    (b'{"contact": []}', "there is no key 'contact' here; did you mean 'contacts'?"),
    (b'{"contacts": [{"emial": "a@b.example"}]}', "contacts[0]: there is no key 'emial' here; did you mean"),
    (b'{"contacts": [{}, {"email": 3}]}', "contacts[1].email: this must be text in quotes, and is a whole"),
    (b'{"consents": [{"purpose": "prize_draw"}]}', "consents[0]: the key 'decision' is missing"),
    (
        b'{"interest_basis": "prize"}',
        "interest_basis: 'prize' is not known here; use one of: product, borrowed",
    ),
    (
        b'{"answers": {"a": {"state": "declined"}, "need": {"state": "maybe"}}}',
        "answers.need.state: 'maybe' is",
    ),
    (b'{"answers": {"a": {"state": 1}, "a": {}}}', "answers.….state: "),
    (
        b'{"answers": {"budget": {"amount": {"value": 80000}}}}',
        "answers.budget.amount.value: this must be text",
    ),
    (b'{"answers": {"a": {"amount": {"value": "1", "currency": "EUR", "upper": "x"}}}}', 'such as "80000"'),
    (b'{"captured_at": "yesterday"}', 'such as "2026-11-24T11:02:00+01:00"'),
    (b'{"follow_up": {"due_at": "Tuesday"}}', "follow_up.due_at: this must be a local date"),
    (b'{"follow_up": {"duration_minutes": 0}}', "this must be a whole number from 1 to 1440"),
    (b'{"contacts": [{"address": {"country": "France"}}]}', "address.country: this must be two capitals"),
    (b'{"answers": ' + b'{"a": ' * 100_000, ""),
    (b'{"tags": ["' + b"x" * MAX_CARD_BYTES + b'"]}', "longer than"),
]


@pytest.mark.parametrize(("line", "words"), BAD_LINES, ids=range(len(BAD_LINES)))
def test_a_bad_line_is_refused_by_its_key_and_reason(line: bytes, words: str):
    """Nothing but a CardError comes out, and it names the key."""
    with pytest.raises(CardError) as refused:
        read_card(line)
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"captured_at": "2026-02-30T10:00:00+01:00"}, "captured_at"),
        ({"follow_up": {"due_at": "2026-02-30"}}, "follow_up.due_at"),
        ({"follow_up": {"due_at": "2026-11-25T25:00"}}, "follow_up.due_at"),
        ({"follow_up": {"zone": "Europe/Atlantis"}}, "follow_up.zone"),
        ({"follow_up": {"zone": "../../etc/passwd"}}, "follow_up.zone"),
        (
            {"consents": [{"purpose": "prize_draw", "decision": "granted", "retain_until": "soon"}]},
            "consents.retain_until",
        ),
    ],
)
def test_what_only_a_calendar_can_tell_is_refused_too(values: dict[str, Any], words: str):
    """A day that no calendar has, or a zone that no map has, is a CardError and no traceback."""
    with pytest.raises(CardError) as refused:
        read(**values)
    assert words in str(refused.value)


def test_an_answer_to_an_unknown_question_is_kept_verbatim():
    """Another definition's questions are no reason to lose what the visitor said."""
    lead = read(answers={"favourite_colour": {"state": "answered", "value": "bleu", "note": "sic"}})
    answer = lead.answers["favourite_colour"]
    assert (answer.state, answer.value, answer.note) == (AnswerState.ANSWERED, "bleu", "sic")


def test_a_wrong_phone_is_kept_as_typed_and_reaches_nobody():
    """What cannot be right stays on the card, marked."""
    (contact,) = read(contacts=[{"phone": "+33 1 23"}]).contacts
    assert contact.phone == ContactPoint("+33 1 23", None)
    assert not contact.reachable_by_phone


def test_a_phone_without_prefix_is_read_in_the_contacts_own_country():
    """The visitor's country goes before the show's."""
    german, french = read(
        contacts=[{"phone": "030 23125 144", "address": {"country": "DE"}}, {"phone": "01 99 00 11 21"}]
    ).contacts
    assert german.phone is not None
    assert french.phone is not None
    assert (german.phone.normalised, french.phone.normalised) == ("+493023125144", "+33199001121")


def test_contacts_keep_their_order():
    """The first contact of a card is the lead's main contact, however many there are."""
    names = [f"Person {number}" for number in range(12)]
    lead = read(contacts=[{"display_name": name} for name in names])
    assert [contact.name for contact in lead.contacts] == names
