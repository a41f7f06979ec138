"""What of a card was read right, field by field: the same for the tests and for the benchmark."""

from __future__ import annotations

from boothapp.domain.visitor_field import VisitorField
from boothapp.intake.printed import CardReading
from tests.helpers.printed_cards import PrintedCard

FIELDS = ("name", "email", "phone", "company", "title")


def right_fields(reading: CardReading, on: PrintedCard) -> dict[str, bool]:
    """Whether each field is as printed, but for its case; phones only if all are, and a fax is none."""
    read = reading.understood
    words = {
        "name": (read.first(VisitorField.DISPLAY_NAME), on.card.name),
        "email": (read.first(VisitorField.EMAIL), on.card.email),
        "company": (read.first(VisitorField.COMPANY), on.card.company),
        "title": (read.first(VisitorField.JOB_TITLE), on.card.title),
    }
    right = {name: one.casefold() == other.casefold() for name, (one, other) in words.items()}
    numbers = [f.value for f in read.fields if f.name in (VisitorField.PHONE, VisitorField.MOBILE)]
    wanted = {_digits(number) for number in (on.card.phone, on.card.mobile) if number and number in on.text}
    return {**right, "phone": {_digits(number) for number in numbers} == wanted}


def _digits(number: str) -> str:
    return "".join(letter for letter in number if letter.isdigit())
