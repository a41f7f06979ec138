"""Browse: find leads as one types, open one with its history, notice the same person twice."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from boothapp.domain.change import Change, JsonValue
from boothapp.domain.definition import Track
from boothapp.domain.fold import conflicts
from boothapp.domain.ids import LeadId
from boothapp.domain.lead import Lead
from boothapp.domain.likeness import Ratio, same_company, same_person
from boothapp.domain.stamp import Stamp
from boothapp.domain.verdict import Verdict
from boothapp.services.capturing import Capturing
from boothapp.store.known_contacts import KnownContact, KnownContacts
from boothapp.store.leads import DispositionRow, LeadStore
from boothapp.store.search import FollowUpFilter, LeadFilter, LeadRow, LeadSearch

MAX_HITS = 8


class Likeness(StrEnum):
    """Why a card looks like one that is here already."""

    SAME_BADGE = "same_badge"
    SAME_EMAIL = "same_email"
    SAME_PHONE = "same_phone"
    SAME_PERSON = "same_person"
    SAME_COMPANY = "same_company"


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """A lead that may show the same person or company, and why."""

    row: LeadRow
    likeness: Likeness


@dataclass(frozen=True, slots=True, kw_only=True)
class Acquaintance:
    """Somebody on a list of customers or of earlier leads who may be this person or company, and why."""

    contact: KnownContact
    likeness: Likeness


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadCardView:
    """The whole of a lead as people see it: the lead, its verdict, who changed what, what is in conflict.

    ``disposition`` is what sales said of it, None while they said nothing.
    """

    row: LeadRow
    lead: Lead
    verdict: Verdict
    history: Sequence[Change]
    conflicts: dict[str, list[tuple[Stamp, JsonValue]]]
    disposition: DispositionRow | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadFacets:
    """How many leads each filter would leave by itself; ``staff`` by email, ``days`` by ISO 8601 date."""

    tracks: Mapping[Track, int]
    staff: Mapping[str, int]
    days: Mapping[str, int]
    synced: Mapping[bool, int]
    follow_ups: Mapping[FollowUpFilter, int]

    @property
    def total(self) -> int:
        """All cards; shown beside the tracks that they are the sum of."""
        return sum(self.tracks.values())


class Browsing:
    """The reader of leads; one per thread, on a connection of its own."""

    def __init__(
        self,
        *,
        leads: LeadStore,
        search: LeadSearch,
        known: KnownContacts,
        capturing: Capturing,
        ratio: Ratio,
    ) -> None:
        self._leads, self._search, self._known = leads, search, known
        self._capturing, self._ratio = capturing, ratio

    def find(self, text: str, filters: LeadFilter | None = None) -> array[int]:
        """The numbers of the leads that match, newest first."""
        return self._search.find(text, filters)

    def rows(self, lead_nos: Sequence[int]) -> list[LeadRow]:
        """The rows of these leads, in the order asked for."""
        return self._search.rows(lead_nos)

    def facets(self) -> LeadFacets:
        """What there is to filter by, and how much of each."""
        tracks, staff, days = Counter[Track](), Counter[str](), Counter[str]()
        for count in self._leads.counts():
            tracks[count.track] += count.leads
            staff[count.staff] += count.leads
            days[count.hour[:10]] += count.leads
        synced, follow_ups = Counter[bool](), Counter[FollowUpFilter]()
        for is_synced, follow_up, leads in self._search.state_counts():
            synced[is_synced] += leads
            follow_ups[follow_up] += leads
        return LeadFacets(
            tracks=tracks, staff=staff, days=dict(sorted(days.items())), synced=synced, follow_ups=follow_ups
        )

    def conflict_count(self) -> int:
        """How many leads wait for a person to choose between values."""
        return self._search.conflict_count()

    def card(self, lead_id: LeadId) -> LeadCardView | None:
        """One lead in full; None when it is not here."""
        opened = self._capturing.open_lead(lead_id)
        number = self._leads.lead_no(lead_id)
        if opened is None or number is None:
            return None
        (row,) = self._search.rows([number])
        return LeadCardView(
            row=row,
            lead=opened.lead,
            verdict=opened.verdict,
            history=self._leads.history(lead_id),
            conflicts=conflicts(opened.state),
            disposition=self._leads.disposition(lead_id),
        )

    def card_json(self, lead_id: LeadId) -> str:
        """A lead as a LeadCard in JSON, as files hold it; empty when it is not here."""
        from boothapp.wire.card import write_card  # noqa: PLC0415 - only when asked for
        from boothapp.wire.card_lead import lead_to_card  # noqa: PLC0415 - only when asked for

        lead = self._leads.lead(lead_id)
        return write_card(lead_to_card(lead)).decode() if lead is not None else ""

    def duplicates(self, lead: Lead) -> list[Duplicate]:
        """The leads here that may show this person or company, the surest first, never the lead itself."""
        found: dict[str, Duplicate] = {}
        for duplicate in (*self._exact(lead), *self._alike(lead)):
            if duplicate.row.lead_id != lead.lead_id:
                found.setdefault(duplicate.row.lead_id, duplicate)
            if len(found) == MAX_HITS:
                break
        return list(found.values())

    def acquaintances(self, lead: Lead) -> list[Acquaintance]:
        """Who on the imported lists may be this person or company, the surest first."""
        found: dict[KnownContact, Likeness] = {}
        for contact in self._known.same_keys(emails=_emails(lead)):
            found.setdefault(contact, Likeness.SAME_EMAIL)
        for contact in self._known.same_keys(phones=_phones(lead)):
            found.setdefault(contact, Likeness.SAME_PHONE)
        name = lead.main_contact.name if lead.main_contact else ""
        company = lead.company.name
        candidates = self._known.alike(name, company)
        for contact in candidates:
            if name and same_person(name, company, contact.name, contact.company, self._ratio):
                found.setdefault(contact, Likeness.SAME_PERSON)
        for contact in candidates:
            if same_company(company, contact.company, self._ratio):
                found.setdefault(contact, Likeness.SAME_COMPANY)
        return [
            Acquaintance(contact=contact, likeness=likeness)
            for contact, likeness in islice(found.items(), MAX_HITS)
        ]

    def _exact(self, lead: Lead) -> Iterable[Duplicate]:
        badge = lead.badge_scan.badge_id if lead.badge_scan else ""
        if badge:
            yield from self._same(Likeness.SAME_BADGE, badge_ids=[badge])
        if emails := _emails(lead):
            yield from self._same(Likeness.SAME_EMAIL, emails=emails)
        if phones := _phones(lead):
            yield from self._same(Likeness.SAME_PHONE, phones=phones)

    def _same(
        self,
        likeness: Likeness,
        *,
        emails: Sequence[str] = (),
        phones: Sequence[str] = (),
        badge_ids: Sequence[str] = (),
    ) -> Iterable[Duplicate]:
        for row in self._search.same_keys(emails, phones, badge_ids):
            yield Duplicate(row=row, likeness=likeness)

    def _alike(self, lead: Lead) -> Iterable[Duplicate]:
        name = lead.main_contact.name if lead.main_contact else ""
        company = lead.company.name
        candidates = self._search.alike(name, company)
        for row in candidates:
            if name and same_person(name, company, row.name, row.company, self._ratio):
                yield Duplicate(row=row, likeness=Likeness.SAME_PERSON)
        for row in candidates:
            if same_company(company, row.company, self._ratio):
                yield Duplicate(row=row, likeness=Likeness.SAME_COMPANY)


def _emails(lead: Lead) -> list[str]:
    return [c.email.normalised for c in lead.contacts if c.email and c.email.normalised]


def _phones(lead: Lead) -> list[str]:
    points = (point for c in lead.contacts for point in (c.phone, c.mobile))
    return [point.normalised for point in points if point and point.normalised]
