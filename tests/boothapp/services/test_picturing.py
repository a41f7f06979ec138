"""Pictures beside a card: kept before the card is, and cleaned up when no card came of them."""

from __future__ import annotations

import pytest

from boothapp.app import Services, form_context
from boothapp.domain.ids import LeadId
from boothapp.domain.lead import Attachment, AttachmentKind
from boothapp.paths import resources_dir
from boothapp.services.capturing import NewLead
from boothapp.services.card_form import CardForm, PersonForm, form_from_json
from boothapp.services.card_joining import joined, with_colleagues
from boothapp.services.card_reading import form_of_lead, form_to_lead
from boothapp.services.show_setup import sample_setup
from tests.helpers.booths import HandClock
from tests.helpers.photos import photo

CONTEXT = form_context(sample_setup(resources_dir()))


def named(form: CardForm) -> list[str]:
    """The pictures on a form."""
    return [picture.sha256 for picture in form.attachments]


def with_photo(services: Services, number: int = 0) -> CardForm:
    """A card with a photo that is kept."""
    form = CardForm(draft_id=f"d{number}", people=[PersonForm(name="Zoë")])
    attachment = services.picturing.keep(photo(number), AttachmentKind.CARD_PHOTO)
    form.attach(kind=attachment.kind, sha256=attachment.sha256, media_type=attachment.media_type)
    return form


def test_a_photo_is_kept_at_once(services: Services):
    """Keeping gives what a card is to name; the bytes come back; what was never kept is None."""
    attachment = services.picturing.keep(photo(), AttachmentKind.CARD_BACK)
    assert attachment == Attachment(kind="card_back", sha256=photo().sha256, media_type="image/jpeg")
    assert services.picturing.content(attachment.sha256) == photo().content
    assert services.picturing.content("0" * 64) is None


def test_a_draft_keeps_its_photo(services: Services):
    """The form comes back from its draft with the photo, and a photo alone is worth a draft."""
    form = with_photo(services)
    form.attach(kind="card_back", sha256=named(form)[0], media_type="image/jpeg")
    assert form_from_json(form.to_json()) == form
    assert len(form.attachments) == 1
    form.people = [PersonForm()]
    assert not form.is_empty


def test_an_edited_lead_keeps_its_photo(services: Services):
    """From the form to the lead and back; an edit of something else leaves the pictures as they are."""
    now = services.capturing.show_time()
    saved = services.capturing.save_new([NewLead(form_to_lead(with_photo(services), CONTEXT, now))])[0]
    opened = services.capturing.open_lead(saved.lead.lead_id)
    assert opened is not None
    form = form_of_lead(opened.lead, "d")
    form.company = "Lumière"
    services.capturing.save_edit(opened, form_to_lead(form, CONTEXT, now, opened.lead), by="ana")
    again = services.capturing.open_lead(LeadId(saved.lead.lead_id))
    assert again is not None
    assert again.lead.attachments == saved.lead.attachments
    assert again.lead.company.name == "Lumière"


def test_who_was_here_before_has_both_photos(services: Services):
    """Joined to the known card, each picture stands there once."""
    known, typed = with_photo(services), with_photo(services, number=200)
    typed.attach(kind="card_photo", sha256=named(known)[0], media_type="image/jpeg")
    both = [*named(known), named(typed)[0]]
    assert named(joined(known, typed)) == named(with_colleagues(known, typed)) == both


@pytest.mark.parametrize(("hours", "left"), [(23, True), (25, False)])
def test_a_photo_that_no_card_names_goes_after_a_day(
    services: Services, clock: HandClock, hours: int, *, left: bool
):
    """The hourly care cleans it up, not before a card had time to be made of it."""
    attachment = services.picturing.keep(photo(), AttachmentKind.CARD_PHOTO)
    clock.forward(hours=hours)
    services.safeguarding.keep_safe()
    assert (services.picturing.content(attachment.sha256) is not None) is left


def test_a_photo_kept_again_has_its_day_again(services: Services, clock: HandClock):
    """A day counts from the last time somebody kept the picture."""
    services.picturing.keep(photo(), AttachmentKind.CARD_PHOTO)
    clock.forward(hours=23)
    services.picturing.keep(photo(), AttachmentKind.CARD_PHOTO)
    clock.forward(hours=23)
    assert services.picturing.drop_orphans() == 0
