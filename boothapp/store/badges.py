"""The badges on this laptop's leads, with no lead opened."""

from __future__ import annotations

from typing import NamedTuple

from boothapp.domain.ids import LeadId
from boothapp.store.database import Database


class BadgeRow(NamedTuple):
    """A badge id on a lead, and whether the lead names anybody."""

    lead_no: int
    lead_id: LeadId
    badge_id: str
    is_named: bool


def badge_rows(database: Database) -> list[BadgeRow]:
    """Every badge id on a lead that is not deleted, in the order of capture."""
    return [
        BadgeRow(lead_no, lead_id, badge_id, bool(is_named))
        for lead_no, lead_id, badge_id, is_named in database.rows(SELECT_BADGES)
    ]


SELECT_BADGES = """
    SELECT lead_no, lead_id, value, name <> '' OR email <> '' OR phone <> ''
    FROM identity JOIN lead_card USING (lead_no) WHERE kind = 'badge' ORDER BY lead_no
"""
