"""The live card: from what stands on the screen to a lead, its verdict, and both in words."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from boothapp.app import form_context
from boothapp.domain.follow_up import parse_due
from boothapp.domain.verdict import judge
from boothapp.intake.reach import suggest_email
from boothapp.services.card_reading import form_to_lead
from ui.screens.capture_words import verdict_view

if TYPE_CHECKING:
    from boothapp.domain.lead import Lead
    from boothapp.domain.verdict import Verdict
    from boothapp.services.card_form import CardForm
    from boothapp.services.show_setup import ShowSetup
    from ui.widgets.verdict_panel import VerdictView


class Reach(NamedTuple):
    """Whether an address and a number were typed that cannot be right, and the address likely meant."""

    email_is_wrong: bool
    phone_is_wrong: bool
    email_meant: str


class LiveJudge:
    """Judges forms under one setup; `now` is the time on the show's clocks."""

    def __init__(self, setup: ShowSetup) -> None:
        self.setup = setup
        self.now = partial(datetime.now, ZoneInfo(setup.show.zone))
        self._context = form_context(setup)

    def lead(self, form: CardForm, base: Lead | None) -> Lead:
        """The lead that the form makes, of the saved lead `base` when that is being edited."""
        return form_to_lead(form, self._context, self.now(), base)

    def verdict(self, lead: Lead) -> Verdict:
        """Where the lead stands under the definition in force."""
        return judge(lead, self.setup.definition, self.now())

    def view(self, lead: Lead, follow_up: str) -> VerdictView:
        """The verdict in words; `follow_up` is the promise in words."""
        return verdict_view(self.verdict(lead), lead, self.setup.definition, follow_up)

    def reach(self, email: str, phone: str) -> Reach:
        """What of a person's address and number cannot be right; an empty one is not wrong."""
        email, phone, country = email.strip(), phone.strip(), self.setup.show.country
        return Reach(
            email_is_wrong=bool(email) and self._context.read_email(email).normalised is None,
            phone_is_wrong=bool(phone) and self._context.read_phone(phone, country).normalised is None,
            email_meant=suggest_email(email) or "",
        )

    def read_day(self, text: str) -> str | None:
        """The ISO 8601 day meant by what was typed; None when no day can be made out."""
        due = parse_due(text, self.now())
        return due.day.isoformat() if due else None
