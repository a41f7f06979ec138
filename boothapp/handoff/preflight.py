"""The check before an export: what the target would refuse is refused here, with the reason and the mend.

A missing company is refused and not filled with "[not provided]", as Salesforce's own web form does: on
conversion all such leads would end up in one account of that name. A name of one word goes to Last Name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from boothapp.domain.ids import LeadId
from boothapp.domain.lead import Lead, Stage
from boothapp.handoff.cells import HandoffLead
from boothapp.handoff.contactable import may_mail, may_phone
from boothapp.handoff.crm import Column


class RefusalCode(StrEnum):
    """Why a lead is not in the file."""

    CONTACT_REFUSED = "contact_refused"
    STILL_A_DRAFT = "still_a_draft"
    ID_REPEATED = "id_repeated"
    VALUE_MISSING = "value_missing"
    VALUE_TOO_LONG = "value_too_long"
    VALUE_UNKNOWN = "value_unknown"


_MENDS = {
    RefusalCode.CONTACT_REFUSED: "nothing to mend: the visitor said no to mail and calls",
    RefusalCode.STILL_A_DRAFT: "finish the card",
    RefusalCode.ID_REPEATED: "nothing to mend: the first of them is in the file",
    RefusalCode.VALUE_MISSING: "add it on the card and export again",
    RefusalCode.VALUE_TOO_LONG: "shorten it on the card and export again",
    RefusalCode.VALUE_UNKNOWN: "correct it on the card and export again",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One reason why one lead stays behind; ``field`` is a header, empty for the lead as a whole."""

    lead_id: LeadId
    code: RefusalCode
    reason: str
    field: str = ""

    @property
    def mend(self) -> str:
        """What to do about it."""
        return _MENDS[self.code]


def refusals_of_lead(lead: Lead, seen: set[str]) -> Iterator[Refusal]:
    """What keeps a lead out of any file; ``seen`` holds the ids in it, folded as CRMs compare them."""
    if not (may_mail(lead) or may_phone(lead)):
        yield Refusal(
            lead_id=lead.lead_id,
            code=RefusalCode.CONTACT_REFUSED,
            reason="the visitor refused to be contacted",
        )
    if lead.stage is Stage.DRAFT:
        yield Refusal(lead_id=lead.lead_id, code=RefusalCode.STILL_A_DRAFT, reason="the card is not finished")
    if lead.lead_id.casefold() in seen:
        yield Refusal(lead_id=lead.lead_id, code=RefusalCode.ID_REPEATED, reason="the same lead comes twice")


def refusals_of_cells(lead: Lead, columns: Sequence[Column], cells: Sequence[str]) -> Iterator[Refusal]:
    """What a strict target would refuse in a row; no reason quotes what is in the cell."""
    for column, cell in zip(columns, cells, strict=True):
        if column.required and not cell:
            code, reason = RefusalCode.VALUE_MISSING, f"{column.header} is empty"
        elif column.limit is not None and len(cell) > column.limit:
            code = RefusalCode.VALUE_TOO_LONG
            reason = f"{column.header} has {len(cell):,} characters; {column.limit:,} are allowed"
        elif column.allowed is not None and cell and cell not in column.allowed:
            code, reason = RefusalCode.VALUE_UNKNOWN, f"{column.header} is not one of the values allowed"
        else:
            continue
        yield Refusal(lead_id=lead.lead_id, code=code, reason=reason, field=column.header)


REJECT_HEADERS = ("boothapp Id", "Name", "Company", "Captured By", "Code", "Field", "Reason", "What To Do")


def reject_row(item: HandoffLead, refusal: Refusal) -> tuple[str, ...]:
    """A row of the reject file; who refused contact is not named in one more file."""
    named = refusal.code is not RefusalCode.CONTACT_REFUSED
    return (
        item.lead.lead_id,
        item.contact.name if named else "",
        item.lead.company.name if named else "",
        item.lead.captured_by,
        refusal.code,
        refusal.field,
        refusal.reason,
        refusal.mend,
    )
