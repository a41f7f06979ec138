"""Follow up: the promise's QR for the visitor's phone, the rep's card, and clashes in the rep's day."""

from __future__ import annotations

from boothapp.domain.follow_up import clashes, moment
from boothapp.domain.lead import FollowUp, Lead
from boothapp.domain.show import Show
from boothapp.store.search import LeadRow, LeadSearch

Matrix = list[list[bool]]


class FollowingUp:
    """What both calendars need before the visitor leaves."""

    def __init__(self, *, search: LeadSearch, show: Show) -> None:
        self._search, self._show = search, show

    def event_qr(self, lead: Lead) -> Matrix | None:
        """The QR of the follow-up as an event a phone takes; None while it has no date."""
        from boothapp.handoff.calendar import follow_up_event  # noqa: PLC0415 - only when a code is shown
        from boothapp.handoff.qr import matrix  # noqa: PLC0415

        if lead.follow_up is None or not lead.follow_up.has_date:
            return None
        return matrix(follow_up_event(lead, self._show))

    def rep_qr(self, email: str) -> Matrix:
        """The QR of a rep's contact card."""
        from boothapp.handoff.qr import matrix  # noqa: PLC0415
        from boothapp.handoff.vcard import staff_vcard  # noqa: PLC0415

        return matrix(staff_vcard(self._show.staff_named(email), self._show))

    def rep_qr_picture(self, email: str) -> bytes:
        """The same code as a PNG, to print for the booth's wall or a badge."""
        from boothapp.handoff.qr import picture  # noqa: PLC0415
        from boothapp.handoff.vcard import staff_vcard  # noqa: PLC0415

        return picture(staff_vcard(self._show.staff_named(email), self._show))

    def clashing(self, follow_up: FollowUp, lead_id: str) -> list[LeadRow]:
        """The other leads whose promise overlaps this one in the owner's day."""
        at = moment(follow_up)
        if at is None or not follow_up.owner:
            return []
        promises = self._search.promises_of(follow_up.owner, at.date())
        return [row for row, promise in promises if row.lead_id != lead_id and clashes(follow_up, promise)]
