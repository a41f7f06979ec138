"""Setup's camera card: which codes to look for on pictures, and whether a soft tick tells each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from boothapp.domain.symbology import Symbology
from ui.theme import GRID
from ui.widgets.chip import Chip
from ui.widgets.chip_group import ANSWERED, ChipGroup
from ui.widgets.text import Caption

if TYPE_CHECKING:
    from boothapp.domain.show import Show

_LABELS = {
    Symbology.QR_CODE: "QR",
    Symbology.DATA_MATRIX: "Data Matrix",
    Symbology.CODE_128: "Code 128",
    Symbology.CODE_39: "Code 39",
    Symbology.EAN_13: "EAN-13",
}


class CameraFields(QWidget):
    """`symbologies_chosen(tuple[str])` are those to look for, `tick_chosen(bool)` whether it ticks."""

    symbologies_chosen = Signal(tuple)
    tick_chosen = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._codes = ChipGroup(
            name="symbologies",
            label=self.tr("Codes on this show’s badges"),
            multiple=True,
            quiet=False,
            parent=self,
        )
        named = enumerate(Symbology, start=1)
        self._codes.set_choices([(each.value, _LABELS.get(each, each.value), str(n)) for n, each in named])
        self._codes.answer_changed.connect(lambda _state, values: self.symbologies_chosen.emit(values))
        self._tick = Chip(
            self.tr("A soft tick when the camera has read a code"), name="scan_tick", icon="scan"
        )
        self._tick.clicked.connect(self.tick_chosen)
        note = Caption(
            self.tr("The fewer, the sooner each is found. Code 39, ITF and EAN-13 only if badges bear them."),
            wrap=True,
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        for part in (self._codes, note, self._tick):
            column.addWidget(part)

    def show_codes(self, show: Show) -> None:
        """Show which are looked for."""
        self._codes.set_answer(ANSWERED, [each.value for each in show.symbologies])

    def show_tick(self, *, on: bool) -> None:
        """Show whether it ticks."""
        self._tick.setChecked(on)
