"""The passphrase of a profile, on a computer that has no keyring to hold its key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from boothapp.errors import NoKeyError
from ui.dialogs.dialog import Dialog
from ui.messages import words_of
from ui.widgets.field import LabelledField

if TYPE_CHECKING:
    from boothapp.errors import BoothappError

_SHORTEST = 8


class PassphraseDialog(Dialog):
    """Asks for the passphrase, twice for a new profile; `passphrase_given(str)` tells it."""

    passphrase_given = Signal(str)

    def __init__(self, error: BoothappError, *, is_new: bool, parent: QWidget) -> None:
        super().__init__(
            self.tr("Choose a passphrase") if is_new else self.tr("Enter the passphrase"),
            self._why(error, is_new=is_new),
            name="passphrase",
            yes=self.tr("&Use it") if is_new else self.tr("&Open"),
            parent=parent,
        )
        self._is_new = is_new
        self._first = LabelledField(self.tr("&Passphrase"), name="passphrase_text")
        self._again = LabelledField(self.tr("&Once more"), name="passphrase_again")
        self._again.setVisible(is_new)
        for field in (self._first, self._again):
            field.edit.setEchoMode(QLineEdit.EchoMode.Password)
            field.text_edited.connect(self._check)
            self.body.addWidget(field)
        self.accepted.connect(lambda: self.passphrase_given.emit(self._first.text()))
        self._check()
        self._first.setFocus()

    def _why(self, error: BoothappError, *, is_new: bool) -> str:
        if isinstance(error, NoKeyError) and not is_new:
            return self.tr("Your leads are encrypted. The passphrase you chose on this computer opens them.")
        return words_of(error).in_one()

    def _check(self) -> None:
        text = self._first.text()
        long_enough = len(text) >= _SHORTEST or (bool(text) and not self._is_new)
        self._first.set_hint(
            self.tr("{count} characters or more").format(count=_SHORTEST) if self._is_new else ""
        )
        same = not self._is_new or text == self._again.text()
        self._again.set_problem("" if same or not self._again.text() else self.tr("not the same"))
        self.yes.setEnabled(long_enough and same)
