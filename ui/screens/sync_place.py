"""Where this laptop's leads go: a hub that let it in, or a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QStackedWidget, QVBoxLayout, QWidget

from ui.lead_words import day_text
from ui.sync_words import fingerprint
from ui.theme import GRID, HALF
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.fact_sheet import Fact, FactSheet
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.text import Caption, ElidedText

if TYPE_CHECKING:
    from boothapp.services.enrolling import EnrolledHub
    from boothapp.services.syncing import HubPlace

_COMMANDS = ('sqlite3 "{file}" "SELECT * FROM sales_ready_leads"', 'datasette "{file}"')


class SyncPlace(Card):
    """Shows the hub, or the central store's file and how to open it; tells which button was pressed."""

    connect_pressed = Signal()
    disconnect_pressed = Signal()
    choose_pressed = Signal()
    folder_pressed = Signal()
    write_pressed = Signal()
    read_pressed = Signal()
    host_pressed = Signal()

    def __init__(self, booth: QWidget, parent: QWidget | None = None) -> None:
        """`booth` is shown below a hub that is reached over the network."""
        super().__init__(name="store_card", parent=parent)
        self._booth = booth
        self.store = Path()
        self._place = ElidedText()
        self._place.setObjectName("store_place")
        self._hub = FactSheet(name="hub", label=self.tr("Hub"))
        self._pages = QStackedWidget()
        self._pages.addWidget(self._file_page())
        self._pages.addWidget(self._hub_page())
        self.body.addWidget(self._place)
        self.body.addLayout(self._controls())
        self.body.addWidget(self._pages)

    def _controls(self) -> FlowLayout:
        flow = FlowLayout(spacing=GRID)
        self._connect = Button(self.tr("Connect to &hub…"), name="connect_hub", icon="link")
        self._disconnect = Button(self.tr("&Disconnect"), name="disconnect_hub", kind="quiet")
        self._host = Button(self.tr("H&ost for this booth…"), name="host_booth_open", icon="people")
        self._choose = Button(self.tr("&Choose file…"), name="choose_store", kind="quiet")
        self._folder = Button(self.tr("Open &folder"), name="open_folder", kind="quiet")
        for button, pressed in (
            (self._connect, self.connect_pressed),
            (self._disconnect, self.disconnect_pressed),
            (self._host, self.host_pressed),
            (self._choose, self.choose_pressed),
            (self._folder, self.folder_pressed),
        ):
            button.clicked.connect(pressed)
            flow.addWidget(button)
        return flow

    def _file_page(self) -> QWidget:
        page, grid = QWidget(), QGridLayout()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(HALF)
        column.addWidget(
            Caption(self.tr("One SQLite file that marketing imports from. To look inside:"), wrap=True)
        )
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
        column.addLayout(grid)
        column.addStretch(1)
        return page

    def _hub_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self._hub)
        column.addLayout(self._stick_controls())
        column.addWidget(self._booth)
        column.addStretch(1)
        return page

    def _stick_controls(self) -> FlowLayout:
        flow = FlowLayout(spacing=GRID)
        write = Button(self.tr("&Write to USB…"), name="write_bundle", icon="export")
        read = Button(self.tr("&Read from USB…"), name="read_bundle", icon="import")
        write.clicked.connect(self.write_pressed)
        read.clicked.connect(self.read_pressed)
        flow.addWidget(write)
        flow.addWidget(read)
        return flow

    def show_place(self, place: HubPlace) -> None:
        """Show that leads go there."""
        hub = place.enrolled
        self.set_title(self.tr("Central store") if hub is None else self.tr("Hub"))
        self._disconnect.setVisible(hub is not None)
        self._host.setVisible(hub is None)
        self._choose.setVisible(hub is None)
        self._folder.setVisible(hub is None)
        self._pages.setCurrentIndex(0 if hub is None else 1)
        where = place.where or self.tr("By USB stick alone")
        self._place.setText(where)
        self._place.setAccessibleName(self.tr("Leads go to {place}").format(place=where))
        if hub is not None:
            self._show_hub(hub)
        elif place.path is not None:
            self.store = place.path
            for line, command in zip(self._lines, _COMMANDS, strict=True):
                line.setText(command.format(file=place.path))

    def _show_hub(self, hub: EnrolledHub) -> None:
        facts = [Fact(self.tr("Show"), hub.show_id), Fact(self.tr("Hub id"), hub.hub_id)]
        if hub.ca:
            facts.append(Fact(self.tr("Fingerprint"), fingerprint(hub.ca)))
        if hub.expires_at:
            facts.append(Fact(self.tr("Valid until"), day_text(hub.expires_at, year=True)))
        self._hub.set_facts(facts)
