"""What a badge or contact code says, as the form's fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boothapp.domain.lead import CaptureSource
from boothapp.domain.person_name import is_particle
from boothapp.domain.visitor_field import VisitorField
from boothapp.intake.aim import aim_symbology
from boothapp.intake.entry_line import read_entry
from boothapp.intake.payload import read_payload
from boothapp.intake.understood import LIKELY, Kind, Note, Understood

if TYPE_CHECKING:
    from boothapp.domain.show import Show
    from boothapp.services.card_form import CardForm

_TYPED = (Kind.NAME, Kind.EMAIL, Kind.PHONE, Kind.EMPTY)
_CONTACT_CODES = (Kind.VCARD, Kind.MECARD, Kind.BIZCARD)
_BEYOND_THE_FORM = (
    VisitorField.DEPARTMENT,
    VisitorField.MOBILE,
    VisitorField.STREET,
    VisitorField.CITY,
    VisitorField.REGION,
    VisitorField.POSTAL_CODE,
    VisitorField.COUNTRY,
    VisitorField.LANGUAGE,
)


def read_badge(payload: str | bytes, show: Show) -> Understood:
    """What is understood of a payload at this show, by its layouts, the one learned last first."""
    return read_payload(payload, country=show.country, layouts=show.badge_layouts)


def read_line(text: str, show: Show) -> Understood:
    """What is understood of a line that a person wrote or pasted: "Jane Doe, Acme" is a name and a company.

    What would leave a word over is read as a badge, whose whole text stays with the card.
    """
    read = read_badge(text, show)
    before, comma, _ = text.partition(", ")
    words = before.split()
    is_written = bool(comma) and len(words) > 1 and not is_particle(words[0]) and "\n" not in text
    is_open = read.kind in (Kind.NAME, Kind.UNKNOWN) or Note.NO_LAYOUT in read.notes
    is_open = is_open and not read.first(VisitorField.NAME_SUFFIX)
    if not (is_written and is_open):
        return read
    entry = read_entry(text, country=show.country, layouts=show.badge_layouts)
    is_whole = bool(entry.first(VisitorField.DISPLAY_NAME, at_least=LIKELY)) and not (
        entry.badge_id or entry.first(VisitorField.NOTE)
    )
    return entry if is_whole else read


def fill_form(form: CardForm, read: Understood, *, symbology: str = "", is_scan: bool = False) -> None:
    """Writes into an empty form what is likely at least; a mail or number that cannot be right as it stands.

    A name, address or number alone is as good as typed, unless a scanner sent it; whatever else was read
    stays on as the badge.
    """
    person = form.people[0]
    titled = (VisitorField.NAME_PREFIX, VisitorField.DISPLAY_NAME, VisitorField.NAME_SUFFIX)
    is_said = read.kind in _CONTACT_CODES  # such a code tells what is the name, however odd that looks
    least = 0.0 if is_said else LIKELY
    person.name = " ".join(part for name in titled if (part := read.first(name, at_least=least)))
    is_doubtful = not read.first(VisitorField.DISPLAY_NAME, at_least=LIKELY)
    if person.name and (Note.LETTERS_GUESSED in read.notes or (is_said and is_doubtful)):
        person.unsure = ["name"]
    person.job_title = read.first(VisitorField.JOB_TITLE, at_least=LIKELY)
    person.email = read.first(VisitorField.EMAIL)
    person.phone = read.first(VisitorField.PHONE) or read.first(VisitorField.MOBILE)
    form.company = read.first(VisitorField.COMPANY, at_least=LIKELY)
    form.website = read.first(VisitorField.WEBSITE, at_least=LIKELY)
    person.read = _beyond_the_form(read, person.name)
    if is_scan or read.kind not in _TYPED:
        form.badge_payload, form.badge_id, form.badge_symbology = (
            read.raw,
            read.badge_id,
            symbology or aim_symbology(read.raw),
        )
        source = CaptureSource.QR_CONTACT if read.kind in _CONTACT_CODES else CaptureSource.BADGE_SCAN
        form.capture_source = source.value


def _beyond_the_form(read: Understood, shown_name: str) -> dict[str, str]:
    found = {name.value: read.first(name, at_least=LIKELY) for name in _BEYOND_THE_FORM}
    family = read.first(VisitorField.FAMILY_NAME, at_least=LIKELY)
    if family:
        given = read.first(VisitorField.GIVEN_NAME, at_least=LIKELY)
        found |= {"display_name": shown_name, "given_name": given, "family_name": family}
    return {name: value for name, value in found.items() if value}
