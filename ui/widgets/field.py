"""A text field with its label above and what is doubtful about it beside the label."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.theme import GRID, HALF
from ui.widgets.line_edit import LineEdit, NoteBox
from ui.widgets.text import Caption, ElidedText


class _LabelRow(QWidget):
    """The label, and at its far end a hint that is always there: what comes and goes moves nothing."""

    def __init__(self, label: str, buddy: QWidget) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        self.caption = Caption(label)
        self.caption.setBuddy(buddy)
        self.hint = ElidedText("", step="caption", quiet=True)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignRight)
        row.addWidget(self.caption)
        row.addWidget(self.hint, 1)


class LabelledField(QWidget):
    """A one-line field. `text_edited(text)` tells of typing, `editing_ended(text)` of leaving it."""

    text_edited = Signal(str)
    editing_ended = Signal(str)

    def __init__(
        self, label: str, *, name: str, placeholder: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.edit = LineEdit(name=name, label=label.replace("&", ""), placeholder=placeholder)
        self._hint = self._problem = self._doubt = self._why = ""
        self._row = _LabelRow(label, self.edit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(HALF)
        column.addWidget(self._row)
        column.addWidget(self.edit)
        self.setFocusProxy(self.edit)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.edit.textEdited.connect(self.text_edited)
        self.edit.editingFinished.connect(lambda: self.editing_ended.emit(self.edit.text()))

    def set_text(self, text: str) -> None:
        """Show this text without telling it on; the caret stays where it is if nothing changes."""
        if text != self.edit.text():
            self.edit.setText(text)

    def text(self) -> str:
        """Give the text as it stands."""
        return self.edit.text()

    def set_hint(self, hint: str) -> None:
        """Show a quiet remark beside the label, or none."""
        self._hint = hint
        self._show_what_matters()

    def set_problem(self, problem: str) -> None:
        """Show what cannot be right about the text, or nothing; the text stays as typed."""
        self._problem = problem
        self._show_what_matters()

    def set_doubt(self, word: str, why: str = "") -> None:
        """Mark the text for the eye with a word, and say why; or no longer. A problem goes before a doubt."""
        self._doubt, self._why = word, why
        self._show_what_matters()

    def _show_what_matters(self) -> None:
        if self._problem or not self._doubt:
            _show_remark(self._row, self.edit, self._problem or self._hint, problem=bool(self._problem))
        else:
            _show_remark(self._row, self.edit, self._doubt, problem=False, why=self._why)
            self._row.hint.set_tone("caution")


class LabelledNote(QWidget):
    """A field of several lines; Tab leaves it. `text_edited(text)` is told on each change by a person."""

    text_edited = Signal(str)

    def __init__(
        self, label: str, *, name: str, lines: int = 2, placeholder: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        box = NoteBox(name=name, label=label.replace("&", ""), lines=lines, placeholder=placeholder)
        self.edit = box.edit
        self._row = _LabelRow(label, self.edit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(HALF)
        column.addWidget(self._row)
        column.addWidget(box)
        self.setFocusProxy(self.edit)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._silent = False
        self.edit.textChanged.connect(self._tell)

    def set_text(self, text: str) -> None:
        """Show this text without telling it on."""
        if text == self.text():
            return
        self._silent = True
        self.edit.setPlainText(text)
        self._silent = False

    def text(self) -> str:
        """Give the text as it stands."""
        return self.edit.toPlainText()

    def set_hint(self, hint: str) -> None:
        """Show a quiet remark beside the label, or none."""
        _show_remark(self._row, self.edit, hint, problem=False)

    def _tell(self) -> None:
        if not self._silent:
            self.text_edited.emit(self.text())


def _show_remark(row: _LabelRow, edit: QWidget, remark: str, *, problem: bool, why: str = "") -> None:
    row.hint.setText(remark)
    row.hint.setToolTip(why or remark)
    row.hint.set_tone("caution" if problem else "")
    edit.setAccessibleDescription(why or remark)
    if isinstance(edit, LineEdit):
        edit.mark_problem(problem=problem)
