"""Handing the lead to nobody: a reason of the definition, a note, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from ui.theme import GRID
from ui.widgets.button import Button
from ui.widgets.line_edit import LineEdit

if TYPE_CHECKING:
    from collections.abc import Mapping

_DIGITS = 9


class DisqualifyLine(QWidget):
    """Once a reason (code → label) is chosen: the reason, a note, the way back. `edited` tells a change.

    The screen places `button`, which opens the reasons.
    """

    edited = Signal()

    def __init__(self, reasons: Mapping[str, str], *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reasons, self._reason = reasons, ""
        self.button = Button(
            self.tr("Disqualify …"), name="disqualify", kind="quiet", icon="ban", key_hint="F7"
        )
        self._note = LineEdit(name="disqualify_note", label=self.tr("Why disqualified"), placeholder="")
        self._back = Button(
            "", name="disqualify_undo", kind="quiet", icon="cross", tip=self.tr("Not disqualified after all")
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(self._note, 1)
        row.addWidget(self._back)
        self.button.clicked.connect(self.open_menu)
        self._note.textEdited.connect(self.edited)
        self._back.clicked.connect(lambda: self._choose(""))
        self.hide()

    def show_reason(self, reason: str, note: str) -> None:
        """Show this reason, or none, without telling it on."""
        self._reason = reason
        label = self._reasons.get(reason, reason)
        self.button.setText(self.tr("Disqualified") if label else self.tr("Disqualify …"))
        self._note.setPlaceholderText(self.tr("{reason}: why?").format(reason=label))
        name = self.tr("Disqualified: {reason}").format(reason=label) if label else self.tr("Disqualify")
        self.button.setAccessibleName(name)
        self.button.set_kind("danger" if reason else "quiet")
        self.button.updateGeometry()
        if note != self._note.text():
            self._note.setText(note)
        self.setVisible(bool(reason))

    def reason(self) -> tuple[str, str]:
        """The reason's code and the note; two empty texts when not disqualified."""
        return (self._reason, self._note.text()) if self._reason else ("", "")

    def open_menu(self) -> None:
        """Offer the reasons; a digit chooses, as in a question."""
        menu = QMenu(self)
        for number, (code, label) in enumerate(self._reasons.items(), start=1):
            text = label.replace("&", "&&")
            entry = menu.addAction(f"&{number}  {text}" if number <= _DIGITS else text)
            entry.triggered.connect(lambda _checked=False, code=code: self._choose(code))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.button.mapToGlobal(self.button.rect().bottomLeft()))

    def _choose(self, code: str) -> None:
        self.show_reason(code, self._note.text() if code else "")
        (self._note if code else self.button).setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.edited.emit()
