"""Which leads leave, as what, and into which folder."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from ui.dialogs.dialog import Dialog
from ui.theme import GRID, HALF
from ui.widgets.button import Button
from ui.widgets.chip_group import ANSWERED, ChipGroup
from ui.widgets.text import Caption, ElidedText


class ExportDialog(Dialog):
    """Asks for the preset, the tracks and the folder; `export_chosen(preset, tracks, folder)` tells them."""

    export_chosen = Signal(str, tuple, str)

    def __init__(self, folder: Path, *, parent: QWidget) -> None:
        super().__init__(
            self.tr("Export leads"),
            self.tr(
                "Borrowed interest and disqualified leads never leave. What cannot go is listed, with why."
            ),
            name="export_dialog",
            yes=self.tr("&Export"),
            parent=parent,
        )
        self._folder = folder
        self._preset = ChipGroup(name="export_preset", label=self.tr("For"), quiet=False)
        self._preset.set_choices(
            [
                ("salesforce", self.tr("Salesforce import"), "1"),
                ("csv", self.tr("Spreadsheet (CSV)"), "2"),
            ]
        )
        self._preset.set_answer(ANSWERED, "salesforce")
        self._tracks = ChipGroup(name="export_tracks", label=self.tr("Which"), multiple=True, quiet=False)
        self._tracks.set_choices(
            [
                ("sales_ready", self.tr("Sales-ready"), "1"),
                ("nurture", self.tr("Nurture"), "2"),
            ]
        )
        self._tracks.set_answer(ANSWERED, "sales_ready")
        for group in (self._preset, self._tracks):
            group.answer_changed.connect(lambda *_: self._check())
            self.body.addWidget(group)
        self.body.addLayout(self._folder_row())
        self.accepted.connect(self._tell)

    def _folder_row(self) -> QVBoxLayout:
        self._shown = ElidedText(str(self._folder))
        choose = Button(self.tr("Choose &folder…"), name="export_folder")
        choose.clicked.connect(self._choose)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self._shown, 1)
        row.addWidget(choose)
        column = QVBoxLayout()
        column.setSpacing(HALF)
        column.addWidget(Caption(self.tr("Folder")))
        column.addLayout(row)
        return column

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Folder for the export"), str(self._folder))
        if chosen:
            self._folder = Path(chosen)
            self._shown.setText(chosen)

    def _check(self) -> None:
        self.yes.setEnabled(bool(self._preset.answer()[1] and self._tracks.answer()[1]))

    def _tell(self) -> None:
        (preset,) = self._preset.answer()[1]
        self.export_chosen.emit(preset, self._tracks.answer()[1], str(self._folder))
