"""Where this laptop's leads go: a file, or a hub."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.theme import GRID, HALF
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.text import Caption, ElidedText

_COMMANDS = ('sqlite3 "{file}" "SELECT * FROM sales_ready_leads"', 'datasette "{file}"')


class SyncPlace(Card):
    """Shows the central store's file and how to open it; tells which button was pressed."""

    choose_pressed = Signal()
    folder_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(name="store_card", parent=parent)
        self.set_title(self.tr("Central store"))
        self.store = Path()
        self._place = ElidedText()
        self._place.setObjectName("store_place")
        choose = Button(self.tr("&Choose another…"), name="choose_store")
        choose.clicked.connect(self.choose_pressed)
        folder = Button(self.tr("Open &folder"), name="open_folder", kind="quiet")
        folder.clicked.connect(self.folder_pressed)
        controls = FlowLayout(spacing=GRID)
        controls.addWidget(choose)
        controls.addWidget(folder)
        self.body.addWidget(self._place)
        self.body.addLayout(controls)
        self.body.addWidget(
            Caption(self.tr("One SQLite file that marketing imports from. To look inside:"), wrap=True)
        )
        self.body.addLayout(self._command_lines())

    def _command_lines(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(HALF)
        self._lines: list[ElidedText] = []
        for place in range(len(_COMMANDS)):
            line = ElidedText(step="caption")
            copy = Button(
                name=f"copy_command_{place}", kind="quiet", icon="copy", tip=self.tr("Copy this command")
            )
            copy.clicked.connect(lambda _=False, line=line: QGuiApplication.clipboard().setText(line.text()))
            grid.addWidget(line, place, 0)
            grid.addWidget(copy, place, 1)
            self._lines.append(line)
        grid.setColumnStretch(0, 1)
        return grid

    def show_store(self, store: Path) -> None:
        """Show that leads go into this file."""
        self.store = store
        self._place.setText(str(store))
        self._place.setAccessibleName(self.tr("Central store: {file}").format(file=store))
        for line, command in zip(self._lines, _COMMANDS, strict=True):
            line.setText(command.format(file=store))
