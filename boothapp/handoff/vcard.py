"""Contact cards (vCard 3.0, RFC 2426): the rep's for the visitor's phone, the visitor's for the rep's."""

from __future__ import annotations

from collections.abc import Iterator

from boothapp.domain.lead import Address, Company, Contact
from boothapp.domain.person_name import name_parts, split_name
from boothapp.domain.show import Show, Staff
from boothapp.handoff.content_line import escaped, joined


def staff_vcard(staff: Staff, show: Show) -> str:
    """A member of staff's card for a QR: not folded, since phones read one line as it comes."""
    given, family = split_name(staff.name)
    lines = (
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"N:{escaped(family)};{escaped(given)};;;",
        *_present(
            FN=staff.name,
            ORG=show.exhibitor,
            TITLE=staff.job_title,
            TEL=staff.phone,
            EMAIL=staff.email,
        ),
        "END:VCARD",
    )
    return "\r\n".join(lines) + "\r\n"


def contact_vcard(contact: Contact, company: Company, *, note: str = "") -> str:
    """A visitor's card as a .vcf file; phones and mail as normalised, or as typed where they can't be right.

    The UID is the contact's id, so that a second import updates the first.
    """
    given, family = name_parts(contact)
    points = {
        "TEL;TYPE=WORK,VOICE": contact.phone,
        "TEL;TYPE=CELL,VOICE": contact.mobile,
        "EMAIL": contact.email,
    }
    return joined(
        (
            "BEGIN:VCARD",
            "VERSION:3.0",
            f"UID:{escaped(contact.contact_id)}",
            f"N:{escaped(family)};{escaped(given)};;;",
            f"FN:{escaped(contact.name or company.name)}",
            *_organisation(contact, company),
            *_present(TITLE=contact.job_title),
            *(f"{name}:{escaped(p.normalised or p.raw)}" for name, p in points.items() if p is not None),
            *_address(contact.address),
            *_present(URL=company.website, NOTE=note),
            "END:VCARD",
        )
    )


def _present(**values: str) -> Iterator[str]:
    """A line for each property that has a value."""
    return (f"{name}:{escaped(value)}" for name, value in values.items() if value)


def _organisation(contact: Contact, company: Company) -> Iterator[str]:
    if company.name or contact.department:
        department = f";{escaped(contact.department)}" if contact.department else ""
        yield f"ORG:{escaped(company.name)}{department}"


def _address(address: Address | None) -> Iterator[str]:
    if address is None:
        return
    parts = (address.street, address.city, address.region, address.postal_code, address.country)
    if any(parts):
        yield f"ADR;TYPE=WORK:;;{';'.join(escaped(part) for part in parts)}"
