"""Already met? Whoever is here already and looks like the visitor, with what can be done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QMenu, QSizePolicy, QVBoxLayout, QWidget

from ui.icons import SMALL
from ui.qt_override import override
from ui.screens.capture_words import known_sentence, likeness_word
from ui.theme import GAP, GRID, HALF, TARGET
from ui.widgets.button import Button
from ui.widgets.text import Caption

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from boothapp.services.browsing import Acquaintance, Duplicate

_AT_MOST = 3


class FoundButton(Button):
    """One lead that looks alike, cut to the room there is; the whole is in its name and tool tip."""

    def __init__(self, text: str, why: str, *, name: str) -> None:
        super().__init__("", name=name, icon="person", tip=f"{text} ({why})")
        self._whole = text
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(4 * TARGET, super().minimumSizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.width() - SMALL - GRID - 2 * GAP
        text = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, room)
        self.setText(text.replace("&", "&&"))


class FoundLeads(QWidget):
    """A line for each lead that looks alike; `open_chosen` and `colleague_chosen` tell the lead's id.

    Above them whoever the imported lists know: there is nothing to open, only to know.
    """

    open_chosen = Signal(str)
    colleague_chosen = Signal(str)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("found")
        self._found: tuple[Duplicate, ...] = ()
        self._apart: set[str] = set()
        self._buttons: list[Button] = []
        self._known = Caption(wrap=True)
        self._known.setObjectName("known")
        self._known.setTextFormat(Qt.TextFormat.PlainText)
        self._known.hide()
        self._label = Caption(wrap=True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(HALF)
        self._column.addWidget(self._known)
        self._column.addWidget(self._label)
        self.hide()

    def show_found(self, found: Sequence[Duplicate]) -> None:
        """Show these, the surest first, but for those that a person said are somebody else."""
        self._found = tuple(found)
        shown = [each for each in found if each.row.lead_id not in self._apart]
        for button in self._buttons:
            self._column.removeWidget(button)
            button.deleteLater()
        self._buttons = [self._button(each) for each in shown[:_AT_MOST]]
        if shown:
            text = self.tr("Already met? {count} found, {why}  F6")
            why = likeness_word(shown[0].likeness.value)
            self._label.setText(text.format(count=len(shown), why=why))
            self.setAccessibleName(self._label.text())
        self._label.setVisible(bool(shown))
        self._show_if_anything()

    def show_known(self, known: Sequence[Acquaintance]) -> None:
        """Say of these, the surest first, whose customers they are or where they were met."""
        self._known.setText("\n".join(known_sentence(each) for each in known[:_AT_MOST]))
        self._known.setVisible(bool(known))
        self._show_if_anything()

    def _show_if_anything(self) -> None:
        self.setVisible(bool(self._buttons or self._known.text()))

    def start_anew(self) -> None:
        """Forget what was found and kept apart: another visitor stands there."""
        self._apart.clear()
        self.show_nobody()

    def show_nobody(self) -> None:
        """Show that nobody was found."""
        self.show_found(())
        self.show_known(())

    def open_first(self) -> None:
        """Go to the surest and offer what can be done."""
        if self._buttons:
            self._buttons[0].setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._buttons[0].click()

    def _button(self, found: Duplicate) -> Button:
        row = found.row
        who = row.name or row.email or row.phone or row.company
        text = " · ".join(part for part in (who, row.company if row.company != who else "") if part)
        button = FoundButton(text, likeness_word(found.likeness.value), name=f"found_{row.lead_id}")
        button.clicked.connect(lambda: self._offer(button, row.lead_id))
        self._column.addWidget(button)
        return button

    def _offer(self, button: Button, lead_id: str) -> None:
        menu = QMenu(self)
        for text, do in (
            (self.tr("&Open it and add this conversation"), lambda: self.open_chosen.emit(lead_id)),
            (self.tr("&Add as a colleague to it"), lambda: self.colleague_chosen.emit(lead_id)),
            (self.tr("&Keep separate: somebody else"), lambda: self._keep_apart(lead_id)),
        ):
            menu.addAction(text).triggered.connect(do)
        menu.setActiveAction(menu.actions()[0])
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def _keep_apart(self, lead_id: str) -> None:
        self._apart.add(lead_id)
        self.show_found(self._found)
