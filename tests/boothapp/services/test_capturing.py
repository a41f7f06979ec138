"""Capturing: what is saved stays, what was seen is replaced, what was not seen is kept beside it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from boothapp.app import Services, form_context
from boothapp.domain.definition import Track
from boothapp.domain.ids import LeadId
from boothapp.domain.lead import InterestBasis, Lead
from boothapp.domain.prize import BorrowedSign
from boothapp.errors import NoProblemStatedError, NotIdentifiedError, ProfileInUseError, StoreError
from boothapp.paths import resources_dir
from boothapp.services.capturing import NewLead, SavedLead
from boothapp.services.card_form import AnswerForm, CardForm, PersonForm
from boothapp.services.card_reading import form_to_lead
from boothapp.services.show_setup import sample_setup
from tests.helpers.booths import HandClock, MemoryKeyring, sample_booth

SETUP = sample_setup(resources_dir())
BY = SETUP.staff


def lead_of(services: Services, form: CardForm) -> Lead:
    """The lead that a form makes at this moment."""
    return form_to_lead(form, form_context(SETUP), services.capturing.show_time())


def save(services: Services, form: CardForm) -> SavedLead:
    """A new lead from a form."""
    (saved,) = services.capturing.save_new([NewLead(lead_of(services, form), 21.5)], draft_id=form.draft_id)
    return saved


def ada(**values: object) -> CardForm:
    """A visitor with a problem."""
    return CardForm(
        draft_id="d1",
        people=[PersonForm(name="Ada Byron", email="ada@engine.example")],
        company="Engine Ltd",
        answers={"need": AnswerForm(state="answered", value="The mill stops.")},
        **values,  # type: ignore[arg-type] # each test names fields of the form
    )


def test_a_saved_lead_is_there_after_reopening(tmp_path: Path, clock: HandClock):
    """Saved means durable: another process finds the lead, its verdict and its time."""
    keyring = MemoryKeyring()
    with sample_booth(tmp_path, keyring, clock) as booth, booth.services() as services:
        saved = save(services, ada())
    with sample_booth(tmp_path, keyring, clock) as booth, booth.services() as services:
        opened = services.capturing.open_lead(saved.lead.lead_id)
        assert opened is not None
        assert opened.lead == saved.lead
        assert opened.lead.captured_at == "2026-11-24T11:02:00+01:00"
        assert opened.verdict.track is Track.NURTURE
        assert services.reporting.scoreboard().seconds_per_capture == 21.5


def test_nobody_is_not_saved(services: Services):
    """A card that names nobody is refused before anything is written."""
    with pytest.raises(NotIdentifiedError):
        save(services, CardForm(draft_id="d", company="Engine Ltd"))
    assert services.reporting.scoreboard().tally.total == 0


def test_saving_discards_the_draft_in_one_step(services: Services):
    """A card is a draft or a lead, never both."""
    services.capturing.keep_draft("d1", ada().to_json(), "Ada Byron")
    services.capturing.keep_draft("d2", b"{}", "Bob")
    save(services, ada())
    assert [draft.draft_id for draft in services.capturing.drafts()] == ["d2"]


def test_an_edit_is_one_change_that_names_what_was_seen(services: Services):
    """History shows who changed what; only what differs is in the change."""
    saved = save(services, ada())
    opened = services.capturing.open_lead(saved.lead.lead_id)
    assert opened is not None
    edited = replace(opened.lead, company=replace(opened.lead.company, name="Engines Ltd"))
    after = services.capturing.save_edit(opened, edited, by="jonas@hummline.example")
    card = services.browsing.card(saved.lead.lead_id)
    assert card is not None
    first, second = card.history
    assert set(second.set) == {"company.name"}
    assert second.set["company.name"].seen == (first.stamp,)
    assert (second.actor, card.lead.company.name) == ("jonas@hummline.example", "Engines Ltd")
    assert after.lead_no == saved.lead_no


def test_two_edits_of_one_view_become_a_conflict_and_lose_nothing(services: Services):
    """An editor who did not see the other's value cannot replace it."""
    saved = save(services, ada())
    first = services.capturing.open_lead(saved.lead.lead_id)
    second = services.capturing.open_lead(saved.lead.lead_id)
    assert first is not None
    assert second is not None
    for opened, name in ((first, "Engine One"), (second, "Engine Two")):
        company = replace(opened.lead.company, name=name)
        services.capturing.save_edit(opened, replace(opened.lead, company=company), by=BY)
    card = services.browsing.card(saved.lead.lead_id)
    assert card is not None
    assert {value for _, value in card.conflicts["company.name"]} == {"Engine One", "Engine Two"}
    assert card.row.has_conflict


def test_an_untouched_edit_writes_nothing(services: Services):
    """Opening a lead and saving it as it is leaves no change behind."""
    saved = save(services, ada())
    opened = services.capturing.open_lead(saved.lead.lead_id)
    assert opened is not None
    services.capturing.save_edit(opened, opened.lead, by=BY)
    card = services.browsing.card(saved.lead.lead_id)
    assert card is not None
    assert len(card.history) == 1


def test_undo_takes_a_lead_out_of_every_list_and_keeps_its_history(services: Services):
    """An undone lead is in no list, no number and no search."""
    saved = save(services, ada())
    services.capturing.undo(saved.lead.lead_id, by=BY)
    assert services.capturing.open_lead(saved.lead.lead_id) is None
    assert services.reporting.scoreboard().tally.total == 0
    assert not services.browsing.find("ada")


def test_an_unknown_lead_cannot_be_opened(services: Services):
    """There is no lead of this id, and that is no error."""
    assert services.capturing.open_lead(LeadId("nobody")) is None
    assert services.browsing.card(LeadId("nobody")) is None
    services.capturing.undo(LeadId("nobody"), by=BY)


def test_promotion_needs_a_problem_a_name_and_a_reason(services: Services):
    """A borrowed card becomes a lead only with the visitor's problem on it, and says who said so."""
    prize = CardForm(draft_id="d", people=[PersonForm(name="Bo Prize")], interest_basis="borrowed")
    saved = save(services, prize)
    with pytest.raises(NoProblemStatedError):
        services.capturing.promote(saved.lead.lead_id, by=BY, reason="really")
    real = save(services, replace_interest(ada()))
    promoted = services.capturing.promote(real.lead.lead_id, by=BY, reason="stayed to talk")
    assert promoted is not None
    assert promoted.lead.interest_basis is InterestBasis.PRODUCT
    assert promoted.lead.promotion is not None
    assert (promoted.lead.promotion.by, promoted.lead.promotion.reason) == (BY, "stayed to talk")
    assert promoted.verdict.track is Track.NURTURE


def replace_interest(form: CardForm) -> CardForm:
    """The same card, come for the prize."""
    form.interest_basis = "borrowed"
    return form


def test_three_cards_in_a_minute_without_an_answer_look_borrowed(services: Services, clock: HandClock):
    """The app suggests it with its reason; it never sets it."""
    form = CardForm(draft_id="d", people=[PersonForm(name="Visitor")], interest_basis="unknown")
    for _ in range(2):
        assert services.capturing.borrowed_sign(lead_of(services, form)) is None
        save(services, form)
        clock.forward(seconds=15)
    assert services.capturing.borrowed_sign(lead_of(services, form)) is BorrowedSign.BURST_WITHOUT_ANSWERS
    clock.forward(minutes=5)
    assert services.capturing.borrowed_sign(lead_of(services, form)) is None


def test_a_profile_opens_once(tmp_path: Path, clock: HandClock):
    """A second start on a profile is refused in words, and the first goes on."""
    keyring = MemoryKeyring()
    with sample_booth(tmp_path, keyring, clock) as booth, booth.services() as services:
        with pytest.raises(ProfileInUseError):
            sample_booth(tmp_path, keyring, clock)
        save(services, ada())


def test_a_failed_save_can_be_tried_again(services: Services, monkeypatch: pytest.MonkeyPatch):
    """After a full disk the next save goes on with the right number, and nothing is there twice."""
    leads = services.capturing._leads

    def full(*_: object, **__: object) -> list[int]:
        raise StoreError("full")

    with monkeypatch.context() as patched:
        patched.setattr(leads, "record", full)
        with pytest.raises(StoreError):
            save(services, ada())
    save(services, ada())
    save(services, ada())
    assert services.reporting.scoreboard().tally.total == 2


def test_settling_keeps_one_of_the_values_in_front_of_a_person(services: Services):
    """The conflict ends with the chosen value, and the other stays in the history."""
    saved = save(services, ada())
    first, second = (services.capturing.open_lead(saved.lead.lead_id) for _ in range(2))
    assert first is not None
    assert second is not None
    for opened, name in ((first, "Engines Ltd"), (second, "Analytical Engines")):
        company = replace(opened.lead.company, name=name)
        services.capturing.save_edit(opened, replace(opened.lead, company=company), by=BY)
    view = services.browsing.card(saved.lead.lead_id)
    assert view is not None
    values = view.conflicts["company.name"]
    stamps = [stamp for stamp, _ in values]
    services.capturing.settle(saved.lead.lead_id, "company.name", "Engines Ltd", seen=stamps, by=BY)
    settled = services.browsing.card(saved.lead.lead_id)
    assert settled is not None
    assert (settled.conflicts, settled.lead.company.name) == ({}, "Engines Ltd")
    assert len(settled.history) == 4


def test_settling_leaves_what_nobody_had_seen(services: Services):
    """A value that came after the person looked is still in conflict with the one they kept."""
    saved = save(services, ada())
    unseen = services.capturing.open_lead(saved.lead.lead_id)
    assert unseen is not None
    company = replace(unseen.lead.company, name="Engines Ltd")
    services.capturing.save_edit(unseen, replace(unseen.lead, company=company), by=BY)
    services.capturing.settle(saved.lead.lead_id, "company.name", "Looms Ltd", seen=[], by=BY)
    view = services.browsing.card(saved.lead.lead_id)
    assert view is not None
    assert {value for _, value in view.conflicts["company.name"]} == {"Engines Ltd", "Looms Ltd"}


def test_a_deleted_lead_can_be_restored(services: Services):
    """It is back in lists and counts, as it was."""
    saved = save(services, ada())
    services.capturing.undo(saved.lead.lead_id, by=BY)
    restored = services.capturing.restore(saved.lead.lead_id, by=BY)
    assert restored is not None
    assert restored.lead == saved.lead
    assert services.browsing.facets().total == 1
    assert services.capturing.restore(LeadId("nobody"), by=BY) is None
