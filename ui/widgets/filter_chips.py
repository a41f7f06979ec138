"""Filters as chips: any number may be on, each with the count it would leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import HALF
from ui.widgets.chip import Chip
from ui.widgets.flow_layout import FlowLayout

if TYPE_CHECKING:
    from collections.abc import Sequence


class FilterChips(QWidget):
    """A row of filters; `filters_changed(keys)` tells the tuple of those that are on, in their order."""

    filters_changed = Signal(tuple)

    def __init__(self, *, name: str = "filters", label: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chips: dict[str, Chip] = {}
        self._flow = FlowLayout(self, spacing=HALF + 2)
        self.setObjectName(name)
        self.setAccessibleName(label)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_filters(self, filters: Sequence[tuple[str, str, str, int | None]]) -> None:
        """Show these (key, label, icon, count or None); those that stay on are kept on."""
        on = set(self.chosen())
        if [key for key, *_ in filters] != list(self._chips):
            self._rebuild(filters, on)
        for key, label, _icon, count in filters:
            text = label if count is None else f"{label}  {self.locale().toString(count)}"
            self._chips[key].setText(text)
            self._chips[key].setAccessibleName(text)
            self._chips[key].updateGeometry()

    def set_chosen(self, keys: Sequence[str]) -> None:
        """Switch on these and no others, without telling it on."""
        for key, chip in self._chips.items():
            chip.setChecked(key in keys)

    def chosen(self) -> tuple[str, ...]:
        """Give the keys of the filters that are on."""
        return tuple(key for key, chip in self._chips.items() if chip.isChecked())

    def _rebuild(self, filters: Sequence[tuple[str, str, str, int | None]], on: set[str]) -> None:
        for chip in self._chips.values():
            self._flow.removeWidget(chip)
            chip.deleteLater()
        self._chips = {}
        for key, label, icon, _count in filters:
            chip = Chip(label, name=f"{self.objectName()}_{key}", icon=icon)
            chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            chip.setChecked(key in on)
            chip.clicked.connect(lambda: self.filters_changed.emit(self.chosen()))
            self._chips[key] = chip
            self._flow.addWidget(chip)
