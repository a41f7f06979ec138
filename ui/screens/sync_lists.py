"""The outbox, lead by lead with the reason, the last receipts, and who has still to forget somebody."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import QLocale, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from ui.lead_words import day_text, moment_text, time_text
from ui.models.text_table import TextTableModel
from ui.qt_override import override
from ui.screens.text_table_view import TextTableView
from ui.theme import GAP, current_theme
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.text import Text
from ui.widgets.track_badge import track_word

if TYPE_CHECKING:
    from boothapp.store.outbox import OutboxRow
    from ui.screens.sync_facts import SyncFacts

_LOOKS = {"rejected": ("warning", "stop"), "pending": ("clock", "caution"), "withheld": ("lock", "borrowed")}

_LEAST_ROWS = 6
"""The height of the lists at least, in rows: title, head, and some of what they list."""
_SHORT = 8
"""The last digits of a laptop's id, which are random, stand for it where it has no name."""


def _lately(iso: str, where: ZoneInfo) -> str:
    """The time alone of what happened today: beside names there is not much room."""
    at = datetime.fromisoformat(iso).astimezone(where)
    is_today = at.date() == datetime.now(where).date()
    return time_text(at.isoformat()) if is_today else moment_text(at.isoformat())


class _Listing(QStackedWidget):
    """A table, or while it is empty a hint."""

    def __init__(self, table: TextTableView, hint: str) -> None:
        super().__init__()
        text = Text(hint, quiet=True, wrap=True)
        text.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        self._table = table
        self.addWidget(text)
        self.addWidget(table)

    def show_what_is_there(self) -> None:
        """Show the table if it has rows, else the hint."""
        self.setCurrentIndex(1 if self._table.model().rowCount() else 0)


class SyncLists(QWidget):
    """Outbox and receipts side by side, and erasures pending where there are any.

    `retry_pressed` asks to offer again what the hub refused.
    """

    retry_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._outbox = TextTableModel(
            [self.tr("Lead"), self.tr("Company"), self.tr("Track"), self.tr("Why it is here")], self
        )
        self._receipts = TextTableModel([self.tr("Lead"), self.tr("When"), self.tr("Answer")], self)
        self._unconfirmed = TextTableModel([self.tr("Laptop"), self.tr("Since"), self.tr("Leads")], self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        for card, share in ((self._outbox_card(), 3), (self._receipts_card(), 2), (self._erasures_card(), 2)):
            row.addWidget(card, share)
        self.setMinimumHeight(_LEAST_ROWS * current_theme().target)

    @override
    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.minimumHeight())  # what is left over is theirs anyway

    def _outbox_card(self) -> Card:
        card = Card(self.tr("Outbox"), name="outbox_card")
        label = self.tr("Leads not yet synced, and why")
        self._waiting = _Listing(
            TextTableView(self._outbox, (22, 18, 18, 26), name="outbox", label=label),
            self.tr("Nothing waits here. What you save stands here until the hub has it."),
        )
        self._retry = Button(
            self.tr("&Try refused ones again"), name="retry_refused", kind="quiet", icon="refresh"
        )
        self._retry.clicked.connect(self.retry_pressed)
        self._retry.hide()
        card.head.addWidget(self._retry)
        card.body.addWidget(self._waiting)
        return card

    def _receipts_card(self) -> Card:
        card = Card(self.tr("Last receipts"), name="receipts_card")
        label = self.tr("What the hub took")
        self._taken = _Listing(
            TextTableView(self._receipts, (20, 16, 16), name="receipts", label=label),
            self.tr("No receipts yet. Press Sync now, and each lead’s arrival stands here."),
        )
        card.body.addWidget(self._taken)
        return card

    def _erasures_card(self) -> Card:
        self._pending = Card(self.tr("Erasures pending"), name="erasures_card")
        label = self.tr("Laptops that have not confirmed an erasure, since when, and of how many leads")
        view = TextTableView(self._unconfirmed, (26, 20, 11), name="unconfirmed", label=label)
        self._pending.body.addWidget(view)
        self._pending.hide()
        return self._pending

    def show_facts(self, facts: SyncFacts, zone: str) -> None:
        """Show what waits and what arrived; times are those of the show."""
        nobody, where = self.tr("No name"), ZoneInfo(zone)
        self._outbox.set_rows(
            [(row.name or nobody, row.company, track_word(row.track), self._why(row)) for row in facts.rows],
            [_LOOKS[row.state] for row in facts.rows],
        )
        self._receipts.set_rows(
            [
                (
                    row.name or row.company or nobody,
                    _lately(row.acked_at, where),
                    self._answer(row.code),
                )
                for row in facts.receipts
            ],
            [("check", "good")] * len(facts.receipts),
        )
        self._unconfirmed.set_rows(
            [
                (
                    laptop.name or laptop.device_id[-_SHORT:],
                    day_text(datetime.fromisoformat(laptop.since).astimezone(where).isoformat()),
                    QLocale().toString(laptop.leads),
                )
                for laptop in facts.hub.unconfirmed
            ],
            [("clock", "caution")] * len(facts.hub.unconfirmed),
        )
        self._pending.setVisible(bool(facts.hub.unconfirmed))
        self._retry.setVisible(bool(facts.summary.refused_leads))
        self._waiting.show_what_is_there()
        self._taken.show_what_is_there()

    def _why(self, row: OutboxRow) -> str:
        if row.state == "withheld":
            return self.tr("Stays here by policy")
        if row.state == "rejected":
            return self.tr("Refused: {reason}").format(reason=row.reason or row.last_code)
        if row.attempts:
            return self.tr("Tried {count} times: {reason}").format(
                count=row.attempts, reason=row.reason or row.last_code
            )
        return self.tr("Waits for the next sync")

    def _answer(self, code: str) -> str:
        words = {
            "received": self.tr("Received"),
            "duplicate": self.tr("Was there already"),
            "erased": self.tr("Erased there"),
        }
        return words.get(code, code)
