"""The columns of the leads' table, and what each shows of a row."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from ui.lead_words import moment_text, requirement_word
from ui.widgets.track_badge import track_word

if TYPE_CHECKING:
    from collections.abc import Mapping

    from boothapp.domain.definition import LeadDefinition
    from boothapp.store.search import LeadRow

translate = QCoreApplication.translate


class LeadColumn(IntEnum):
    """A column, by its place."""

    TRACK = 0
    NAME = 1
    COMPANY = 2
    JOB_TITLE = 3
    MISSING = 4
    FOLLOW_UP = 5
    CAPTURED = 6
    STAFF = 7
    SYNC = 8


def column_titles() -> tuple[str, ...]:
    """The heads of the columns, in order."""
    return (
        translate("LeadTable", "Track"),
        translate("LeadTable", "Name"),
        translate("LeadTable", "Company"),
        translate("LeadTable", "Job title"),
        translate("LeadTable", "Still missing"),
        translate("LeadTable", "Follow-up"),
        translate("LeadTable", "Captured"),
        translate("LeadTable", "By"),
        translate("LeadTable", "Sync"),
    )


def sync_look(row: LeadRow, definition: LeadDefinition) -> tuple[str, str, str]:
    """Icon, tone and word for a lead's way to the central store; not every track is to go there."""
    if row.sync_state == "pending" and row.track not in definition.synced_tracks:
        return "lock", "borrowed", translate("LeadTable", "Stays here by policy")
    looks = {
        "synced": ("cloud", "good", translate("LeadTable", "Synced")),
        "pending": ("clock", "caution", translate("LeadTable", "Not yet synced")),
        "rejected": ("warning", "stop", translate("LeadTable", "Refused by the central store")),
    }
    return looks[row.sync_state]


def cell_texts(row: LeadRow, definition: LeadDefinition, staff: Mapping[str, str]) -> tuple[str, ...]:
    """One text a column; `staff` gives names by email."""
    missing = ", ".join(requirement_word(code, definition) for code in row.missing)
    return (
        track_word(row.track),
        row.name or row.email or row.phone or translate("LeadTable", "No name"),
        row.company,
        row.job_title,
        missing if row.track == "nurture" else "",
        moment_text(row.follow_up_at) if row.follow_up_at else "",
        moment_text(row.captured_at),
        staff.get(row.captured_by) or row.captured_by,
        sync_look(row, definition)[2],
    )
