"""What a list knows of a visitor goes into the blanks of a lead; what staff typed stays as it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

from boothapp.domain.lead import Address, Company, Contact, ContactPoint, Lead
from boothapp.domain.likeness import NAME_THRESHOLD, Ratio, fold_text, same_company
from boothapp.domain.person_name import NameParts, joined_name, name_parts

_TEXTS = ("job_title", "department", "language")
_POINTS = ("email", "phone", "mobile")


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """Somebody as a list has them."""

    contact: Contact
    company: Company


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the list says something else than the card."""

    field: str
    typed: str
    listed: str


@dataclass(frozen=True, slots=True)
class Filling:
    """A lead with its blanks filled, the names of what was filled, and where card and list differ.

    ``is_resolved`` tells whether the badge is now known to be this person's. Where the list's name is
    another, it may mean somebody else, so nothing is filled.
    """

    lead: Lead
    filled: tuple[str, ...]
    differences: tuple[Difference, ...]
    is_resolved: bool = True


def fill_blanks(lead: Lead, listed: ListedPerson, ratio: Ratio) -> Filling:
    """The lead with what the list adds to it; its badge is matched then."""
    contact = lead.main_contact or Contact(contact_id=listed.contact.contact_id)
    if not _same_name(contact.name, listed.contact.name, ratio):
        other = Difference("name", contact.name, listed.contact.name)
        return Filling(lead, (), (other,), is_resolved=False)
    blanks = _Blanks()
    values = _names(contact, listed.contact, blanks)
    for name in _TEXTS:
        values[name] = blanks.text(name, getattr(contact, name), getattr(listed.contact, name))
    for name in _POINTS:
        values[name] = blanks.point(name, getattr(contact, name), getattr(listed.contact, name))
    values["address"] = blanks.address(contact.address, listed.contact.address)
    company = replace(
        lead.company,
        name=blanks.company(lead.company.name, listed.company.name, ratio),
        website=blanks.text("website", lead.company.website, listed.company.website),
    )
    filled = replace(contact, **values)
    contacts = (filled, *lead.contacts[1:]) if filled != contact or lead.contacts else ()
    scan = lead.badge_scan and replace(lead.badge_scan, matched=True)
    return Filling(
        replace(lead, contacts=contacts, company=company, badge_scan=scan),
        tuple(blanks.filled),
        tuple(blanks.differences),
    )


def contradicts(lead: Lead, listed: ListedPerson, ratio: Ratio) -> bool:
    """Whether a card's name or email is another than the list's; then a badge only like it is not meant."""
    contact = lead.main_contact
    if contact is None:
        return False
    mine, theirs = contact.email, listed.contact.email
    other_mail = mine is not None and theirs is not None and not _same_point(mine, theirs)
    return other_mail or not _same_name(contact.name, listed.contact.name, ratio)


def _same_point(one: ContactPoint, other: ContactPoint) -> bool:
    return (one.normalised or one.raw).casefold() == (other.normalised or other.raw).casefold()


def _same_name(typed: str, listed: str, ratio: Ratio) -> bool:
    """Whether one name may be the other's, or a part of it."""
    one, other = fold_text(typed), fold_text(listed)
    if not one or not other or ratio(one, other) >= NAME_THRESHOLD:
        return True
    words, others = set(one.split()), set(other.split())
    return words <= others or others <= words


def _names(contact: Contact, listed: Contact, blanks: _Blanks) -> dict[str, Any]:
    """The given or the family name that is not there in any form; a name of two parts is whole and stays."""
    if not contact.name:
        return _whole_name(listed, blanks)
    typed, parts = _words(contact.name, contact.given_name, contact.family_name), name_parts(listed)
    if typed and typed <= _words(parts.family) and parts.given and not contact.given_name:
        blanks.filled.append("given_name")
        return _completed(contact, NameParts(parts.given, contact.family_name or contact.name))
    if typed and typed <= _words(parts.given) and parts.family and _may_be_given(contact):
        blanks.filled.append("family_name")
        return _completed(contact, NameParts(contact.given_name or contact.name, parts.family))
    if listed.name and typed != _words(listed.name):
        blanks.differences.append(Difference("name", contact.name, listed.name))
    return {}


def _words(*names: str) -> set[str]:
    return {word for name in names for word in fold_text(name).split()}


def _whole_name(listed: Contact, blanks: _Blanks) -> dict[str, Any]:
    """The name as the list has it: in parts, or in one."""
    if not listed.given_name and not listed.family_name:
        return {"display_name": blanks.text("display_name", "", listed.display_name)}
    parts = name_parts(listed) if listed.family_name else NameParts(listed.given_name, "")
    return {
        "given_name": blanks.text("given_name", "", parts.given),
        "family_name": blanks.text("family_name", "", parts.family),
    }


def _may_be_given(contact: Contact) -> bool:
    """Whether the one name may be the given one: the form takes a name of one word for a family's."""
    return not contact.family_name or fold_text(contact.family_name) == fold_text(contact.display_name)


def _completed(contact: Contact, parts: NameParts) -> dict[str, Any]:
    """Both parts, and the name as it is shown with both; what was typed is in it as it was typed."""
    shown = joined_name(parts.given, parts.family) if contact.display_name else ""
    return {"given_name": parts.given, "family_name": parts.family, "display_name": shown}


class _Blanks:
    """Fills one value at a time, and takes down what was filled and what differs."""

    def __init__(self) -> None:
        self.filled: list[str] = []
        self.differences: list[Difference] = []

    def text(self, name: str, typed: str, listed: str) -> str:
        """The typed text, else the listed one."""
        return self._kept(name, typed, listed, same=fold_text(typed) == fold_text(listed))

    def company(self, typed: str, listed: str, ratio: Ratio) -> str:
        """A company may be written in many ways."""
        return self._kept("company", typed, listed, same=same_company(typed, listed, ratio))

    def point(
        self, name: str, typed: ContactPoint | None, listed: ContactPoint | None
    ) -> ContactPoint | None:
        """The typed address or number, else the listed one."""
        if listed is None or not listed.raw:
            return typed
        if typed is None or not typed.raw.strip():
            self.filled.append(name)
            return listed
        if not _same_point(typed, listed):
            self.differences.append(Difference(name, typed.raw, listed.raw))
        return typed

    def address(self, typed: Address | None, listed: Address | None) -> Address | None:
        """The typed address with what it lacks, if the two can be one place."""
        if listed is None or typed is None:
            self.filled += () if listed is None else ("address",)
            return typed or listed
        before = len(self.differences)
        parts = dict(self._parts(typed, listed))
        if len(self.differences) == before and any(parts.values()):
            self.filled.append("address")
            return replace(typed, **parts)
        return typed

    def _parts(self, typed: Address, listed: Address) -> Iterator[tuple[str, str]]:
        """What the listed address adds; half of one address is never put beside half of another."""
        for part in fields(Address):
            mine, theirs = getattr(typed, part.name), getattr(listed, part.name)
            if theirs and not mine:
                yield part.name, theirs
            elif theirs and fold_text(mine) != fold_text(theirs):
                self.differences.append(Difference(part.name, mine, theirs))

    def _kept(self, name: str, typed: str, listed: str, *, same: bool) -> str:
        if not listed.strip():
            return typed
        if not typed.strip():
            self.filled.append(name)
            return listed
        if not same:
            self.differences.append(Difference(name, typed, listed))
        return typed
