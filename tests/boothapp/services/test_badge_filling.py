"""From a payload over the form to the lead: nothing that a badge said is lost on the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from boothapp.app import form_context
from boothapp.domain.lead import CaptureSource
from boothapp.paths import resources_dir
from boothapp.services.badge_filling import fill_form, read_badge, read_line
from boothapp.services.card_form import CardForm, form_from_json
from boothapp.services.card_reading import form_to_lead
from boothapp.services.show_setup import sample_setup

SETUP = sample_setup(resources_dir())
NOW = datetime(2026, 11, 24, 11, tzinfo=UTC)
VCARD = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Nguyễn;Ánh;;Dr.;\r\nFN:Dr. Nguyễn Ánh\r\nORG:Mekong;Sales\r\n"
    "TITLE:Buyer\r\nTEL;TYPE=CELL:+84 91 234 5678\r\nTEL;TYPE=WORK:024 3825 1234\r\n"
    "EMAIL:anh@mekong.example\r\nADR:;;1 Phố Huế;Hà Nội;;100000;Vietnam\r\nURL:https://mekong.example\r\nEND:VCARD\r\n"
)


def filled(payload: str) -> CardForm:
    """The form that a scan fills, as a draft brings it back."""
    form = CardForm(draft_id="d")
    fill_form(form, read_badge(payload, SETUP.show))
    return form_from_json(form.to_json())


def lead_of(form: CardForm):
    """The lead that the form makes."""
    return form_to_lead(form, form_context(SETUP), NOW)


def test_a_contact_code_fills_the_whole_lead() -> None:
    """Name with its parts in their own order, both phones read in the visitor's country, address, website."""
    lead = lead_of(filled(VCARD))
    contact = lead.contacts[0]
    assert (contact.display_name, contact.given_name, contact.family_name) == (
        "Dr. Nguyễn Ánh",
        "Ánh",
        "Nguyễn",
    )
    assert (contact.job_title, contact.department) == ("Buyer", "Sales")
    assert contact.phone
    assert contact.mobile
    assert contact.email
    assert contact.address
    assert (contact.phone.normalised, contact.mobile.normalised) == ("+842438251234", "+84912345678")
    assert contact.email.normalised == "anh@mekong.example"
    assert (contact.address.street, contact.address.country) == ("1 Phố Huế", "VN")
    assert (lead.company.name, lead.company.website) == ("Mekong", "https://mekong.example")
    assert lead.capture_source == CaptureSource.QR_CONTACT
    assert lead.badge_scan is not None
    assert lead.badge_scan.raw_payload == VCARD


@pytest.mark.parametrize("name", ["Anna Schmidt (Meier)", "Zoe 2nd Lukasz", "R2-D2", "Ann & Bo"])
@pytest.mark.parametrize(
    "code", ["BEGIN:VCARD\nVERSION:3.0\nN:;;;Dr.;\nFN:{name}\nEND:VCARD", "MECARD:N:{name};;"]
)
def test_a_contact_code_s_own_name_is_taken_however_it_looks(name: str, code: str) -> None:
    """The code says that it is a name: it stands in its field, and is marked for the eye."""
    person = filled(code.format(name=name)).people[0]
    assert person.name.removeprefix("Dr. ") == name
    assert person.unsure == ["name"]


def test_a_name_typed_since_is_taken_apart_anew() -> None:
    """Who corrects the name gets its parts from what stands there then."""
    form = filled(VCARD)
    form.people[0].name = "Maria Müller"
    contact = lead_of(form).contacts[0]
    assert (contact.given_name, contact.family_name) == ("Maria", "Müller")


def test_a_mobile_number_alone_stays_one() -> None:
    """The form's one line shows it, and the lead knows that it is a mobile number."""
    contact = lead_of(filled("MECARD:N:Doe,Jo;TEL-AV:+33612345678;;")).contacts[0]
    assert contact.phone is None
    assert contact.mobile is not None
    assert contact.mobile.normalised == "+33612345678"
    saved = replace(filled("MECARD:N:Doe,Jo;TEL-AV:+33612345678;;"))
    saved.people[0].phone = "+33 1 99 00 11 21"
    changed = lead_of(saved).contacts[0]
    assert changed.phone is not None
    assert changed.phone.normalised == "+33199001121"


@pytest.mark.parametrize("payload", ["15514", "^15514^Zoe^X^", "https://badge.example/15514", "%%&$ 0x! §§"])
def test_a_badge_that_says_little_is_kept_to_the_letter(payload: str) -> None:
    """The lead holds the exact text, unresolved."""
    lead = lead_of(filled(payload))
    assert lead.badge_scan is not None
    assert (lead.badge_scan.raw_payload, lead.badge_scan.matched) == (payload, False)
    assert lead.capture_source == CaptureSource.BADGE_SCAN


def test_what_a_person_types_there_is_no_badge() -> None:
    """A name or an address alone fills its field and leaves no badge."""
    assert filled("Søren Ångström").people[0].name == "Søren Ångström"
    assert filled("zoe@lumiere.example").people[0].email == "zoe@lumiere.example"
    assert filled("zoe@lumiere.example").badge_payload == ""


@pytest.mark.parametrize(
    ("line", "name", "company"),
    [
        ("Jane Doe, Acme", "Jane Doe", "Acme"),
        ("Jane Doe, Acme GmbH, jane@acme.example", "Jane Doe", "Acme GmbH"),
        ("Smith, John", "Smith, John", ""),
        ("van der Berg, Anna", "van der Berg, Anna", ""),
        ("Jane Doe, PhD", "Jane Doe PhD", ""),
    ],
)
def test_a_line_that_somebody_typed_has_name_and_company(line: str, name: str, company: str) -> None:
    """The company is no given name, and what was typed is no badge."""
    form = CardForm(draft_id="d")
    fill_form(form, read_line(line, SETUP.show))
    assert (form.people[0].name, form.company, form.badge_payload) == (name, company, "")


def test_a_line_with_a_word_left_over_is_kept_whole() -> None:
    """What no field takes stays with the card as it was written."""
    line = "Jane Doe, Acme GmbH, met at hall 4, wants 2 pumps"
    form = CardForm(draft_id="d")
    fill_form(form, read_line(line, SETUP.show))
    assert form.badge_payload == line
