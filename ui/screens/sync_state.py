"""How many leads only this laptop has, how the hub is reached, and the buttons that send them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QWidget

from ui.sync_words import connection
from ui.theme import GAP, GRID
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.chip import Chip
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.icon_line import IconLine
from ui.widgets.progress_line import ProgressLine
from ui.widgets.text import Caption, Text

if TYPE_CHECKING:
    from boothapp.errors import BoothappError
    from ui.screens.sync_facts import SyncFacts

_TICK_MS = 30_000
"""How often "2 min ago" is put right."""


class SyncState(Card):
    """Shows the count and the way to the hub; tells which button was pressed."""

    sync_pressed = Signal()
    cancel_pressed = Signal()
    pack_up_pressed = Signal()
    conflicts_pressed = Signal()
    auto_chosen = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(name="sync_state", parent=parent)
        self.set_title(self.tr("On this laptop only"))
        self._last_sync: datetime | None = None
        self._trouble: BoothappError | None = None
        self._count, self._count_word = Text("0", step="display"), Text(step="title", quiet=True, wrap=True)
        self._count.setObjectName("unsynced")
        self._remarks = Caption(wrap=True)
        self._way = IconLine(name="connection")
        self._progress = ProgressLine(name="sync_progress")
        self._progress.cancel_pressed.connect(self.cancel_pressed)
        self._make_controls()
        self._lay_out()
        tick = QTimer(self, interval=_TICK_MS)
        tick.timeout.connect(self._say_way)
        tick.start()

    def _make_controls(self) -> None:
        self.sync = Button(self.tr("&Sync now"), name="sync_now", kind="primary", icon="sync", key_hint="F5")
        self.sync.clicked.connect(self.sync_pressed)
        self._auto = Chip(self.tr("Sync by itself"), name="auto_sync")
        self._auto.setToolTip(self.tr("Off is off: nothing leaves this laptop until you press Sync now."))
        self._auto.clicked.connect(self.auto_chosen)
        self._pack_up = Button(self.tr("Safe to pac&k up?"), name="pack_up", icon="check")
        self._pack_up.clicked.connect(self.pack_up_pressed)
        self._conflicts = Button(name="show_conflicts", kind="quiet", icon="warning")
        self._conflicts.clicked.connect(self.conflicts_pressed)
        self._conflicts.hide()

    def _lay_out(self) -> None:
        figures, controls = QHBoxLayout(), FlowLayout(spacing=GRID)
        figures.setSpacing(GRID)
        figures.addWidget(self._count)
        figures.addWidget(self._count_word, 1)
        for control in (self.sync, self._auto, self._pack_up, self._conflicts):
            controls.addWidget(control)
        self._going = QStackedWidget()
        self._going.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._going.addWidget(self._way)
        self._going.addWidget(self._progress)
        self.body.addLayout(figures)
        self.body.addWidget(self._remarks)
        self.body.addWidget(self._going)
        self.body.addLayout(controls)
        self.body.addStretch(1)
        self.body.setSpacing(GAP // 2)

    def show_facts(self, facts: SyncFacts, remarks: str) -> None:
        """Show what waits; `remarks` say what stays by policy, and what came from the hub."""
        waiting, where = facts.summary.unsynced_leads, QLocale()
        self._last_sync = facts.last_sync
        self._count.setText(where.toString(waiting))
        self._count_word.setText(self._count_words(waiting, is_met=facts.hub.is_met))
        self._count.setAccessibleName(f"{self._count.text()} {self._count_word.text()}")
        self._remarks.setText(remarks)
        self._remarks.setVisible(bool(remarks))
        self._auto.setChecked(facts.auto)
        text = self.tr("{count} to settle").format(count=where.toString(facts.conflicts))
        self._conflicts.setText(text)
        self._conflicts.setAccessibleName(self.tr("Conflicts: {text}, in Leads").format(text=text))
        self._conflicts.setToolTip(self.tr("Values that two laptops wrote without sight of each other"))
        self._conflicts.setVisible(bool(facts.conflicts))
        self._say_way()

    def _count_words(self, waiting: int, *, is_met: bool) -> str:
        if not waiting:
            new = self.tr("leads at this hub so far: sync now")
            return self.tr("Everything is synced") if is_met else new
        return self.tr("lead not yet synced") if waiting == 1 else self.tr("leads not yet synced")

    def show_trouble(self, trouble: BoothappError | None) -> None:
        """Say what keeps leads here, or that nothing does."""
        self._trouble = trouble
        self._say_way()

    def show_progress(self, done: int, total: int) -> None:
        """A sync is under way that a person waits for."""
        self.sync.setEnabled(False)
        self._going.setCurrentWidget(self._progress)
        self._progress.show_progress(self.tr("Sending to the hub"), done, total)

    def hide_progress(self) -> None:
        """It is over."""
        self.sync.setEnabled(True)
        self._progress.hide_progress()
        self._going.setCurrentWidget(self._way)

    def _say_way(self) -> None:
        self._way.set_line(*connection(self._trouble, self._last_sync, datetime.now(UTC)))
