"""Look-ups at each letter typed, with a hundred thousand leads stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import accumulate
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from boothapp.app import Services
from boothapp.domain.ids import LeadId
from boothapp.domain.lead import Contact, Lead
from boothapp.intake.reach import read_email, read_phone
from tests.benchmarks.figures import FRAME_MS, Figure, in_ms, quantile, times_of
from tests.benchmarks.halls import LEADS, Hall, open_booth
from tests.helpers.many_leads import many_leads

FIRST_PAGE = 68
"""The rows that the Leads screen asks for at once: those in view and those around them."""
STRANGERS = 40
KNOWN = 20
COMMON = (
    "maria müller", "jan", "anna s", "packaging gmbh", "systems", "solar ltd", "energy bill", "student",
    "purchasing", "line 4711", "two of five sealing heads", "came back", "hot", "b00", "a", "e", "s", "1",
)  # fmt: skip
ACCENTS = (
    "łukasz wiśniewski",
    "çağlar şahin",
    "søren jørgensen",
    "émilie lefèvre",
    "наталья",
    "佐藤 健",
    "王 伟",
)
NO_HIT = ("zzyzx", "quuxberg", "maria xylophon", "nobody@nowhere.example")


@pytest.fixture(scope="module")
def services(hall: Hall) -> Iterator[Services]:
    """The services of a reader's thread on the full hall."""
    with open_booth(hall.profile) as booth, booth.services() as services:
        assert len(services.browsing.find("")) == LEADS
        yield services


def typed(text: str) -> Iterable[str]:
    """The text at each letter of typing it."""
    return accumulate(text)


def some_of_the_hall() -> list[Lead]:
    """A few leads from all over the hall."""
    return [lead for number, lead in enumerate(many_leads(LEADS)) if number % (LEADS // KNOWN) == 0]


def searches() -> Iterator[str]:
    """What people type to find somebody, at each letter."""
    for text in (*COMMON, *ACCENTS, *NO_HIT):
        yield from typed(text)
    for lead in some_of_the_hall():
        (contact, *_) = lead.contacts
        yield from typed(f"{contact.name} {lead.company.name}")
        for point in (contact.email, contact.phone):
            yield from typed(point.raw if point else "")


def cards_being_typed(lead: Lead) -> Iterator[Lead]:
    """A lead's card at each letter of name, company, mail and phone; the other fields are empty."""
    (contact, *_) = lead.contacts
    blank = Lead(lead_id=lead.lead_id, show_id=lead.show_id, definition=lead.definition)
    card = replace(blank, contacts=(Contact(contact_id=contact.contact_id),))

    def with_contact(**values: Any) -> Lead:
        return replace(card, contacts=(replace(card.contacts[0], **values),))

    for text in typed(contact.given_name):
        yield (card := with_contact(given_name=text))
    for text in typed(contact.family_name):
        yield (card := with_contact(family_name=text))
    for text in typed(lead.company.name):
        yield (card := replace(card, company=replace(card.company, name=text)))
    for text in typed(contact.email.raw if contact.email else ""):
        yield (card := with_contact(email=read_email(text)))
    for text in typed(contact.phone.raw if contact.phone else ""):
        yield (card := with_contact(phone=read_phone(text, "FR")))


def per_keystroke(
    benchmark: BenchmarkFixture,
    tell: Callable[[Figure], None],
    what: str,
    look_up: Callable[[Any], object],
    keystrokes: list[Any],
) -> None:
    """Look up once for each keystroke and tell the slowest hundredth."""
    waiting = iter(keystrokes)
    benchmark.pedantic(look_up, setup=lambda: ((next(waiting),), {}), rounds=len(keystrokes))
    times = times_of(benchmark)
    p99 = quantile(times, 0.99)
    tell(Figure(
        what=what,
        target=f"p99 ≤ {FRAME_MS:.0f} ms",
        measured=in_ms(p99),
        met=p99 <= FRAME_MS / 1000,
        notes=f"median {in_ms(quantile(times, 0.5))}, slowest {in_ms(max(times))}; "
        f"{len(keystrokes):,} keystrokes, {LEADS:,} leads",
    ))  # fmt: skip


def test_search_per_keystroke(
    benchmark: BenchmarkFixture, tell: Callable[[Figure], None], services: Services
) -> None:
    """All hits, and the rows of the first page, are there before the next frame."""
    browsing = services.browsing
    per_keystroke(
        benchmark,
        tell,
        "search, per keystroke",
        lambda text: browsing.rows(browsing.find(text)[:FIRST_PAGE]),
        list(searches()),
    )


def test_duplicates_per_keystroke(
    benchmark: BenchmarkFixture, tell: Callable[[Figure], None], services: Services
) -> None:
    """Who may be on this card already is there before the next frame, for old acquaintances and strangers."""
    strangers = [replace(lead, lead_id=LeadId("")) for lead in many_leads(STRANGERS, seed=7)]
    keystrokes = [card for lead in (*some_of_the_hall(), *strangers) for card in cards_being_typed(lead)]
    per_keystroke(benchmark, tell, "duplicates, per keystroke", services.browsing.duplicates, keystrokes)
    known = some_of_the_hall()[3]
    assert services.browsing.duplicates(replace(known, lead_id=LeadId("")))[0].row.lead_id
